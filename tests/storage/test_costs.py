"""What vendors cost: counted once, dropped when refused, and never beyond the budget, however many ask at once."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from sajangpick.domain.cost import Spending, budget_day, seconds_to_next_budget
from sajangpick.domain.failure import FAILURES
from sajangpick.domain.identifier import new_id
from sajangpick.errors import Unavailable
from sajangpick.settings import Settings
from sajangpick.storage import costs
from sajangpick.storage.database import Database

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 5, 1, 3, 0, tzinfo=UTC)
CLIP = "runway:gen4"


def with_budget(won: int | None) -> Settings:
    return Settings(_env_file=None, budget_won_per_day=won)


async def reserve(database: Database, budget: int | None, won: int, once: str, now: datetime = NOON) -> bool:
    try:
        async with database.writing() as session:
            await costs.reserve(session, with_budget(budget), job_id=new_id(), engine=CLIP, won=won, once=once, now=now)
    except Unavailable:
        return False
    return True


async def spent(database: Database, since: datetime = NOON - timedelta(days=30)) -> int:
    async with database.reading() as session:
        return await costs.spent(session, since=since)


async def test_a_budget_is_spent_to_the_last_won_and_no_further(database: Database) -> None:
    assert await reserve(database, 1000, 600, "a")
    assert not await reserve(database, 1000, 401, "b")
    assert await reserve(database, 1000, 400, "c")
    assert not await reserve(database, 1000, 1, "d")
    assert await spent(database) == 1000


async def test_who_is_refused_is_told_when_to_come_again(database: Database) -> None:
    async with database.reading() as session:
        with pytest.raises(Unavailable) as refused:
            await costs.require_budget(session, with_budget(10), 11, NOON)
    assert refused.value.code == "budget_reached"
    assert refused.value.code in FAILURES
    assert refused.value.retry_after == 12 * 3600


async def test_two_cannot_both_pass_on_the_last_won(database: Database) -> None:
    passed = await asyncio.gather(*(reserve(database, 1000, 300, str(number)) for number in range(12)))
    assert passed.count(True) == 3
    assert await spent(database) == 900


async def test_an_ask_that_is_repeated_costs_once_even_when_the_budget_is_used_up(database: Database) -> None:
    assert await reserve(database, 500, 500, "a")
    assert await reserve(database, 500, 500, "a")
    assert await spent(database) == 500


async def test_a_refused_ask_makes_room_for_another(database: Database) -> None:
    assert await reserve(database, 500, 500, "a")
    async with database.writing() as session:
        await costs.drop(session, "a")
    assert await reserve(database, 500, 500, "b")


async def test_the_next_day_in_seoul_has_a_budget_of_its_own(database: Database) -> None:
    late = datetime(2026, 5, 1, 14, 59, tzinfo=UTC)
    assert await reserve(database, 500, 500, "a", late)
    assert not await reserve(database, 500, 500, "b", late)
    assert await reserve(database, 500, 500, "b", late + timedelta(minutes=1))


async def test_what_costs_nothing_is_always_covered(database: Database) -> None:
    assert await reserve(database, 0, 0, "a")
    assert not await reserve(database, 0, 1, "b")


async def test_without_a_budget_there_is_no_ceiling(database: Database) -> None:
    assert await reserve(database, None, 10**9, "a")


async def test_costs_are_told_by_day_and_engine(database: Database) -> None:
    rows = [(CLIP, 300, 0), (CLIP, 200, 0), ("openai:sora", 700, 0), (CLIP, 100, 1), (CLIP, 999, 9)]
    async with database.writing() as session:
        for number, (engine, won, days) in enumerate(rows):
            now = NOON - timedelta(days=days)
            for _ in range(2):
                await costs.record(session, job_id=new_id(), engine=engine, won=won, once=str(number), now=now)
        found = await costs.by_day(session, since=date(2026, 4, 28))
    assert found == [
        Spending(date(2026, 5, 1), "openai:sora", 700, 1),
        Spending(date(2026, 5, 1), CLIP, 500, 2),
        Spending(date(2026, 4, 30), CLIP, 100, 1),
    ]
    assert await spent(database, NOON - timedelta(hours=1)) == 1200


async def test_days_begin_at_midnight_in_seoul() -> None:
    assert budget_day(datetime(2026, 5, 1, 14, 59, 59, tzinfo=UTC)) == date(2026, 5, 1)
    assert budget_day(datetime(2026, 5, 1, 15, 0, tzinfo=UTC)) == date(2026, 5, 2)
    assert seconds_to_next_budget(datetime(2026, 5, 1, 14, 0, tzinfo=UTC)) == 3600
