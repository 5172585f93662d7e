"""Figures, and paths as a document writes them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.renderer.geometry import Point, Rect, Transform
from sajangpick.renderer.outline import ellipse, half_plane, heading, moved, parse_outline, polygon, rectangle
from sajangpick.renderer.scene import Outline, Segment

BOX = Rect(10, 20, 110, 70)


def _points_along(outline: Outline) -> list[Point]:
    """Points on the outline, curves walked in eight steps."""
    walked: list[Point] = []
    for command, points in outline:
        if command == "C":
            a, (b, c, d) = walked[-1], points
            for t in (i / 8 for i in range(1, 9)):
                w = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3)
                walked.append(Point(*(w[0] * a[i] + w[1] * b[i] + w[2] * c[i] + w[3] * d[i] for i in (0, 1))))
        elif points:
            walked.append(points[-1])
    return walked


def test_every_point_of_an_ellipse_lies_on_it() -> None:
    points = _points_along(ellipse(Point(5, 5), 200, 100))
    assert len(points) == 33
    for x, y in points:
        assert math.hypot((x - 5) / 200, (y - 5) / 100) == pytest.approx(1, abs=3e-4)


def test_a_rectangle_with_round_corners_stays_inside_and_touches_each_side() -> None:
    points = _points_along(rectangle(BOX, 12))
    assert (min(p.x for p in points), max(p.x for p in points)) == (10, 110)
    assert (min(p.y for p in points), max(p.y for p in points)) == (20, 70)
    corner = Point(22, 32)
    near = [p for p in points if p.x < 22 and p.y < 32]
    assert near
    assert all(math.dist(p, corner) == pytest.approx(12, abs=0.01) for p in near)
    assert rectangle(BOX, 0) == polygon([Point(10, 20), Point(110, 20), Point(110, 70), Point(10, 70)])
    assert rectangle(BOX, 900) == rectangle(BOX, 25)
    assert polygon([]) == ()


@given(st.floats(-720, 720), st.floats(0, 1), st.floats(0, 1))
def test_two_half_planes_share_a_box(degrees: float, x: float, y: float) -> None:
    edge = BOX.at(x, y)
    areas = [_area(half_plane(BOX, edge, degrees + turn)) for turn in (0, 180)]
    assert sum(areas) == pytest.approx(BOX.width * BOX.height, rel=1e-6)


def test_directions_are_exact_on_the_axes() -> None:
    assert [heading(d) for d in (0, 90, 180, 270)] == [(1, 0), (0, -1), (-1, 0), (0, 1)]


def test_every_command_of_a_path() -> None:
    outline = parse_outline("m10 10 5,0 H30v-5 l-1-1Q1 2 3 4T5 6 c1 1 2 2 3 3 s1 1 2 2 z m1 1 L 0 0")
    assert [command for command, _ in outline] == list("MLLLLQQCCZML")
    assert outline[1].points == (Point(15, 10),)
    assert outline[4].points == (Point(29, 4),)
    assert outline[6].points == (Point(5, 6), Point(5, 6))
    assert outline[8].points[0] == Point(9, 10)
    assert outline[10].points == (Point(11, 11),)


@pytest.mark.parametrize(("large", "clockwise", "middle"), [(0, 1, (7.0711, 7.0711)), (1, 0, (-7.0711, -7.0711))])
def test_an_arc_is_cubics_around_its_centre(large: int, clockwise: int, middle: tuple[float, float]) -> None:
    outline = parse_outline(f"M10 0 A10 10 0 {large} {clockwise} 0 10")
    points = _points_along(outline)
    assert all(math.hypot(*point) == pytest.approx(10, abs=0.01) for point in points)
    assert min(math.dist(point, middle) for point in points) < 0.01
    assert points[-1] == pytest.approx((0, 10))
    assert parse_outline("M0 0 A0 5 0 0 1 9 9")[1] == Segment("C", (Point(0, 0), Point(9, 9), Point(9, 9)))


def test_an_arc_too_small_for_its_ends_grows_to_reach() -> None:
    points = _points_along(parse_outline("M0 0 A1 1 0 0 1 10 0"))
    assert min(p.y for p in points) == pytest.approx(-5, abs=0.01)


@pytest.mark.parametrize("text", ["L 0 0", "M 0", "M 0 0 L 1", "M 0 0 Z 5 5", "hello", "M 0 0 L 1 €", "M a b"])
def test_what_is_no_path(text: str) -> None:
    with pytest.raises(ValueError, match="Expected a"):
        parse_outline(text)


def test_an_outline_moves_point_by_point() -> None:
    assert moved(polygon([Point(1, 2)]), Transform.translation(3, 4)) == polygon([Point(4, 6)])


def _area(corners: tuple[Point, ...]) -> float:
    pairs = zip(corners, corners[1:] + corners[:1], strict=True)
    return abs(sum(a.x * b.y - b.x * a.y for a, b in pairs)) / 2
