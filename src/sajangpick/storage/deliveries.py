"""Messages on their way out: written with what they tell of, claimed by one process at a time, kept as a log.

A claim is a lease. Whoever dies between sending and noting it lets the lease run out, and the message is sent again
under the same id: at least once, and once only for a receiver that looks at the id.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from sajangpick.domain.delivery import Delivery, DeliveryState
from sajangpick.domain.listener import Channel
from sajangpick.domain.page import Page
from sajangpick.errors import Conflict
from sajangpick.storage.database import Session
from sajangpick.storage.rows import inserting, newest, one, removed
from sajangpick.storage.tables import DeliveryRow

_ANSWER_LETTERS = _HOST_LETTERS = 255
# Looked at for each that may be claimed: others may be of parties that have their share.
_SEEN_FOR_ONE = 4


async def add(session: Session, delivery: Delivery, *, once: str) -> bool:
    """Keep a message to be sent; False, and nothing changes, if one was kept under the same `once` before."""
    row = inserting(session, DeliveryRow).values(
        id=delivery.id,
        account_id=delivery.account_id,
        listener_id=delivery.listener_id,
        channel=delivery.channel,
        address=delivery.address,
        host=delivery.host[:_HOST_LETTERS],
        kind=delivery.kind,
        body=delivery.body,
        once=once,
        state=delivery.state,
        attempts=delivery.attempts,
        due_at=delivery.due_at,
        answer=delivery.answer,
        created_at=delivery.created_at,
    )
    kept = await session.scalars(row.on_conflict_do_nothing(index_elements=["once"]).returning(DeliveryRow.id))
    return kept.first() is not None


async def is_any_due(session: Session, now: datetime, *, busy: Mapping[str, int], share: int) -> bool:
    """Whether there is something to claim. A look is cheap; a claim writes, and SQLite has one writer."""
    due = select(DeliveryRow.id).where(_claimable(now), _has_room(busy, share)).limit(1)
    return (await session.scalars(due)).first() is not None


async def claim(
    session: Session, *, now: datetime, lease: timedelta, limit: int, busy: Mapping[str, int], share: int
) -> list[Delivery]:
    """Take up to so many messages that are due, for as long as the lease: nobody else gets them meanwhile.

    `busy` says how many of each party's messages the caller has in hand: with those taken now, `share` at most of a
    host's, and twice as many of an account's, so that a slow host of its own leaves it room for another.
    """
    due = (
        select(DeliveryRow.id, DeliveryRow.account_id, DeliveryRow.host)
        .where(_claimable(now), _has_room(busy, share))
        .order_by(DeliveryRow.due_at)
        .limit(limit * _SEEN_FOR_ONE)
        # On PostgreSQL two claims at once take different rows; on SQLite there is only one at a time.
        .with_for_update(skip_locked=True)
    )
    ids: list[str] = []
    taken = Counter(busy)
    for delivery_id, account_id, host in await session.execute(due):
        if len(ids) < limit and taken[account_id] < 2 * share and taken[host] < share:
            taken.update(filter(None, (account_id, host)))
            ids.append(delivery_id)
    rows = await session.scalars(
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(ids))
        .values(claimed_until=now + lease, attempts=DeliveryRow.attempts + 1)
        .returning(DeliveryRow)
        .execution_options(synchronize_session=False)
    )
    return [_noun(row) for row in rows]


async def finish(
    session: Session, delivery: Delivery, *, state: DeliveryState, answer: str, now: datetime, due_at: datetime
) -> bool:
    """Note how the attempt went, and when the next is due; False if the claim had run out and someone else has it."""
    claimed = (DeliveryRow.id == delivery.id) & (DeliveryRow.claimed_until == delivery.claimed_until)
    finished = await session.scalars(
        update(DeliveryRow)
        .where(claimed, DeliveryRow.state == DeliveryState.WAITING)
        .values(
            state=state,
            answer=answer[:_ANSWER_LETTERS],
            due_at=due_at,
            claimed_until=None,
            delivered_at=now if state is DeliveryState.DELIVERED else None,
        )
        .returning(DeliveryRow.id)
    )
    return finished.first() is not None


async def read(session: Session, delivery_id: str, account_id: str, *, listener_id: str | None = None) -> Delivery:
    """The account's message, to this listener if one is named; else NotFound."""
    wanted = select(DeliveryRow).where(DeliveryRow.id == delivery_id, DeliveryRow.account_id == account_id)
    if listener_id is not None:
        wanted = wanted.where(DeliveryRow.listener_id == listener_id)
    return await one(session, wanted, _noun, "보낸 알림을 찾을 수 없어요.")


async def page(
    session: Session, account_id: str, *, listener_id: str, after: str | None = None, limit: int
) -> Page[Delivery]:
    """The messages to one listener, the newest first."""
    mine = select(DeliveryRow).where(DeliveryRow.account_id == account_id, DeliveryRow.listener_id == listener_id)
    return await newest(session, mine, _noun, key=DeliveryRow.id, after=after, limit=limit)


async def replay(session: Session, delivery_id: str, account_id: str, *, listener_id: str, now: datetime) -> Delivery:
    """Send a message again, under the id it had; Conflict while it is still on its way."""
    await read(session, delivery_id, account_id, listener_id=listener_id)
    again = await session.scalars(
        update(DeliveryRow)
        .where(DeliveryRow.id == delivery_id, DeliveryRow.state != DeliveryState.WAITING)
        .values(state=DeliveryState.WAITING, attempts=0, due_at=now, claimed_until=None, delivered_at=None)
        .returning(DeliveryRow)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    row = again.first()
    if row is None:
        raise Conflict(
            "This delivery is still on its way.",
            code="delivery_waiting",
            hint="Replay it once its state is delivered or failed.",
        )
    return _noun(row)


async def waiting(session: Session) -> int:
    """How many messages have neither been delivered nor given up."""
    waits = DeliveryRow.state == DeliveryState.WAITING
    return (await session.scalar(select(func.count()).select_from(DeliveryRow).where(waits))) or 0


async def forget(session: Session, *, before: datetime, limit: int) -> int:
    """Delete up to so many messages that were settled and are older; how many there were."""
    old = (DeliveryRow.state != DeliveryState.WAITING) & (DeliveryRow.created_at < before)
    ids = select(DeliveryRow.id).where(old).limit(limit)
    return await removed(session, delete(DeliveryRow).where(DeliveryRow.id.in_(ids)), DeliveryRow.id)


def _claimable(now: datetime) -> ColumnElement[bool]:
    free = or_(DeliveryRow.claimed_until.is_(None), DeliveryRow.claimed_until <= now)
    return (DeliveryRow.state == DeliveryState.WAITING) & (DeliveryRow.due_at <= now) & free


def _has_room(busy: Mapping[str, int], share: int) -> ColumnElement[bool]:
    hosts = [party for party, count in busy.items() if count >= share]
    accounts = [party for party, count in busy.items() if count >= 2 * share]
    return DeliveryRow.host.not_in(hosts) & DeliveryRow.account_id.not_in(accounts)


def _noun(row: DeliveryRow) -> Delivery:
    return Delivery(
        id=row.id,
        account_id=row.account_id,
        listener_id=row.listener_id,
        channel=Channel(row.channel),
        address=row.address,
        kind=row.kind,
        body=row.body,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        due_at=row.due_at,
        created_at=row.created_at,
        answer=row.answer,
        claimed_until=row.claimed_until,
        delivered_at=row.delivered_at,
    )
