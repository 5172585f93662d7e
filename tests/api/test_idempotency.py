"""A request that costs, sent again and again: paid once, answered the same."""

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select
from tests.api.counter import MOMENTS, PRICE, at_counter, make_counter
from tests.storage.owners import make_account

from sajangpick.api.idempotency import REPLAYED_HEADER
from sajangpick.settings import Settings
from sajangpick.storage import answers, ledger
from sajangpick.storage.database import Database, database_url
from sajangpick.storage.tables import AnswerRow, JobRow

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
LATTE = {"menu": "라테"}


async def post(client: httpx.AsyncClient, key: str | None = "k", wish: dict[str, str] = LATTE) -> httpx.Response:
    return await client.post("/orders", json=wish, headers={} if key is None else {"Idempotency-Key": key})


async def orders(database: Database) -> int:
    async with database.reading() as session:
        assert await ledger.broken(session) == []
        return await session.scalar(select(func.count()).select_from(JobRow)) or 0


def code(response: httpx.Response) -> str:
    return response.json()["code"]


async def test_the_same_order_is_paid_once(database: Database, service_settings: Settings) -> None:
    owner = await make_account(database, 10)
    async with at_counter(make_counter(database, service_settings, owner)) as client:
        first = await post(client)
        again = await post(client)
        other = await post(client, key="another")
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert first.headers["Location"] == again.headers["Location"] == f"/orders/{first.json()['jobId']}"
    assert (REPLAYED_HEADER in first.headers, again.headers[REPLAYED_HEADER]) == (False, "true")
    assert other.json()["jobId"] != first.json()["jobId"]
    assert await orders(database) == 2


async def test_without_a_key_every_request_is_an_order(database: Database, service_settings: Settings) -> None:
    owner = await make_account(database, 10)
    async with at_counter(make_counter(database, service_settings, owner)) as client:
        assert [(await post(client, key=None)).status_code for _ in range(2)] == [201, 201]
    assert await orders(database) == 2


async def test_another_order_may_not_use_the_key(database: Database, service_settings: Settings) -> None:
    owner = await make_account(database, 10)
    async with at_counter(make_counter(database, service_settings, owner)) as client:
        await post(client)
        refused = await post(client, wish={"menu": "모카"})
        elsewhere = await client.post("/orders?x=1", json=LATTE, headers={"Idempotency-Key": "k"})
    assert (refused.status_code, code(refused)) == (409, "idempotency_mismatch")
    assert (elsewhere.status_code, code(elsewhere)) == (409, "idempotency_mismatch")
    assert await orders(database) == 1


async def test_while_the_first_is_worked_on_the_second_is_told_to_wait(
    database: Database, service_settings: Settings
) -> None:
    owner = await make_account(database, 10)
    working, go_on = asyncio.Event(), asyncio.Event()

    async def at(moment: str) -> None:
        if moment == "claimed":
            working.set()
            await go_on.wait()

    async with at_counter(make_counter(database, service_settings, owner, at=at)) as client:
        first = asyncio.create_task(post(client))
        await working.wait()
        second = await post(client)
        go_on.set()
        assert (await first).status_code == 201
    assert (second.status_code, code(second)) == (409, "idempotency_in_progress")
    assert second.headers["Retry-After"] == "1"
    assert await orders(database) == 1


async def test_of_many_at_once_one_is_an_order(database: Database, service_settings: Settings) -> None:
    owner = await make_account(database, 100)
    async with at_counter(make_counter(database, service_settings, owner)) as client:
        found = await asyncio.gather(*(post(client) for _ in range(10)))
    made = [response for response in found if response.status_code == 201]
    assert len({response.content for response in made}) == 1
    assert [REPLAYED_HEADER in response.headers for response in made].count(False) == 1
    assert {code(response) for response in found if response not in made} <= {"idempotency_in_progress"}
    assert await orders(database) == 1


async def test_what_is_refused_is_no_answer(database: Database, service_settings: Settings) -> None:
    owner = await make_account(database, PRICE - 1)
    async with at_counter(make_counter(database, service_settings, owner)) as client:
        assert (await post(client, wish={"menu": "mud"})).status_code == 422
        assert (await post(client, wish={})).status_code == 422
        assert (await post(client)).status_code == 402
        async with database.writing() as session:
            await ledger.grant(session, owner, 1, note="충전")
        assert (await post(client)).status_code == 201
    assert await orders(database) == 1


@pytest.mark.parametrize("moment", ["claimed", "ordered", "kept"])
async def test_what_breaks_is_rolled_back_and_the_key_is_free(
    database: Database, service_settings: Settings, moment: str
) -> None:
    owner = await make_account(database, 10)
    broken = [moment]

    async def at(happening: str) -> None:
        if happening in broken:
            broken.clear()
            raise RuntimeError

    async with at_counter(make_counter(database, service_settings, owner, at=at)) as client:
        assert (await post(client)).status_code == 500
        assert await orders(database) == 0
        assert (await post(client)).status_code == 201
    assert await orders(database) == 1


async def test_what_breaks_after_the_commit_is_answered_when_it_is_asked_again(
    database: Database, service_settings: Settings
) -> None:
    owner = await make_account(database, 10)

    async def at(moment: str) -> None:
        if moment == "committed":
            raise RuntimeError

    async with at_counter(make_counter(database, service_settings, owner, at=at)) as client:
        assert (await post(client)).status_code == 500
        assert (await post(client)).headers[REPLAYED_HEADER] == "true"
    assert await orders(database) == 1


@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_process_that_is_killed_charges_once_at_most(
    database: Database, service_settings: Settings, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await make_account(database, 10)
    killed = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.api.counter", database_url(service_settings), owner, moment,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])},
        cwd=ROOT,
    )  # fmt: skip
    assert await killed.wait() == -signal.SIGKILL
    was_made = moment == "committed"
    async with at_counter(make_counter(database, service_settings, owner)) as client:
        early = await post(client)
        assert (early.status_code, REPLAYED_HEADER in early.headers) == ((201, True) if was_made else (409, False))
        monkeypatch.setattr(answers, "CLAIMS_LIVE", timedelta(0))
        late = await post(client)
        assert (late.status_code, REPLAYED_HEADER in late.headers) == (201, was_made)
        assert (await post(client)).content == late.content
        book = (await client.get("/api/ledger")).json()
    assert await orders(database) == 1
    assert book["balance"] == 10 - PRICE


@pytest.mark.parametrize("key", ["", "두글자", "a" * 256, "with space"])
async def test_a_senseless_key_is_refused(database: Database, service_settings: Settings, key: str) -> None:
    owner = await make_account(database, 10)
    async with at_counter(make_counter(database, service_settings, owner)) as client:
        headers = [(b"Idempotency-Key", key.encode())]
        assert (await client.post("/orders", json=LATTE, headers=headers)).status_code == 422
    assert await orders(database) == 0


async def test_a_stranger_claims_nothing(database: Database, service_settings: Settings) -> None:
    async with at_counter(make_counter(database, service_settings, None)) as client:
        assert (await post(client)).status_code == 401
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(AnswerRow)) == 0
