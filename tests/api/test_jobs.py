"""Trying again: once for each time it is asked for, and never while somebody still looks into the last try."""

from datetime import UTC, datetime

import pytest
from tests.api.world import Person, World

from sajangpick.api.idempotency import REPLAYED_HEADER
from sajangpick.domain.job import JobState
from sajangpick.domain.short import Short
from sajangpick.storage import jobs, ledger, shorts

pytestmark = pytest.mark.anyio


async def balance(person: Person) -> int:
    return (await person.ask("GET", "/api/ledger")).json()["balance"]


async def failed(world: World, owner: Person, code: str) -> Short:
    """A short of theirs whose making failed so, as a worker leaves it."""
    short = await world.short(owner, JobState.RUNNING, credits=1)
    async with world.here.database.writing() as session:
        now = datetime.now(UTC)
        assert await jobs.finish(session, short.job_id, state=JobState.FAILED, failure=code, now=now)
        if code != "needs_review":
            await ledger.release(session, short.job_id, note=code)
        await shorts.set_state(session, short.job_id, JobState.FAILED)
    return short


async def test_a_retry_that_is_repeated_because_its_answer_was_lost_is_one_retry(world: World) -> None:
    owner = await world.join("owner")
    short = await failed(world, owner, "internal")
    before, again = await balance(owner), {"Idempotency-Key": "again"}
    first = await owner.ask("POST", f"/api/jobs/{short.job_id}/retry", headers=again)
    assert (first.status_code, first.json()["attempt"], first.json()["ahead"]) == (202, 2, 0)
    # It fails once more before the client asks again.
    async with world.here.database.writing() as session:
        assert await jobs.finish(
            session, short.job_id, state=JobState.FAILED, failure="internal", now=datetime.now(UTC)
        )
        await ledger.release(session, short.job_id, attempt=2)
    second = await owner.ask("POST", f"/api/jobs/{short.job_id}/retry", headers=again)
    assert (second.status_code, second.headers[REPLAYED_HEADER], second.json()) == (202, "true", first.json())
    assert await balance(owner) == before
    third = await owner.ask("POST", f"/api/jobs/{short.job_id}/retry", headers={"Idempotency-Key": "once-more"})
    assert third.json()["attempt"] == 3


async def test_what_is_looked_into_is_tried_again_by_those_alone_who_look(world: World) -> None:
    admin, owner = await world.join("admin"), await world.join("owner")
    short = await failed(world, owner, "needs_review")
    before = await balance(owner)
    refused = await owner.ask("POST", f"/api/jobs/{short.job_id}/retry")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_retryable")
    assert await balance(owner) == before
    path = f"/api/admin/jobs/{short.job_id}/retry"
    assert (await admin.ask("POST", path, json={"note": "the engine has no such order"})).status_code == 202
    assert await balance(owner) == before
    async with world.here.database.reading() as session:
        assert await ledger.broken(session) == []


async def test_a_short_that_was_deleted_is_not_made_after_all(world: World) -> None:
    owner = await world.join("owner")
    short = await failed(world, owner, "internal")
    assert (await owner.ask("DELETE", f"/api/shorts/{short.id}")).status_code == 204
    refused = await owner.ask("POST", f"/api/jobs/{short.job_id}/retry")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_retryable")


async def test_nobody_tries_somebody_else_s_job_again(world: World) -> None:
    _, owner, other = await world.join("admin"), await world.join("owner"), await world.join("other")
    short = await failed(world, owner, "internal")
    assert (await other.ask("POST", f"/api/jobs/{short.job_id}/retry")).status_code == 404
