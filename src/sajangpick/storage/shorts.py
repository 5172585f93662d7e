"""Shorts: an owner's list of them. Every page of it costs the same, however long it is."""

import unicodedata
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, select, update

from sajangpick.domain.job import JobState
from sajangpick.domain.json import JsonObject
from sajangpick.domain.page import Page
from sajangpick.domain.short import Short
from sajangpick.errors import NotFound
from sajangpick.storage.database import Session
from sajangpick.storage.rows import newest, one, removed
from sajangpick.storage.tables import AssetRow, ShortRow

_MISSING = "영상을 찾을 수 없어요."
# What no index answers (a part of a name; state and template at once) is looked for in this many shorts a page: more
# than any owner makes in years, and read in some tens of milliseconds.
_LOOKED_THROUGH = 10_000


async def add(session: Session, short: Short) -> None:
    """Keep a new short. Raises NotFound if its photo was deleted meanwhile."""
    if short.photo_id is not None:
        # Locked, so that it stays until the row that names it is there.
        photo = select(AssetRow.id).where(AssetRow.id == short.photo_id, AssetRow.account_id == short.account_id)
        if await session.scalar(photo.with_for_update(read=True, key_share=True)) is None:
            raise NotFound("그런 사진 파일이 없어요.", hint="사진 파일을 먼저 올려 주세요.")
    session.add(
        ShortRow(
            id=short.id,
            account_id=short.account_id,
            job_id=short.job_id,
            parent_id=short.parent_id,
            menu=short.menu,
            template=short.template,
            request=short.request,
            state=short.state,
            photo_id=short.photo_id,
            video_id=short.video_id,
            cover_id=short.cover_id,
            caption=short.caption,
            checks=short.checks,
            created_at=short.created_at,
            finished_at=short.finished_at,
        )
    )
    await session.flush()


async def read(session: Session, short_id: str, account_id: str | None = None) -> Short:
    """A short, of this account if one is named. Raises NotFound."""
    wanted = select(ShortRow).where(ShortRow.id == short_id)
    if account_id is not None:
        wanted = wanted.where(ShortRow.account_id == account_id)
    return await one(session, wanted, as_short, _MISSING)


async def of_job(session: Session, job_id: str) -> Short:
    """The short that a job makes. Raises NotFound."""
    return await one(session, select(ShortRow).where(ShortRow.job_id == job_id), as_short, _MISSING)


async def by_jobs(session: Session, job_ids: Collection[str]) -> dict[str, Short]:
    """The shorts that these jobs make, by job; without those of jobs that make something else, or were deleted."""
    rows = await session.scalars(select(ShortRow).where(ShortRow.job_id.in_(job_ids)))
    return {row.job_id: as_short(row) for row in rows}


async def page(
    session: Session,
    account_id: str,
    *,
    after: str | None = None,
    limit: int,
    state: JobState | None = None,
    template: str | None = None,
    search: str | None = None,
) -> Page[Short]:
    """An account's shorts, the newest first; `search` is a part of the menu's name.

    A page looks through so many shorts and no more, so with `search` it may hold fewer than `limit`, even none, and
    still name a `next`.
    """
    wanted = select(ShortRow).where(ShortRow.account_id == account_id)
    if template is not None:
        wanted = wanted.where(ShortRow.template == template)
    if state is not None and template is None:
        wanted = wanted.where(ShortRow.state == state)
    if search is None and (template is None or state is None):
        return await newest(session, wanted, as_short, key=ShortRow.id, after=after, limit=limit)
    if after is not None:
        wanted = wanted.where(ShortRow.id < after)
    last = wanted.with_only_columns(ShortRow.id).order_by(ShortRow.id.desc()).offset(_LOOKED_THROUGH - 1).limit(1)
    edge = await session.scalar(last)
    if edge is not None:
        wanted = wanted.where(ShortRow.id >= edge)
    if state is not None:
        wanted = wanted.where(ShortRow.state == state)
    if search is not None:
        wanted = wanted.where(ShortRow.menu.icontains(unicodedata.normalize("NFC", search), autoescape=True))
    near = await newest(session, wanted, as_short, key=ShortRow.id, after=None, limit=limit)
    return near if near.next else Page(near.items, edge)


async def set_state(session: Session, job_id: str, state: JobState) -> None:
    """Note where the job of a short stands; a job without a short changes nothing."""
    await session.execute(update(ShortRow).where(ShortRow.job_id == job_id).values(state=state))


async def finish(
    session: Session,
    job_id: str,
    *,
    video_id: str,
    cover_id: str | None,
    caption: str,
    checks: JsonObject,
    now: datetime,
) -> None:
    """The short of this job is made. Raises NotFound if its owner has deleted it meanwhile."""
    change = update(ShortRow).where(ShortRow.job_id == job_id)
    made = change.values(
        state=JobState.SUCCEEDED,
        video_id=video_id,
        cover_id=cover_id,
        caption=caption,
        checks=checks,
        finished_at=now,
    )
    if await session.scalar(made.returning(ShortRow.id)) is None:
        raise NotFound(_MISSING, hint="다시 만들어 주세요.")


async def remove(session: Session, short_id: str, account_id: str) -> None:
    """Delete a short of this account with the video and the cover that were made for it. Raises NotFound."""
    if not await _remove(session, and_(ShortRow.id == short_id, ShortRow.account_id == account_id)):
        raise NotFound(_MISSING, hint="주소를 확인해 주세요.")


async def forget(session: Session, *, before: datetime, limit: int) -> int:
    """Delete shorts that were finished before a moment, with what was made for them; how many."""
    old = select(ShortRow.id).where(ShortRow.finished_at < before).order_by(ShortRow.finished_at).limit(limit)
    return await _remove(session, ShortRow.id.in_(old))


async def _remove(session: Session, which: ColumnElement[bool]) -> int:
    gone = delete(ShortRow).where(which).returning(ShortRow.video_id, ShortRow.cover_id)
    rows = (await session.execute(gone)).all()
    made = [asset_id for row in rows for asset_id in row if asset_id is not None]
    if made:
        await removed(session, delete(AssetRow).where(AssetRow.id.in_(made)), AssetRow.id)
    return len(rows)


def as_short(row: ShortRow) -> Short:
    """The noun of a row."""
    return Short(
        id=row.id,
        account_id=row.account_id,
        job_id=row.job_id,
        menu=row.menu,
        template=row.template,
        request=row.request,
        state=JobState(row.state),
        created_at=row.created_at,
        parent_id=row.parent_id,
        photo_id=row.photo_id,
        video_id=row.video_id,
        cover_id=row.cover_id,
        caption=row.caption,
        checks=row.checks,
        finished_at=row.finished_at,
    )
