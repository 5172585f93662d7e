"""The ledger over HTTP."""

import pytest
from tests.api.counter import at_counter, make_counter
from tests.storage.owners import end_job, make_account, order_job
from tests.storage.things import add_short

from sajangpick.domain.creation import Creation, CreationKind
from sajangpick.domain.identifier import new_id
from sajangpick.domain.job import JobState
from sajangpick.settings import Settings
from sajangpick.storage import creations
from sajangpick.storage.database import Database

pytestmark = pytest.mark.anyio


async def test_an_owner_sees_what_is_left_what_it_went_for_and_what_the_next_one_costs(
    database: Database, service_settings: Settings
) -> None:
    owner, other = await make_account(database, 10), await make_account(database, 99)
    async with database.writing() as session:
        await end_job(session, await order_job(session, owner, 3), JobState.FAILED)
        job = await order_job(session, owner, 4)
    async with at_counter(make_counter(database, service_settings, owner)) as client:
        book = (await client.get("/api/ledger")).json()
    assert (book["balance"], book["shortPrice"], book["next"]) == (6, service_settings.short_price_credits, None)
    assert sorted((entry["kind"], entry["amount"]) for entry in book["items"]) == [
        ("grant", 10),
        ("hold", -4),
        ("hold", -3),
        ("release", 3),
    ]
    (held,) = [entry for entry in book["items"] if entry["amount"] == -4]
    assert (held["jobId"], held["note"]) == (job, "")
    assert {"id", "createdAt"} <= set(held)
    assert (held["shortId"], held["menu"], held["creationId"]) == (None, None, None)
    async with at_counter(make_counter(database, service_settings, other)) as client:
        assert (await client.get("/api/ledger")).json()["balance"] == 99


async def test_an_entry_names_what_its_job_makes(database: Database, service_settings: Settings) -> None:
    owner = await make_account(database, 10)
    async with database.writing() as session:
        short = await add_short(session, owner, menu="새우 파스타")
        await order_job(session, owner, 1, job_id=short.job_id)
        job_id, picture, clip = new_id(), new_id(1), new_id(2)
        for made, kind in ((picture, CreationKind.PICTURE), (clip, CreationKind.CLIP)):
            creation = Creation(made, owner, kind, JobState.QUEUED, {}, short.created_at, picture, job_id=job_id)
            await creations.add(session, creation)
        await order_job(session, owner, 2, job_id=job_id)
    async with at_counter(make_counter(database, service_settings, owner)) as client:
        book = (await client.get("/api/ledger")).json()["items"]
    told = {entry["amount"]: (entry["shortId"], entry["menu"], entry["creationId"]) for entry in book}
    assert told == {-1: (short.id, "새우 파스타", None), -2: (None, None, clip), 10: (None, None, None)}


async def test_the_book_is_read_page_by_page(database: Database, service_settings: Settings) -> None:
    owner = await make_account(database, 10)
    async with database.writing() as session:
        for _ in range(4):
            await order_job(session, owner, 1)
    async with at_counter(make_counter(database, service_settings, owner)) as client:
        first = (await client.get("/api/ledger?limit=3")).json()
        rest = (await client.get(f"/api/ledger?limit=3&after={first['next']}")).json()
        assert (await client.get("/api/ledger?limit=101")).status_code == 422
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (3, 2, None)
    assert len({entry["id"] for entry in first["items"] + rest["items"]}) == 5


async def test_a_stranger_sees_no_book(database: Database, service_settings: Settings) -> None:
    async with at_counter(make_counter(database, service_settings, None)) as client:
        assert (await client.get("/api/ledger")).status_code == 401
