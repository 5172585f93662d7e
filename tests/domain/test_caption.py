"""The text to paste beside a short."""

import re

from hypothesis import given
from hypothesis import strategies as st

from sajangpick.domain.caption import MOST_HASHTAGS, NOTICE, caption, hashtags
from sajangpick.domain.dish import Dish
from sajangpick.domain.order import Order
from sajangpick.domain.price import Price
from sajangpick.domain.shop import Shop

ORDER = Order(
    dish=Dish("새우 파스타 🍤", Price(18000, before=20000)),
    shop=Shop("커피온", address="서울 성동구 연무장길 18", phone="02-123-4567"),
)


def test_the_owners_words_come_first_and_unchanged() -> None:
    first, second, third = caption(ORDER).splitlines()[:3]
    assert first == "새우 파스타 🍤 20,000원 → 18,000원"
    assert second == "커피온 · 서울 성동구 연무장길 18"
    assert third == "☎ 02-123-4567"


def test_the_notice_is_always_there() -> None:
    assert NOTICE in caption(Order(dish=Dish("라면", Price(4500))))


def test_hashtags_come_from_menu_shop_and_district() -> None:
    assert hashtags(ORDER) == ("새우파스타", "새우", "파스타", "커피온", "성동구", "오늘의메뉴", "AI로제작")


@given(menu=st.text(min_size=1, max_size=40), name=st.text(max_size=20), address=st.text(max_size=40))
def test_hashtags_hold_for_any_words(menu: str, name: str, address: str) -> None:
    tags = hashtags(Order(dish=Dish(menu, Price(1000)), shop=Shop(name, address=address)))
    assert 1 <= len(tags) <= MOST_HASHTAGS
    assert len(set(tags)) == len(tags)
    assert all(re.fullmatch(r"\w{2,}", tag) for tag in tags)
