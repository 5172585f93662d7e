"""When an animation plays, how changes stack, and what all animations have in common."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from tests.renderer.animations.stand import BOX, DURATION, FRAME, entrance, letters, moment

from sajangpick.renderer.animation import NOTHING, Animation, Change, TextAnimation, combine, travel
from sajangpick.renderer.animations import ANIMATION_TYPES, ANIMATIONS, AnyAnimation, parse_animation
from sajangpick.renderer.geometry import IDENTITY, Point, Size, Transform
from sajangpick.renderer.outline import polygon, rectangle
from sajangpick.renderer.scene import Color, Group, Path
from sajangpick.renderer.units import Length

NODE = Path(rectangle(BOX), fill=Color(1, 0, 0))
ENDS_ELSEWHERE = {"pan"}


class Element(BaseModel):
    animations: tuple[AnyAnimation, ...] = ()


@pytest.mark.parametrize(
    ("written", "window"),
    [
        ({}, (0, 4)),
        ({"duration": 2}, (0, 2)),
        ({"time": "start"}, (0, 1)),
        ({"time": "end"}, (3, 4)),
        ({"time": "end", "duration": "0.5 s"}, (3.5, 4)),
        ({"time": 1.5, "duration": "1 s"}, (1.5, 2.5)),
        ({"time": "start", "duration": 9}, (0, 4)),
        ({"time": "start", "duration": -1}, (0, 0)),
    ],
)
def test_when_it_plays(written: dict[str, object], window: tuple[float, float]) -> None:
    assert parse_animation({"type": "fade", **written}).window(DURATION) == window


def test_it_holds_its_ends_outside_its_time() -> None:
    fade = parse_animation({"type": "fade", "time": 1, "duration": 2, "easing": "linear"})
    moments = [moment(fade, at) for at in (0, 1, 2, 2.5, 3, 4)]
    assert [m.progress for m in moments] == pytest.approx([0, 0, 0.5, 0.75, 1, 1])
    assert [m.active for m in moments] == [False, True, True, True, False, False]
    assert [m.elapsed for m in moments] == pytest.approx([0, 0, 1, 1.5, 2, 2])


@given(st.fractions(0, 4), st.sampled_from(["linear", "cubic-in", "back-out"]))
def test_reversed_is_the_same_backwards_in_time(at: Fraction, easing: str) -> None:
    enter = parse_animation({"type": "fade", "duration": 4, "easing": easing})
    leave = parse_animation({"type": "fade", "duration": 4, "easing": easing, "reversed": True})
    there = enter.moment(DURATION - at, element_duration=DURATION, box=BOX, frame=FRAME)
    here = leave.moment(at, element_duration=DURATION, box=BOX, frame=FRAME)
    assert here.progress == pytest.approx(there.progress)


def test_without_duration_it_is_over_at_once() -> None:
    fade = parse_animation({"type": "fade", "time": 1, "duration": 0})
    assert [moment(fade, at).progress for at in (0.5, 1, 2)] == [0, 1, 1]


def test_an_element_stands_unchanged_once_everything_has_come_to_rest() -> None:
    for kind in ANIMATION_TYPES.keys() - ENDS_ELSEWHERE:
        animation = parse_animation({"type": kind, "time": "start", "duration": 1})
        for at in (1, 2.5, 4):
            now = moment(animation, at)
            assert animation.change(now) == NOTHING, kind
            if isinstance(animation, TextAnimation):
                assert {animation.change_unit(now, unit) for unit in letters(5)} == {NOTHING}, kind
                assert animation.change_background(now, letters(1)[0]) == NOTHING, kind
                assert animation.text_at(now, "6,000원") == "6,000원", kind


def test_what_leaves_a_transition_begins_unchanged() -> None:
    for kind in ANIMATION_TYPES:
        animation = parse_animation({"type": kind, "time": "start", "duration": 1, "transition": True})
        change = animation.leaving_change(moment(animation, 0))
        assert change.around(NODE) == NODE or kind == "film-roll", kind


@given(st.sampled_from(sorted(ANIMATION_TYPES)), st.floats(0, 4), st.booleans())
def test_every_animation_is_a_function_of_the_moment_alone(kind: str, at: float, transition: bool) -> None:
    written = {"type": kind, "time": "start", "easing": "back-out", "transition": transition}
    first, second = parse_animation(written), parse_animation(written)
    assert first == second
    now = moment(first, round(at, 3))
    assert first.change(now) == second.change(now)
    assert 0 <= first.change(now).opacity <= 1
    assert first.leaving_change(now) == second.leaving_change(now)
    if isinstance(first, TextAnimation) and isinstance(second, TextAnimation):
        for unit in letters(3):
            assert first.change_unit(now, unit) == second.change_unit(now, unit)


def test_every_kind_is_found_by_its_type() -> None:
    assert len(ANIMATION_TYPES) == len(ANIMATIONS) == 25
    for name, kind in ANIMATION_TYPES.items():
        assert type(parse_animation({"type": name})) is kind
        assert kind.__module__.rpartition(".")[2] == name.replace("-", "_")


def test_a_wrong_value_is_refused_at_its_place() -> None:
    wrong = [{"type": "fade", "duration": "1 m"}, {"type": "wobble"}, {"type": "spin", "rotation": "9 px"}, "fade"]
    with pytest.raises(ValidationError) as caught:
        Element.model_validate({"animations": wrong})
    problems = {error["loc"]: error["msg"] for error in caught.value.errors()}
    assert problems["animations", 0, "duration"] == "Expected a number ending with s, got '1 m'"
    assert problems["animations", 1].endswith("got 'wobble'")
    assert problems["animations", 2, "rotation"] == "Expected a number ending with ° or deg, got '9 px'"
    assert problems["animations", 3].endswith("got None")


def test_an_animation_once_read_is_taken_as_it_is() -> None:
    fade = entrance("fade")
    assert Element(animations=(fade,)).animations == (fade,)


def test_changes_stack_in_order() -> None:
    cut = polygon([Point(0, 0), Point(10, 0), Point(0, 10)])
    first = Change(Transform.translation(10, 0), 0.5, clips=(cut,), over=(NODE,), echoes=(Transform.translation(9, 0),))
    second = Change(Transform.scaling(2, 2), 0.5, content=Transform.scaling(3, 3), over=(NODE,))
    both = combine([first, second])
    assert both.transform.apply(Point(1, 1)) == Point(22, 2)
    assert both.opacity == 0.25
    assert both.clips == (polygon([Point(0, 0), Point(20, 0), Point(0, 20)]),)
    assert both.content == Transform.scaling(3, 3)
    assert both.echoes[0].apply(Point(1, 1)) == Point(20, 2)
    assert both.over == (Group((NODE,), transform=Transform.scaling(2, 2)), NODE)
    assert combine([NOTHING, first, NOTHING]) == first


def test_a_change_is_wrapped_around_a_node_from_inside_out() -> None:
    cut = rectangle(BOX)
    moved = Group((NODE,), transform=Transform.translation(1, 2))
    assert NOTHING.around(NODE) is NODE
    assert Change(opacity=0.5).around(NODE) == Group((NODE,), opacity=0.5)
    assert Change(Transform.translation(1, 2), 0.5, clips=(cut, cut)).around(NODE) == Group(
        (Group((moved,), clip=cut),), clip=cut, opacity=0.5
    )
    assert Change(over=(NODE,)).around(moved) == Group((moved, NODE))
    assert Change(echoes=(Transform.translation(1, 2),)).around(NODE) == Group((NODE, moved))


@pytest.mark.parametrize(
    ("degrees", "way"), [(0, (200, 0)), (90, (0, -100)), (180, (-200, 0)), (270, (0, 100)), (45, (200, -100))]
)
def test_a_way_of_100_percent_always_leaves_the_reference(degrees: float, way: tuple[float, float]) -> None:
    assert travel(degrees, Length(100, "%"), Size(200, 100), FRAME) == pytest.approx(way)


def test_the_contract_is_abstract() -> None:
    with pytest.raises(TypeError, match="abstract"):
        Animation(type="fade")
    assert entrance("fade").leaving_change(moment(entrance("fade"), 0.5)).transform == IDENTITY
