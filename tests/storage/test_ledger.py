"""The account book: its rules one by one, and what it says when somebody tampered with it."""

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError
from tests.storage.owners import end_job, make_account, order_job

from sajangpick.domain.entry import EntryKind
from sajangpick.domain.identifier import new_id
from sajangpick.domain.job import JobState
from sajangpick.errors import BadInput, Conflict, NotEnoughCredits, NotFound
from sajangpick.storage import events, ledger
from sajangpick.storage.database import Database
from sajangpick.storage.tables import AccountRow, EntryRow, JobRow

pytestmark = pytest.mark.anyio


async def balance(database: Database, account_id: str) -> int:
    async with database.reading() as session:
        return await ledger.balance(session, account_id)


async def broken(database: Database) -> list[str]:
    async with database.reading() as session:
        return await ledger.broken(session)


async def test_a_short_that_succeeds_costs_its_price(database: Database) -> None:
    owner = await make_account(database, 5)
    async with database.writing() as session:
        job = await order_job(session, owner, 2)
    assert await balance(database, owner) == 3
    async with database.writing() as session:
        assert await end_job(session, job, JobState.SUCCEEDED)
    assert await balance(database, owner) == 3
    async with database.writing() as session:
        assert not await ledger.capture(session, job)
        assert not await ledger.release(session, job)
    async with database.reading() as session:
        page = await ledger.page(session, owner, limit=10)
    assert {(entry.kind, entry.amount, entry.job_id) for entry in page.items} == {
        (EntryKind.GRANT, 5, None),
        (EntryKind.HOLD, -2, job),
        (EntryKind.CAPTURE, 0, job),
    }
    assert await broken(database) == []


async def test_a_short_that_fails_costs_nothing_and_may_be_tried_again(database: Database) -> None:
    owner = await make_account(database, 2)
    async with database.writing() as session:
        job = await order_job(session, owner, 2)
        assert await ledger.release(session, job, note="취소")
        assert not await ledger.release(session, job)
        assert not await ledger.capture(session, job)
        await ledger.hold(session, owner, 2, job_id=job, attempt=2)
        await session.execute(update(JobRow).where(JobRow.id == job).values(attempt=2))
    assert await balance(database, owner) == 0
    async with database.writing() as session:
        assert await end_job(session, job, JobState.SUCCEEDED, attempt=2)
    assert await broken(database) == []


async def test_a_hold_that_is_repeated_is_one_hold(database: Database) -> None:
    owner = await make_account(database, 2)
    job = new_id()
    async with database.writing() as session:
        first = await ledger.hold(session, owner, 2, job_id=job)
        assert await ledger.hold(session, owner, 2, job_id=job) == first
    assert await balance(database, owner) == 0


async def test_what_the_balance_does_not_cover_changes_nothing(database: Database) -> None:
    owner = await make_account(database, 1)
    async with database.writing() as session:
        with pytest.raises(NotEnoughCredits, match=r"2 크레딧이 필요한데 1 크레딧"):
            await ledger.hold(session, owner, 2, job_id=new_id())
    assert await balance(database, owner) == 1
    assert await broken(database) == []


async def test_a_free_job_is_held_and_settled_like_any_other(database: Database) -> None:
    owner = await make_account(database)
    async with database.writing() as session:
        job = await order_job(session, owner, 0)
        assert await end_job(session, job, JobState.SUCCEEDED)
        with pytest.raises(Conflict, match="돌려드릴"):
            await ledger.refund(session, job, note="환불")
    assert await broken(database) == []


async def test_what_is_granted_once_is_granted_once(database: Database) -> None:
    owner, other = await make_account(database), await make_account(database)
    async with database.writing() as session:
        first = await ledger.grant(session, owner, 3, note="가입 축하", once="welcome")
        assert await ledger.grant(session, owner, 9, note="또", once="welcome") == first
        await ledger.grant(session, other, 3, note="가입 축하", once="welcome")
        await ledger.grant(session, owner, 4, note="충전")
        await ledger.grant(session, owner, 4, note="충전")
    assert (await balance(database, owner), await balance(database, other)) == (11, 3)


async def test_a_refund_gives_back_what_was_captured_once(database: Database) -> None:
    owner = await make_account(database, 3)
    async with database.writing() as session:
        job = await order_job(session, owner, 3)
        with pytest.raises(Conflict) as refused:
            await ledger.refund(session, job, note="환불")
        assert refused.value.code == "nothing_to_refund"
        await end_job(session, job, JobState.SUCCEEDED)
        first = await ledger.refund(session, job, note="환불")
        assert await ledger.refund(session, job, note="환불") == first
    assert (first.kind, first.amount, first.job_id) == (EntryKind.GRANT, 3, job)
    assert await balance(database, owner) == 3
    assert await broken(database) == []


