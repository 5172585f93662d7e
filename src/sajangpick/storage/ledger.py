"""The account book: what is granted, held, captured and released, in credits.

Entries are only ever added, and the balance of an account is their sum, never below zero. A job's hold takes its price;
then one settlement follows, a capture (earned) or a release (given back). What may happen once carries a unique name
and is written in the caller's transaction, together with whatever it pays for, so every function may be repeated
(docs/decisions/0010). Each locks the account's row first: what it finds stays so until the transaction ends.
"""

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, insert, literal, or_, select, update
from sqlalchemy.orm import aliased

from sajangpick.domain.entry import Entry, EntryKind
from sajangpick.domain.identifier import new_id
from sajangpick.domain.job import JobState
from sajangpick.domain.json import JsonObject
from sajangpick.domain.page import Page
from sajangpick.errors import BadInput, Conflict, NotEnoughCredits, NotFound
from sajangpick.storage import events
from sajangpick.storage.database import Session
from sajangpick.storage.rows import newest
from sajangpick.storage.tables import AccountRow, EntryRow, JobRow

# Far beyond any honest amount, and far below what a column of 64 bits could overflow with.
_MOST_CREDITS = 1_000_000_000
_OPEN_STATES = tuple(state for state in JobState if not state.is_final)

_Hold = aliased(EntryRow)
_Settlement = aliased(EntryRow)


async def grant(session: Session, account_id: str, amount: int, *, note: str, once: str | None = None) -> Entry:
    """Give an account credits. With `once` a name of the account's, they are given once: then the entry from before.

    Raises BadInput for an amount that is not 1 to a thousand million, NotFound if there is no such account.
    """
    _require_amount(amount, least=1)
    name = None if once is None else f"grant:{account_id}:{once}"
    await _lock(session, account_id)
    given = await _named(session, name)
    return given or await _add(session, account_id, EntryKind.GRANT, amount, note=note, once=name)


async def hold(session: Session, account_id: str, amount: int, *, job_id: str, attempt: int = 1) -> Entry:
    """Reserve the price of a job's attempt, which may be 0; the entry from before if it was held already.

    Raises NotEnoughCredits, and has then changed nothing.
    """
    _require_amount(amount, least=0)
    balance = await _lock(session, account_id)
    held = await _named(session, _hold_name(job_id, attempt))
    if held is not None:
        return held
    if balance < amount:
        raise NotEnoughCredits(
            f"크레딧이 부족해요. {amount} 크레딧이 필요한데 {balance} 크레딧이 남아 있어요.",
            hint="크레딧을 충전한 뒤 다시 시도해 주세요.",
        )
    name = _hold_name(job_id, attempt)
    return await _add(session, account_id, EntryKind.HOLD, -amount, job_id=job_id, once=name)


async def capture(session: Session, job_id: str, *, attempt: int = 1) -> bool:
    """Settle a hold as earned; False if it was settled before, either way, or if nothing was held."""
    held = await _open_hold(session, job_id, attempt)
    if held is None:
        return False
    name = _settlement_name(job_id, attempt)
    await _add(session, held.account_id, EntryKind.CAPTURE, 0, job_id=job_id, once=name)
    return True


async def release(session: Session, job_id: str, *, attempt: int = 1, note: str = "") -> bool:
    """Settle a hold by giving it back; False if it was settled before, either way, or if nothing was held."""
    held = await _open_hold(session, job_id, attempt)
    if held is None:
        return False
    name = _settlement_name(job_id, attempt)
    await _add(session, held.account_id, EntryKind.RELEASE, -held.amount, job_id=job_id, note=note, once=name)
    return True


async def refund(session: Session, job_id: str, *, note: str) -> Entry:
    """Give back what was captured for a job; the entry from before if it was given back already.

    Raises Conflict with the code `nothing_to_refund` if nothing was captured, or the job was free.
    """
    captures = select(EntryRow.once).where(EntryRow.job_id == job_id, EntryRow.kind == EntryKind.CAPTURE)
    settlement = await session.scalar(captures.order_by(EntryRow.id.desc()).limit(1))
    attempt = int(settlement.rpartition(":")[2]) if settlement else 0
    held = await _named(session, _hold_name(job_id, attempt))
    if held is None or held.amount == 0:
        raise Conflict(
            "돌려드릴 크레딧이 없어요.",
            code="nothing_to_refund",
            hint="이 작업으로 쓰인 크레딧이 있는지 확인해 주세요.",
        )
    name = f"refund:{job_id}:{attempt}"
    await _lock(session, held.account_id)
    given = await _named(session, name)
    if given is not None:
        return given
    return await _add(session, held.account_id, EntryKind.GRANT, -held.amount, job_id=job_id, note=note, once=name)


