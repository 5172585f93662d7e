"""The owner's business and what belongs to its brand."""

from dataclasses import dataclass


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
