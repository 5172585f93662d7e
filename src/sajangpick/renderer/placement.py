"""Where an element stands: its box in the composition, and the map from its own coordinates to the composition's."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sajangpick.renderer.element import Element
from sajangpick.renderer.geometry import IDENTITY, Point, Rect, Size, Transform
from sajangpick.renderer.perspective import camera_distance, tilted


@dataclass(frozen=True, slots=True)
class Placement:
    """`box` is the content's, in pixels of the composition, before scale, skew and rotation.

    `transform` maps own coordinates, with the origin at the box's top left, to the composition.
    """

    box: Rect
    transform: Transform
    is_seen: bool = True
    """False if it shows its hidden back, or is flattened to nothing."""

    @property
    def own_box(self) -> Rect:
        """The content's box in own coordinates."""
        return Rect(0, 0, self.box.width, self.box.height)


def place(element: Element, size: Size, frame: Size, *, flow: Point | None = None) -> Placement:
    """Stand `element`, whose outer box is `size`, in a composition of `frame`; all in pixels.

    `flow` is the top left corner that a flow layout gives to a side whose x or y is null.
    """
    anchor = Point(element.x_anchor.pixels(size.width, frame), element.y_anchor.pixels(size.height, frame))
    corner = flow or Point(0, 0)
    left = corner.x if element.x is None else element.x.pixels(frame.width, frame) - anchor.x
    top = corner.y if element.y is None else element.y.pixels(frame.height, frame) - anchor.y
    dx = min(element.x_padding.pixels(frame.width, frame), size.width / 2)
    dy = min(element.y_padding.pixels(frame.height, frame), size.height / 2)
    box = Rect(left + dx, top + dy, left + size.width - dx, top + size.height - dy)
    about = Point(left + anchor.x, top + anchor.y)
    own = _warp(element, box, frame) or Transform.translation(box.left, box.top)
    if element.x_scale != 1 or element.y_scale != 1:
        own = Transform.scaling(element.x_scale, element.y_scale, about) @ own
    if element.x_skew or element.y_skew:
        own = Transform.skewing(element.x_skew, element.y_skew, about) @ own
    is_turned_away = False
    if element.x_rotation or element.y_rotation:
        towards = math.cos(math.radians(element.x_rotation)) * math.cos(math.radians(element.y_rotation))
        is_turned_away = towards < 0 and not element.backface_visible
        own = _tilt(element, size, frame, about) @ own
    if element.z_rotation:
        own = Transform.rotation(element.z_rotation, about) @ own
    return Placement(box, own, is_seen=not is_turned_away and own.inverse() is not None)


def corner_pin(box: Rect, corners: Sequence[Point]) -> Transform:
    """The map that takes the box's top left, top right, bottom left and bottom right to `corners`.

    Solved from the eight equations of a homography (Hartley and Zisserman, Multiple View Geometry, 4.1). IDENTITY where
    three corners lie on one line.
    """
    sources = [box.at(0, 0), box.at(1, 0), box.at(0, 1), box.at(1, 1)]
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(sources, corners, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    targets = [coordinate for corner in corners for coordinate in corner]
    try:
        solved = np.linalg.solve(np.array(rows), np.array(targets))
    except np.linalg.LinAlgError:
        return IDENTITY
    return Transform(*map(float, [*solved, 1.0]))


def _warp(element: Element, box: Rect, frame: Size) -> Transform | None:
    """From own coordinates to the pinned corners in the composition."""
    if element.warp_matrix is None or not element.has_corner_pin or box.is_empty:
        return None
    corners = [
        Point(box.left + point.x.pixels(box.width, frame), box.top + point.y.pixels(box.height, frame))
        for row in element.warp_matrix
        for point in row
    ]
    return corner_pin(Rect(0, 0, box.width, box.height), corners)


def _tilt(element: Element, size: Size, frame: Size, about: Point) -> Transform:
    """Rotation around the x and y axes through `about`, seen in perspective."""
    # A camera nearer than the element's own reach would stand inside what it looks at.
    nearest = math.hypot(size.width, size.height) * 1.05
    written = element.perspective
    distance = camera_distance(size) if written is None else written.pixels(max(size), frame)
    return tilted(element.x_rotation, element.y_rotation, about=about, distance=max(distance, nearest, 1.0))
