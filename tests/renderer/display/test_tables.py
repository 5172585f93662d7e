import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.renderer.display.tables import Tables, css_color, svg
from sajangpick.renderer.geometry import Point
from sajangpick.renderer.outline import parse_outline
from sajangpick.renderer.scene import Color, Glyph, Glyphs, LinearGradient, Path, Segment, Stop, Stroke

COORDINATES = st.floats(-5000, 5000).map(lambda value: round(value, 3))
POINTS = st.builds(Point, COORDINATES, COORDINATES)
SEGMENTS = st.one_of(
    POINTS.map(lambda point: Segment("L", (point,))),
    st.tuples(POINTS, POINTS).map(lambda points: Segment("Q", points)),
    st.tuples(POINTS, POINTS, POINTS).map(lambda points: Segment("C", points)),
)
CONTOURS = st.tuples(POINTS, st.lists(SEGMENTS, max_size=6), st.booleans()).map(
    lambda parts: (Segment("M", (parts[0],)), *parts[1], *((Segment("Z"),) if parts[2] else ()))
)


@given(st.lists(CONTOURS, min_size=1, max_size=4))
def test_path_data_says_the_outline(contours: list[tuple[Segment, ...]]) -> None:
    outline = tuple(segment for contour in contours for segment in contour)
    read = parse_outline(svg(outline))
    assert [segment.command for segment in read] == [segment.command for segment in outline]
    for ours, theirs in zip(outline, read, strict=True):
        for one, other in zip(ours.points, theirs.points, strict=True):
            # Steps are rounded to thousandths, ends before them: errors do not add up beyond the last digit's noise.
            assert math.isclose(one.x, other.x, abs_tol=0.002)
            assert math.isclose(one.y, other.y, abs_tol=0.002)


def test_path_data_is_short() -> None:
    outline = (Segment("M", (Point(10, 20),)), Segment("L", (Point(10.5, 19.25),)), Segment("Z"))
    assert svg(outline) == "m10 20l.5-.75z"


def test_colours_are_css() -> None:
    assert css_color(Color(1, 0.5, 0)) == "#ff8000"
    assert css_color(Color(1, 1, 1, 0.5)) == "#ffffff80"


def test_each_glyph_is_written_once() -> None:
    tables = Tables()
    run = Glyphs("Pretendard-Bold", 40, (Glyph(100, 0, 0), Glyph(101, 30, 0), Glyph(100, 60, 0)), fill=Color(0, 0, 0))
    assert tables.letters(run) == tables.letters(run)
    written = tables.as_json()
    assert len(written["glyphs"]) == 2
    assert [shape["glyphs"][::3] for shape in written["shapes"]] == [[0, 1, 0]]


def test_an_equal_shape_is_the_same_entry() -> None:
    tables = Tables()
    square = parse_outline("M 0 0 H 10 V 10 H 0 Z")
    first, second = (tables.path(Path(square, fill=Color(red, 0, 0))) for red in (1, 0))
    assert first
    assert second
    assert (first.index, second.index) == (0, 1)
    assert tables.path(Path(square, fill=Color(1, 0, 0))) == first
    assert len(tables.as_json()["outlines"]) == 1


def test_only_the_drawn_part_of_a_stroke_is_in_the_list() -> None:
    tables = Tables()
    half = Stroke(Color(0, 0, 0), 4, start=0, end=0.5)
    tables.path(Path(parse_outline("M 0 0 L 100 0"), stroke=half))
    assert tables.as_json()["outlines"] == ["m0 0l50 0"]
    assert tables.path(Path(parse_outline("M 0 0 L 100 0"), stroke=Stroke(Color(0, 0, 0), 4, end=0))) is None


@pytest.mark.parametrize(
    ("start", "end", "middle"),
    [
        ("#ff0000", "#00ff0000", (255, 0, 0, 128)),
        ("#ff000000", "#00ff00", (0, 255, 0, 128)),
        ("#ff0000", "#00ff00", (128, 128, 0, 255)),
    ],
)
def test_a_gradient_shows_no_colour_of_what_is_not_seen(start: str, end: str, middle: tuple[int, ...]) -> None:
    tables = Tables()
    stops = tuple(Stop(offset, _color(text)) for offset, text in ((0.0, start), (1.0, end)))
    tables.path(Path(parse_outline("M 0 0 H 9 V 9 Z"), fill=LinearGradient(Point(0, 0), Point(9, 0), stops)))
    (gradient,) = tables.as_json()["paints"]
    written = {offset: [int(part, 16) for part in re.findall("..", text[1:])] for offset, text in gradient["stops"]}
    assert all(abs(ours - theirs) <= 1 for ours, theirs in zip([*written[0.5], 255], middle, strict=False))


def _color(text: str) -> Color:
    parts = [int(part, 16) / 255 for part in re.findall("..", text[1:])]
    return Color(*parts)
