"""What vendors cost us, and the ceiling on it.

A cost is written before the vendor is asked, in the transaction that looks whether the budget covers it, and while
nobody else looks: so two orders cannot both pass on the last won. What the vendor then says that it charged takes its
place. It stays if the answer is unknown, because the vendor may have taken the order; it is dropped only if the vendor
surely refused.
"""

from datetime import date, datetime

from sqlalchemy import delete, func, insert, select, text, update

from sajangpick.domain.cost import Ask, Spending, budget_day, seconds_to_next_budget
from sajangpick.domain.identifier import new_id
from sajangpick.errors import Unavailable
from sajangpick.settings import Settings
from sajangpick.storage.database import Session
from sajangpick.storage.tables import CostRow

# Any number that nothing else of ours locks by: "cost" in ASCII.
_BUDGET_LOCK = 0x636F7374


async def reserve(
    session: Session, settings: Settings, *, job_id: str, engine: str, won: int, once: str, now: datetime
) -> None:
    """Write down what asking an engine will cost, if today's budget covers it; commit before the vendor is asked.

    `once` names the ask, as the vendor's idempotency key or our claim does: a repeated step reserves nothing more, and
    is let through though the budget is used up. Raises Unavailable with the code `budget_reached`.
    """
    await _lock_budget(session)
    if await session.scalar(select(CostRow.id).where(CostRow.once == once)) is None:
        await require_budget(session, settings, won, now)
        await record(session, job_id=job_id, engine=engine, won=won, once=once, now=now)


async def require_budget(session: Session, settings: Settings, won: int, now: datetime) -> None:
    """Raise Unavailable with the code `budget_reached` if today's budget does not cover `won` more.

    What it finds stays so until the transaction ends. Whatever costs nothing is always covered.
    """
    budget = settings.budget_won_per_day
    if budget is None or won == 0:
        return
    await _lock_budget(session)
    today = select(func.sum(CostRow.won)).where(CostRow.day == budget_day(now))
    if int(await session.scalar(today) or 0) + won > budget:
        raise Unavailable(
            "오늘 준비된 제작량이 모두 찼어요.",
            code="budget_reached",
            hint="내일 다시 시도해 주세요.",
            retry_after=seconds_to_next_budget(now),
        )


async def record(session: Session, *, job_id: str, engine: str, won: int, once: str, now: datetime) -> None:
    """Write down a cost, whatever the budget; nothing if `once` was written before."""
    if await session.scalar(select(CostRow.id).where(CostRow.once == once)) is None:
        row = {"id": new_id(), "job_id": job_id, "engine": engine, "won": won, "once": once}
        await session.execute(insert(CostRow).values(**row, day=budget_day(now), created_at=now))


async def correct(session: Session, once: str, *, won: int) -> None:
    """Write what a vendor says that it charged in place of what was expected; nothing if `once` is not there."""
    await session.execute(update(CostRow).where(CostRow.once == once).values(won=won))


async def drop(session: Session, once: str) -> None:
    """Take back a cost whose vendor surely refused."""
    await session.execute(delete(CostRow).where(CostRow.once == once))


async def spent(session: Session, *, since: datetime) -> int:
    """All that vendors cost from `since` on, in won."""
    total = await session.scalar(select(func.sum(CostRow.won)).where(CostRow.created_at >= since))
    return int(total or 0)


async def by_day(session: Session, *, since: date) -> list[Spending]:
    """What each engine cost on each day from `since` on; the newest day first, then by name."""
    wanted = select(CostRow.day, CostRow.engine, func.sum(CostRow.won), func.count())
    grouped = wanted.where(CostRow.day >= since).group_by(CostRow.day, CostRow.engine)
    rows = await session.execute(grouped.order_by(CostRow.day.desc(), CostRow.engine))
    return [Spending(day, engine, int(won), asks) for day, engine, won, asks in rows]


async def of_job(session: Session, job_id: str) -> list[Ask]:
    """What was asked of engines for a job, the oldest first."""
    rows = await session.scalars(select(CostRow).where(CostRow.job_id == job_id).order_by(CostRow.id))
    return [Ask(row.engine, row.won, row.created_at) for row in rows]


async def _lock_budget(session: Session) -> None:
    """Let nobody else look at the budget until the transaction ends; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text(f"SELECT pg_advisory_xact_lock({_BUDGET_LOCK})"))
