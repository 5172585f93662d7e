"""Boxes behind lines."""

from hypothesis import given
from hypothesis import strategies as st

from sajangpick.renderer.backdrop import aligned, backdrop
from sajangpick.renderer.geometry import Point, Rect
from sajangpick.renderer.scene import Outline


def corners(outline: Outline) -> list[Point]:
    return [segment.points[-1] for segment in outline if segment.points]


def inside(outline: Outline, at: Point) -> bool:
    """Even-odd over straight sides; contours begin with M."""
    crossings, contour = 0, list[Point]()
    for segment in (*outline,):
        if segment.command != "Z":
            contour.append(segment.points[-1])
            continue
        for a, b in zip(contour, contour[1:] + contour[:1], strict=True):
            if (a.y > at.y) != (b.y > at.y) and at.x < a.x + (at.y - a.y) / (b.y - a.y) * (b.x - a.x):
                crossings += 1
        contour = []
    return crossings % 2 == 1


def test_one_line_is_a_rectangle() -> None:
    assert corners(backdrop([Rect(0, 0, 10, 4)], 0)) == [(10, 0), (10, 4), (0, 4), (0, 0)]


def test_the_wider_line_keeps_its_height_where_lines_overlap() -> None:
    outline = backdrop([Rect(0, 0, 10, 6), Rect(2, 4, 8, 10)], 0)
    assert inside(outline, Point(1, 5.5))
    assert not inside(outline, Point(1, 6.5))
    assert inside(outline, Point(5, 9))


def test_lines_that_do_not_touch_have_boxes_of_their_own() -> None:
    outline = backdrop([Rect(0, 0, 10, 4), Rect(0, 8, 10, 12)], 1)
    assert sum(segment.command == "M" for segment in outline) == 2


def test_corners_are_rounded() -> None:
    assert sum(segment.command == "C" for segment in backdrop([Rect(0, 0, 10, 6), Rect(2, 4, 8, 10)], 1)) == 8


def test_ragged_sides_within_the_threshold_are_brought_together() -> None:
    lines = [Rect(0, 0, 10, 1), Rect(1, 1, 9, 2), Rect(4, 2, 6, 3)]
    assert aligned(lines, 1) == (Rect(0, 0, 10, 1), Rect(0, 1, 10, 2), Rect(4, 2, 6, 3))
    assert aligned(lines, 0) == tuple(lines)


sides = st.tuples(st.integers(0, 20), st.integers(25, 40))


@given(st.lists(sides, min_size=1, max_size=5))
def test_the_outline_covers_the_middle_of_every_line_and_nothing_beyond(lines: list[tuple[int, int]]) -> None:
    boxes = [Rect(left, 10 * index - 1, right, 10 * index + 11) for index, (left, right) in enumerate(lines)]
    outline = backdrop(boxes, 0)
    for box in boxes:
        middle = (box.top + box.bottom) / 2
        assert inside(outline, Point(box.left + 0.5, middle))
        assert inside(outline, Point(box.right - 0.5, middle))
        assert not inside(outline, Point(box.left - 0.5, middle))
        assert not inside(outline, Point(box.right + 0.5, middle))
