"""The circle a dish fills: centre and radius, robust against spoons, handles and stray spots."""

from typing import NamedTuple

import cv2
import numpy as np

from sajangpick.media.frame import F32

# Parts thinner than this share of the dish's own extent (spoons, skewer sticks, cup handles) do not widen the circle.
THIN = 0.10
# Other pieces count only if they are at least this big beside the biggest one.
PIECE = 0.25


class Point(NamedTuple):
    """A place in a picture, as fractions of its width and height."""

    x: float
    y: float


class Circle(NamedTuple):
    """A circle in a picture: the centre as fractions of width and height, the radius as a fraction of the width."""

    x: float
    y: float
    radius: float

    @property
    def center(self) -> Point:
        """The middle."""
        return Point(self.x, self.y)

    def disc(self, size: tuple[int, int]) -> F32:
        """1 inside the circle and 0 outside, on a picture of `size` (width, height)."""
        width, height = size
        x = (np.arange(width, dtype=np.float32) + 0.5)[None] - self.x * width
        y = (np.arange(height, dtype=np.float32) + 0.5)[:, None] - self.y * height
        return (np.hypot(x, y) <= self.radius * width).astype(np.float32)


def dish_circle(mask: F32) -> Circle:
    """The smallest circle around what `mask` (h, w), 0..1, marks as dish."""
    height, width = mask.shape
    solid = _solid((mask > 0.5).astype(np.uint8))
    points = cv2.findNonZero(solid)
    if points is None:
        return Circle(0.5, 0.5, 0.38 * min(width, height) / width)
    (x, y), radius = cv2.minEnclosingCircle(cv2.convexHull(points))
    # Points name pixel centres: half a pixel more reaches the pixels' outer edge.
    return Circle((x + 0.5) / width, (y + 0.5) / height, (radius + 0.5) / width)


def _solid(spots: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    extent = float(np.sqrt(spots.sum()))
    side = 2 * round(extent * THIN / 2) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    # The border counts as dish: a bowl cut by the photo's edge is not thin there.
    framed = cv2.copyMakeBorder(spots, side, side, side, side, cv2.BORDER_REPLICATE)
    opened = cv2.morphologyEx(framed, cv2.MORPH_OPEN, kernel)[side:-side, side:-side]
    if not opened.any():
        opened = spots
    _, labels, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(opened))
    areas = stats[1:, cv2.CC_STAT_AREA]
    if areas.size == 0:
        return opened
    kept = 1 + np.flatnonzero(areas >= PIECE * areas.max())
    return np.isin(labels, kept).astype(np.uint8)
