"""Events: numbered per account without gaps, whoever appends at once and whatever is rolled back."""

import asyncio
import random
from datetime import timedelta

import pytest
from tests.storage.owners import make_account
from tests.storage.things import NOW

from sajangpick.domain.event import Event
from sajangpick.errors import NotFound
from sajangpick.storage import events
from sajangpick.storage.database import Database

pytestmark = pytest.mark.anyio


async def tell(database: Database, owner: str, n: int = 0, *, once: str | None = None, fail: bool = False) -> None:
    async with database.writing() as session:
        await events.append(session, owner, "job.progress", {"n": n}, once=once)
        if fail:
            raise InterruptedError


async def told(database: Database, owner: str, seq: int = 0) -> list[Event]:
    async with database.reading() as session:
        return await events.since(session, owner, seq, limit=1_000)


async def test_an_event_comes_back_as_it_was(database: Database) -> None:
    owner = await make_account(database)
    async with database.writing() as session:
        event = await events.append(session, owner, "job.queued", {"jobId": "x", "menu": "파스타"}, now=NOW)
    assert event == Event(owner, 1, "job.queued", {"jobId": "x", "menu": "파스타"}, NOW)
    assert await told(database, owner) == [event]


async def test_numbers_have_no_gaps_under_load_and_with_lost_transactions(database: Database) -> None:
    owners = [await make_account(database) for _ in range(3)]
    chance = random.Random(3)
    order = [(chance.choice(owners), n, chance.random() < 0.3) for n in range(120)]
    await asyncio.gather(*(tell(database, owner, n, fail=fail) for owner, n, fail in order), return_exceptions=True)
    async with database.reading() as session:
        heads = await events.heads(session, owners)
    for owner in owners:
        heard = await told(database, owner)
        kept = [n for who, n, fail in order if who == owner and not fail]
        assert [event.seq for event in heard] == list(range(1, len(kept) + 1))
        assert sorted(event.data["n"] for event in heard) == kept  # pyright: ignore
        assert heads[owner] == len(kept)


async def test_who_listens_while_others_tell_misses_nothing(database: Database) -> None:
    owner = await make_account(database)
    heard: list[int] = []

    async def listen() -> None:
        while len(heard) < 60:
            heard.extend(event.seq for event in await told(database, owner, heard[-1] if heard else 0))
            await asyncio.sleep(0)

    await asyncio.wait_for(asyncio.gather(listen(), *(tell(database, owner, n) for n in range(60))), 60)
    assert heard == list(range(1, 61))


async def test_what_was_told_is_told_once(database: Database) -> None:
    owner = await make_account(database)
    await asyncio.gather(*(tell(database, owner, once=f"job:{n % 3}") for n in range(24)))
    assert [event.seq for event in await told(database, owner)] == [1, 2, 3]
    async with database.writing() as session:
        assert await events.append(session, owner, "job.failed", {}, once="job:0") is None
        after = await events.append(session, owner, "job.failed", {}, once="job:9")
    assert after is not None
    assert after.seq == 4


async def test_an_account_that_is_gone_is_told_nothing(database: Database) -> None:
    with pytest.raises(NotFound):
        await tell(database, "0" * 26)
    async with database.reading() as session:
        assert await events.heads(session, ["0" * 26]) == {}


async def test_old_ones_are_forgotten_and_numbers_go_on(database: Database) -> None:
    owner = await make_account(database)
    async with database.writing() as session:
        for day in range(6):
            await events.append(session, owner, "job.queued", {}, now=NOW + timedelta(days=day))
        assert await events.forget(session, before=NOW + timedelta(days=4), limit=3) == 3
        assert await events.forget(session, before=NOW + timedelta(days=4)) == 1
    await tell(database, owner)
    assert [event.seq for event in await told(database, owner)] == [5, 6, 7]
