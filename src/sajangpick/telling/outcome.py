"""How an attempt to tell someone went."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What follows: nothing more, another attempt, giving up, or giving up on the whole listener."""

    DELIVERED = "delivered"
    LATER = "later"
    NEVER = "never"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict, what was answered (for the log of deliveries), its HTTP status, and how long we were asked to wait."""

    verdict: Verdict
    answer: str
    status: int | None = None
    retry_after_seconds: float = 0
