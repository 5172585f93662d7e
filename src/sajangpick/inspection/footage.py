"""Looks into a clip: small pictures of it at chosen moments, and how much it changes from moment to moment."""

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from sajangpick.media.decode import VideoReader
from sajangpick.media.frame import F32, U8
from sajangpick.media.probe import probe

LONGEST_PX = 400
"""Longer side of the small pictures: a stroke of a word is two pixels wide then, a grain of rice one."""
TAIL_SECONDS = 2.0
"""Generated clips go wrong late: their end is looked at closely."""

# Moments before the tail, evenly, and in the tail.
_EARLY, _LATE = 5, 5
# Changes are watched this often. A cut lies between two looks whatever the rate, and a pan does not blur into one.
_WATCH_HERTZ = 12
# Of a vendor's longest clips this much is watched; ours are at most 10 s.
_LONGEST_WATCH_SECONDS = 60.0
# The picture by which a change is watched is this wide: a dish is ten pixels then, a grain nothing.
_WATCH_PX = 32


@dataclass(frozen=True, slots=True)
class Look:
    """The clip at `seconds`: BGR (h, w, 3), longer side `LONGEST_PX`."""

    seconds: float
    image: U8


@dataclass(frozen=True, slots=True)
class Footage:
    """What was seen of a clip: looks in order, its length, and `jump`, the greatest sudden change.

    A jump is what one step of a twelfth of a second changes more than the steps around it, as a share of the picture's
    own contrast: 0 for anything that moves evenly, about 1 where one picture is replaced by another.
    """

    looks: tuple[Look, ...]
    seconds: float
    jump: float

    @property
    def tail_from(self) -> float:
        """The second at which the end begins."""
        return max(self.seconds / 2, self.seconds - TAIL_SECONDS)


def look_into(path: Path) -> Footage:
    """Decode a clip once. Raises SourceMissing, or BadInput for what is no video."""
    found = probe(path)
    seconds = min(float(found.duration or 0), _LONGEST_WATCH_SECONDS)
    steps = max(2, math.ceil(seconds * _WATCH_HERTZ))
    wanted = _moments(seconds, steps)
    looks: list[Look] = []
    watched: list[F32] = []
    with VideoReader(path) as reader:
        for step in range(steps):
            at = Fraction(step, _WATCH_HERTZ)
            frame = reader.frame(at)
            watched.append(_glance(frame.y))
            if step in wanted:
                looks.append(Look(float(at), _small(frame.to_bgr())))
    return Footage(tuple(looks), seconds, _jump(watched))


def _moments(seconds: float, steps: int) -> set[int]:
    tail = max(seconds / 2, seconds - TAIL_SECONDS)
    early = np.linspace(0, tail, _EARLY, endpoint=False)
    late = np.linspace(tail, (steps - 1) / _WATCH_HERTZ, _LATE)
    return {min(steps - 1, round(float(at) * _WATCH_HERTZ)) for at in (*early, *late)}


def _small(image: U8) -> U8:
    scale = LONGEST_PX / max(image.shape[:2])
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _glance(luma: U8) -> F32:
    height, width = luma.shape
    size = (_WATCH_PX, max(1, round(height / width * _WATCH_PX)))
    return cv2.resize(luma, size, interpolation=cv2.INTER_AREA).astype(np.float32)


def _jump(watched: list[F32]) -> float:
    changes = [float(np.abs(later - earlier).mean()) for earlier, later in pairwise(watched)]
    # 8 code values: the contrast below which a picture shows nothing.
    contrast = max(8.0, float(np.median([each.std() for each in watched])))
    # A step stands out against the greatest of the second-nearest: a flash, there and gone, is two steps.
    around = [max([*changes[max(0, index - 3) : max(0, index - 1)], *changes[index + 2 : index + 4]], default=0.0)
              for index in range(len(changes))]  # fmt: skip
    return max((change - usual for change, usual in zip(changes, around, strict=True)), default=0.0) / contrast
