"""What a job is run for: the short, or the creation of the studio, that its owner sees."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias, cast

from sajangpick.domain.asset import Asset
from sajangpick.domain.creation import Creation, CreationKind
from sajangpick.domain.job import Job, JobState
from sajangpick.domain.json import JsonObject
from sajangpick.domain.short import Short
from sajangpick.errors import NotFound
from sajangpick.storage import creations, shorts
from sajangpick.storage.database import Session

Wanted: TypeAlias = Short | Creation

OF_THE_STUDIO = frozenset({CreationKind.PICTURE.value, CreationKind.CLIP.value})
KINDS = OF_THE_STUDIO | {"short"}
"""The kinds of jobs whose owners see a result of theirs in a list, and may have deleted it."""


async def wanted_of(session: Session, job: Job) -> Wanted | None:
    """What a job makes, if it makes something of the kind and that is still wanted."""
    if job.kind in OF_THE_STUDIO:
        made = await creations.of_job(session, job.id)
        return next((each for each in made if each.kind == job.kind), None)
    try:
        return await shorts.of_job(session, job.id)
    except NotFound:
        return None


def news_of(job: Job, wanted_id: str | None) -> JsonObject:
    """What every event about a job says: which one, and of what."""
    data: JsonObject = {"kind": job.kind, "jobId": job.id}
    if wanted_id is not None:
        data["creationId" if job.kind in OF_THE_STUDIO else "shortId"] = wanted_id
    return data


async def set_state(session: Session, job: Job, state: JobState, *, now: datetime) -> None:
    """Have what a job makes stand where the job does."""
    if job.kind in OF_THE_STUDIO:
        await creations.set_state(session, job.id, state, finished_at=now if state.is_final else None)
    else:
        await shorts.set_state(session, job.id, state)


async def set_failed(session: Session, job: Job, *, failure: str, detail: str, now: datetime) -> None:
    """The same of a job that failed, and why."""
    if job.kind in OF_THE_STUDIO:
        await creations.fail(session, job.id, failure=failure, detail=detail, now=now)
    else:
        await shorts.set_state(session, job.id, JobState.FAILED)


async def finish(
    session: Session, job: Job, wanted: Wanted, kept: Mapping[str, Asset], result: JsonObject, *, now: datetime
) -> None:
    """It is made: `kept` are its assets by name, `result` is what the recipe answered."""
    match wanted:
        case Short():
            checks: JsonObject = {name: result.get(name) for name in ("photo", "clip", "render", "engines", "warnings")}
            await shorts.finish(
                session,
                job.id,
                video_id=kept["video"].id,
                cover_id=kept["cover"].id if "cover" in kept else None,
                caption=str(result.get("caption", "")),
                checks={"rules": result.get("checks"), **checks},
                now=now,
            )
        case Creation():
            await _finish_creations(session, job, kept, result, now)


async def _finish_creations(
    session: Session, job: Job, kept: Mapping[str, Asset], result: JsonObject, now: datetime
) -> None:
    engines = cast(JsonObject, result["engines"])
    for creation in await creations.of_job(session, job.id):
        is_clip = creation.kind is CreationKind.CLIP
        await creations.finish(
            session,
            creation.id,
            asset_id=kept["video" if is_clip else "photo"].id,
            cover_id=kept["cover"].id if is_clip else None,
            engine=str(engines[creation.kind]),
            seconds=cast(float, result["seconds"]) if is_clip else None,
            now=now,
        )


def title_of(job: Job, wanted: Wanted | None) -> str:
    """What the files of a result are named after."""
    match wanted:
        case Short():
            return wanted.menu
        case Creation():
            return str(job.request.get("title", ""))
        case None:
            return job.kind
