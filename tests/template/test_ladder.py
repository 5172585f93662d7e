"""Ladders: sizes step down, lines break between words, and nothing a text says is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.errors import TextDoesNotFit
from sajangpick.template.ladder import count_letters, fit
from sajangpick.template.model import Step

LADDER = (
    Step(size=130, letters=6, lines=2),
    Step(size=104, letters=8, lines=2),
    Step(size=84, letters=10, lines=3),
    Step(size=66, letters=12, lines=4),
)


def square(line: str, size: float) -> float:
    """A face whose letters are 0.9 em wide and whose spaces are a quarter."""
    return sum(0.25 if letter == " " else 0.9 for letter in line) * size


def lines(text: str, width: float = 800) -> tuple[str, ...]:
    return fit(text, LADDER, width=width, measure=square).lines


def test_a_short_name_takes_the_first_step_and_one_line() -> None:
    fitted = fit("라면", LADDER, width=800, measure=square)
    assert (fitted.lines, fitted.size) == (("라면",), 130)


def test_a_name_of_two_words_breaks_between_them() -> None:
    assert lines("시그니처 에스프레소") == ("시그니처", "에스프레소")


def test_longer_names_step_down_and_do_not_shrink_freely() -> None:
    names = (
        "쌀국수",
        "해물순두부찌개",
        "매콤한 해물 순두부찌개와 돌솥밥 정식",
        "국내산 한우 차돌박이를 듬뿍 올린 얼큰한 된장찌개와 갓 지은 가마솥밥 한상차림 정식",
    )
    assert [fit(name, LADDER, width=800, measure=square).size for name in names] == [130, 104, 84, 66]


@pytest.mark.parametrize(
    ("name", "lonely"),
    [("우삼겹 된장찌개 세트", "세트"), ("생삼겹살 모둠 (대)", "(대)"), ("🍜 왕갈비탕 🔥", "🍜")],
)
def test_a_small_word_is_never_left_alone(name: str, lonely: str) -> None:
    assert lonely not in lines(name)


def test_a_size_in_brackets_stays_with_its_word() -> None:
    assert not any(line.startswith("(대)") for line in lines("국내산 생삼겹살 (대) + 된장찌개 세트"))


def test_a_word_is_not_broken_if_a_smaller_step_holds_it() -> None:
    assert lines("에스프레소콘파") == ("에스프레소콘파",)


def test_a_word_longer_than_any_line_is_broken_into_like_parts() -> None:
    assert lines("쌀" * 40) == ("쌀" * 10,) * 4


def test_own_line_breaks_are_kept() -> None:
    assert lines("점심\n특선") == ("점심", "특선")


def test_what_fits_nowhere_is_refused_with_a_sentence_and_a_hint() -> None:
    with pytest.raises(TextDoesNotFit, match="들어가지") as refusal:
        lines("쌀" * 60)
    assert "자" in refusal.value.hint


def test_emoji_and_spaces_are_no_letters_and_latin_is_narrow() -> None:
    assert count_letters("🍜 왕갈비탕 👨‍🍳") == 4
    assert count_letters("Latte") == pytest.approx(3)


@given(st.lists(st.text("가나다라마바사아", min_size=1, max_size=6), min_size=1, max_size=7).map(" ".join))
def test_every_letter_survives_in_order_and_every_line_fits(name: str) -> None:
    fitted = fit(name, LADDER, width=800, measure=square)
    assert "".join(fitted.lines).replace(" ", "") == name.replace(" ", "")
    step = next(step for step in LADDER if step.size == fitted.size)
    assert len(fitted.lines) <= step.lines
    assert all(square(line, fitted.size) <= 800 and count_letters(line) <= step.letters for line in fitted.lines)


@given(st.integers(1, 40))
def test_forty_letters_always_fit(count: int) -> None:
    assert "".join(lines("쌀" * count)) == "쌀" * count
