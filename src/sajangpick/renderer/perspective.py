"""Flat things turned in space, seen by a camera straight above their anchor."""

import math

from sajangpick.renderer.geometry import Point, Size, Transform


def tilted(x_degrees: float, y_degrees: float, *, about: Point, distance: float) -> Transform:
    """Turned around the x axis, then the y axis, through `about`; signs as in CSS transforms.

    `distance` of the camera in pixels, as CSS `perspective`: w' = 1 - z' / distance
    (https://www.w3.org/TR/css-transforms-2/#perspective).
    """
    x, y = math.radians(x_degrees), math.radians(y_degrees)
    # Rows of Rx Ry, columns x and y only, because what is turned is flat.
    turned = Transform(
        m00=math.cos(y),
        m10=math.sin(x) * math.sin(y),
        m11=math.cos(x),
        m20=math.cos(x) * math.sin(y) / distance,
        m21=-math.sin(x) / distance,
    )
    return Transform.translation(about.x, about.y) @ turned @ Transform.translation(-about.x, -about.y)


def camera_distance(size: Size) -> float:
    """Where a camera stands by default: two longer sides away, which looks like a normal lens (an assumption)."""
    return max(2 * max(size), 1.0)
