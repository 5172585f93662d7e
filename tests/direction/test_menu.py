"""The dish that words name: in Korean and in English, however they run together."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.direction.menu import _DICTIONARY, Food, Tone, read_menu  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize(
    ("words", "food", "english"),
    [
        ("얼큰한 김치찌개", Food.STEW, "kimchi stew"),
        ("치킨 샐러드", Food.SALAD, "salad"),
        ("수제치즈돈까스", Food.FRIED, "pork cutlet"),
        ("비 오는 날 창가에서 먹는 칼국수, 따뜻한 차 한 잔", Food.NOODLE_SOUP, "knife-cut noodle soup"),
        ("전복죽", Food.SOUP, "rice porridge"),
        ("자동차 앞에서 먹는 양념치킨", Food.FRIED, "sweet-spicy fried chicken"),
        ("Two grilled RIBEYES with rosemary and coffee", Food.STEAK, "ribeye"),
        ("kimchi fried rice", Food.RICE, "kimchi fried rice"),
        ("salt and pepper chicken", Food.FRIED, "chicken"),
        ("a cozy latte on a table", Food.COFFEE, "latte"),
    ],
)
def test_a_dish_is_found_by_its_name(words: str, food: Food, english: str) -> None:
    found = read_menu(words)
    assert found is not None
    assert (found.food, found.english) == (food, english)


def test_a_coffee_that_is_said_to_be_iced_is_a_cold_drink() -> None:
    hot, cold = read_menu("바닐라라떼"), read_menu("시원한 아이스 바닐라라떼")
    assert hot is not None
    assert cold is not None
    assert (hot.food, cold.food) == (Food.COFFEE, Food.DRINK)
    assert cold.english == "iced vanilla latte"
    assert cold.tone is hot.tone


@pytest.mark.parametrize("words", ["", "우리집 특제 요리", "pricey stewardess", "회전목마", "a salady word: stewed"])
def test_what_names_no_dish_is_none(words: str) -> None:
    assert read_menu(words) is None


def test_every_name_is_found_alone_and_in_decomposed_letters() -> None:
    found = {name: read_menu(unicodedata.normalize("NFD", name)) for name in _DICTIONARY}
    other = {name for name, word in found.items() if word is None or word.food is not _DICTIONARY[name].food}
    # Served cold unless it is said to be hot.
    assert other == {"밀크티"}


def test_every_kind_and_every_colour_of_dish_is_on_the_menu() -> None:
    assert {word.food for word in _DICTIONARY.values()} == set(Food)
    assert {word.tone for word in _DICTIONARY.values()} == set(Tone)


@given(st.text())
def test_any_text_is_read(words: str) -> None:
    found = read_menu(words)
    assert found is None or found.food in Food
