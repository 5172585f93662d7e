"""Creations: all that was made in the studio, with what each was made from."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from sajangpick.api.access import Caller, Reader, Writer
from sajangpick.api.context import Context, Here
from sajangpick.api.files import link_to
from sajangpick.api.jobs import FailureResource, failure_resource
from sajangpick.api.problem import answers
from sajangpick.api.schema import After, Id, Limit, Listing, Resource, Values
from sajangpick.domain.creation import Creation, CreationKind
from sajangpick.domain.job import Job, JobState
from sajangpick.errors import Conflict, Forbidden, NotFound, NotSignedIn
from sajangpick.storage import assets, creations, jobs

router = APIRouter(prefix="/api/creations", tags=["studio"], responses=answers(NotSignedIn, Forbidden))


class WrittenResource(Resource):
    """What an engine of words answered: for engines in English, for the owner in Korean, and its parts."""

    prompt: str = Field(examples=["Kimchi stew boiling in a stone pot, macro close-up, steam rises."])
    korean: str = Field(examples=["뚝배기에서 끓는 김치찌개, 아주 가까이서, 김이 피어올라요."])
    negative: str = Field(description="What shall not be seen.", examples=["text, watermark, hands"])
    shot: str = Field(examples=["macro close-up"])
    lens: str = Field(examples=["100 mm macro, f/2.8"])
    light: str = Field(examples=["warm side light"])
    motion: str = Field(examples=["slow push-in, steam rises"])
    camera: str = Field(description="The move, as `/api/videos` takes it.", examples=["push-in"])
    steam: float = Field(description="0 to 1.", examples=[1.0])


class ProgressResource(Resource):
    """How far the making is: `done` of `total` units of its `stage` are through."""

    stage: str = Field(examples=["render"])
    done: int = Field(examples=[60])
    total: int = Field(examples=[150])
    ahead: int | None = Field(description="Jobs queued before it, while it waits.", examples=[2])
    eta_seconds: float | None = Field(description="How long until it is done, if anybody can know.", examples=[4.5])


class CreationResource(Resource):
    """One result of a step of the studio: a prompt, a picture or a clip. What is not there yet is null."""

    id: str
    kind: CreationKind
    parent_id: str | None = Field(description="What it was made from, which may be deleted by now.")
    job_id: str | None = Field(description="Who makes it; null for a prompt, which is there at once.")
    state: JobState
    fields: Values = Field(
        description="What was asked, everything decided: sent again with changes, it is made again.",
        examples=[{"prompt": "Kimchi stew, macro close-up", "ratio": "9:16", "seed": 7}],
    )
    prompt: str | None = Field(
        description="The prompt that was written, or that it was made of.", examples=["Kimchi stew, macro close-up"]
    )
    written: WrittenResource | None = Field(description="Of a prompt: all that was written.")
    asset_id: Id | None = Field(description="The picture, which a short takes as its photo; or the video of a clip.")
    image_url: str | None = Field(
        description="The picture, or a clip's cover, on this very service, for a while; ask again for a new link.",
        examples=["/files/WyIw…/photo.jpg"],
    )
    video_url: str | None = Field(description="The same of a clip's video.", examples=["/files/WyIw…/video.mp4"])
    engine: str | None = Field(description="Who made it.", examples=["local:card"])
    credits: int = Field(description="What it costs; given back if it is not made.", examples=[1])
    seconds: float | None = Field(description="How long a clip plays.", examples=[5.0])
    failure: FailureResource | None = None
    created_at: datetime
    finished_at: datetime | None


class CreationWithProgress(CreationResource):
    """A creation, and how its making goes."""

    progress: ProgressResource | None = Field(description="Null once it is over.")


@router.get("", operation_id="listCreations", summary="What one made in the studio, newest first")
async def list_creations(
    caller: Reader,
    here: Here,
    after: After = None,
    limit: Limit = 20,
    kind: Annotated[CreationKind | None, Query(description="Only those of this kind.")] = None,
    parent: Annotated[Id | None, Query(description="Only those made from this one.")] = None,
) -> Listing[CreationResource]:
    """Those that match every filter given."""
    async with here.database.reading() as session:
        page = await creations.page(
            session, caller.account.id, after=after, limit=limit, kind=kind, parent_id=parent
        )  # fmt: skip
    return Listing(items=await resources(page.items, here), next=page.next)


@router.get("/{creation_id}", operation_id="readCreation", summary="A creation", responses=answers(NotFound))
async def read_creation(creation_id: Id, caller: Reader, here: Here) -> CreationWithProgress:
    """With how its making goes, and fresh links to its files."""
    return await described(creation_id, caller, here)


@router.get(
    "/{creation_id}/tree",
    operation_id="readCreationTree",
    summary="Where a creation comes from, and what came of it",
    responses=answers(NotFound),
)
async def read_tree(creation_id: Id, caller: Reader, here: Here) -> Listing[CreationResource]:
    """Itself, all that it was made from and all that was made from it, the oldest first, on one page."""
    async with here.database.reading() as session:
        kin = await creations.tree(session, await creations.read(session, creation_id, caller.account.id))
    return Listing(items=await resources(kin, here))


@router.delete(
    "/{creation_id}",
    status_code=204,
    operation_id="deleteCreation",
    summary="Delete a creation and its files",
    responses=answers(NotFound, Conflict),
)
async def delete_creation(creation_id: Id, caller: Writer, here: Here) -> None:
    """What was made from it stays, and still names it. A conflict (`still_running`) while it is being made."""
    async with here.database.writing() as session:
        creation = await creations.read(session, creation_id, caller.account.id)
        if not creation.state.is_final:
            raise Conflict("아직 만드는 중이에요.", code="still_running", hint="먼저 취소해 주세요.")
        await creations.remove(session, creation_id, caller.account.id)


async def described(creation_id: str, caller: Caller, here: Context) -> CreationWithProgress:
    """A creation of the caller's with its progress; NotFound."""
    async with here.database.reading() as session:
        creation = await creations.read(session, creation_id, caller.account.id)
    (plain,) = await resources([creation], here)
    return CreationWithProgress(**dict(plain), progress=await _progress(creation, here))


