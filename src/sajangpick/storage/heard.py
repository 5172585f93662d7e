"""Messages of vendors that were acted on, so that one which is sent again wakes nobody.

They are kept for as long as there is anything that a message could wake.
"""

from datetime import datetime

from sqlalchemy import delete, select, tuple_

from sajangpick.storage.database import Session
from sajangpick.storage.rows import inserting, removed
from sajangpick.storage.tables import HeardRow


async def is_marked(session: Session, vendor: str, message_id: str) -> bool:
    """Whether this message was acted on before."""
    return await session.get(HeardRow, (vendor, message_id)) is not None


async def mark(session: Session, vendor: str, message_id: str, *, now: datetime) -> bool:
    """Write down that it was acted on; False if that was written before, also by another process at this moment."""
    row = inserting(session, HeardRow).values(vendor=vendor, message_id=message_id, heard_at=now)
    new = await session.scalars(row.on_conflict_do_nothing().returning(HeardRow.message_id))
    return new.first() is not None


async def forget(session: Session, *, before: datetime, limit: int) -> int:
    """Delete marks from before a moment, so many at once; how many."""
    key = tuple_(HeardRow.vendor, HeardRow.message_id)
    old = select(HeardRow.vendor, HeardRow.message_id).where(HeardRow.heard_at < before)
    old = old.order_by(HeardRow.heard_at).limit(limit)
    return await removed(session, delete(HeardRow).where(key.in_(old)), HeardRow.message_id)
