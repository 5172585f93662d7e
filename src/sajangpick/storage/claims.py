"""Claims: written before an engine is asked for what costs, so that after a crash nobody asks a second time.

A claim without a ticket says that the engine may have been asked; only who holds the claim's first writing may ask.
"""

from datetime import datetime

from sqlalchemy import delete, insert, select, update

from sajangpick.domain.claim import Claim
from sajangpick.storage.database import Session
from sajangpick.storage.rows import removed
from sajangpick.storage.tables import ClaimRow


async def stake(session: Session, key: str, *, engine: str, now: datetime) -> Claim | None:
    """Write the claim down; None if it is ours to ask, else the claim that was there before.

    Commit before the engine is asked. Nobody else may work at the same key meanwhile: the workflow's owner alone does.
    """
    found = await session.scalar(select(ClaimRow).where(ClaimRow.key == key))
    if found is not None:
        return _as_claim(found)
    await session.execute(insert(ClaimRow).values(key=key, engine=engine, ticket=None, created_at=now))
    return None


async def settle(session: Session, key: str, *, ticket: str) -> None:
    """The engine took the order, and this is its receipt."""
    await session.execute(update(ClaimRow).where(ClaimRow.key == key).values(ticket=ticket))


async def drop(session: Session, key: str) -> None:
    """The engine surely did not take the order: it may be asked again."""
    await session.execute(delete(ClaimRow).where(ClaimRow.key == key))


async def with_ticket(session: Session, vendor: str, ticket: str) -> Claim | None:
    """The claim whose order a vendor's engine took with this receipt."""
    of_vendor = ClaimRow.engine.startswith(f"{vendor}:", autoescape=True)
    found = (await session.scalars(select(ClaimRow).where(ClaimRow.ticket == ticket, of_vendor).limit(1))).first()
    return None if found is None else _as_claim(found)


async def starting(session: Session, prefix: str) -> list[Claim]:
    """The claims whose key begins so: those of one attempt of a job."""
    wanted = select(ClaimRow).where(ClaimRow.key.startswith(prefix, autoescape=True)).order_by(ClaimRow.key)
    return [_as_claim(row) for row in await session.scalars(wanted)]


async def forget(session: Session, *, before: datetime) -> int:
    """Delete claims from before a moment; how many."""
    return await removed(session, delete(ClaimRow).where(ClaimRow.created_at < before), ClaimRow.key)


def _as_claim(row: ClaimRow) -> Claim:
    return Claim(row.key, row.engine, row.ticket, row.created_at)
