"""A process that moves money about as fast as it can: `python -m tests.storage.spender URL SEED ACCOUNT…`.

It prints one line of JSON: how many holds it made and settled. Everybody settles everybody's jobs.
"""

import asyncio
import json
import random
import sys
from collections import Counter

from sqlalchemy import select
from tests.storage.owners import end_job, order_job

from sajangpick.domain.job import JobState
from sajangpick.errors import Conflict, NotEnoughCredits
from sajangpick.storage import ledger
from sajangpick.storage.database import Database
from sajangpick.storage.tables import JobRow

_TASKS = 6
_ACTS = 15


async def spend(database: Database, accounts: list[str], seed: int) -> Counter[str]:
    """What was done, by so many tasks at once."""
    done: Counter[str] = Counter()
    chances = [random.Random(seed * 1000 + task) for task in range(_TASKS)]
    await asyncio.gather(*(_act(database, accounts, chance, done) for chance in chances))
    return done


async def _act(database: Database, accounts: list[str], chance: random.Random, done: Counter[str]) -> None:
    for _ in range(_ACTS):
        account = chance.choice(accounts)
        match chance.choice(["order", "order", "end", "end", "grant", "refund"]):
            case "order":
                await _order(database, account, chance.randint(1, 3), done)
            case "end":
                await _end(database, account, chance, done)
            case "grant":
                async with database.writing() as session:
                    await ledger.grant(session, account, 2, note="", once=f"gift {chance.randint(1, 4)}")
            case _:
                await _refund(database, account, chance, done)


async def _order(database: Database, account: str, price: int, done: Counter[str]) -> None:
    try:
        async with database.writing() as session:
            await order_job(session, account, price)
    except NotEnoughCredits:
        done["refused"] += 1
    else:
        done["held"] += 1


async def _end(database: Database, account: str, chance: random.Random, done: Counter[str]) -> None:
    job = await _some_job(database, account, chance, JobState.QUEUED)
    if job is not None:
        async with database.writing() as session:
            settled = await end_job(session, job, chance.choice([JobState.SUCCEEDED, JobState.FAILED]))
        done["settled"] += settled


async def _refund(database: Database, account: str, chance: random.Random, done: Counter[str]) -> None:
    job = await _some_job(database, account, chance, JobState.SUCCEEDED)
    if job is not None:
        try:
            async with database.writing() as session:
                await ledger.refund(session, job, note="환불")
        except Conflict:
            done["not refunded"] += 1


async def _some_job(database: Database, account: str, chance: random.Random, state: JobState) -> str | None:
    async with database.reading() as session:
        wanted = select(JobRow.id).where(JobRow.account_id == account, JobRow.state == state).order_by(JobRow.id)
        jobs = (await session.scalars(wanted.limit(3))).all()
    return chance.choice(jobs) if jobs else None


async def _main(url: str, seed: int, accounts: list[str]) -> None:
    database = Database(url)
    done = await spend(database, accounts, seed)
    await database.close()
    print(json.dumps(done))


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
