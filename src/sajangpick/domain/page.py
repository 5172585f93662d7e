"""A part of a list."""

from dataclasses import dataclass
from typing import Generic, TypeVar

ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class Page(Generic[ItemT]):
    """Some items, newest first, and the cursor of the next ones; None if these were the last."""

    items: tuple[ItemT, ...]
    next: str | None = None
