"""Whole-pixel boxes of the device, the places where canvases lie."""

import math
from typing import NamedTuple

from sajangpick.renderer.geometry import Rect

# Less of a pixel than this changes no 8-bit value, and arithmetic on positions errs by less.
SLACK_PIXELS = 1 / 512


class Box(NamedTuple):
    """A box of device pixels; `right` and `bottom` are outside it."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Columns; negative where there are none."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Rows; negative where there are none."""
        return self.bottom - self.top

    @property
    def is_empty(self) -> bool:
        """True if it holds no pixel."""
        return self.right <= self.left or self.bottom <= self.top

    @property
    def area(self) -> int:
        """Pixels in it."""
        return max(0, self.width) * max(0, self.height)

    @property
    def rect(self) -> Rect:
        """The same box for geometry."""
        return Rect(self.left, self.top, self.right, self.bottom)

    @classmethod
    def around(cls, rect: Rect, *, grid: int = 1) -> "Box":
        """The smallest box of whole cells of `grid` pixels around `rect`, but for what is too little to be seen."""
        return cls(
            math.floor((rect.left + SLACK_PIXELS) / grid) * grid,
            math.floor((rect.top + SLACK_PIXELS) / grid) * grid,
            math.ceil((rect.right - SLACK_PIXELS) / grid) * grid,
            math.ceil((rect.bottom - SLACK_PIXELS) / grid) * grid,
        )

    def grown(self, margin: int, *, grid: int = 1) -> "Box":
        """The box with `margin` pixels, rounded up to the grid, added on every side."""
        cells = -(-margin // grid) * grid
        return Box(self.left - cells, self.top - cells, self.right + cells, self.bottom + cells)

    def moved(self, dx: int, dy: int) -> "Box":
        """The box shifted."""
        return Box(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)

    def intersection(self, other: "Box") -> "Box":
        """What both share; may be empty."""
        return Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def union(self, other: "Box") -> "Box":
        """The smallest box around both; an empty one adds nothing."""
        if self.is_empty:
            return other
        if other.is_empty:
            return self
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def covers(self, other: "Box") -> bool:
        """True if every pixel of `other` is in it."""
        return self.intersection(other) == other


NOWHERE = Box(0, 0, 0, 0)
