"""Claims and answers: one request is worked on once, whoever dies or freezes while at it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import pytest
from tests.storage.owners import make_account, order_job

from sajangpick.domain.answer import Answer
from sajangpick.errors import Conflict
from sajangpick.storage import answers, ledger
from sajangpick.storage.answers import ANSWERS_LIVE, CLAIMS_LIVE, Claim
from sajangpick.storage.database import Database, Session
from sajangpick.storage.tables import AnswerRow

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 5, 1, tzinfo=UTC)
MADE = Answer(201, {"id": "가", "price": 1}, "/api/shorts/x")


Claimed: TypeAlias = Claim | Answer


async def claim(database: Database, owner: str, *, body: str = "a", key: str = "k", now: datetime = NOW) -> Claimed:
    async with database.writing() as session:
        return await answers.claim(session, owner, key=key, request_sha256=body * 64, now=now)


async def keep(database: Database, claimed: Claimed, answer: Answer = MADE) -> None:
    assert isinstance(claimed, Claim)
    async with database.writing() as session:
        await answers.keep(session, claimed, answer)


async def refusal(database: Database, owner: str, *, body: str = "a", now: datetime = NOW) -> Conflict:
    with pytest.raises(Conflict) as refused:
        await claim(database, owner, body=body, now=now)
    return refused.value


async def test_the_same_request_has_the_same_answer(database: Database) -> None:
    owner = await make_account(database)
    await keep(database, await claim(database, owner))
    assert await claim(database, owner, now=NOW + ANSWERS_LIVE / 2) == MADE


async def test_another_request_may_not_use_the_key(database: Database) -> None:
    owner = await make_account(database)
    claimed = await claim(database, owner)
    assert (await refusal(database, owner, body="b")).code == "idempotency_mismatch"
    await keep(database, claimed)
    assert (await refusal(database, owner, body="b")).code == "idempotency_mismatch"


async def test_keys_are_the_account_s_own(database: Database) -> None:
    owners = [await make_account(database) for _ in range(2)]
    await keep(database, await claim(database, owners[0]))
    assert isinstance(await claim(database, owners[1], body="b"), Claim)


async def test_while_it_is_worked_on_nobody_else_does(database: Database) -> None:
    owner = await make_account(database)
    claimed = await claim(database, owner)
    refused = await refusal(database, owner, now=NOW + CLAIMS_LIVE / 2)
    assert (refused.code, refused.retry_after) == ("idempotency_in_progress", 1.0)
    assert isinstance(claimed, Claim)
    async with database.writing() as session:
        await answers.drop(session, claimed)
    assert isinstance(await claim(database, owner, now=NOW + CLAIMS_LIVE / 2), Claim)


async def test_of_many_at_once_one_works(database: Database) -> None:
    owner = await make_account(database)
    found = await asyncio.gather(*(claim(database, owner) for _ in range(8)), return_exceptions=True)
    assert [isinstance(each, Claim) for each in found].count(True) == 1
    assert [each.code for each in found if isinstance(each, Conflict)] == ["idempotency_in_progress"] * 7


async def test_the_claim_of_a_dead_process_is_taken_over_by_one(database: Database) -> None:
    owner = await make_account(database)
    await claim(database, owner)
    later = NOW + CLAIMS_LIVE
    found = await asyncio.gather(*(claim(database, owner, now=later) for _ in range(8)), return_exceptions=True)
    assert [isinstance(each, Claim) for each in found].count(True) == 1
    assert [isinstance(each, Conflict) for each in found].count(True) == 7


async def test_who_was_only_frozen_orders_nothing(database: Database) -> None:
    owner = await make_account(database, 5)
    frozen = await claim(database, owner)
    other = await claim(database, owner, now=NOW + CLAIMS_LIVE)
    assert isinstance(frozen, Claim)

    async def order(claimed: Claimed) -> None:
        assert isinstance(claimed, Claim)
        async with database.writing() as session:
            await order_job(session, owner, 2)
            await answers.keep(session, claimed, MADE)

    with pytest.raises(Conflict):
        await order(frozen)
    async with database.writing() as session:
        await answers.drop(session, frozen)
    await order(other)
    async with database.reading() as session:
        assert await ledger.balance(session, owner) == 3
        assert await ledger.broken(session) == []
    assert await claim(database, owner, now=NOW + CLAIMS_LIVE) == MADE


async def test_an_answer_lives_for_a_day(database: Database) -> None:
    owner = await make_account(database)
    await keep(database, await claim(database, owner))
    again = await claim(database, owner, body="b", now=NOW + ANSWERS_LIVE)
    await keep(database, again, Answer(202, {}))
    assert await claim(database, owner, body="b", now=NOW + ANSWERS_LIVE) == Answer(202, {})


async def test_what_nobody_asks_for_any_more_is_forgotten(database: Database) -> None:
    owner = await make_account(database)
    await keep(database, await claim(database, owner))
    await claim(database, owner, key="later", now=NOW + timedelta(seconds=1))
    async with database.writing() as session:
        assert await answers.forget(session, before=NOW + timedelta(seconds=1)) == 1
        assert await answers.forget(session, before=NOW + timedelta(seconds=1)) == 0
    assert isinstance(await claim(database, owner), Claim)


async def test_an_answer_can_not_be_dropped(database: Database) -> None:
    owner = await make_account(database)
    claimed = await claim(database, owner)
    await keep(database, claimed)
    assert isinstance(claimed, Claim)
    async with database.writing() as session:
        await answers.drop(session, claimed)
    assert await claim(database, owner) == MADE


async def test_a_claim_that_is_given_up_meanwhile_is_asked_for_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await make_account(database)
    first = await claim(database, owner)
    again = answers._claim_again  # pyright: ignore[reportPrivateUsage]

    async def given_up_first(session: Session, row: AnswerRow, *, now: datetime) -> Claimed:
        assert isinstance(first, Claim)
        await answers.drop(session, first)
        return await again(session, row, now=now)

    monkeypatch.setattr(answers, "_claim_again", given_up_first)
    assert (await refusal(database, owner)).code == "idempotency_in_progress"
