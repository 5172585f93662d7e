"""Jobs: what may follow what."""

import asyncio
from datetime import timedelta

import pytest
from tests.storage.owners import make_account
from tests.storage.things import NOW, add_job

from sajangpick.domain.job import JobState
from sajangpick.errors import Conflict, NotFound
from sajangpick.storage import jobs
from sajangpick.storage.database import Database

pytestmark = pytest.mark.anyio

LATER = NOW + timedelta(minutes=1)
FINAL = [JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELED]


async def test_a_job_comes_back_as_it_was_to_its_owner_alone(database: Database) -> None:
    owner, other = await make_account(database), await make_account(database)
    async with database.writing() as session:
        job = await add_job(session, owner)
    async with database.reading() as session:
        assert await jobs.read(session, job.id, owner) == job
        with pytest.raises(NotFound):
            await jobs.read(session, job.id, other)


async def test_a_run_is_told_as_it_goes(database: Database) -> None:
    owner = await make_account(database)
    async with database.writing() as session:
        job = await add_job(session, owner)
        assert await jobs.begin(session, job.id, NOW)
        assert await jobs.begin(session, job.id, LATER)
        assert await jobs.progress(session, job.id, "render", 3, 10)
        now = await jobs.read(session, job.id)
        assert (now.state, now.started_at, now.stage, now.done, now.total) == (JobState.RUNNING, NOW, "render", 3, 10)
        assert await jobs.finish(session, job.id, state=JobState.SUCCEEDED, result={"shortId": "x"}, now=LATER)
        now = await jobs.read(session, job.id)
        assert (now.state, now.result, now.finished_at) == (JobState.SUCCEEDED, {"shortId": "x"}, LATER)


@pytest.mark.parametrize("state", FINAL)
async def test_what_is_final_stays(database: Database, state: JobState) -> None:
    owner = await make_account(database)
    async with database.writing() as session:
        job = await add_job(session, owner)
        assert await jobs.finish(session, job.id, state=state, failure="timed_out", detail="30 min", now=NOW)
        ended = await jobs.read(session, job.id)
        for other in FINAL:
            assert not await jobs.finish(session, job.id, state=other, now=LATER)
        assert not await jobs.begin(session, job.id, LATER)
        assert not await jobs.progress(session, job.id, "render", 1, 2)
        assert not await jobs.ask_cancel(session, job.id, LATER)
        assert await jobs.read(session, job.id) == ended


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.CANCELED])
async def test_what_did_not_succeed_may_run_again(database: Database, state: JobState) -> None:
    owner = await make_account(database)
    async with database.writing() as session:
        job = await add_job(session, owner)
        await jobs.begin(session, job.id, NOW)
        await jobs.progress(session, job.id, "render", 3, 10)
        await jobs.ask_cancel(session, job.id, NOW)
        await jobs.finish(session, job.id, state=state, failure="internal", detail="…", result={"a": 1}, now=NOW)
        queued = await jobs.again(session, job.id, LATER)
        assert queued.attempt == 2
        assert [await jobs.begin(session, job.id, LATER, attempt=attempt) for attempt in (1, 2)] == [False, True]
        assert not await jobs.finish(session, job.id, state=JobState.SUCCEEDED, now=LATER, attempt=1)
        with pytest.raises(Conflict) as refusal:
            await jobs.again(session, job.id, LATER)
    assert refusal.value.code == "not_retryable"
    untouched = {field: getattr(job, field) for field in type(job).__slots__ if field != "attempt"}
    assert {field: getattr(queued, field) for field in untouched} == untouched


async def test_of_many_who_end_a_job_one_does(database: Database) -> None:
    owner = await make_account(database)
    async with database.writing() as session:
        job = await add_job(session, owner)

    async def end(state: JobState) -> bool:
        async with database.writing() as session:
            return await jobs.finish(session, job.id, state=state, now=NOW)

    assert sum(await asyncio.gather(*(end(state) for state in FINAL * 3))) == 1


async def test_asking_to_cancel_keeps_the_first_moment(database: Database) -> None:
    owner = await make_account(database)
    async with database.writing() as session:
        job = await add_job(session, owner)
        assert await jobs.ask_cancel(session, job.id, NOW)
        assert await jobs.ask_cancel(session, job.id, LATER)
        assert (await jobs.read(session, job.id)).cancel_asked_at == NOW


async def test_the_queue_is_counted(database: Database) -> None:
    one, two = await make_account(database), await make_account(database)
    async with database.writing() as session:
        made = [await add_job(session, (one, two)[n % 2], now=NOW + timedelta(seconds=n)) for n in range(6)]
        await jobs.begin(session, made[0].id, NOW)
        await jobs.finish(session, made[1].id, state=JobState.FAILED, failure="internal", now=NOW)
        assert [await jobs.ahead(session, job) for job in made[2:]] == [0, 1, 2, 3]
        assert await jobs.open_count(session, one) == 3
        assert await jobs.open_count(session, two) == 2
        standing = await jobs.standing(session)
        assert (standing.queued, standing.running, standing.oldest_queued_at) == (4, 1, made[2].created_at)
        unsettled = await jobs.unsettled(session, before=NOW + timedelta(seconds=4))
        assert [job.id for job in unsettled] == [made[0].id, made[2].id, made[3].id]


async def test_a_retried_job_is_not_unsettled_from_the_start(database: Database) -> None:
    owner = await make_account(database)
    async with database.writing() as session:
        job = await add_job(session, owner)
        await jobs.finish(session, job.id, state=JobState.FAILED, now=NOW)
        await jobs.again(session, job.id, LATER)
        assert await jobs.unsettled(session, before=LATER) == []
        assert len(await jobs.unsettled(session, before=LATER + timedelta(seconds=1))) == 1


async def test_administrators_find_jobs_by_account_state_and_failure(database: Database) -> None:
    one, two = await make_account(database), await make_account(database)
    async with database.writing() as session:
        made = [await add_job(session, owner, now=NOW + timedelta(seconds=n)) for n, owner in enumerate([one, two] * 4)]
        for job in made[:4]:
            await jobs.finish(session, job.id, state=JobState.FAILED, failure="internal", now=NOW)
        await jobs.finish(session, made[4].id, state=JobState.FAILED, failure="timed_out", now=NOW)

        async def ids(**filters: object) -> list[str]:
            page = await jobs.page(session, limit=100, **filters)  # pyright: ignore
            return [job.id for job in page.items][::-1]

        assert await ids() == [job.id for job in made]
        assert await ids(account_id=two) == [job.id for job in made[1::2]]
        assert await ids(state=JobState.FAILED) == [job.id for job in made[:5]]
        assert await ids(failure="timed_out") == [made[4].id]
        assert await ids(account_id=one, state=JobState.FAILED, failure="internal") == [made[0].id, made[2].id]
        first = await jobs.page(session, limit=3)
        assert first.next == made[5].id
        assert (await jobs.page(session, limit=3, after=first.next)).items[0].id == made[4].id


async def test_old_jobs_are_forgotten_a_few_at_a_time(database: Database) -> None:
    owner = await make_account(database)
    async with database.writing() as session:
        made = [await add_job(session, owner) for _ in range(5)]
        for job in made[:3]:
            await jobs.finish(session, job.id, state=JobState.SUCCEEDED, now=NOW)
        assert [await jobs.forget(session, before=LATER, limit=2) for _ in range(3)] == [2, 1, 0]
        assert await jobs.open_count(session, owner) == 2