async def balance(session: Session, account_id: str) -> int:
    """What the account can spend, in credits; NotFound if there is no such account."""
    found = await session.scalar(select(AccountRow.balance).where(AccountRow.id == account_id))
    if found is None:
        raise _no_account()
    return found


async def page(session: Session, account_id: str, *, after: str | None = None, limit: int) -> Page[Entry]:
    """The account's entries, newest first."""
    wanted = select(EntryRow).where(EntryRow.account_id == account_id)
    return await newest(session, wanted, _as_entry, key=EntryRow.id, after=after, limit=limit)


async def of_job(session: Session, job_id: str) -> list[Entry]:
    """What a job moved: its holds, how each was settled, what was refunded; the oldest first."""
    rows = await session.scalars(select(EntryRow).where(EntryRow.job_id == job_id).order_by(EntryRow.id))
    return [_as_entry(row) for row in rows]


async def broken(session: Session) -> list[str]:
    """What of the book is not as it must be, a sentence each; empty if all is well.

    Each rule is one statement and so looks at one moment: it may be asked while the service runs.
    """
    return [sentence for rule in (_sums, _amounts, _holds, _jobs) for sentence in await rule(session)]


async def _sums(session: Session) -> list[str]:
    total = func.coalesce(func.sum(EntryRow.amount), 0)
    sums = select(AccountRow.id, AccountRow.balance, total).outerjoin(EntryRow).group_by(AccountRow.id)
    rows = await session.execute(sums.having(AccountRow.balance != total))
    return [
        f"account {account_id} has a balance of {balance}, and entries of {total} in all"
        for account_id, balance, total in rows
    ]


async def _amounts(session: Session) -> list[str]:
    """Each kind of entry moves as much as it may, and a settlement settles the hold it names."""
    is_wrong = or_(
        and_(EntryRow.kind == EntryKind.GRANT, EntryRow.amount < 1),
        and_(EntryRow.kind == EntryKind.HOLD, or_(EntryRow.amount > 0, EntryRow.once.is_(None))),
        and_(EntryRow.kind == EntryKind.CAPTURE, or_(EntryRow.amount != 0, _Hold.id.is_(None))),
        and_(EntryRow.kind == EntryKind.RELEASE, EntryRow.amount != func.coalesce(-_Hold.amount, -1)),
    )
    rows = await session.execute(
        select(EntryRow.id, EntryRow.kind, EntryRow.amount)
        .outerjoin(_Hold, _Hold.once == func.replace(EntryRow.once, "settle:", "hold:"))
        .where(is_wrong)
    )
    return [f"entry {entry_id}, a {kind} of {amount}, belongs to no such hold" for entry_id, kind, amount in rows]


async def _holds(session: Session) -> list[str]:
    """A hold is open only while its attempt is the job's last, and is not over or needs a look."""
    waits = or_(JobRow.state.in_(_OPEN_STATES), JobRow.failure == "needs_review")
    rows = await session.execute(
        select(_Hold.once, _Hold.amount)
        .outerjoin(_Settlement, _Settlement.once == func.replace(_Hold.once, "hold:", "settle:"))
        .outerjoin(JobRow, and_(_Hold.once == _hold_of_job(), waits))
        .where(_Hold.kind == EntryKind.HOLD, _Settlement.id.is_(None), JobRow.id.is_(None))
    )
    return [f"{once} keeps {-amount} that nobody will settle" for once, amount in rows]


