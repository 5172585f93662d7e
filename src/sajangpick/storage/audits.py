"""The audit trail: who did what. Lines are added and read, never changed."""

from datetime import datetime

from sqlalchemy import select

from sajangpick.domain.audit import Audit
from sajangpick.domain.identifier import new_id
from sajangpick.domain.json import JsonObject
from sajangpick.domain.page import Page
from sajangpick.storage.database import Session
from sajangpick.storage.rows import newest
from sajangpick.storage.tables import AuditRow


async def add(
    session: Session,
    *,
    actor_id: str | None,
    action: str,
    target: str,
    detail: JsonObject,
    address: str,
    now: datetime,
) -> None:
    """Write a line, in the transaction of what it tells; `address` is the caller's, `target` an id."""
    session.add(
        AuditRow(
            id=new_id(now.timestamp()),
            actor_id=actor_id,
            action=action,
            target=target,
            detail=detail,
            address=address,
            created_at=now,
        )
    )
    await session.flush()


async def page(
    session: Session,
    *,
    after: str | None = None,
    limit: int,
    actor_id: str | None = None,
    action: str | None = None,
    target: str | None = None,
) -> Page[Audit]:
    """The lines, the newest first: all, or one actor's, of one kind of deed, about one thing."""
    wanted = select(AuditRow)
    if actor_id is not None:
        wanted = wanted.where(AuditRow.actor_id == actor_id)
    if action is not None:
        wanted = wanted.where(AuditRow.action == action)
    if target is not None:
        wanted = wanted.where(AuditRow.target == target)
    return await newest(session, wanted, as_audit, key=AuditRow.id, after=after, limit=limit)


def as_audit(row: AuditRow) -> Audit:
    """The noun of a row."""
    return Audit(
        id=row.id,
        actor_id=row.actor_id,
        action=row.action,
        target=row.target,
        detail=row.detail,
        address=row.address,
        created_at=row.created_at,
    )
