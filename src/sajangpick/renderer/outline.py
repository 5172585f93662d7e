"""Outlines of simple figures, and outlines as a document writes them.

Curves are cubic; a quarter of an ellipse is one cubic with the usual handle length, off by less than 0.03 % of the
radius (https://spencermortensen.com/articles/bezier-circle/).
"""

import math
from collections.abc import Sequence
from typing import Final

from sajangpick.renderer.geometry import Point, Rect, Transform
from sajangpick.renderer.scene import Outline, Segment

_QUARTER_HANDLE: Final = 0.5522847498


def polygon(points: Sequence[Point]) -> Outline:
    """Straight lines from point to point and back to the first; no points give an outline that covers nothing."""
    if not points:
        return ()
    return (
        Segment("M", (points[0],)),
        *(Segment("L", (point,)) for point in points[1:]),
        Segment("Z"),
    )


def rectangle(box: Rect) -> Outline:
    """The sides of `box`, clockwise from its top left."""
    corners = ((0, 0), (1, 0), (1, 1), (0, 1))
    return polygon([box.at(x, y) for x, y in corners])


def ellipse(center: Point, x_radius: float, y_radius: float) -> Outline:
    """A closed ellipse, clockwise from its right end."""
    handle = _QUARTER_HANDLE
    unit = (
        ((1, handle), (handle, 1), (0, 1)),
        ((-handle, 1), (-1, handle), (-1, 0)),
        ((-1, -handle), (-handle, -1), (0, -1)),
        ((handle, -1), (1, -handle), (1, 0)),
    )
    return (
        Segment("M", (Point(center.x + x_radius, center.y),)),
        *(
            Segment("C", tuple(Point(center.x + x * x_radius, center.y + y * y_radius) for x, y in quarter))
            for quarter in unit
        ),
        Segment("Z"),
    )


def moved(outline: Outline, transform: Transform) -> Outline:
    """The image of an outline; exact for affine transforms and for straight lines."""
    return tuple(Segment(command, tuple(transform.apply(point) for point in points)) for command, points in outline)


def half_plane(box: Rect, edge: Point, degrees: float) -> tuple[Point, ...]:
    """The corners of the part of `box` that lies behind `edge`, looking along `degrees` (0 right, 90 up)."""
    dx, dy = heading(degrees)
    corners = [box.at(x, y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
    kept: list[Point] = []
    for here, there in zip(corners, corners[1:] + corners[:1], strict=True):
        depth = (here.x - edge.x) * dx + (here.y - edge.y) * dy
        next_depth = (there.x - edge.x) * dx + (there.y - edge.y) * dy
        if depth <= 0:
            kept.append(here)
        if (depth < 0) != (next_depth < 0) and depth != next_depth:
            part = depth / (depth - next_depth)
            kept.append(Point(here.x + (there.x - here.x) * part, here.y + (there.y - here.y) * part))
    return tuple(kept)


def heading(degrees: float) -> Point:
    """The unit vector on screen (y down) of a direction: 0 right, 90 up, 180 left, 270 down."""
    angle = math.radians(degrees)
    return Point(round(math.cos(angle), 12), -round(math.sin(angle), 12))
