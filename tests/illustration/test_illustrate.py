"""The card: every kind of dish is drawn, as it was when a person last looked at it, and says that it is drawn.

`make golden` draws the references anew.
"""

import os
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from sajangpick.direction import Food
from sajangpick.domain.json import JsonObject
from sajangpick.errors import BadInput
from sajangpick.illustration import COOKS, LABEL, illustrate
from sajangpick.illustration.mood import BY_LIGHT, COLOURS, USUAL
from sajangpick.media.still import read_still, write_still
from sajangpick.renderer import frame, lint

CARDS = Path(__file__).parent / "cards"
# Of 255: what rounding differs by between processors, and no eye sees.
TOLERANCE = 4
GOLDEN = {
    "stew": ("얼큰한 김치찌개", (108, 192)),
    "latte-in-dark": ("고급스러운 카페라떼", (108, 192)),
    "salad-square": ("시원한 샐러드", (120, 120)),
    "unknown-wide": ("우리집 특제 요리", (192, 108)),
    "playful-chicken": ("발랄한 양념치킨", (108, 135)),
}
NAMES = {
    Food.STEW: "된장찌개", Food.SOUP: "설렁탕", Food.NOODLE_SOUP: "칼국수", Food.NOODLES: "파스타",
    Food.RICE: "연어덮밥", Food.ROLLS: "김밥", Food.SUSHI: "초밥", Food.GRILL: "삼겹살",
    Food.STEAK: "스테이크", Food.FISH: "고등어구이", Food.FRIED: "치킨", Food.DUMPLINGS: "군만두",
    Food.TTEOKBOKKI: "떡볶이", Food.JEON: "해물파전", Food.PIZZA: "피자", Food.BURGER: "버거",
    Food.SALAD: "샐러드", Food.COFFEE: "아메리카노", Food.DRINK: "맥주", Food.BINGSU: "아이스크림",
    Food.CAKE: "케이크", Food.BREAD: "소금빵", Food.TABLE: "한정식",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_is_drawn_as_it_was(name: str) -> None:
    words, size = GOLDEN[name]
    drawn = frame(illustrate(words, size=size), Fraction(0))
    reference = CARDS / f"{name}.png"
    if os.environ.get("SAJANGPICK_GOLDEN"):
        write_still(drawn, reference)
    assert reference.exists(), f"{reference} is missing: look at `make golden`'s"
    expected = read_still(reference)
    assert expected.shape == drawn.shape
    assert cv2.absdiff(expected, drawn).max() <= TOLERANCE


def test_there_is_a_golden_for_every_reference() -> None:
    assert {path.stem for path in CARDS.glob("*.png")} == set(GOLDEN)


@pytest.mark.parametrize("food", list(Food))
def test_every_kind_of_dish_is_drawn_and_says_that_it_is_drawn(food: Food) -> None:
    script = illustrate(NAMES[food], size=(160, 160))
    assert not lint(script).warnings
    assert _texts(script) == [LABEL]
    assert cv2.cvtColor(frame(script, Fraction(0))[30:130, 30:130], cv2.COLOR_BGRA2GRAY).std() > 20


def test_equal_words_size_and_seed_are_the_same_card_and_others_are_not() -> None:
    def card(words: str = "김치찌개", seed: int = 0) -> JsonObject:
        return illustrate(words, size=(180, 320), seed=seed)

    assert card() == card() != card(seed=1)
    assert card() != card("김치찌개 두 그릇")
    assert card(seed=-1) == card(seed=-1)


def test_a_mood_lays_another_table() -> None:
    moods = ("아늑한", "고급스러운", "시원한", "발랄한")
    pictures = [frame(illustrate(f"{mood} 칼국수", size=(108, 192)), Fraction(0)) for mood in moods]
    means = [picture[:40, :, :3].reshape(-1, 3).mean(axis=0) for picture in pictures]
    for index, one in enumerate(means):
        assert all(np.abs(one - other).max() > 20 for other in means[index + 1 :])


@pytest.mark.parametrize("size", [(180, 320), (180, 224), (240, 240), (320, 180)])
def test_the_label_is_whole_and_readable_at_every_ratio(size: tuple[int, int]) -> None:
    script = illustrate("시원한 냉면", size=size)
    elements = script["elements"]
    assert isinstance(elements, list)
    without = frame({**script, "elements": elements[:-1]}, Fraction(0))
    labelled = frame(script, Fraction(0))
    rows, columns = np.nonzero(cv2.absdiff(labelled, without).max(axis=2) > 40)
    assert rows.size
    assert 2 < rows.min() <= rows.max() < size[1] - 2
    assert 2 < columns.min() <= columns.max() < size[0] - 2
    assert abs((columns.min() + columns.max()) / 2 - size[0] / 2) < 4


@pytest.mark.parametrize(("words", "size"), [("", (180, 320)), ("라떼", (8, 8)), ("라떼", (1080, 5000))])
def test_what_cannot_be_drawn_is_refused(words: str, size: tuple[int, int]) -> None:
    with pytest.raises(BadInput):
        illustrate(words, size=size)


def test_every_kind_of_dish_has_a_cook_and_a_table_and_every_tone_a_colour() -> None:
    assert set(COOKS) == set(USUAL) == set(Food)
    assert len(set(COLOURS.values())) == len(COLOURS)
    assert len(set(map(id, BY_LIGHT.values()))) == len(BY_LIGHT)


def _texts(script: JsonObject) -> list[object]:
    elements = script["elements"]
    assert isinstance(elements, list)
    return [each["text"] for each in elements if isinstance(each, dict) and each["type"] == "text"]
