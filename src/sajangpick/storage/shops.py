"""Shops: each account's business and brand kit."""

from datetime import datetime

from sqlalchemy import select

from sajangpick.domain.shop import ShopKit
from sajangpick.storage.database import Session
from sajangpick.storage.rows import fresh, inserting
from sajangpick.storage.tables import ShopRow


async def read(session: Session, account_id: str) -> ShopKit:
    """The account's kit, empty if none was written yet."""
    row = (await session.scalars(fresh(select(ShopRow).where(ShopRow.account_id == account_id)))).first()
    if row is None:
        return ShopKit()
    return ShopKit(
        name=row.name,
        address=row.address,
        phone=row.phone,
        hours=row.hours,
        color=row.color,
        logo_id=row.logo_id,
        updated_at=row.updated_at,
    )


async def write(session: Session, account_id: str, kit: ShopKit, *, now: datetime) -> None:
    """Let the account's kit be this one; the caller has seen to it that the logo is the account's own."""
    values = {
        "name": kit.name,
        "address": kit.address,
        "phone": kit.phone,
        "hours": kit.hours,
        "color": kit.color,
        "logo_id": kit.logo_id,
        "updated_at": now,
    }
    insert = inserting(session, ShopRow).values(account_id=account_id, **values)
    await session.execute(insert.on_conflict_do_update(index_elements=[ShopRow.account_id], set_=values))
