"""What nobody needs any more: files without an asset, uploads that were given up, sign-ins and answers that expired.

A file is written before the row that names it, so one without a row is an orphan only when it is a day old; a file that
is kept a second time is written anew (see `objects.keep`), so that the day begins again.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from sajangpick.domain.job import JobState
from sajangpick.storage import answers, assets, buckets, letters, sessions
from sajangpick.storage.database import Database
from sajangpick.storage.objects import Objects
from sajangpick.storage.rows import removed
from sajangpick.storage.tables import JobRow, UploadRow

_ORPHANED = timedelta(days=1)
# A bucket that nobody touched for so long is full again, whatever its limit.
_REFILLED = timedelta(days=1)
# Removed in one sweep; the next one takes the rest.
_REMOVED_AT_ONCE = 1_000
# Looked up with one statement.
_ASKED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Swept:
    """How much a sweep removed: files, uploads, and files that were left half-written."""

    files: int
    uploads: int
    unfinished: int


async def sweep(database: Database, objects: Objects, *, now: datetime) -> Swept:
    """Remove it. Safe beside everything else, also beside another sweep; once an hour is plenty."""
    async with database.writing() as session:
        await sessions.forget(session, before=now)
        await letters.forget(session, before=now)
        await buckets.forget(session, before=now - _REFILLED)
        await answers.forget(session, before=now - answers.ANSWERS_LIVE)
    return Swept(
        files=await _sweep_files(database, objects, before=await _orphaned_before(database, now)),
        uploads=await _sweep_uploads(database, objects, now=now),
        unfinished=await objects.remove_unfinished(before=now - _ORPHANED),
    )


async def _orphaned_before(database: Database, now: datetime) -> datetime:
    is_open = JobRow.state.in_([state for state in JobState if not state.is_final])
    async with database.reading() as session:
        first = await session.scalar(select(func.min(JobRow.queued_at)).where(is_open))
    return min(now, first or now) - _ORPHANED


async def _sweep_files(database: Database, objects: Objects, *, before: datetime) -> int:
    gone = 0
    async for some in _batches(objects.all(before=before)):
        async with database.reading() as session:
            unused = set(some) - await assets.used(session, some)
        for sha256 in sorted(unused):
            gone += await objects.remove_stale(sha256, before=before)
            if gone == _REMOVED_AT_ONCE:
                return gone
    return gone


async def _sweep_uploads(database: Database, objects: Objects, *, now: datetime) -> int:
    expired = select(UploadRow.id).where(UploadRow.expires_at < now).order_by(UploadRow.expires_at)
    async with database.reading() as session:
        over = list(await session.scalars(expired.limit(_REMOVED_AT_ONCE)))
    # Parts go first: if we are killed here, the row is still there to lead the next sweep to them.
    for upload_id in over:
        await objects.drop_parts(upload_id)
    async with database.writing() as session:
        unwanted = delete(UploadRow).where(UploadRow.id.in_(over), UploadRow.expires_at < now)
        await removed(session, unwanted, UploadRow.id)
    left = await objects.uploads(before=now - _ORPHANED)
    async with database.reading() as session:
        alive = set(await session.scalars(select(UploadRow.id).where(UploadRow.id.in_(left))))
    for upload_id in left - alive:
        await objects.drop_parts(upload_id)
    return len(over) + len(left - alive)


async def _batches(names: AsyncIterator[str]) -> AsyncIterator[list[str]]:
    batch: list[str] = []
    async for name in names:
        batch.append(name)
        if len(batch) == _ASKED_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