async def resources(found: Iterable[Creation], here: Context) -> list[CreationResource]:
    """Creations with links to their files: one question, however many they are."""
    listed = list(found)
    async with here.database.reading() as session:
        files = await assets.some(session, [made for each in listed for made in (each.asset_id, each.cover_id) if made])
    links = {asset_id: (await link_to(here, asset)).path for asset_id, asset in files.items()}
    return [_resource(creation, links) for creation in listed]


def ordered_resource(creation: Creation, job: Job, *, ahead: int) -> CreationWithProgress:
    """One that was ordered at this moment."""
    return CreationWithProgress(**dict(_resource(creation, {})), progress=_progress_of(job, ahead=ahead))


async def _progress(creation: Creation, here: Context) -> ProgressResource | None:
    if creation.job_id is None or creation.state.is_final:
        return None
    async with here.database.reading() as session:
        job = await jobs.read(session, creation.job_id)
        ahead = await jobs.ahead(session, job)
    return _progress_of(job, ahead=ahead, eta_seconds=await here.jobs.eta_seconds(job))


def _progress_of(job: Job, *, ahead: int, eta_seconds: float | None = None) -> ProgressResource:
    return ProgressResource(
        stage=job.stage,
        done=job.done,
        total=job.total,
        ahead=ahead if job.state is JobState.QUEUED else None,
        eta_seconds=None if eta_seconds is None else round(eta_seconds, 1),
    )


def _resource(creation: Creation, links: Mapping[str, str]) -> CreationResource:
    is_clip = creation.kind is CreationKind.CLIP
    written = WrittenResource.model_validate(creation.written) if creation.written else None
    prompt = written.prompt if written else creation.fields.get("prompt")
    return CreationResource(
        id=creation.id,
        kind=creation.kind,
        parent_id=creation.parent_id,
        job_id=creation.job_id,
        state=creation.state,
        fields=dict(creation.fields),
        prompt=None if prompt is None else str(prompt),
        written=written,
        asset_id=creation.asset_id,
        image_url=links.get((creation.cover_id if is_clip else creation.asset_id) or ""),
        video_url=links.get(creation.asset_id or "") if is_clip else None,
        engine=creation.engine,
        credits=creation.credits,
        seconds=creation.seconds,
        failure=failure_resource(creation.failure, creation.failure_detail),
        created_at=creation.created_at,
        finished_at=creation.finished_at,
    )
