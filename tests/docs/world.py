"""The world that the documentation's examples live in, as its index describes it."""

import math
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

import sajangpick
from sajangpick.media.frame import Frame
from sajangpick.media.sound import SAMPLE_RATE_HZ, Samples
from sajangpick.media.still import read_photo
from sajangpick.renderer import FileWorld, Moving
from sajangpick.renderer.geometry import Size

PHOTO = Path(sajangpick.__file__).parent / "data" / "photos" / "espresso.jpg"
CLIP_SIZE, CLIP_SECONDS, CLIP_ZOOM = (180, 320), 4, 1.5
SONG_SECONDS, BEATS_PER_SECOND = 8, 2


def world(*, clip: str = "clip.mp4", song: str = "song.wav") -> FileWorld:
    """`espresso.jpg`, four seconds of a clip, and eight of a song."""
    return FileWorld(PHOTO.parent, sources={clip: _clip(), song: _song()})


def _clip() -> Moving:
    """A push-in on the photo, half as large again at its end."""
    photo = read_photo(PHOTO, longest=640)
    width, height = CLIP_SIZE
    cover = max(width / photo.shape[1], height / photo.shape[0])

    def at(t: Fraction) -> Frame:
        scale = cover * CLIP_ZOOM ** (min(float(t), CLIP_SECONDS) / CLIP_SECONDS)
        left, top = (width - scale * photo.shape[1]) / 2, (height - scale * photo.shape[0]) / 2
        matrix = np.array([[scale, 0, left], [0, scale, top]])
        return Frame.from_bgr(cv2.warpAffine(photo, matrix, CLIP_SIZE, flags=cv2.INTER_AREA))

    return Moving(Size(*CLIP_SIZE), Fraction(CLIP_SECONDS), at, Fraction(30))


def _song() -> Samples:
    """A plucked A, twice a second."""
    t = np.arange(SONG_SECONDS * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    tone = 0.5 * np.sin(2 * math.pi * 220 * t) * np.exp(-4 * (t % (1 / BEATS_PER_SECOND)))
    return np.stack([tone, tone], axis=1).astype(np.float32)