async def _jobs(session: Session) -> list[str]:
    """A job holds its price while it is open, and is captured if and only if it succeeded."""
    held, settled = func.coalesce(-_Hold.amount, 0), func.coalesce(_Settlement.kind, "")
    is_wrong = or_(
        held != JobRow.credits,
        and_(JobRow.state.in_(_OPEN_STATES), settled != ""),
        and_(JobRow.state == JobState.SUCCEEDED, settled == EntryKind.RELEASE),
        and_(JobRow.state.in_((JobState.FAILED, JobState.CANCELED)), settled == EntryKind.CAPTURE),
    )
    rows = await session.execute(
        select(JobRow.id, JobRow.state, JobRow.credits, held, settled)
        .outerjoin(_Hold, _Hold.once == _hold_of_job())
        .outerjoin(_Settlement, _Settlement.once == func.replace(_Hold.once, "hold:", "settle:"))
        .where(is_wrong)
    )
    return [
        f"job {job_id} is {state} and costs {price}, but its hold is {amount}, settled by {settlement or 'nothing'}"
        for job_id, state, price, amount, settlement in rows
    ]


def is_held() -> ColumnElement[bool]:
    """True of a job whose last attempt has a hold that is not settled: for a question about jobs."""
    held = exists().where(_Hold.once == _hold_of_job())
    settled = exists().where(_Settlement.once == func.replace(_hold_of_job(), "hold:", "settle:"))
    return and_(held, ~settled)


def _hold_of_job() -> ColumnElement[str]:
    return literal("hold:") + JobRow.id + ":" + cast(JobRow.attempt, String)


def _hold_name(job_id: str, attempt: int) -> str:
    return f"hold:{job_id}:{attempt}"


def _settlement_name(job_id: str, attempt: int) -> str:
    """Capture and release have one name, so that one of them can be written."""
    return f"settle:{job_id}:{attempt}"


async def _open_hold(session: Session, job_id: str, attempt: int) -> Entry | None:
    held = await _named(session, _hold_name(job_id, attempt))
    if held is None:
        return None
    await _lock(session, held.account_id)
    settled = await _named(session, _settlement_name(job_id, attempt))
    return None if settled else held


async def _lock(session: Session, account_id: str) -> int:
    """Keep everybody else from the account's money until the transaction ends; its balance.

    The weaker lock (FOR NO KEY UPDATE): two transactions that each wrote a row of the account, whose foreign key shares
    a lock on it, would wait for each other for ever with the stronger one.
    """
    wanted = select(AccountRow.balance).where(AccountRow.id == account_id)
    found = await session.scalar(wanted.with_for_update(key_share=True))
    if found is None:
        raise _no_account()
    return found


async def _named(session: Session, once: str | None) -> Entry | None:
    if once is None:
        return None
    row = await session.scalar(select(EntryRow).where(EntryRow.once == once))
    return _as_entry(row) if row else None


async def _add(
    session: Session,
    account_id: str,
    kind: EntryKind,
    amount: int,
    *,
    job_id: str | None = None,
    note: str = "",
    once: str | None = None,
) -> Entry:
    """Write an entry, and with it the balance and the news of it; the tables refuse a debt, and `once` twice."""
    entry = Entry(new_id(), account_id, kind, amount, datetime.now(UTC), job_id, note)
    values = {"id": entry.id, "account_id": account_id, "kind": kind, "amount": amount, "job_id": job_id}
    await session.execute(insert(EntryRow).values(**values, note=note, once=once, created_at=entry.created_at))
    if amount:
        change = update(AccountRow).where(AccountRow.id == account_id).values(balance=AccountRow.balance + amount)
        left = await session.scalar(change.returning(AccountRow.balance))
        data: JsonObject = {"entryId": entry.id, "jobId": job_id, "kind": kind, "amount": amount, "balance": left}
        await events.append(session, account_id, "ledger.changed", data, now=entry.created_at)
    return entry


def _as_entry(row: EntryRow) -> Entry:
    return Entry(row.id, row.account_id, EntryKind(row.kind), row.amount, row.created_at, row.job_id, row.note)


def _require_amount(amount: int, *, least: int) -> None:
    if not least <= amount <= _MOST_CREDITS:
        raise BadInput(f"크레딧은 {least:,}부터 {_MOST_CREDITS:,}까지 쓸 수 있어요.", hint="금액을 확인해 주세요.")


def _no_account() -> NotFound:
    return NotFound("계정을 찾을 수 없어요.", hint="주소를 확인해 주세요.")
