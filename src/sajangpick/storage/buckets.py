"""Buckets: how much of an allowance is left, the same for all processes."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select, update

from sajangpick.domain.credential import Bucket
from sajangpick.storage.database import Session
from sajangpick.storage.rows import inserting
from sajangpick.storage.tables import BucketRow


async def lock(session: Session, levels: Mapping[str, float], *, now: datetime) -> dict[str, Bucket]:
    """The buckets of these names, kept from others until the transaction ends; a new one starts at its level given.

    They are made and locked in the order of their names, so that two requests never wait for each other.
    """
    rows = [{"name": name, "level": levels[name], "filled_at": now} for name in sorted(levels)]
    await session.execute(inserting(session, BucketRow).values(rows).on_conflict_do_nothing())
    wanted = select(BucketRow.name, BucketRow.level, BucketRow.filled_at).where(BucketRow.name.in_(levels))
    found = await session.execute(wanted.order_by(BucketRow.name).with_for_update())
    return {name: Bucket(level, filled_at) for name, level, filled_at in found}


async def write(session: Session, name: str, bucket: Bucket) -> None:
    """Set a bucket that this transaction has locked."""
    change = update(BucketRow).where(BucketRow.name == name)
    await session.execute(change.values(level=bucket.level, filled_at=bucket.filled_at))


async def remove(session: Session, name: str) -> None:
    """Forget one bucket; it starts anew when it is next asked for."""
    await session.execute(delete(BucketRow).where(BucketRow.name == name))


async def forget(session: Session, *, before: datetime) -> None:
    """Forget the buckets that nobody touched since `before`."""
    await session.execute(delete(BucketRow).where(BucketRow.filled_at < before))
