"""Where elements stand."""

import math

import pytest

from sajangpick.domain.json import Json
from sajangpick.renderer.elements.shape import Shape
from sajangpick.renderer.geometry import Point, Rect, Size, Transform
from sajangpick.renderer.placement import corner_pin, place

FRAME = Size(1000, 500)
SIZE = Size(200, 100)


def shape(**properties: Json) -> Shape:
    return Shape.model_validate(properties)


@pytest.mark.parametrize(
    ("properties", "box"),
    [
        ({}, (400, 200, 600, 300)),
        ({"x": "0%", "y": "0%", "x_anchor": "0%", "y_anchor": "0%"}, (0, 0, 200, 100)),
        ({"x": "100%", "y": 30, "x_anchor": "100%", "y_anchor": "0%"}, (800, 30, 1000, 130)),
        ({"x_padding": "1 vw", "y_padding": "2 vmin"}, (410, 210, 590, 290)),
        ({"x_padding": "50%"}, (500, 200, 500, 300)),
    ],
)
def test_the_anchor_lies_at_x_and_y_and_padding_shrinks_the_box(
    properties: dict[str, Json], box: tuple[float, float, float, float]
) -> None:
    spot = place(shape(**properties), SIZE, FRAME)
    assert spot.box == Rect(*box)
    assert spot.transform == Transform.translation(box[0], box[1])


@pytest.mark.parametrize(
    ("properties", "corner"),
    [
        ({"x_scale": "200%"}, (300, 200)),
        ({"x_scale": "-100%"}, (600, 200)),
        ({"z_rotation": 90}, (550, 150)),
        ({"z_rotation": 90, "x_anchor": "0%", "y_anchor": "0%", "x": 400, "y": 200}, (400, 200)),
        ({"x_skew": 45}, (350, 200)),
    ],
)
def test_everything_turns_around_the_anchor(properties: dict[str, Json], corner: tuple[float, float]) -> None:
    spot = place(shape(**properties), SIZE, FRAME)
    assert spot.transform.apply(Point(0, 0)) == pytest.approx(corner)


def test_a_tilted_element_is_nearer_on_one_side() -> None:
    spot = place(shape(y_rotation=40), SIZE, FRAME)
    left, right = spot.transform.apply(Point(0, 0)), spot.transform.apply(Point(200, 0))
    assert 500 - left.x != pytest.approx(right.x - 500)
    assert spot.transform.apply(Point(100, 50)) == pytest.approx((500, 250))


def test_an_element_flattened_to_nothing_is_not_seen() -> None:
    assert not place(shape(x_scale=0), SIZE, FRAME).is_seen
    assert not place(shape(y_rotation=180, backface_visible=False), SIZE, FRAME).is_seen


def test_pinned_corners_land_where_they_are_pinned() -> None:
    corners = [Point(10, 20), Point(190, 5), Point(0, 120), Point(210, 90)]
    pinned = corner_pin(Rect(0, 0, 200, 100), corners)
    for (x, y), corner in zip([(0, 0), (200, 0), (0, 100), (200, 100)], corners, strict=True):
        assert math.dist(pinned.apply(Point(x, y)), corner) < 1e-9
