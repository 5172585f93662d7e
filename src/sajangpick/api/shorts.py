"""Shorts: ordered, listed, read, cancelled, made again with changes, deleted."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from sajangpick.api.access import Caller, Reader, Writer, rate_limited
from sajangpick.api.context import Context, Here
from sajangpick.api.engines import EngineId, first_asked, still_chosen
from sajangpick.api.files import link_to
from sajangpick.api.idempotency import Guard, Once
from sajangpick.api.jobs import JobResource, job_resource
from sajangpick.api.ordered import Ordered
from sajangpick.api.ordering import checked
from sajangpick.api.problem import answers
from sajangpick.api.schema import After, Body, Id, Limit, Line, Listing, Resource, Values
from sajangpick.domain.asset import Asset
from sajangpick.domain.identifier import new_id
from sajangpick.domain.job import JobState
from sajangpick.domain.request import ShopFacts, ShortRequest, Steam
from sajangpick.domain.shop import ShopKit
from sajangpick.domain.short import Short
from sajangpick.engine import Kind
from sajangpick.errors import (
    BadInput,
    Conflict,
    Forbidden,
    NotEnoughCredits,
    NotFound,
    NotSignedIn,
    PhotoRefused,
    TextDoesNotFit,
    TooMany,
)
from sajangpick.pipelines.short import LONGEST_SECONDS, SHORTEST_SECONDS
from sajangpick.storage import assets, jobs, shops, shorts
from sajangpick.storage.database import Session

router = APIRouter(prefix="/api/shorts", tags=["shorts"], responses=answers(NotSignedIn, Forbidden, TooMany))

KIND = "short"
ORDERS_PER_MINUTE = 30
MOST_SEED = 2**31 - 1
_REFUSALS = answers(BadInput, TextDoesNotFit, PhotoRefused, NotFound, NotEnoughCredits, Conflict)

Menu = Annotated[Line, Field(min_length=1, max_length=80, examples=["새우 파스타"])]
Price = Annotated[Line, Field(min_length=1, max_length=40, examples=["18000", "20,000원→18,000원"])]
TemplateId = Annotated[Line, Field(max_length=40, examples=["signature"])]
Music = Annotated[Line, Field(max_length=40, description="A mood, or auto, or none.", examples=["auto"])]
Seconds = Annotated[float, Field(ge=SHORTEST_SECONDS, le=LONGEST_SECONDS, examples=[8.0])]
Seed = Annotated[
    int, Field(ge=0, le=MOST_SEED, description="Another seed, another steam and another music.", examples=[7])
]
Words = Annotated[
    dict[Annotated[Line, Field(max_length=40)], Line],
    Field(
        max_length=20,
        description="Own lines by slot; an empty one takes the template's line away.",
        examples=[{"cta": "오늘만 이 가격"}],
    ),
]


class ShopOverride(Body):
    """What this short says of the shop instead of the brand kit; what is left out comes from the kit."""

    name: Annotated[Line, Field(max_length=100)] | None = Field(default=None, examples=["고향집"])
    address: Line | None = Field(default=None, examples=["서울 성동구 성수이로 1"])
    phone: Annotated[Line, Field(max_length=40)] | None = Field(default=None, examples=["02-123-4567"])
    hours: Annotated[Line, Field(max_length=100)] | None = Field(default=None, examples=["매일 11:00–21:00"])
    logo_id: Id | None = Field(default=None, description="null: without a logo.")


class NewShort(Body):
    """An order. Only the photo, the menu and the price are needed."""

    photo_id: Id
    menu: Menu
    price: Price
    template: TemplateId = "signature"
    music: Music = "auto"
    music_id: Id | None = Field(default=None, description="A sound file of one's own, instead of `music`.")
    steam: Steam = "auto"
    seconds: Seconds | None = Field(default=None, description="About how long; the template's own length if left out.")
    seed: Seed | None = Field(
        default=None, description="Chosen for you if left out; the same seed repeats a short.", examples=[7]
    )
    words: Words = Field(default_factory=dict)
    shop: ShopOverride | None = None
    clip_engine: EngineId | None = None
    render_engine: EngineId | None = None


class ShortChanges(Body):
    """What shall be different; what is left out stays as it was, but for the seed, which is new."""

    photo_id: Id | None = None
    menu: Menu | None = None
    price: Price | None = None
    template: TemplateId | None = None
    music: Music | None = None
    music_id: Id | None = None
    steam: Steam | None = None
    seconds: Seconds | None = None
    seed: Seed | None = None
    words: Words | None = None
    shop: ShopOverride | None = None
    clip_engine: EngineId | None = None
    render_engine: EngineId | None = None


class ShortResource(Resource):
    """A short. Its files are null until it is finished; new links to them are to be had at `/api/assets/{id}/link`.

    What is answered to an order has none yet, not even the photo's: ask for the short.
    """

    id: str
    job_id: str
    parent_id: str | None = Field(description="The short it was made from, with changes.")
    menu: str = Field(examples=["새우 파스타"])
    template: str = Field(examples=["signature"])
    state: JobState
    request: Ordered
    photo_id: str | None
    video_id: str | None
    cover_id: str | None
    photo_url: str | None = Field(
        default=None, description="The photo on this very service, for a while.", examples=["/files/WyIw…/dish.jpg"]
    )
    video_url: str | None = Field(
        default=None, description="The same of the video.", examples=["/files/WyIw…/short.mp4"]
    )
    cover_url: str | None = Field(
        default=None, description="The same of its cover.", examples=["/files/WyIw…/cover.jpg"]
    )
    caption: str = Field(description="Text to paste beside the video.", examples=["새우 파스타 18,000원"])
    checks: Values | None = Field(
        description="What was measured on the finished file, by rule.",
        examples=[{"rules": [{"rule": "loudness", "ok": True}]}],
    )
    created_at: datetime
    finished_at: datetime | None


class ShortWithJob(ShortResource):
    """A short and how its making goes."""

    job: JobResource | None = Field(description="Null once the job was forgotten, a while after its end.")


@router.post(
    "",
    status_code=201,
    operation_id="createShort",
    summary="Order a short",
    response_model=ShortWithJob,
    responses=_REFUSALS,
    dependencies=[rate_limited("shorts", ORDERS_PER_MINUTE)],
)
async def create_short(order: NewShort, caller: Writer, here: Here, once: Once) -> Response:
    """Check all that can be known, hold the credits, and queue the job. Send an `Idempotency-Key`: it costs."""
    _require_choices(order, here)
    async with here.database.reading() as session:
        kit = await shops.read(session, caller.account.id)
        request = await checked(session, _request(order, kit), caller.account)
    return await _place(request, None, caller, here, once)


@router.get("", operation_id="listShorts", summary="One's shorts, newest first", response_model=Listing[ShortResource])
async def list_shorts(
    caller: Reader,
    here: Here,
    after: After = None,
    limit: Limit = 20,
    state: Annotated[JobState | None, Query(description="Only those in this state.")] = None,
    template: Annotated[TemplateId | None, Query(description="Only those of this template.")] = None,
    search: Annotated[Line | None, Query(max_length=80, description="Part of the menu name.")] = None,
) -> Listing[ShortResource]:
    """Those that match every filter given."""
    async with here.database.reading() as session:
        page = await shorts.page(
            session, caller.account.id, after=after, limit=limit, state=state, template=template, search=search or None
        )
        files = await _files(session, page.items)
    return Listing(items=[await _resource(short, files, here) for short in page.items], next=page.next)


@router.get(
    "/{short_id}",
    operation_id="readShort",
    summary="A short, and how its job goes",
    response_model=ShortWithJob,
    responses=answers(NotFound),
)
async def read_short(short_id: Id, caller: Reader, here: Here) -> ShortWithJob:
    """With its place in the queue and how long it will take, as far as anybody knows."""
    return await _described(short_id, caller, here)


@router.post(
    "/{short_id}/cancel",
    status_code=202,
    operation_id="cancelShort",
    summary="Stop the making of a short",
    response_model=ShortWithJob,
    responses=answers(NotFound, Conflict),
)
async def cancel_short(short_id: Id, caller: Writer, here: Here) -> ShortWithJob:
    """Within about a second; the credits come back. A conflict (`already_finished`) if it is over."""
    short = await _described(short_id, caller, here)
    if not await here.jobs.cancel(short.job_id):
        raise Conflict("이미 끝난 영상이에요.", code="already_finished", hint="목록을 새로 고쳐 주세요.")
    return await _described(short_id, caller, here)


@router.post(
    "/{short_id}/regenerate",
    status_code=201,
    operation_id="regenerateShort",
    summary="Order a short again, with changes",
    response_model=ShortWithJob,
    responses=_REFUSALS,
    dependencies=[rate_limited("shorts", ORDERS_PER_MINUTE)],
)
async def regenerate_short(short_id: Id, changes: ShortChanges, caller: Writer, here: Here, once: Once) -> Response:
    """A new short with `parentId`; the old one stays. Send an `Idempotency-Key`: it costs.

    A choice of an engine that is not set up any more is left behind.
    """
    _require_choices(changes, here)
    async with here.database.reading() as session:
        parent = await shorts.read(session, short_id, caller.account.id)
        request = await checked(session, _changed(parent, changes, here), caller.account)
    return await _place(request, parent.id, caller, here, once)


@router.delete(
    "/{short_id}",
    status_code=204,
    operation_id="deleteShort",
    summary="Delete a short and its files",
    responses=answers(NotFound, Conflict),
)
async def delete_short(short_id: Id, caller: Writer, here: Here) -> None:
    """The photo stays. A conflict (`still_running`) while it is being made: cancel it first."""
    async with here.database.writing() as session:
        short = await shorts.read(session, short_id, caller.account.id)
        if not short.state.is_final:
            raise Conflict("아직 만드는 중인 영상이에요.", code="still_running", hint="먼저 취소해 주세요.")
        await shorts.remove(session, short_id, caller.account.id)


async def _place(request: ShortRequest, parent_id: str | None, caller: Caller, here: Context, once: Guard) -> Response:
    """Order it: the job, its hold, the short and the answer are kept together or not at all."""
    short_id = new_id()
    async with here.database.writing() as session:
        job = await here.jobs.order(
            session,
            account=caller.account,
            kind=KIND,
            request=request.to_json(),
            credits=here.settings.short_price_credits,
            wanted_id=short_id,
        )
        short = Short(
            id=short_id,
            account_id=caller.account.id,
            job_id=job.id,
            menu=request.menu,
            template=request.template,
            request=request.to_json(),
            state=job.state,
            created_at=datetime.now(UTC),
            parent_id=parent_id,
            photo_id=request.photo_id,
        )
        await shorts.add(session, short)
        ahead = await jobs.ahead(session, job)
        resource = _with_job(ShortResource.model_validate(short), job_resource(job, ahead=ahead))
        answer = await once.keep(session, resource, status=201, location=f"{router.prefix}/{short_id}")
    await here.jobs.wake(job.id)
    return answer


async def _described(short_id: str, caller: Caller, here: Context) -> ShortWithJob:
    async with here.database.reading() as session:
        short = await shorts.read(session, short_id, caller.account.id)
        files = await _files(session, [short])
        try:
            job = await jobs.read(session, short.job_id)
            ahead = await jobs.ahead(session, job)
        except NotFound:
            job, ahead = None, 0
    resource = await _resource(short, files, here)
    if job is None:
        return _with_job(resource, None)
    return _with_job(resource, job_resource(job, ahead=ahead, eta_seconds=await here.jobs.eta_seconds(job)))


async def _files(session: Session, found: Iterable[Short]) -> dict[str, Asset]:
    """The files of these shorts, by id: one question, however many they are."""
    ids = {file for short in found for file in (short.photo_id, short.video_id, short.cover_id) if file}
    return await assets.some(session, ids)


async def _resource(short: Short, files: Mapping[str, Asset], here: Context) -> ShortResource:
    async def path(asset_id: str | None) -> str | None:
        asset = files.get(asset_id or "")
        return (await link_to(here, asset)).path if asset else None

    urls = {
        "photo_url": await path(short.photo_id),
        "video_url": await path(short.video_id),
        "cover_url": await path(short.cover_id),
    }
    return ShortResource.model_validate(short).model_copy(update=urls)


def _with_job(short: ShortResource, job: JobResource | None) -> ShortWithJob:
    return ShortWithJob(**dict(short), job=job)


def _require_choices(order: NewShort | ShortChanges, here: Context) -> None:
    first_asked(here.jobs.engines, Kind.CLIP, order.clip_engine)
    first_asked(here.jobs.engines, Kind.RENDER, order.render_engine)


def _request(order: NewShort, kit: ShopKit) -> ShortRequest:
    values = order.model_dump(exclude={"shop", "seed"})
    values |= {"clip_engine": order.clip_engine or "", "render_engine": order.render_engine or ""}
    facts = ShopFacts(kit.name, kit.address, kit.phone, kit.hours, kit.logo_id)
    return ShortRequest(**values, seed=_seed(order.seed), shop=_overridden(facts, order.shop))


def _changed(parent: Short, changes: ShortChanges, here: Context) -> ShortRequest:
    """The parent's request with what was sent in its place; words of another template are left behind."""
    before, engines = ShortRequest.from_json(parent.request), here.jobs.engines
    before = replace(
        before,
        clip_engine=still_chosen(engines, Kind.CLIP, before.clip_engine),
        render_engine=still_chosen(engines, Kind.RENDER, before.render_engine),
    )
    wanted = changes.model_dump(exclude={"shop", "seed"}, exclude_none=True)
    if "music_id" in wanted:
        wanted.setdefault("music", "auto")
    elif "music" in wanted:
        wanted["music_id"] = None
    if changes.template not in (None, before.template):
        wanted.setdefault("words", {})
    return replace(before, **wanted, seed=_seed(changes.seed), shop=_overridden(before.shop, changes.shop))


def _overridden(facts: ShopFacts, override: ShopOverride | None) -> ShopFacts:
    if override is None:
        return facts
    kept = {"logo_id"} & override.model_fields_set
    values = {name: value for name, value in override.model_dump().items() if value is not None or name in kept}
    return replace(facts, **values)


def _seed(wanted: int | None) -> int:
    return secrets.randbelow(MOST_SEED + 1) if wanted is None else wanted
