"""How a text's units follow each other, and what each text animation does to them."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.renderer.animations.stand import BOX, entrance, letters, moment

from sajangpick.renderer.animation import NOTHING, Change, TextAnimation, Unit
from sajangpick.renderer.animations.text_counter import FIGURE_SPACE, PUNCTUATION_SPACE
from sajangpick.renderer.geometry import Point, Rect, Transform
from sajangpick.renderer.outline import rectangle

WORD = letters(1)[0]


def text(kind: str, **written: object) -> TextAnimation:
    animation = entrance(kind, **written)
    assert isinstance(animation, TextAnimation)
    return animation


def change(kind: str, at: float, unit: Unit = WORD, **written: object) -> Change:
    animation = text(kind, **written)
    return animation.change_unit(moment(animation, at), unit)


def background(kind: str, at: float, line: Unit = WORD, **written: object) -> Change:
    animation = text(kind, **written)
    return animation.change_background(moment(animation, at), line)


@given(
    st.integers(1, 40), st.integers(0, 100), st.sampled_from(["default", "reversed", "random"]), st.integers(0, 1000)
)
def test_units_share_the_time_by_their_overlap(count: int, overlap: int, order: str, at: int) -> None:
    animation = text("text-appear", order=order, overlap=f"{overlap}%")
    now = moment(animation, at / 1000)
    shares = [animation.unit_moment(now, unit).linear for unit in letters(count)]
    by_turn = [share for _, share in sorted(zip((animation.place(u) for u in letters(count)), shares, strict=True))]
    assert by_turn == sorted(by_turn, reverse=True)
    length = 1 / (1 + (count - 1) * (1 - overlap / 100))
    for turn, share in enumerate(by_turn):
        start = turn * length * (1 - overlap / 100)
        assert share == pytest.approx(min(max((at / 1000 - start) / length, 0), 1), abs=1e-9)


@given(st.integers(1, 60))
def test_every_order_gives_each_unit_one_turn(count: int) -> None:
    for order in ("default", "reversed", "random"):
        animation = text("text-appear", order=order)
        assert sorted(animation.place(unit) for unit in letters(count)) == list(range(count))
    shuffled = [text("text-appear", order="random").place(unit) for unit in letters(8)]
    assert shuffled != list(range(8))
    assert shuffled == [text("text-appear", order="random").place(unit) for unit in letters(8)]


def test_without_overlap_one_waits_for_the_other() -> None:
    seen = [change("text-scale", 0.5, unit, overlap=0, fade=True).opacity for unit in letters(4)]
    assert seen == pytest.approx([1, 1, 0, 0])


def test_the_last_to_come_is_the_first_to_leave() -> None:
    seen = [
        change("text-scale", 3.5, unit, overlap=0, fade=True, time="end", reversed=True).opacity for unit in letters(4)
    ]
    assert seen == pytest.approx([1, 1, 0, 0])


def test_slide_moves_by_the_line_and_is_cut_at_it() -> None:
    start = change("text-slide", 0, direction="up", scope="split-clip", background_effect="disabled")
    assert start.transform == Transform.translation(0, 40)
    assert start.clips == (rectangle(Rect(0, 300, 1000, 340)),)
    assert change("text-slide", 0.5, direction="left", scope="split").transform == Transform.translation(10, 0)
    assert change("text-slide", 0.5, direction="left", scope="split").clips == ()
    sideways = change("text-slide", 0.5, direction="left", scope="split-clip").clips
    assert sideways == (rectangle(Rect(100, 0, 120, 2000)),)
    assert change("text-slide", 0, direction="down", scope="composition").transform == Transform.translation(0, -2000)
    assert change("text-slide", 0, distance="200%", scope="element").transform == Transform.translation(0, 80)


def test_slide_treats_the_background_as_told() -> None:
    assert background("text-slide", 0.5, background_effect="disabled") == NOTHING
    sliding = background("text-slide", 0.5, background_effect="sliding", fade=True)
    assert sliding == Change(Transform.translation(0, 20), opacity=0.5)
    scaling = background("text-slide", 0.25, background_effect="scaling").transform
    assert scaling.bounds(WORD.line) == Rect(100, 330, 120, 340)
    clipped = change("text-slide", 0.25, background_effect="scaling-clip")
    assert clipped.clips == (rectangle(Rect(100, 330, 120, 340)),)


@pytest.mark.parametrize("split", ["line", "word", "letter"])
def test_a_scaling_background_cuts_every_unit_at_its_line(split: str) -> None:
    unit = replace(letters(4)[1], row=1, rows=2)
    line = replace(unit, index=1, count=2, box=unit.line)
    slide: dict[str, object] = {"split": split, "background_effect": "scaling-clip"}
    for at in (0.5, 0.75):
        grown = background("text-slide", at, line, **slide).transform.bounds(unit.line)
        assert change("text-slide", at, unit, **slide).clips == (rectangle(grown),)
    assert change("text-slide", 1, unit, **slide).clips == ()


def test_appear_goes_from_its_start_opacity_or_jumps() -> None:
    assert change("text-appear", 0.5, fade=True, start_opacity="20%").opacity == pytest.approx(0.6)
    jumped = [change("text-appear", 0.55, unit, overlap="0%", start_opacity="20%").opacity for unit in letters(2)]
    assert jumped == [1, 1]
    assert [change("text-appear", 0.45, u, overlap="0%").opacity for u in letters(2)] == [1, 0]
    assert background("text-appear", 0.5, fade=True).opacity == 0.5
    assert background("text-appear", 0.5, fade=True, background_effect="disabled") == NOTHING


def test_typewriter_shows_letter_after_letter() -> None:
    def typed(at: float, **written: object) -> list[float]:
        return [change("text-typewriter", at, unit, **written).opacity for unit in letters(5)]

    assert typed(0) == [0, 0, 0, 0, 0]
    assert typed(0.5) == [1, 1, 0, 0, 0]
    assert typed(0.6) == [1, 1, 1, 0, 0]
    assert typed(1) == [1, 1, 1, 1, 1]
    assert typed(0.5, typing_start="0.3 s", typing_duration=0.2) == [1, 1, 1, 1, 1]
    assert typed(0.4, typing_start="0.3 s", typing_duration=0.2) == [1, 1, 0, 0, 0]
    assert background("text-typewriter", 0) == NOTHING


def test_a_wave_runs_to_the_right_and_calms_down() -> None:
    def heights(at: float, **written: object) -> list[float]:
        return [change("text-wave", at, unit, overlap="100%", **written).transform.m12 for unit in letters(30)]

    early, late = heights(0.1), heights(0.9)
    assert max(map(abs, early)) <= 20
    assert 0 < max(map(abs, late)) < max(map(abs, early)) / 4
    crests = [max(range(12), key=lambda i: -heights(at, wavelength="1200%")[i]) for at in (0.02, 0.1, 0.18)]
    assert crests == sorted(crests)
    lasting = heights(3.9, time=None, duration=None)
    assert max(map(abs, lasting)) == pytest.approx(20, abs=0.5)
    assert background("text-wave", 0.5, time=None, duration=None) == NOTHING
    assert background("text-wave", 0.5, fade=True).opacity == 0.5


def test_fly_comes_from_before_the_middle_of_the_text() -> None:
    start = change("text-fly", 0).transform
    assert start.apply(BOX.center) == BOX.center
    assert start.apply(Point(200, 400)) == Point(0, 400), "three times as far from the middle"
    assert change("text-fly", 0, perspective="0%").transform == Transform()


def test_reveal_opens_a_window_from_its_anchor() -> None:
    assert change("text-reveal", 0.5, axis="x", x_anchor="0%").clips == (rectangle(Rect(100, 0, 110, 2000)),)
    assert change("text-reveal", 0.5, axis="y", y_anchor="100%").clips == (rectangle(Rect(0, 320, 1000, 340)),)
    assert change("text-reveal", 0.5).clips == (rectangle(Rect(105, 310, 115, 330)),)
    assert change("text-reveal", 0.5, start_reveal="50%", scope="text").clips == (rectangle(Rect(150, 325, 450, 475)),)


def test_scale_and_spin_turn_around_the_unit_itself() -> None:
    grown = change("text-scale", 0.5, axis="x", x_anchor="100%").transform
    assert grown.bounds(WORD.box) == Rect(110, 300, 120, 340)
    assert change("text-scale", 0).transform.bounds(WORD.box).is_empty
    spun = change("text-spin", 0, rotation="90°", distance="0%").transform
    assert spun.apply(Point(110, 300)) == pytest.approx((90, 320))
    assert change("text-spin", 0, rotation=0, direction="left").transform.apply(Point(0, 0)) == pytest.approx((20, 0))


def counted(at: float, final: str, **written: object) -> str:
    animation = text("text-counter", **written)
    return animation.text_at(moment(animation, at), final)


@pytest.mark.parametrize(
    ("at", "final", "written", "shown"),
    [
        (0.5, "6,000원", {}, "3,000원"),
        (0.5, "₩18000", {}, "₩" + FIGURE_SPACE + "9000"),
        (0, "6,000원", {}, FIGURE_SPACE + PUNCTUATION_SPACE + FIGURE_SPACE * 2 + "0원"),
        (0.1, "1,234,567원", {}, FIGURE_SPACE + PUNCTUATION_SPACE + "123,457원"),
        (0.5, "4.5점", {}, "2.2점"),
        (0.5, "6,000원", {"counting_from": "8,000원"}, "7,000원"),
        (0, "6,000원", {"counting_from": 12000}, "12,000원"),
        (0.5, "11:30", {"counting_from": "11:00"}, "11:15"),
        (0.5, "10", {"direction": "down"}, "15"),
        (1, "10", {"direction": "down"}, "10"),
        (0.5, "007", {}, "004"),
        (0.5, "숫자 없음", {}, "숫자 없음"),
        (0.5, "6,000원", {"counting_start": 0.4, "counting_duration": "0.2 s"}, "3,000원"),
        (0.3, "6,000원", {"counting_start": 0.4}, FIGURE_SPACE + PUNCTUATION_SPACE + FIGURE_SPACE * 2 + "0원"),
        (1, "새우 파스타 18,000원", {}, "새우 파스타 18,000원"),
        (0.5, "12345678901234567890", {"counting_duration": 0.5}, "12345678901234567890"),
    ],
)
def test_counter_keeps_the_format_of_the_text(at: float, final: str, written: dict[str, object], shown: str) -> None:
    assert counted(at, final, **written) == shown


@given(st.integers(0, 9_999_999), st.lists(st.integers(0, 1000), min_size=2, max_size=8))
def test_counting_up_never_runs_back_nor_outgrows_the_final_text(final: int, times: list[int]) -> None:
    shown = [counted(at / 1000, f"{final:,}원") for at in sorted(times)]
    assert {len(each) for each in shown} == {len(f"{final:,}원")}
    values = [int("".join(sign for sign in each if "0" <= sign <= "9")) for each in shown]
    assert all(a <= b for a, b in itertools.pairwise(values))


def test_counter_may_fade_too() -> None:
    assert change("text-counter", 0.5) == NOTHING
    assert change("text-counter", 0.5, fade=True).opacity == 0.5
