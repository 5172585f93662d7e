"""How a job begins and ends: each in one transaction, with its money, its news, and who is told of it.

Whoever comes second changes nothing. A job ends once, by its attempt: the row says so, and the ledger would too.
"""

from datetime import datetime
from typing import cast

from sajangpick.domain.asset import Asset, AssetKind
from sajangpick.domain.failure import FAILURES
from sajangpick.domain.filename import clean_name
from sajangpick.domain.identifier import new_id
from sajangpick.domain.job import Job, JobState
from sajangpick.domain.json import Json, JsonObject
from sajangpick.jobs import wanted
from sajangpick.jobs.failures import Failed
from sajangpick.jobs.wanted import Wanted, news_of, title_of, wanted_of
from sajangpick.storage import accounts, assets, events, jobs, ledger
from sajangpick.storage.database import Session
from sajangpick.telling.announce import announce

# Of each part of a result: who made it, and who else was asked.
_TOLD = ("picture", "clip", "render")
_NO_FOLDERS = str.maketrans("/\\", "  ")


async def tell(session: Session, job: Job, kind: str, *, of: Wanted | None, now: datetime) -> None:
    """Append an event about this attempt, once, and keep the messages it causes."""
    data: JsonObject = {**news_of(job, of and of.id), "attempt": job.attempt}
    if job.failure is not None:
        data["failure"] = job.failure
    event = await events.append(session, job.account_id, kind, data, once=f"{job.id}:{job.attempt}:{kind}", now=now)
    if event is not None:
        await announce(session, event, await accounts.read(session, job.account_id))


async def begin(session: Session, job: Job, *, now: datetime) -> bool:
    """The attempt runs; False if it must not any more."""
    if not await jobs.begin(session, job.id, now, attempt=job.attempt):
        return False
    await wanted.set_state(session, job, JobState.RUNNING, now=now)
    await tell(session, job, "job.started", of=await wanted_of(session, job), now=now)
    return True


async def succeed(session: Session, job: Job, result: JsonObject, *, now: datetime) -> bool:
    """Keep what was made, take the credits, say so. False if the job had ended otherwise.

    `result` is what a recipe answers, its files stored. What its owner deleted meanwhile is not charged.
    """
    made = await wanted_of(session, job)
    if made is None and job.kind in wanted.KINDS:
        return await stop(session, job, now=now)
    title = title_of(job, made)
    kept = {name: _asset(job, name, cast(JsonObject, file), title, now) for name, file in _files(result).items()}
    facts: JsonObject = {f"{name}Id": asset.id for name, asset in kept.items()}
    told: JsonObject = {name: result[name] for name in _TOLD if name in result}
    outcome: JsonObject = {**facts, **told, "seconds": result.get("seconds"), "timings": result.get("timings")}
    ended = await jobs.finish(session, job.id, state=JobState.SUCCEEDED, result=outcome, now=now, attempt=job.attempt)
    if not ended:
        return False
    for asset in kept.values():
        await assets.add(session, asset)
    if made is not None:
        await wanted.finish(session, job, made, kept, result, now=now)
    await ledger.capture(session, job.id, attempt=job.attempt)
    await tell(session, job, "job.succeeded", of=made, now=now)
    return True


async def fail(session: Session, job: Job, failed: Failed, *, now: datetime) -> bool:
    """Give the credits back, unless it is not known yet whether they were earned, and say why. False if too late."""
    failure = FAILURES[failed.code]
    ended = await jobs.finish(
        session,
        job.id,
        state=JobState.FAILED,
        failure=failure.code,
        detail=failed.detail,
        now=now,
        attempt=job.attempt,
    )
    if not ended:
        return False
    if failure.credit_returned:
        await ledger.release(session, job.id, attempt=job.attempt, note=failure.code)
    await wanted.set_failed(session, job, failure=failure.code, detail=failed.detail, now=now)
    ended_job = await jobs.read(session, job.id)
    await tell(session, ended_job, "job.failed", of=await wanted_of(session, job), now=now)
    return True


async def stop(session: Session, job: Job, *, now: datetime) -> bool:
    """The owner wants it no more: give the credits back. False if the job had ended."""
    if not await jobs.finish(session, job.id, state=JobState.CANCELED, now=now, attempt=job.attempt):
        return False
    await ledger.release(session, job.id, attempt=job.attempt, note="canceled")
    await wanted.set_state(session, job, JobState.CANCELED, now=now)
    await tell(session, job, "job.canceled", of=await wanted_of(session, job), now=now)
    return True


def _files(result: JsonObject) -> dict[str, Json]:
    files = result.get("files", {})
    assert isinstance(files, dict)
    return files


def _asset(job: Job, name: str, file: JsonObject, title: str, now: datetime) -> Asset:
    """The row of a stored file: `sha256`, `bytes`, `suffix`, `media_type`, and what is known of its picture."""
    width, height, seconds = file.get("width"), file.get("height"), file.get("seconds")
    return Asset(
        id=new_id(),
        account_id=job.account_id,
        kind=AssetKind(name),
        media_type=str(file["media_type"]),
        name=_file_name(title, str(file["suffix"])),
        byte_count=int(cast(int, file["bytes"])),
        sha256=str(file["sha256"]),
        created_at=now,
        width=None if width is None else int(cast(int, width)),
        height=None if height is None else int(cast(int, height)),
        seconds=None if seconds is None else float(cast(float, seconds)),
    )


def _file_name(title: str, suffix: str) -> str:
    """What browsers save it as: "half/half" is a menu, but no name of a file, nor one part of an address."""
    return clean_name(f"{title.translate(_NO_FOLDERS)}{suffix}", instead="영상")
