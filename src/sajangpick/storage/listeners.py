"""Where accounts want to be told: endpoints, browsers, and whether by e-mail."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update

from sajangpick.domain.json import JsonObject
from sajangpick.domain.listener import Channel, Listener
from sajangpick.storage.database import Session
from sajangpick.storage.rows import fresh, one
from sajangpick.storage.tables import ListenerRow


async def add(session: Session, listener: Listener) -> None:
    """Keep a new listener."""
    session.add(
        ListenerRow(
            id=listener.id,
            account_id=listener.account_id,
            channel=listener.channel,
            address=listener.address,
            secret=listener.secret,
            created_at=listener.created_at,
            disabled_at=listener.disabled_at,
        )
    )
    await session.flush()


async def read(session: Session, listener_id: str, account_id: str | None = None) -> Listener:
    """The listener, of this account if one is named; else NotFound."""
    wanted = select(ListenerRow).where(_named(listener_id, account_id))
    return await one(session, wanted, _noun, "알림 받을 곳을 찾을 수 없어요.")


async def of(session: Session, account_id: str, *, channel: Channel | None = None) -> list[Listener]:
    """All listeners of an account, the oldest first. An account has a handful: see the limits where they are made."""
    rows = select(ListenerRow).where(ListenerRow.account_id == account_id).order_by(ListenerRow.id)
    if channel is not None:
        rows = rows.where(ListenerRow.channel == channel)
    return [_noun(row) for row in await session.scalars(fresh(rows))]


async def set_secret(session: Session, listener_id: str, secret: JsonObject) -> None:
    """Sign or seal with this from now on."""
    await session.execute(update(ListenerRow).where(ListenerRow.id == listener_id).values(secret=secret))


async def set_disabled(session: Session, listener_id: str, disabled_at: datetime | None) -> None:
    """Tell the listener nothing any more, or again."""
    await session.execute(update(ListenerRow).where(ListenerRow.id == listener_id).values(disabled_at=disabled_at))


async def remove(session: Session, listener_id: str, account_id: str | None = None) -> None:
    """Forget the listener; fine if it is gone already. Messages to it that wait are given up when they are due."""
    await session.execute(delete(ListenerRow).where(_named(listener_id, account_id)))


async def remove_address(session: Session, channel: Channel, address: str) -> None:
    """Forget everybody's listeners of one address."""
    await session.execute(delete(ListenerRow).where(ListenerRow.channel == channel, ListenerRow.address == address))


def _named(listener_id: str, account_id: str | None) -> ColumnElement[bool]:
    named = ListenerRow.id == listener_id
    return named if account_id is None else named & (ListenerRow.account_id == account_id)


def _noun(row: ListenerRow) -> Listener:
    return Listener(
        id=row.id,
        account_id=row.account_id,
        channel=Channel(row.channel),
        address=row.address,
        secret=row.secret,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
    )