@pytest.mark.parametrize("amount", [0, -1, 10**9 + 1])
async def test_no_grant_of_a_senseless_amount(database: Database, amount: int) -> None:
    owner = await make_account(database)
    async with database.writing() as session:
        with pytest.raises(BadInput):
            await ledger.grant(session, owner, amount, note="")
        with pytest.raises(BadInput):
            await ledger.hold(session, owner, min(amount, -1) if amount < 1 else amount, job_id=new_id())


async def test_money_of_nobody_moves_nowhere(database: Database) -> None:
    async with database.writing() as session:
        with pytest.raises(NotFound):
            await ledger.grant(session, new_id(), 1, note="")
        with pytest.raises(NotFound):
            await ledger.hold(session, new_id(), 1, job_id=new_id())
        with pytest.raises(NotFound):
            await ledger.balance(session, new_id())
        assert not await ledger.capture(session, new_id())
        assert not await ledger.release(session, new_id())


async def test_the_balance_is_told_whenever_it_changes(database: Database) -> None:
    owner = await make_account(database, 3)
    async with database.writing() as session:
        job = await order_job(session, owner, 2)
        await ledger.release(session, job)
    async with database.reading() as session:
        told = await events.since(session, owner, 0, limit=10)
    assert [(event.kind, event.data["kind"], event.data["balance"]) for event in told] == [
        ("ledger.changed", "grant", 3),
        ("ledger.changed", "hold", 1),
        ("ledger.changed", "release", 3),
    ]


async def test_the_book_is_read_page_by_page(database: Database) -> None:
    owner, other = await make_account(database), await make_account(database, 1)
    async with database.writing() as session:
        written = [(await ledger.grant(session, owner, 1, note=str(each))).id for each in range(7)]
    read: list[str] = []
    after = None
    async with database.reading() as session:
        while True:
            page = await ledger.page(session, owner, after=after, limit=3)
            read += [entry.id for entry in page.items]
            if page.next is None:
                break
            after = page.next
        assert len((await ledger.page(session, other, limit=3)).items) == 1
    assert read == sorted(written, reverse=True)


async def test_the_tables_themselves_refuse_a_debt_and_a_second_settlement(database: Database) -> None:
    owner = await make_account(database, 2)
    with pytest.raises(IntegrityError):
        async with database.writing() as session:
            await session.execute(update(AccountRow).where(AccountRow.id == owner).values(balance=-1))
    async with database.writing() as session:
        job = await order_job(session, owner, 2)
        await ledger.capture(session, job)
        settlement = (await ledger.page(session, owner, limit=1)).items[0]
    second = {"id": new_id(), "account_id": owner, "kind": "release", "amount": 2, "once": f"settle:{job}:1"}
    with pytest.raises(IntegrityError):
        async with database.writing() as session:
            await session.execute(insert(EntryRow).values(**second, created_at=settlement.created_at))


async def test_whatever_is_broken_is_found(database: Database) -> None:
    owner = await make_account(database, 10)
    async with database.writing() as session:
        jobs = [await order_job(session, owner, 1) for _ in range(6)]
        for job in jobs[:3]:
            await end_job(session, job, JobState.SUCCEEDED)
        await end_job(session, jobs[3], JobState.FAILED)
    assert await broken(database) == []
    changes = [
        update(AccountRow).where(AccountRow.id == owner).values(balance=99),
        update(EntryRow).where(EntryRow.once == f"settle:{jobs[0]}:1").values(amount=1),
        delete(EntryRow).where(EntryRow.once == f"hold:{jobs[1]}:1"),
        update(EntryRow).where(EntryRow.once == f"settle:{jobs[2]}:1").values(kind="release", amount=1),
        delete(EntryRow).where(EntryRow.once == f"settle:{jobs[3]}:1"),
        update(JobRow).where(JobRow.id == jobs[4]).values(credits=2),
        delete(JobRow).where(JobRow.id == jobs[5]),
        update(EntryRow).where(EntryRow.once == f"grant:{owner}:welcome").values(amount=-10),
    ]
    for change in changes:
        async with database.writing() as session:
            await session.execute(change)
            found = await ledger.broken(session)
            await session.rollback()
        assert found, change
        assert all(
            owner in sentence or any(job in sentence for job in jobs) or "entry" in sentence for sentence in found
        )
    assert await broken(database) == []


async def test_a_hold_under_review_is_waited_for(database: Database) -> None:
    owner = await make_account(database, 1)
    async with database.writing() as session:
        job = await order_job(session, owner, 1)
        failed = update(JobRow).where(JobRow.id == job)
        await session.execute(failed.values(state=JobState.FAILED, failure="needs_review"))
    assert await broken(database) == []
    async with database.writing() as session:
        await ledger.release(session, job)
    assert await broken(database) == []
    assert await balance(database, owner) == 1
