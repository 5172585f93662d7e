"""Points, boxes and transforms: pure, frozen, in pixels with y down."""

import math
from dataclasses import dataclass
from typing import NamedTuple


class Point(NamedTuple):
    """A place, in pixels."""

    x: float
    y: float


ORIGIN = Point(0, 0)


class Size(NamedTuple):
    """An extent, in pixels."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Rect:
    """A box with sides parallel to the axes; `right` and `bottom` are outside it."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Extent along x."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Extent along y."""
        return self.bottom - self.top

    @property
    def center(self) -> Point:
        """The middle."""
        return Point((self.left + self.right) / 2, (self.top + self.bottom) / 2)

    @property
    def is_empty(self) -> bool:
        """True if it covers no area."""
        return self.right <= self.left or self.bottom <= self.top

    @classmethod
    def of_size(cls, size: Size, at: Point = ORIGIN) -> "Rect":
        """The box of `size` whose top left corner is `at`."""
        return cls(at.x, at.y, at.x + size.width, at.y + size.height)

    def at(self, x: float, y: float) -> Point:
        """The point at fractions x, y of the box (0 is left or top, 1 right or bottom)."""
        return Point(self.left + x * self.width, self.top + y * self.height)

    def grown(self, x: float, y: float | None = None) -> "Rect":
        """The box with `x` (and `y`, else `x`) added on every side."""
        dy = x if y is None else y
        return Rect(self.left - x, self.top - dy, self.right + x, self.bottom + dy)

    def moved(self, dx: float, dy: float) -> "Rect":
        """The box shifted."""
        return Rect(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)

    def union(self, other: "Rect") -> "Rect":
        """The smallest box around both; an empty box adds nothing."""
        if self.is_empty:
            return other
        if other.is_empty:
            return self
        return Rect(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def intersection(self, other: "Rect") -> "Rect":
        """What both cover; may be empty."""
        return Rect(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True)
class Transform:
    """A 3x3 projective map, row-major; points are columns, so `a @ b` applies b first.

    (x', y', w') = M (x, y, 1); the image is (x'/w', y'/w').
    """

    m00: float = 1
    m01: float = 0
    m02: float = 0
    m10: float = 0
    m11: float = 1
    m12: float = 0
    m20: float = 0
    m21: float = 0
    m22: float = 1

    @classmethod
    def translation(cls, x: float, y: float) -> "Transform":
        """Shift by (x, y)."""
        return cls(m02=x, m12=y)

    @classmethod
    def scaling(cls, x: float, y: float, about: Point = ORIGIN) -> "Transform":
        """Scale by (x, y) around `about`."""
        return cls(m00=x, m11=y, m02=about.x * (1 - x), m12=about.y * (1 - y))

    @classmethod
    def rotation(cls, degrees: float, about: Point = ORIGIN) -> "Transform":
        """Turn clockwise on screen (y down) by `degrees` around `about`."""
        c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        return cls(
            m00=c,
            m01=-s,
            m02=about.x - c * about.x + s * about.y,
            m10=s,
            m11=c,
            m12=about.y - s * about.x - c * about.y,
        )

    @classmethod
    def skewing(cls, x_degrees: float, y_degrees: float, about: Point = ORIGIN) -> "Transform":
        """Slant by the two angles around `about`."""
        tx, ty = math.tan(math.radians(x_degrees)), math.tan(math.radians(y_degrees))
        return cls(m01=tx, m02=-tx * about.y, m10=ty, m12=-ty * about.x)

    @property
    def rows(self) -> tuple[tuple[float, float, float], ...]:
        """The matrix as three rows."""
        return (
            (self.m00, self.m01, self.m02),
            (self.m10, self.m11, self.m12),
            (self.m20, self.m21, self.m22),
        )

    @property
    def is_affine(self) -> bool:
        """True if parallel lines stay parallel."""
        return self.m20 == 0 and self.m21 == 0 and self.m22 == 1

    @property
    def is_translation(self) -> bool:
        """True if it only shifts."""
        return self.is_affine and self.m00 == 1 and self.m11 == 1 and self.m01 == 0 and self.m10 == 0

    def __matmul__(self, other: "Transform") -> "Transform":
        if self.is_affine and other.is_affine:
            # Nearly all are, and every moving layer of every frame multiplies a few.
            return Transform(
                self.m00 * other.m00 + self.m01 * other.m10,
                self.m00 * other.m01 + self.m01 * other.m11,
                self.m00 * other.m02 + self.m01 * other.m12 + self.m02,
                self.m10 * other.m00 + self.m11 * other.m10,
                self.m10 * other.m01 + self.m11 * other.m11,
                self.m10 * other.m02 + self.m11 * other.m12 + self.m12,
            )
        a, b = self.rows, other.rows
        return Transform(*(sum(a[i][k] * b[k][j] for k in range(3)) for i in range(3) for j in range(3)))

    def apply(self, point: Point) -> Point:
        """The image of `point`."""
        x, y = point
        w = self.m20 * x + self.m21 * y + self.m22
        return Point((self.m00 * x + self.m01 * y + self.m02) / w, (self.m10 * x + self.m11 * y + self.m12) / w)

    def bounds(self, box: Rect) -> Rect:
        """The smallest box around the image of `box`."""
        corners = [self.apply(Point(x, y)) for x in (box.left, box.right) for y in (box.top, box.bottom)]
        xs, ys = [p.x for p in corners], [p.y for p in corners]
        return Rect(min(xs), min(ys), max(xs), max(ys))

    def inverse(self) -> "Transform | None":
        """The map back, or None where the map flattens the plane."""
        (a, b, c), (d, e, f), (g, h, i) = self.rows
        det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
        if abs(det) < 1e-12:
            return None
        cofactors = (
            e * i - f * h, c * h - b * i, b * f - c * e,
            f * g - d * i, a * i - c * g, c * d - a * f,
            d * h - e * g, b * g - a * h, a * e - b * d,
        )  # fmt: skip
        return Transform(*(value / det for value in cofactors))


IDENTITY = Transform()
