"""Events: what happened to an account's things, numbered one by one."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import delete, select, tuple_, update

from sajangpick.domain.event import Event
from sajangpick.domain.json import JsonObject
from sajangpick.errors import NotFound
from sajangpick.storage.database import Session
from sajangpick.storage.rows import removed
from sajangpick.storage.tables import AccountRow, EventRow

# Deleted at once, so that nobody waits long for the lock.
_FORGOTTEN_AT_ONCE = 5_000


async def append(
    session: Session,
    account_id: str,
    kind: str,
    data: JsonObject,
    *,
    once: str | None = None,
    now: datetime | None = None,
) -> Event | None:
    """Tell an account something; None if `once` was told already. Raises NotFound if the account is gone.

    The account's row is locked until the transaction ends, so numbers become visible in their order and without gaps.
    """
    account = select(AccountRow.id).where(AccountRow.id == account_id).with_for_update(key_share=True)
    if await session.scalar(account) is None:
        raise NotFound("계정을 찾을 수 없어요.", hint="다시 로그인해 주세요.")
    if once is not None and await session.scalar(select(EventRow.seq).where(EventRow.once == once)) is not None:
        return None
    counted = update(AccountRow).where(AccountRow.id == account_id).values(event_seq=AccountRow.event_seq + 1)
    seq = (await session.scalars(counted.returning(AccountRow.event_seq))).one()
    moment = now or datetime.now(UTC)
    session.add(EventRow(account_id=account_id, seq=seq, kind=kind, data=data, once=once, created_at=moment))
    await session.flush()
    return Event(account_id=account_id, seq=seq, kind=kind, data=data, created_at=moment)


async def since(session: Session, account_id: str, seq: int, *, limit: int) -> list[Event]:
    """What an account was told after number `seq`, in order."""
    wanted = select(EventRow).where(EventRow.account_id == account_id, EventRow.seq > seq)
    return [as_event(row) for row in await session.scalars(wanted.order_by(EventRow.seq).limit(limit))]


async def heads(session: Session, account_ids: Iterable[str]) -> dict[str, int]:
    """The number of the last event of each account; accounts that are gone are left out."""
    wanted = select(AccountRow.id, AccountRow.event_seq).where(AccountRow.id.in_(list(account_ids)))
    return {account_id: seq for account_id, seq in await session.execute(wanted)}


async def forget(session: Session, *, before: datetime, limit: int = _FORGOTTEN_AT_ONCE) -> int:
    """Delete events from before a moment, so many at once; how many."""
    key = tuple_(EventRow.account_id, EventRow.seq)
    old = select(EventRow.account_id, EventRow.seq).where(EventRow.created_at < before)
    old = old.order_by(EventRow.created_at).limit(limit)
    return await removed(session, delete(EventRow).where(key.in_(old)), EventRow.seq)


def as_event(row: EventRow) -> Event:
    """The noun of a row."""
    return Event(account_id=row.account_id, seq=row.seq, kind=row.kind, data=row.data, created_at=row.created_at)
