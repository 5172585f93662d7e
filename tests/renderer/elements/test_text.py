"""Texts: boxes, sizes, colours, backgrounds, and how animations take them apart."""

from collections.abc import Iterator
from fractions import Fraction

import pytest
from tests.renderer.facts import timeline

from sajangpick.domain.json import Json, JsonObject
from sajangpick.renderer.geometry import Rect, Size
from sajangpick.renderer.scene import Color, Glyphs, Group, LinearGradient, Node, Path

F = Fraction


def walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        if isinstance(node, Group):
            yield from walk(node.children)


def nodes_of(at: float = 0, **properties: Json) -> list[Node]:
    written: JsonObject = {"type": "text", "text": "새우 파스타", "font_size": 40, **properties}
    return list(walk(timeline(written).at(F(at)).nodes))


def glyphs_of(at: float = 0, **properties: Json) -> list[Glyphs]:
    return [node for node in nodes_of(at, **properties) if isinstance(node, Glyphs)]


def count(glyphs: list[Glyphs]) -> int:
    return sum(len(run.glyphs) for run in glyphs)


def test_a_text_hugs_its_letters_around_its_place() -> None:
    layer = timeline({"type": "text", "text": "가나다", "font_size": 40}).stack.layers[0]
    size = layer.size(F(0), Size(1000, 500))
    assert 80 < size.width < 160
    assert size.height == pytest.approx(46)
    (placed,) = timeline({"type": "text", "text": "가나다", "font_size": 40}).at(F(0)).nodes
    assert isinstance(placed, Group)
    assert placed.transform.m02 == pytest.approx(500 - size.width / 2)


@pytest.mark.parametrize(
    ("box", "smaller"),
    [({"width": "60%", "height": "60%"}, {"width": "20%", "height": "20%"}), ({"width": "80%"}, {"width": "30%"}),
     ({"height": "60%"}, {"height": "10%"})],
)  # fmt: skip
def test_without_a_size_the_box_decides(box: JsonObject, smaller: JsonObject) -> None:
    large, small = (glyphs_of(font_size=None, **each)[0].size for each in (box, smaller))
    assert large > small
    assert glyphs_of(font_size=None, font_size_maximum="5 px", **box)[0].size == 5


def test_with_neither_box_nor_size_a_line_stays_in_reason() -> None:
    assert glyphs_of(font_size=None)[0].size == pytest.approx(50), "10 vmin of 1000 x 500"


def test_fill_stroke_and_tags_paint_the_letters() -> None:
    strokes, *fills = glyphs_of(text="새우 [color #f00]파스타[/color]", stroke_color="#00f", stroke_width=4)
    assert strokes.fill is None
    assert strokes.stroke is not None
    assert strokes.stroke.width == 4
    assert [run.fill for run in fills] == [Color(0, 0, 0), Color(1, 0, 0)]
    assert all(run.stroke is None for run in fills)


def test_a_gradient_spans_the_box_of_the_text() -> None:
    stops: Json = [{"offset": "0%", "color": "red"}, {"offset": "100%", "color": "blue"}]
    (run,) = glyphs_of(fill_color=stops, fill_mode="linear", fill_x0="0%", fill_x1="100%", width=400, height=100)
    assert isinstance(run.fill, LinearGradient)
    assert (run.fill.start.x, run.fill.end.x) == (0, 400)


def test_words_are_transformed_and_weights_chosen() -> None:
    assert glyphs_of(text="abc", text_transform="uppercase") == glyphs_of(text="ABC")
    assert glyphs_of(font_weight="bold")[0].face != glyphs_of(font_weight=400)[0].face


def test_letter_spacing_widens_by_a_tenth_of_an_em_a_hundred_percent() -> None:
    (plain,), (spaced,) = glyphs_of(text="가나"), glyphs_of(text="가나", letter_spacing="100%")
    gap = (spaced.glyphs[1].x - spaced.glyphs[0].x) - (plain.glyphs[1].x - plain.glyphs[0].x)
    assert gap == pytest.approx(4)


def test_lines_have_one_background_and_it_joins_ragged_lines() -> None:
    nodes = nodes_of(text="새우 파스타\n맛집", background_color="#ff0", background_x_padding="50%")
    (path,) = [node for node in nodes if isinstance(node, Path)]
    assert path.fill == Color(1, 1, 0)
    assert sum(segment.command == "M" for segment in path.outline) == 1
    xs = [point.x for segment in path.outline for point in segment.points]
    assert min(xs) == pytest.approx(-20), "half of the font size"


def split(kind: str, **properties: Json) -> Json:
    return [{"type": kind, "time": "start", "duration": 1, "easing": "linear", **properties}]


