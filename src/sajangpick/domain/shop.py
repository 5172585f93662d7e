"""The owner's business and what belongs to its brand."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture of the shop's mark: the name under which the renderer's World knows it, and its size in pixels."""

    source: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Shop:
    """Who advertises. Every field but the name may stay empty; a template closes the gap."""

    name: str = ""
    address: str = ""
    phone: str = ""
    hours: str = ""
    logo: Logo | None = None


@dataclass(frozen=True, slots=True)
class ShopKit:
    """What an account keeps of its shop, to fill its next order in; `color` is #rrggbb or empty, the logo an asset."""

    name: str = ""
    address: str = ""
    phone: str = ""
    hours: str = ""
    color: str = ""
    logo_id: str | None = None
    updated_at: datetime | None = None
