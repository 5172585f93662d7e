"""What is advertised."""

from dataclasses import dataclass

from sajangpick.domain.price import Price


@dataclass(frozen=True, slots=True)
class Dish:
    """A menu name exactly as the owner wrote it, and what it costs."""

    menu: str
    price: Price