def test_units_come_one_after_the_other_and_join_at_rest() -> None:
    animation = split("text-appear", split="letter", fade=True)
    halfway = glyphs_of(0.5, animations=animation)
    assert 0 < count(halfway) < 5, "the last letters are not there yet"
    assert len(halfway) > 1, "each under a change of its own"
    assert count(glyphs_of(1, animations=animation)) == 5
    assert len(glyphs_of(1, animations=animation)) == 1
    assert nodes_of(1, animations=animation) == nodes_of(2, animations=animation)


def test_letters_keep_their_object_while_they_move() -> None:
    made = timeline(
        {"type": "text", "text": "가나다", "font_size": 40, "animations": split("text-slide", split="letter")}
    )
    first, second = ([node for node in walk(made.at(F(at)).nodes) if isinstance(node, Glyphs)] for at in ("0.6", "0.7"))
    assert first[0] is second[0]


def test_a_unit_moves_in_the_texts_own_turned_coordinates() -> None:
    def content(**properties: Json) -> Node:
        (placed,) = timeline(
            {"type": "text", "text": "가나", "font_size": 40, "animations": split("text-slide"), **properties}
        ).at(F("0.5")).nodes  # fmt: skip
        assert isinstance(placed, Group)
        return placed.children[0]

    assert content() == content(z_rotation=30)


def test_a_typewriter_shows_the_first_letters_where_they_will_stand() -> None:
    whole = glyphs_of(text="가나다라", x_alignment="50%", width=400)
    typed = glyphs_of(0.5, text="가나다라", x_alignment="50%", width=400, animations=split("text-typewriter"))
    assert 0 < count(typed) < 4
    first = next(glyph for run in typed for glyph in run.glyphs)
    assert first == whole[0].glyphs[0]


def test_a_counting_price_keeps_its_small_won_and_its_place() -> None:
    price = "4,500[size 50%]원[/size]"
    counting = split("text-counter", counting_from="8,000원")
    rest = glyphs_of(text=price)
    midway = glyphs_of(0.5, text=price, animations=counting)
    assert {run.size for run in midway} == {run.size for run in rest} == {40, 20}
    assert [glyph.id for run in midway[:-1] for glyph in run.glyphs] != [glyph.id for glyph in rest[0].glyphs]
    assert midway[-1].glyphs[0].id == rest[-1].glyphs[0].id


def test_a_counting_number_keeps_its_colour_wherever_it_stands() -> None:
    price = "점심 [color #f00]10,000[/color]원"
    for kind in ({"direction": "up"}, {"direction": "down"}):
        midway = glyphs_of(0.5, text=price, animations=split("text-counter", **kind))
        reds = [run for run in midway if run.fill == Color(1, 0, 0)]
        assert [len(run.glyphs) for run in midway if run.fill == Color(0, 0, 0)] == [2, 1], "점심 and 원 stay black"
        assert count(reds) == len("10,000" if kind["direction"] == "down" else "5,000")


def test_figures_are_equally_wide_while_they_count_and_not_at_rest() -> None:
    def last(at: float) -> float:
        return glyphs_of(at, text="1111원", font_family="Pretendard", animations=counting)[-1].glyphs[-1].x

    counting = split("text-counter", counting_from="4000")
    assert last(0.25) == last(0.5) == last(0.75) > last(1)


def test_a_cursor_blinks_after_the_last_typed_letter() -> None:
    def bars(at: float, frequency: str | None = "2 Hz") -> list[Rect]:
        typed = split("text-typewriter", cursor_frequency=frequency, typing_duration=0.5)
        nodes = nodes_of(at, text="가나다라", width=400, fill_color="#f00", animations=typed)
        outlines = [node.outline for node in nodes if isinstance(node, Path) and node.fill == Color(1, 0, 0)]
        corners = [[point for segment in outline for point in segment.points] for outline in outlines]
        return [Rect(*map(min, *points), *map(max, *points)) for points in corners]

    (first,), (later,) = bars(0), bars(0.125)
    assert first.left == 0 < later.left
    assert later.height == pytest.approx(40)
    assert later.width < 4
    assert bars(0.25) == bars(0.4) == [], "the dark half of its cycle"
    assert len(bars(0.6)) == 1, "it goes on after the last letter, as long as the animation lasts"
    assert bars(1.1) == []
    assert bars(0, None) == []


def test_a_text_is_where_its_alignment_says() -> None:
    (left,), (right,) = (glyphs_of(width=400, x_alignment=side) for side in ("0%", "100%"))
    assert right.glyphs[0].x > left.glyphs[0].x
    assert Rect(0, 0, 400, 46).right >= right.glyphs[-1].x


def test_an_empty_text_draws_nothing() -> None:
    assert glyphs_of(text="") == []
    assert glyphs_of(text="   ") == []
