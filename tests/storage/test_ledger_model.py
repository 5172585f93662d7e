"""The account book against a model of it, in any order, with repetitions and with transactions that are lost."""

import asyncio
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass
from typing import ClassVar, Literal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test
from sqlalchemy import update
from tests.storage.owners import end_job, make_account, order_job

from sajangpick.domain.identifier import new_id
from sajangpick.domain.job import JobState
from sajangpick.errors import Conflict, NotEnoughCredits
from sajangpick.settings import Settings
from sajangpick.storage import ledger
from sajangpick.storage.database import Database, Session, open_database
from sajangpick.storage.tables import JobRow

_EXAMPLES = 15
_STEPS = 30


class Lost(Exception):
    """The process dies before the commit."""


@dataclass
class Attempt:
    """What the model knows of an attempt of a job."""

    account: str
    price: int
    is_last: bool = True
    settled: Literal["", "capture", "release"] = ""
    is_refunded: bool = False


class Book(RuleBasedStateMachine):
    """Each rule does a thing to the book and to the model; a lost one must have done nothing."""

    database: ClassVar[Database]
    runner: ClassVar[asyncio.Runner]

    accounts = Bundle("accounts")
    attempts = Bundle("attempts")
    lost = st.sampled_from([False, False, False, True])

    def __init__(self) -> None:
        super().__init__()
        self.balances: dict[str, int] = {}
        self.model: dict[tuple[str, int], Attempt] = {}
        self.given: set[tuple[str, str]] = set()

    def act(self, work: Callable[[Session], Awaitable[object]], *, lost: bool) -> object:
        """The result of some work in a transaction; None if it was lost, or the error that it ended with."""

        async def transaction() -> object:
            async with self.database.writing() as session:
                result = await work(session)
                if lost:
                    raise Lost
                return result

        try:
            return self.runner.run(transaction())
        except Lost:
            return None
        except (NotEnoughCredits, Conflict) as error:
            return error

    @rule(target=accounts)
    def open_account(self) -> str:
        account = self.runner.run(make_account(self.database))
        self.balances[account] = 0
        return account

    @rule(account=accounts, amount=st.integers(1, 5), once=st.sampled_from([None, "welcome", "gift"]), lost=lost)
    def grant(self, account: str, amount: int, once: str | None, lost: bool) -> None:
        self.act(lambda session: ledger.grant(session, account, amount, note="", once=once), lost=lost)
        if lost or (once is not None and (account, once) in self.given):
            return
        self.balances[account] += amount
        if once is not None:
            self.given.add((account, once))

    @rule(target=attempts, account=accounts, price=st.integers(0, 4), lost=lost)
    def order(self, account: str, price: int, lost: bool) -> object:
        job = new_id()
        result = self.act(lambda session: order_job(session, account, price, job_id=job), lost=lost)
        if self.balances[account] < price:
            assert isinstance(result, NotEnoughCredits) or lost
            return multiple()
        if lost:
            return multiple()
        self.balances[account] -= price
        self.model[job, 1] = Attempt(account, price)
        return (job, 1)

    @rule(key=attempts, lost=lost)
    def hold_again(self, key: tuple[str, int], lost: bool) -> None:
        """A repeated step: the hold is there already, whatever became of it, and whatever is left."""
        job, attempt = key
        known = self.model[key]
        self.act(
            lambda session: ledger.hold(session, known.account, known.price, job_id=job, attempt=attempt), lost=lost
        )

    @rule(key=attempts, succeeds=st.booleans(), lost=lost)
    def end(self, key: tuple[str, int], succeeds: bool, lost: bool) -> None:
        job, attempt = key
        known = self.model[key]
        if not known.is_last:
            return
        state = JobState.SUCCEEDED if succeeds else JobState.FAILED
        settled = self.act(lambda session: end_job(session, job, state, attempt=attempt), lost=lost)
        if lost:
            return
        assert settled is (known.settled == "")
        if settled:
            known.settled = "capture" if succeeds else "release"
            self.balances[known.account] += 0 if succeeds else known.price

    @rule(key=attempts, settle=st.sampled_from([ledger.capture, ledger.release]))
    def settle_again(self, key: tuple[str, int], settle: Callable[..., Awaitable[bool]]) -> None:
        """A second settlement of either kind does nothing."""
        if self.model[key].settled:
            assert self.act(lambda session: settle(session, key[0], attempt=key[1]), lost=False) is False

    @rule(target=attempts, key=attempts, lost=lost)
    def retry(self, key: tuple[str, int], lost: bool) -> object:
        """Only what was given back is tried again, and is held anew."""
        job, attempt = key
        known = self.model[key]
        if not known.is_last or known.settled != "release":
            return multiple()

        async def again(session: Session) -> None:
            change = update(JobRow).where(JobRow.id == job)
            await session.execute(change.values(state=JobState.QUEUED, attempt=attempt + 1))
            await ledger.hold(session, known.account, known.price, job_id=job, attempt=attempt + 1)

        result = self.act(again, lost=lost)
        if lost or isinstance(result, NotEnoughCredits):
            assert lost or self.balances[known.account] < known.price
            return multiple()
        self.balances[known.account] -= known.price
        known.is_last = False
        self.model[job, attempt + 1] = Attempt(known.account, known.price)
        return (job, attempt + 1)

    @rule(key=attempts, lost=lost)
    def refund(self, key: tuple[str, int], lost: bool) -> None:
        known = self.model[key]
        if not known.is_last:
            return
        result = self.act(lambda session: ledger.refund(session, key[0], note="환불"), lost=lost)
        if known.settled != "capture" or known.price == 0:
            assert isinstance(result, Conflict)
        elif not lost and not known.is_refunded:
            known.is_refunded = True
            self.balances[known.account] += known.price

    @invariant()
    def balances_agree(self) -> None:
        async def found() -> dict[str, tuple[int, int]]:
            async with self.database.reading() as session:
                return {
                    account: (
                        await ledger.balance(session, account),
                        sum(entry.amount for entry in (await ledger.page(session, account, limit=10_000)).items),
                    )
                    for account in self.balances
                }

        assert self.runner.run(found()) == {account: (left, left) for account, left in self.balances.items()}
        assert all(left >= 0 for left in self.balances.values())

    def teardown(self) -> None:
        async def broken() -> list[str]:
            async with self.database.reading() as session:
                return await ledger.broken(session)

        assert self.runner.run(broken()) == []


@pytest.fixture
def book(service_settings: Settings) -> Generator[type[Book]]:
    with asyncio.Runner() as runner:
        Book.database, Book.runner = open_database(service_settings), runner
        yield Book
        runner.run(Book.database.close())


def test_the_book_is_as_its_model(book: type[Book]) -> None:
    run_state_machine_as_test(
        book, settings=settings(max_examples=_EXAMPLES, stateful_step_count=_STEPS, deadline=None)
    )
