"""Slots: the owner's words and the template's own, by name, ready to be put into wordings."""

from collections.abc import Mapping, Sequence
from typing import Final

import regex

from sajangpick.domain.order import Order

FACTS: Final = frozenset({"menu", "price", "before", "percent", "shop", "address", "phone", "hours", "logo", "seal"})
"""Slots that an order fills by what it is; no word replaces them."""

_SLOT = regex.compile(r"\{(\w+)\}")


def slot_values(order: Order, words: Mapping[str, str]) -> dict[str, str]:
    """Every slot and its text; an empty text means that the slot is missing.

    `words` are the template's own lines, which the order's words replace.
    """
    dish, shop = order.dish, order.shop
    percent = dish.price.discount_percent
    values = {
        "menu": dish.menu,
        "price": f"{dish.price.digits}원",
        "before": f"{dish.price.before_digits}원" if dish.price.before_digits else "",
        "percent": f"{percent}%" if percent is not None else "",
        "shop": shop.name,
        "address": shop.address,
        "phone": shop.phone,
        "hours": shop.hours,
        "logo": "logo" if shop.logo else "",
        "seal": _seal(shop.name or dish.menu),
    }
    return {name: " ".join(text.split()) for name, text in {**words, **values, **_own(order)}.items()}


def wording(says: Sequence[str], slots: Mapping[str, str]) -> str | None:
    """The first wording whose slots are all filled, with their texts in it; None if there is none."""
    for candidate in says:
        if all(slots.get(name) for name in _SLOT.findall(candidate)):
            return _SLOT.sub(lambda match: slots[match[1]], candidate)
    return None


def _own(order: Order) -> dict[str, str]:
    return {name: text for name, text in order.words.items() if name not in FACTS}


def _seal(name: str) -> str:
    """What a seal shows: the last syllable of a name, as on a craftsman's stamp."""
    syllables = regex.findall(r"[\p{Hangul}\p{Han}]", name)
    return syllables[-1] if syllables else next((c for c in name if c.isalnum()), "").upper()
