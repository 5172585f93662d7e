"""A property between its keyframes."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sajangpick.renderer.geometry import Point, Size
from sajangpick.renderer.keyframes import Keyframes, blend
from sajangpick.renderer.outline import parse_outline
from sajangpick.renderer.scene import Color, Outline, Stop
from sajangpick.renderer.units import ColorValue, Fill, Length, Percent

FOUR = Fraction(4)


def test_it_holds_before_the_first_and_after_the_last() -> None:
    keyframes = Keyframes[Percent].model_validate([{"time": 1, "value": "20%"}, {"time": 3, "value": "80%"}])
    values = [keyframes.value_at(Fraction(t), duration=FOUR) for t in (0, 1, 2, 3, 4)]
    assert values == pytest.approx([0.2, 0.2, 0.5, 0.8, 0.8])


def test_the_easing_shapes_the_way_to_its_keyframe() -> None:
    keyframes = Keyframes[Percent].model_validate(
        [
            {"time": 0, "value": "0%", "easing": "steps"},
            {"time": 1, "value": "100%", "easing": "quadratic-in"},
            {"time": 2, "value": "0%"},
        ]
    )
    assert keyframes.value_at(Fraction(1, 2), duration=FOUR) == pytest.approx(0.25)
    assert keyframes.value_at(Fraction(3, 2), duration=FOUR) == pytest.approx(0.5)


def test_start_and_end_are_the_elements_own_whatever_the_order_of_writing() -> None:
    keyframes = Keyframes[Percent].model_validate([{"time": "end", "value": "100%"}, {"time": "start", "value": 0}])
    assert keyframes.value_at(Fraction(1), duration=FOUR) == pytest.approx(0.25)
    assert keyframes.value_at(Fraction(1), duration=Fraction(2)) == pytest.approx(0.5)


def test_of_two_keyframes_at_one_time_the_later_written_wins() -> None:
    keyframes = Keyframes[str].model_validate([{"time": 1, "value": "a"}, {"time": "1 s", "value": "b"}])
    assert [keyframes.value_at(Fraction(t), duration=FOUR) for t in (0, 1, 2)] == ["a", "b", "b"]


def test_texts_and_words_step_when_their_time_has_come() -> None:
    keyframes = Keyframes[str | None].model_validate(
        [{"time": 0, "value": "하나"}, {"time": 1, "value": "둘", "easing": "linear"}, {"time": 2, "value": None}]
    )
    values = [keyframes.value_at(Fraction(t, 10), duration=FOUR) for t in (0, 9, 10, 19, 20)]
    assert values == ["하나", "하나", "둘", "둘", None]


def test_lengths_of_unlike_units_are_settled_when_sizes_are_known() -> None:
    keyframes = Keyframes[Length].model_validate([{"time": 0, "value": "50%"}, {"time": 2, "value": "10 vw"}])
    length = keyframes.value_at(Fraction(1), duration=FOUR)
    assert length.pixels(200, Size(1000, 500)) == pytest.approx(100)


def test_a_transparent_colour_does_not_tint_the_way() -> None:
    keyframes = Keyframes[ColorValue].model_validate([{"time": 0, "value": "#00f0"}, {"time": 2, "value": "#fff"}])
    assert keyframes.value_at(Fraction(1), duration=FOUR) == pytest.approx(Color(1, 1, 1, 0.5))


def test_gradients_with_as_many_stops_flow_others_step() -> None:
    one = [{"offset": 0, "color": "#000"}, {"offset": "100%", "color": "#000"}]
    two = [{"offset": 0, "color": "#fff"}, {"offset": "50%", "color": "#000"}]
    keyframes = Keyframes[Fill].model_validate(
        [{"time": 0, "value": one}, {"time": 2, "value": two}, {"time": 4, "value": "#fff"}]
    )
    black, grey = Color(0, 0, 0), Color(0.5, 0.5, 0.5)
    assert keyframes.value_at(Fraction(1), duration=FOUR) == (Stop(0, grey), Stop(0.75, black))
    assert keyframes.value_at(Fraction(3), duration=FOUR) == (Stop(0, Color(1, 1, 1)), Stop(0.5, black))


def test_outlines_with_the_same_commands_morph_others_step() -> None:
    square, wide, curve = (
        parse_outline("M 0 0 L 10 0 Z"),
        parse_outline("M 0 0 L 30 0 Z"),
        parse_outline("M 0 0 Q 1 1 2 2 Z"),
    )
    middle: Outline = blend(square, wide, 0.5)
    assert middle[1].points == (Point(20, 0),)
    assert blend(square, curve, 0.9) == square
    assert blend(square, curve, 1.0) == curve


@given(st.floats(-1000, 1000), st.floats(-1000, 1000), st.floats(-0.2, 1.2))
def test_numbers_go_straight_even_where_an_easing_overshoots(a: float, b: float, fraction: float) -> None:
    assert blend(a, b, fraction) == pytest.approx(a + (b - a) * fraction)
    assert blend(True, False, fraction) is (fraction < 1)
    assert blend(Fraction(1), Fraction(2), 0.5) == Fraction(3, 2)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 100)), min_size=1, max_size=6), st.integers(0, 40))
def test_a_value_lies_between_its_neighbours(points: list[tuple[int, int]], at: int) -> None:
    written = [{"time": time / 10, "value": value} for time, value in points]
    value = Keyframes[Percent].model_validate(written).value_at(Fraction(at, 10), duration=FOUR)
    assert min(v for _, v in points) - 1e-9 <= value * 100 <= max(v for _, v in points) + 1e-9


def test_wrong_keyframes_are_refused_where_they_are_wrong() -> None:
    with pytest.raises(ValidationError) as caught:
        Keyframes[Length].model_validate(
            [{"time": 0, "value": "5%"}, {"time": "late", "value": "5kg", "easing": "wobble"}]
        )
    assert [error["loc"] for error in caught.value.errors()] == [(1, "time"), (1, "value"), (1, "easing")]
    with pytest.raises(ValidationError, match="Expected at least one keyframe"):
        Keyframes[Length].model_validate([])
