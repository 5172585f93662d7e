"""The page reads a price while it is typed, and must read it as the service will: `prices.json` is read by both."""

import json
from pathlib import Path

import pytest

from sajangpick.domain.price import parse_price
from sajangpick.errors import BadInput

PRICES: list[tuple[str, int | None, int | None]] = json.loads(
    (Path(__file__).parents[2] / "web/src/pages/create/prices.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(("text", "won", "before"), PRICES)
def test_the_prices_that_the_page_is_held_to_are_ours(text: str, won: int | None, before: int | None) -> None:
    if won is None:
        with pytest.raises(BadInput):
            parse_price(text)
        return
    price = parse_price(text)
    assert (price.won, price.before) == (won, before)
