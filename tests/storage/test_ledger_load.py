"""The account book while many tasks and many processes write it at once, and some of them are killed."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.storage.owners import make_account, order_job
from tests.storage.spender import spend

from sajangpick.domain.entry import EntryKind
from sajangpick.domain.identifier import new_id
from sajangpick.domain.job import JobState
from sajangpick.errors import NotEnoughCredits
from sajangpick.settings import Settings
from sajangpick.storage import ledger
from sajangpick.storage.database import Database, database_url
from sajangpick.storage.tables import AccountRow, EntryRow, JobRow

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
_ORDERS_AT_ONCE = 24


async def require_sound(database: Database) -> None:
    """Every balance is the sum of its entries and no debt, and no hold was settled twice."""
    async with database.reading() as session:
        assert await ledger.broken(session) == []
        balances = (await session.scalars(select(AccountRow.balance))).all()
        total = await session.scalar(select(func.sum(EntryRow.amount)))
        counts = select(func.count()).where(EntryRow.kind.in_((EntryKind.CAPTURE, EntryKind.RELEASE)))
        settled = (await session.scalars(counts.group_by(EntryRow.job_id))).all()
    assert sum(balances) == total
    assert min(balances) >= 0
    assert set(settled) <= {1}


async def count(database: Database, kind: EntryKind) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).where(EntryRow.kind == kind)) or 0


async def test_the_last_credits_are_spent_once(database: Database) -> None:
    owner = await make_account(database, 10)

    async def order() -> bool:
        try:
            async with database.writing() as session:
                await order_job(session, owner, 1)
        except NotEnoughCredits:
            return False
        return True

    passed = await asyncio.gather(*(order() for _ in range(_ORDERS_AT_ONCE)))
    assert passed.count(True) == 10
    async with database.reading() as session:
        assert await ledger.balance(session, owner) == 0
    await require_sound(database)


async def test_one_hold_is_settled_by_one_of_many(database: Database) -> None:
    owner = await make_account(database, 1)
    async with database.writing() as session:
        job = await order_job(session, owner, 1)

    async def settle(number: int) -> bool:
        async with database.writing() as session:
            return await (ledger.capture if number % 2 else ledger.release)(session, job)

    assert (await asyncio.gather(*(settle(number) for number in range(10)))).count(True) == 1
    assert await count(database, EntryKind.CAPTURE) + await count(database, EntryKind.RELEASE) == 1


async def test_one_hold_is_made_by_many(database: Database) -> None:
    owner = await make_account(database, 1)
    job = new_id()

    async def hold() -> str:
        async with database.writing() as session:
            return (await ledger.hold(session, owner, 1, job_id=job)).id

    assert len(set(await asyncio.gather(*(hold() for _ in range(10))))) == 1
    assert await count(database, EntryKind.HOLD) == 1


async def test_many_tasks_leave_the_book_sound(database: Database) -> None:
    accounts = [await make_account(database, 10) for _ in range(3)]
    done = await spend(database, accounts, seed=1)
    assert done["held"] == await count(database, EntryKind.HOLD)
    assert done["settled"] == await count(database, EntryKind.CAPTURE) + await count(database, EntryKind.RELEASE) > 0
    await require_sound(database)


async def test_many_processes_leave_the_book_sound_though_some_are_killed(
    database: Database, service_settings: Settings
) -> None:
    accounts = [await make_account(database, 10) for _ in range(3)]
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    spenders = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.storage.spender", database_url(service_settings), str(seed), *accounts],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": paths},
            cwd=ROOT,
        )
        for seed in range(3)
    ]
    try:
        while await count(database, EntryKind.HOLD) < 10:
            await asyncio.sleep(0.01)
        spenders[0].send_signal(signal.SIGKILL)
        lines = [(await asyncio.to_thread(spender.communicate))[0] for spender in spenders]
    finally:
        for spender in spenders:
            spender.kill()
            spender.wait()
    assert [spender.returncode for spender in spenders] == [-signal.SIGKILL, 0, 0]
    survivors = sum((Counter(json.loads(line)) for line in lines[1:]), Counter())
    held = await count(database, EntryKind.HOLD)
    settled = await count(database, EntryKind.CAPTURE) + await count(database, EntryKind.RELEASE)
    assert 0 < survivors["held"] <= held
    assert 0 < survivors["settled"] <= settled
    async with database.reading() as session:
        waiting = await session.scalar(select(func.count()).where(JobRow.state == JobState.QUEUED))
    assert held - settled == waiting
    await require_sound(database)
