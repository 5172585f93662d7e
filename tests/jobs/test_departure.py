"""An owner leaves while their jobs are being settled: both come to an end, whoever is first."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from tests.jobs.conftest import Service

from sajangpick.accounts.departure import leave
from sajangpick.domain.job import Job, JobState
from sajangpick.errors import Conflict, NotFound
from sajangpick.jobs import settle
from sajangpick.storage import accounts, jobs, ledger
from sajangpick.storage.database import Database

pytestmark = pytest.mark.anyio

WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


async def until_somebody_waits(database: Database) -> None:
    """On PostgreSQL; on SQLite there is one writer, and the next one waits outside."""
    if database.is_sqlite:
        await asyncio.sleep(0)
        return
    async with asyncio.timeout(20), database.engine.connect() as connection:
        while not await connection.scalar(text(WAITS)):
            await asyncio.sleep(0.01)


async def is_gone(service: Service) -> bool:
    async with service.database.reading() as session:
        try:
            await accounts.read(session, service.account.id)
        except NotFound:
            return True
    return False


async def test_a_deletion_gives_way_to_whoever_settles_a_job(service: Service) -> None:
    await service.start(work=False)
    job = await service.order()
    async with service.database.writing() as session:
        # As `settle` does it: the job first, the account later.
        assert await jobs.finish(session, job.id, state=JobState.CANCELED, now=datetime.now(UTC))
        leaving = asyncio.create_task(leave(service.database, service.account, now=datetime.now(UTC)))
        await until_somebody_waits(service.database)
        assert await ledger.release(session, job.id)
    await leaving
    assert await is_gone(service)
    assert await service.broken() == []


@pytest.mark.parametrize("backend", ["postgres+s3"], indirect=True)
async def test_a_deletion_that_is_kept_waiting_changes_nothing(service: Service) -> None:
    await service.start(work=False)
    job = await service.order()
    async with service.database.writing() as session:
        assert await jobs.finish(session, job.id, state=JobState.CANCELED, now=datetime.now(UTC))
        with pytest.raises(Conflict) as raised:
            await leave(service.database, service.account, now=datetime.now(UTC))
        assert (raised.value.code, raised.value.retry_after) == ("account_busy", 1)
        assert await ledger.release(session, job.id)
    assert (await service.read(job)).state is JobState.CANCELED
    assert not await is_gone(service)


async def test_jobs_that_all_end_while_their_owner_leaves_leave_no_trace(service: Service) -> None:
    await service.start(work=False)
    ordered = [await service.order() for _ in range(6)]

    async def end(job: Job, *, succeeds: bool) -> None:
        now = datetime.now(UTC)
        async with service.database.writing() as session:
            assert await settle.begin(session, job, now=now)
        await asyncio.sleep(0)
        async with service.database.writing() as session:
            if succeeds:
                await settle.succeed(session, job, {"files": {"video": VIDEO}}, now=now)
            else:
                await settle.stop(session, job, now=now)

    ends = [end(job, succeeds=number % 2 == 0) for number, job in enumerate(ordered)]
    leaving = leave(service.database, service.account, now=datetime.now(UTC))
    *outcomes, left = await asyncio.gather(*ends, leaving, return_exceptions=True)
    assert left is None
    # Whoever came too late finds no job, or no account; nobody was shot by the database.
    assert all(outcome is None or isinstance(outcome, (NotFound, AssertionError)) for outcome in outcomes), outcomes
    assert await is_gone(service)
    assert await service.broken() == []


VIDEO = {"sha256": "0" * 64, "bytes": 1, "suffix": ".mp4", "media_type": "video/mp4"}
