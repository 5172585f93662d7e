"""What vendors cost us, and the day by which it is counted."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

# Korea has had no summer time since 1988, so its zone is a number.
_SEOUL = timezone(timedelta(hours=9))


@dataclass(frozen=True, slots=True)
class Spending:
    """What an engine cost on one day: `asks` orders for `won` in all."""

    day: date
    engine: str
    won: int
    asks: int


@dataclass(frozen=True, slots=True)
class Ask:
    """One order with an engine, for `won`; it may have been taken, whatever became of it."""

    engine: str
    won: int
    created_at: datetime


def budget_day(now: datetime) -> date:
    """The day whose budget a cost at `now` uses up: the one in Seoul, where the bills are paid."""
    return now.astimezone(_SEOUL).date()


def seconds_to_next_budget(now: datetime) -> float:
    """How long until another day's budget begins."""
    midnight = datetime.combine(budget_day(now) + timedelta(days=1), time(), _SEOUL)
    return (midnight - now).total_seconds()
