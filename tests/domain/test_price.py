"""A price is read in every way owners write one, and refused with one sentence where it is none."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.domain.price import MOST_WON, Price, parse_price
from sajangpick.errors import BadInput

won = st.integers(1, MOST_WON)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "18000",
            "18,000",
            "18,000원",
            "18000 원",
            "₩18000",
            "₩ 18,000",
            "￦18,000",
            "\\18,000",
            "１８，０００원",
            " 18000 \n",
        ),
        *("1만8천원", "1만 8천원", "1만8천", "만8천원", "1만 8000원", "1만 8,000", "1.8만원", "1만8천0원"),
    ],
)
def test_every_usual_spelling_is_read(text: str) -> None:
    assert parse_price(text) == Price(18_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("만원", 10_000),
        ("천원", 1_000),
        ("8천원", 8_000),
        ("1만8천5백원", 18_500),
        ("12만 3,400원", 123_400),
        ("1.85만", 18_500),
    ],
)
def test_korean_counting_words(text: str, expected: int) -> None:
    assert parse_price(text).won == expected


@pytest.mark.parametrize(
    "text",
    [
        *("20000→18000", "20000 → 18000", "20,000원→18,000원", "20000->18000", "20000=>18000", "20000>18000"),
        *(
            "20000/18000",
            "20,000원 18,000원",
            "20,000원에서 18,000원",
            "2만원→1만8천원",
            "2만원 1만 8천원",
            "₩20,000 ₩18,000",
        ),
    ],
)
def test_a_reduced_price_is_a_pair(text: str) -> None:
    assert parse_price(text) == Price(18_000, 20_000)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "비어"),
        ("   ", "비어"),
        ("0", "0원"),
        ("₩0", "0원"),
        ("-5000", "빼기"),
        ("₩-5000", "빼기"),
        ("18000.0", "점(.)"),
        ("18.000", "점(.)"),
        ("100000000", "너무 큽니다"),
        ("1,000,000,000원", "너무 큽니다"),
        ("11000~13000", "범위"),
        ("18,000원~", "범위"),
        ("무료", "숫자가 없습니다"),
        ("시가", "숫자가 없습니다"),
        ("1,80", "읽을 수 없습니다"),
        ("18 000", "읽을 수 없습니다"),
        ("018000", "읽을 수 없습니다"),
        ("18000원원", "읽을 수 없습니다"),
        ("18000 달러", "읽을 수 없습니다"),
        ("٣٠٠٠", "숫자가 없습니다"),
        ("18000→18000", "비싸야"),
        ("18000→20000", "비싸야"),
        ("20000→0", "0원"),
        ("9" * 5000, "너무 깁니다"),
    ],
)
def test_what_is_no_price_is_refused_in_one_korean_sentence(text: str, says: str) -> None:
    with pytest.raises(BadInput) as refusal:
        parse_price(text)
    assert says in refusal.value.message
    assert refusal.value.hint


@given(won)
def test_digits_are_read_back(amount: int) -> None:
    price = Price(amount)
    assert parse_price(price.digits) == parse_price(f"{price.digits}원") == parse_price(str(amount)) == price


@given(won, won)
def test_a_pair_holds_only_if_the_earlier_price_is_higher(first: int, second: int) -> None:
    text = f"{first:,}원→{second:,}원"
    if first > second:
        assert parse_price(text) == Price(second, first)
    else:
        with pytest.raises(BadInput):
            parse_price(text)


@given(won, won)
def test_a_discount_is_never_overstated(first: int, second: int) -> None:
    before, now = max(first, second) + 1, min(first, second)
    percent = Price(now, before).discount_percent
    if percent is None:
        assert (before - now) * 100 < 5 * before
    else:
        assert percent >= 5
        assert percent * before <= (before - now) * 100 < (percent + 1) * before


@given(st.text(max_size=60))
def test_any_other_text_is_read_or_refused_never_an_accident(text: str) -> None:
    with suppress(BadInput):
        assert 0 < parse_price(text).won <= MOST_WON


def test_figures_have_commas_and_a_single_price_no_discount() -> None:
    assert Price(1_234_567).digits == "1,234,567"
    assert Price(900).digits == "900"
    assert Price(18_000, 20_000).before_digits == "20,000"
    assert Price(18_000).before_digits is None
    assert Price(18_000).discount_percent is None
    assert Price(19_500, 20_000).discount_percent is None
    assert Price(13_400, 20_000).discount_percent == 33
