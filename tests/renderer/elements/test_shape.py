"""Outlines in boxes and without."""

from fractions import Fraction

from tests.renderer.facts import timeline

from sajangpick.domain.json import Json
from sajangpick.renderer.geometry import Point, Transform
from sajangpick.renderer.scene import Color, Group, LinearGradient, Path, RadialGradient

TRIANGLE = "M 0 0 L 100% 0% L 50 100 Z"


def drawn(at: float = 0, **properties: Json) -> tuple[Transform, Path]:
    written: Json = {"fill_color": "red", **properties}
    (placed,) = timeline({"type": "shape", **written}).at(Fraction(at)).nodes
    assert isinstance(placed, Group)
    (path,) = placed.children
    assert isinstance(path, Path)
    return placed.transform, path


def test_a_boxed_path_runs_from_0_to_100() -> None:
    place, path = drawn(path=TRIANGLE, width=200, height=50)
    assert (place.m02, place.m12) == (400, 225)
    assert [segment.points for segment in path.outline][1:3] == [(Point(200, 0),), (Point(100, 50),)]


def test_an_unboxed_path_is_in_pixels_from_its_place() -> None:
    place, path = drawn(path="M -10 0 L 30 40", x=100, y=50, stroke_color="#fff")
    assert (place.m02, place.m12) == (100, 50)
    assert path.outline[1].points == (Point(30, 40),)


def test_without_a_path_it_is_a_rectangle_with_round_corners() -> None:
    _, path = drawn(width=200, height=100, border_radius=10)
    assert sum(segment.command == "C" for segment in path.outline) == 4
    place, _ = drawn()
    assert (place.m02, place.m12) == (0, 0), "the whole composition"


def test_gradients_lie_in_the_box() -> None:
    stops: Json = [{"offset": "0%", "color": "red"}, {"offset": "100%", "color": "blue"}]
    _, path = drawn(width=200, height=100, fill_color=stops, fill_mode="linear")
    assert isinstance(path.fill, LinearGradient)
    assert (path.fill.start, path.fill.end) == (Point(100, 0), Point(100, 100))
    _, path = drawn(width=200, height=100, fill_color=stops, fill_mode="radial", fill_y0="50%")
    assert isinstance(path.fill, RadialGradient)
    assert (path.fill.center, path.fill.radius) == (Point(100, 50), 100)


def test_the_pen_may_draw_a_part_and_wander() -> None:
    stroke_end: Json = [{"time": "start", "value": "0%"}, {"time": "end", "value": "100%"}]
    _, path = drawn(
        2.5, width=200, height=100, stroke_color="#fff", stroke_width=3, stroke_end=stroke_end, stroke_cap="butt"
    )
    assert path.stroke is not None
    assert (path.stroke.start, path.stroke.end, path.stroke.cap, path.stroke.width) == (0, 0.5, "butt", 3)


def test_outlines_with_the_same_commands_melt_into_each_other() -> None:
    path: Json = [{"time": 0, "value": "M 0 0 L 100 0"}, {"time": 5, "value": "M 0 0 L 0 100"}]
    _, drawn_path = drawn(2.5, path=path, width=100, height=100)
    assert drawn_path.outline[1].points == (Point(50, 50),)


def test_colours_melt_too() -> None:
    fill: Json = [{"time": 0, "value": "#000"}, {"time": 5, "value": "#fff"}]
    _, path = drawn(2.5, width=10, height=10, fill_color=fill)
    assert path.fill == Color(0.5, 0.5, 0.5)
