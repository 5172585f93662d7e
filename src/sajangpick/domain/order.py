"""What an owner asks for when ordering a Short."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sajangpick.domain.dish import Dish
from sajangpick.domain.shop import Shop


@dataclass(frozen=True, slots=True)
class Order:
    """A dish, a shop, and the lines in which the owner's own words replace those of the template.

    `words` is keyed by slot: `cta` (the call to action) in every template, others as a template lists them. An empty
    word takes the template's line away.
    """

    dish: Dish
    shop: Shop = field(default_factory=Shop)
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
