"""Where the photo goes: filling the frame, or on an extended canvas, or with the dish at a given place."""

from dataclasses import dataclass

import numpy as np

from sajangpick.media.frame import F32
from sajangpick.motion.circle import Circle

# A crop to the frame's shape is good if it keeps this share of the dish ...
KEPT_BY_FILL = 0.78
# ... and does not stretch the photo further than this, against the output's pixels.
FILL_STRETCH = 2.8
# When extending: the dish (all but 7 % of its mask on each side) spans the frame, with this much air.
DISH_AIR = 1.06
TAIL = 0.07
# Bands thinner than this would read as a mistake: closer to filling than this, fill.
NEARLY_FULL = 0.93
# A photo that is lower than the frame sits a little above its middle: captions need the foot.
TOP_SHARE = 0.46


@dataclass(frozen=True, slots=True)
class Aim:
    """Where the dish shall sit: its centre in fractions of width and height, its diameter in frame widths."""

    x: float
    y: float
    diameter: float


@dataclass(frozen=True, slots=True)
class Placement:
    """The photo's place on a canvas: one photo pixel is `scale` canvas pixels, its corner lies at (left, top)."""

    scale: float
    left: float
    top: float

    def circle(self, circle: Circle, photo: tuple[int, int], canvas: tuple[int, int]) -> Circle:
        """A circle of the photo, as it lies on the canvas; sizes are (width, height)."""
        (width, height), (canvas_width, canvas_height) = photo, canvas
        return Circle(
            (self.left + circle.x * width * self.scale) / canvas_width,
            (self.top + circle.y * height * self.scale) / canvas_height,
            circle.radius * width * self.scale / canvas_width,
        )


def frame_photo(mask: F32, photo: tuple[int, int], canvas: tuple[int, int], *, oversampling: float) -> Placement:
    """Fill the canvas if the dish survives it, else show the dish's whole width and leave the rest to be extended.

    `photo` and `canvas` are (width, height) in pixels; the canvas has `oversampling` pixels for one of the output.
    """
    (width, height), (canvas_width, canvas_height) = photo, canvas
    fill = max(canvas_width / width, canvas_height / height)
    columns, rows = mask.sum(0), mask.sum(1)
    across = _window(columns, canvas_width / fill / width)
    down = _window(rows, canvas_height / fill / height)
    kept = float(_part(_part(mask, across, 1), down, 0).sum() / max(float(mask.sum()), 1e-6))
    if kept >= KEPT_BY_FILL and fill / oversampling <= FILL_STRETCH:
        return Placement(fill, -across[0] * width * fill, -down[0] * height * fill)

    left, right = _span(columns)
    top, bottom = _span(rows)
    whole = min(canvas_width / width, canvas_height / height)
    tight = min(canvas_width / ((right - left) * width), canvas_height / ((bottom - top) * height)) / DISH_AIR
    scale = min(fill, max(whole, tight))
    if scale > NEARLY_FULL * fill:
        scale = fill
    return Placement(
        scale,
        _offset((left + right) / 2, width * scale, canvas_width, 0.5),
        _offset((top + bottom) / 2, height * scale, canvas_height, TOP_SHARE),
    )


def aim_photo(dish: Circle, photo: tuple[int, int], canvas: tuple[int, int], aim: Aim) -> Placement:
    """Lay the photo so that its dish circle gets the place and size of `aim`, even if the photo then leaves gaps."""
    (width, height), (canvas_width, canvas_height) = photo, canvas
    scale = aim.diameter * canvas_width / (2 * dish.radius * width)
    return Placement(
        scale,
        aim.x * canvas_width - dish.x * width * scale,
        aim.y * canvas_height - dish.y * height * scale,
    )


def _window(weights: F32, share: float) -> tuple[float, float]:
    """The window of `share` of the axis that holds the most weight; ties go to the middle."""
    count = weights.size
    length = min(count, max(1, round(share * count)))
    if length == count:
        return (1 - share) / 2, (1 + share) / 2
    total = np.concatenate([[0.0], np.cumsum(weights, dtype=np.float64)])
    held = total[length:] - total[:-length]
    start = np.arange(held.size)
    off_middle = np.abs((start + length / 2) / count - 0.5)
    best = int(np.argmax(held / max(float(held.max()), 1e-6) - 0.15 * off_middle**2))
    start_share = best / count
    return min(start_share, 1 - share), min(start_share, 1 - share) + share


def _part(mask: F32, window: tuple[float, float], axis: int) -> F32:
    count = mask.shape[axis]
    first, last = (round(max(0.0, min(1.0, edge)) * count) for edge in window)
    return mask[:, first:last] if axis else mask[first:last]


def _span(weights: F32) -> tuple[float, float]:
    """The stretch of the axis, in fractions, that holds all but `TAIL` of the weight on either side."""
    held = np.cumsum(weights, dtype=np.float64)
    held /= max(float(held[-1]), 1e-6)
    first, last = np.searchsorted(held, [TAIL, 1 - TAIL])
    return float(first) / held.size, float(last + 1) / held.size


def _offset(middle: float, length: float, canvas: int, gap_share: float) -> float:
    if length <= canvas:
        return (canvas - length) * gap_share
    return float(np.clip(canvas / 2 - middle * length, canvas - length, 0))
