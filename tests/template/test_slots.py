"""Slots and wordings."""

from sajangpick.domain.dish import Dish
from sajangpick.domain.order import Order
from sajangpick.domain.price import Price
from sajangpick.domain.shop import Shop
from sajangpick.template.slots import slot_values, wording


def values(order: Order) -> dict[str, str]:
    return slot_values(order, {"cta": "들러 주세요", "label": "대표 메뉴"})


def test_the_first_wording_whose_slots_are_filled_is_taken() -> None:
    slots = values(Order(Dish("라면", Price(4500))))
    assert wording(("{shop}에서 쉬어가요", "여기서 쉬어가요"), slots) == "여기서 쉬어가요"
    assert wording(("{shop}",), slots) is None


def test_the_owners_words_replace_those_of_the_template_but_not_the_facts() -> None:
    slots = values(Order(Dish("라면", Price(4500)), words={"cta": "지금, 한 그릇", "price": "공짜"}))
    assert (slots["cta"], slots["price"]) == ("지금, 한 그릇", "4,500원")


def test_an_empty_word_takes_a_line_away() -> None:
    assert wording(("{label}",), values(Order(Dish("라면", Price(4500)), words={"label": ""}))) is None


def test_a_discount_is_shown_only_from_both_prices_and_if_it_is_one() -> None:
    assert values(Order(Dish("라면", Price(4500, 6000))))["percent"] == "25%"
    assert values(Order(Dish("라면", Price(5900, 6000))))["percent"] == ""
    assert values(Order(Dish("라면", Price(4500))))["before"] == ""


def test_a_seal_bears_the_last_syllable_of_the_name() -> None:
    assert values(Order(Dish("라면", Price(4500)), Shop("커피온 (본점)")))["seal"] == "점"
    assert values(Order(Dish("Ramen", Price(4500)), Shop("bar 21")))["seal"] == "B"
