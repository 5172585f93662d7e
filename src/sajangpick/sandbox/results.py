"""What the sandbox's vendors deliver: real clips from our motion, pictures from our illustration, our renders.

`small` results keep their shape but have few pixels and frames, which is enough for a test.
"""

import shutil
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import cv2

from sajangpick.domain.json import Json
from sajangpick.engine import RenderRequest
from sajangpick.engines.local import render_here
from sajangpick.illustration import illustrate
from sajangpick.media.encode import VideoWriter
from sajangpick.media.frame import U8
from sajangpick.media.still import read_photo, write_still
from sajangpick.motion import Camera, animate
from sajangpick.renderer import frame

# Narrow enough to be made in a moment, and wide enough that a decoder and a player take it for a video.
SMALL_WIDTH_PX = 144
_RATE, _SMALL_RATE = 24, 8
# The card of the words is so much smaller than the picture that they change.
_INSET = 3


def make_clip(photo: bytes, target: Path, *, seconds: float, size: tuple[int, int], seed: int, small: bool) -> Path:
    """The photo, alive, as MP4."""
    size, rate = (_shrunk(size), _SMALL_RATE) if small else (size, _RATE)
    pixels = read_photo(photo, longest=2 * max(size))
    clip = animate(pixels, seconds=seconds, size=size, fps=rate, seed=seed % 2**31, camera=Camera.PUSH_IN)
    with VideoWriter(target, width=size[0], height=size[1], frame_rate=Fraction(rate)) as writer:
        for index in range(clip.count):
            writer.write(clip.frame(index))
    return target


def make_picture(prompt: str, target: Path, *, size: tuple[int, int], seed: int, small: bool) -> Path:
    """An illustrated card of the words, PNG or JPEG by the target's suffix."""
    script = illustrate(prompt, size=_shrunk(size) if small else size, seed=seed % 2**31)
    write_still(frame(script, Fraction(0)), target)
    return target


def make_edit(photo: U8, prompt: str, target: Path, *, size: tuple[int, int], small: bool) -> Path:
    """A photo, BGR (height, width, 3), changed by words: it fills `size`, with a card of the words in its corner."""
    width, height = _shrunk(size) if small else size
    scale = min(photo.shape[1] / width, photo.shape[0] / height)
    across, down = round(width * scale), round(height * scale)
    left, top = (photo.shape[1] - across) // 2, (photo.shape[0] - down) // 2
    picture = cv2.resize(photo[top : top + down, left : left + across], (width, height), interpolation=cv2.INTER_AREA)
    card = frame(illustrate(prompt, size=(width, height)), Fraction(0))[..., :3]
    inset = cv2.resize(card, (width // _INSET, height // _INSET), interpolation=cv2.INTER_AREA)
    picture[-inset.shape[0] :, -inset.shape[1] :] = inset
    write_still(picture, target)
    return target


def make_render(script: Mapping[str, Json], sources: Mapping[str, Path], target: Path, *, small: bool = False) -> Path:
    """A RenderScript document as MP4, GIF or picture, by the target's suffix; `sources` are the files it names."""
    render_here(RenderRequest(_lightened(script) if small else script, sources, target))
    return target


def cut_off(path: Path, target: Path) -> Path:
    """The first half of a file."""
    with path.open("rb") as whole, target.open("wb") as half:
        shutil.copyfileobj(whole, half)
        half.truncate(path.stat().st_size // 2)
    return target


def _lightened(script: Mapping[str, Json]) -> dict[str, Json]:
    """The same document in few pixels and frames; one that leaves its size to others keeps that."""
    light: dict[str, Json] = {**script, "frame_rate": _least(script.get("frame_rate"), _SMALL_RATE)}
    match script.get("width"), script.get("height"):
        case ((int() | float() as width), (int() | float() as height)):
            light["render_scale"] = _least(script.get("render_scale"), SMALL_WIDTH_PX / min(width, height))
        case _:
            pass
    return light


def _least(written: Json, most: float) -> float:
    return min(written, most) if isinstance(written, int | float) else most


def _shrunk(size: tuple[int, int]) -> tuple[int, int]:
    scale = SMALL_WIDTH_PX / min(size)
    return (2 * round(size[0] * scale / 2), 2 * round(size[1] * scale / 2))
