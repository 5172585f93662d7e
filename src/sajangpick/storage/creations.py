"""Creations: what an account made in the studio, as a list and as trees."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, select, update

from sajangpick.domain.creation import Creation, CreationKind
from sajangpick.domain.job import JobState
from sajangpick.domain.page import Page
from sajangpick.errors import NotFound
from sajangpick.storage.database import Session
from sajangpick.storage.rows import fresh, newest, one, removed
from sajangpick.storage.tables import AssetRow, CreationRow

_MISSING = "스튜디오에 그런 결과물이 없어요."
# A tree grows by hand, a few results a minute; so many are some tens of kilobytes.
_LARGEST_TREE = 500


async def add(session: Session, creation: Creation) -> None:
    """Keep a new one."""
    session.add(
        CreationRow(
            id=creation.id,
            account_id=creation.account_id,
            kind=creation.kind,
            state=creation.state,
            fields=creation.fields,
            tree_id=creation.tree_id,
            parent_id=creation.parent_id,
            job_id=creation.job_id,
            written=creation.written,
            asset_id=creation.asset_id,
            cover_id=creation.cover_id,
            engine=creation.engine,
            credits=creation.credits,
            seconds=creation.seconds,
            failure=creation.failure,
            failure_detail=creation.failure_detail,
            created_at=creation.created_at,
            finished_at=creation.finished_at,
        )
    )
    await session.flush()


async def read(session: Session, creation_id: str, account_id: str | None = None) -> Creation:
    """A creation, of this account if one is named. Raises NotFound."""
    wanted = select(CreationRow).where(CreationRow.id == creation_id)
    if account_id is not None:
        wanted = wanted.where(CreationRow.account_id == account_id)
    return await one(session, wanted, as_creation, _MISSING)


async def of_job(session: Session, job_id: str) -> list[Creation]:
    """What a job makes, in the order of the steps: a clip may have its picture made, too."""
    rows = await session.scalars(fresh(select(CreationRow).where(CreationRow.job_id == job_id)))
    return sorted(map(as_creation, rows), key=lambda creation: creation.id)


async def by_jobs(session: Session, job_ids: Collection[str]) -> dict[str, Creation]:
    """What these jobs make in the studio, by job: of several steps the last, which is what was asked for."""
    rows = await session.scalars(select(CreationRow).where(CreationRow.job_id.in_(job_ids)).order_by(CreationRow.id))
    return {creation.job_id: creation for creation in map(as_creation, rows) if creation.job_id}


async def page(
    session: Session,
    account_id: str,
    *,
    after: str | None = None,
    limit: int,
    kind: CreationKind | None = None,
    parent_id: str | None = None,
) -> Page[Creation]:
    """An account's creations, the newest first: of a kind, made from a parent."""
    wanted = select(CreationRow).where(CreationRow.account_id == account_id)
    if kind is not None:
        wanted = wanted.where(CreationRow.kind == kind)
    if parent_id is not None:
        wanted = wanted.where(CreationRow.parent_id == parent_id)
    return await newest(session, wanted, as_creation, key=CreationRow.id, after=after, limit=limit)


async def tree(session: Session, creation: Creation) -> list[Creation]:
    """A creation with all that it was made from, and all that was made from it; the oldest first.

    What was deleted is left out, and so is what only it led to.
    """
    wanted = select(CreationRow).where(CreationRow.tree_id == creation.tree_id)
    rows = await session.scalars(fresh(wanted.order_by(CreationRow.id).limit(_LARGEST_TREE)))
    known = {row.id: as_creation(row) for row in rows} | {creation.id: creation}
    kin, above = {creation.id}, creation.parent_id
    # A child is younger than its parent, so one look at all in their order finds every descendant.
    for each in sorted(known):
        if known[each].parent_id in kin:
            kin.add(each)
    while above is not None and above in known:
        kin.add(above)
        above = known[above].parent_id
    return [known[each] for each in sorted(kin)]


async def set_state(session: Session, job_id: str, state: JobState, *, finished_at: datetime | None = None) -> None:
    """Note where the job of some creations stands, and if it is over, since when; what failed before is forgotten."""
    values = {"state": state, "failure": None, "failure_detail": "", "finished_at": finished_at}
    await session.execute(update(CreationRow).where(CreationRow.job_id == job_id).values(**values))


async def fail(session: Session, job_id: str, *, failure: str, detail: str, now: datetime) -> None:
    """The creations of this job will not be made, for a reason."""
    values = {"state": JobState.FAILED, "failure": failure, "failure_detail": detail, "finished_at": now}
    await session.execute(update(CreationRow).where(CreationRow.job_id == job_id).values(**values))


async def finish(
    session: Session,
    creation_id: str,
    *,
    asset_id: str,
    cover_id: str | None,
    engine: str,
    seconds: float | None,
    now: datetime,
) -> None:
    """This one is made."""
    change = update(CreationRow).where(CreationRow.id == creation_id)
    values = {"asset_id": asset_id, "cover_id": cover_id, "engine": engine, "seconds": seconds, "finished_at": now}
    await session.execute(change.values(state=JobState.SUCCEEDED, **values))


async def remove(session: Session, creation_id: str, account_id: str) -> None:
    """Delete one of this account with its files; what was made from it stays. Raises NotFound."""
    if not await _remove(session, and_(CreationRow.id == creation_id, CreationRow.account_id == account_id)):
        raise NotFound(_MISSING, hint="주소를 확인해 주세요.")


async def forget(session: Session, *, before: datetime, limit: int) -> int:
    """Delete those that were finished before a moment, with their files; how many."""
    old = select(CreationRow.id).where(CreationRow.finished_at < before).order_by(CreationRow.finished_at).limit(limit)
    return await _remove(session, CreationRow.id.in_(old))


async def _remove(session: Session, which: ColumnElement[bool]) -> int:
    gone = delete(CreationRow).where(which).returning(CreationRow.asset_id, CreationRow.cover_id)
    rows = (await session.execute(gone)).all()
    made = [asset_id for row in rows for asset_id in row if asset_id is not None]
    if made:
        await removed(session, delete(AssetRow).where(AssetRow.id.in_(made)), AssetRow.id)
    return len(rows)


def as_creation(row: CreationRow) -> Creation:
    """The noun of a row."""
    return Creation(
        id=row.id,
        account_id=row.account_id,
        kind=CreationKind(row.kind),
        state=JobState(row.state),
        fields=row.fields,
        created_at=row.created_at,
        tree_id=row.tree_id,
        parent_id=row.parent_id,
        job_id=row.job_id,
        written=row.written,
        asset_id=row.asset_id,
        cover_id=row.cover_id,
        engine=row.engine,
        credits=row.credits,
        seconds=row.seconds,
        failure=row.failure,
        failure_detail=row.failure_detail,
        finished_at=row.finished_at,
    )
