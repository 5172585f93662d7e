"""How strong a scrim must be: measured on the pictures behind each text, over the time the text is shown."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from sajangpick.media.frame import U8
from sajangpick.renderer.geometry import Rect
from sajangpick.template.palette import F64, READABLE, luminance, ratio

Backdrop: TypeAlias = Callable[[float, float], U8]
"""The picture at a time (seconds) without any text, with the scrim at a strength (0-1): BGR uint8, at any scale."""

STEP = 0.04
"""How much a scrim is raised at a time."""

SOLID = 1.0
"""The strength of a scrim that has become an object of its own."""

SAMPLE_SECONDS = 0.25
PERCENTILES = (3, 97)
"""The darkest and lightest thirty-third of the pixels behind a text may be noise; what is within must be readable."""

MARGIN = 1.04
"""Coding, and the edges of a ramp, cost a little contrast."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A text over the photo: where (pixels of a frame of width `frame_width`), its colour (sRGB 0-1), and when."""

    box: Rect
    color: tuple[float, float, float]
    start: float
    end: float


def times(shown: Shown) -> tuple[float, ...]:
    """The moments at which a text is measured: every quarter of a second, the same ones for all texts."""
    first, last = math.ceil(shown.start / SAMPLE_SECONDS), math.ceil(shown.end / SAMPLE_SECONDS)
    return tuple(index * SAMPLE_SECONDS for index in range(first, last)) or (shown.start,)


def least_strength(
    texts: Sequence[Shown], backdrop: Backdrop, *, least: float, most: float, frame_width: float
) -> float:
    """The least strength from `least` to `most`, else SOLID, at which every text is readable (4.5:1).

    A scrim is laid over what is below it, so its pictures change in proportion to its strength: two of them, without it
    and with all of it, tell every strength between.
    """
    samples = [sample for shown in texts for sample in _samples(shown, backdrop, frame_width)]
    strength = least
    while strength <= most + 1e-9:
        if all(sample.contrast(strength) >= READABLE * MARGIN for sample in samples):
            return round(strength, 2)
        strength += STEP
    return SOLID


@dataclass(frozen=True, slots=True)
class _Sample:
    without: F64
    full: F64
    text: float

    def contrast(self, strength: float) -> float:
        """The worse contrast of the text against the percentiles of what is behind it."""
        behind = luminance(self.without + strength * (self.full - self.without))
        return min(ratio(self.text, float(level)) for level in np.percentile(behind, PERCENTILES))


def _samples(shown: Shown, backdrop: Backdrop, frame_width: float) -> list[_Sample]:
    text = float(luminance(np.array(shown.color)))
    result: list[_Sample] = []
    for time in times(shown):
        without, full = (_cut(backdrop(time, strength), shown.box, frame_width) for strength in (0.0, 1.0))
        result.append(_Sample(without, full, text))
    return result


def _cut(picture: U8, box: Rect, frame_width: float) -> F64:
    """The pixels of `picture` behind `box`, as sRGB 0-1."""
    scale = picture.shape[1] / frame_width
    top, left = max(0, int(box.top * scale)), max(0, int(box.left * scale))
    bottom, right = max(top + 1, round(box.bottom * scale)), max(left + 1, round(box.right * scale))
    return picture[top:bottom, left:right, 2::-1].reshape(-1, 3).astype(np.float64) / 255
