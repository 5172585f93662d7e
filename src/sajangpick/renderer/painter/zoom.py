"""Zooming a plane with the resizer, where that says the same as sampling it point by point, in a third of the time.

A resizer knows whole pixels only: it takes `source` samples from `first` on and makes `made` of them, so that sample i
of the result lies at (i + 1/2) * source / made - 1/2 + first. A zoom wants sample i at i * step + start. With a few
samples made beyond both edges and cut off again, whole numbers are nearly always found that come close enough.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np

from sajangpick.media.frame import U8
from sajangpick.renderer.geometry import Transform

# Bilinear weights have classically had 5 bits: nobody sees a picture shifted by less.
_TOLERANCE_PX = 1 / 32
# Samples made in vain: enough to choose from, and 8 % of a frame of 1080 at most.
MOST_SPARE = 80
# Few are looked for first: fewer are wasted, and trying all takes longest.
_SPARES = (0, 16, 48, MOST_SPARE + 1)


@dataclass(frozen=True, slots=True)
class _Span:
    """Along one axis: `source` samples from `first` on become `made`, of which those from `cut` on are wanted."""

    first: int
    source: int
    made: int
    cut: int


def zoom(plane: U8, back: Transform, width: int, height: int) -> U8 | None:
    """The plane's samples at `back` of each target pixel, bilinearly; None if the resizer cannot say that exactly.

    `back` leads from indices of the target to indices of the plane; what it reaches must lie inside.
    """
    if not back.is_affine or back.m01 or back.m10 or back.m00 <= 0 or back.m11 <= 0:
        return None
    across = _span(back.m00, back.m02, width, plane.shape[1])
    down = across and _span(back.m11, back.m12, height, plane.shape[0])
    if across is None or down is None:
        return None
    seen = plane[down.first : down.first + down.source, across.first : across.first + across.source]
    made = cv2.resize(seen, (across.made, down.made), interpolation=cv2.INTER_LINEAR)
    return made[down.cut : down.cut + height, across.cut : across.cut + width]


@lru_cache(maxsize=64)
def _span(step: float, start: float, length: int, available: int) -> _Span | None:
    for fewest, most in pairwise(_SPARES):
        found = _span_with(fewest, most, step, start, length, available)
        if found is not None:
            return found
    return None


def _span_with(fewest: int, most: int, step: float, start: float, length: int, available: int) -> _Span | None:
    # Rows: how many are made in vain; columns: how many of them are cut off in front.
    spare = np.arange(fewest, most)[:, None]
    cut = np.arange(most)[None, :]
    made = length + spare
    source = np.rint(step * made)
    ratio = source / made
    begins = (cut + 0.5) * ratio - 0.5
    first = np.rint(start - begins)
    error = begins + first - start
    worst = np.maximum(np.abs(error), np.abs(error + (ratio - step) * (length - 1))) / step
    # Beyond its own edge the resizer repeats a sample: what is cut off may, what is kept may not.
    ends = begins + (length - 1) * ratio
    fits = (worst <= _TOLERANCE_PX) & (cut <= spare)
    fits &= (first >= 0) & (first + source <= available) & (begins >= 0) & (ends <= source - 1)
    if not fits.any():
        return None
    row, column = np.unravel_index(int(np.argmax(fits)), fits.shape)
    return _Span(int(first[row, column]), int(source[row, 0]), int(made[row, 0]), int(cut[0, column]))
