"""Ordering what the studio makes: the words of its requests, and how a picture or a clip is ordered and waited for."""

import asyncio
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints
from starlette.responses import JSONResponse, Response

from sajangpick.api.access import Caller
from sajangpick.api.context import Context
from sajangpick.api.creations import CreationWithProgress, described, ordered_resource
from sajangpick.api.idempotency import Guard
from sajangpick.api.schema import Body
from sajangpick.domain.creation import ClipWish, Creation, CreationKind, PictureWish
from sajangpick.domain.identifier import new_id
from sajangpick.domain.job import JobState
from sajangpick.domain.json import JsonObject
from sajangpick.errors import NotFound
from sajangpick.storage import creations, jobs
from sajangpick.storage.database import Session

MOST_SEED = 2**31 - 1
# The least that a vendor takes, and what our own engine of words keeps to.
LONGEST_PROMPT = 1000
# A card is drawn in a second; whoever waits for longer would rather hear that it is on its way.
SOON_SECONDS = 5.0
# Ids are in the order of their making; what is made from something comes after it.
_NEXT_SECONDS = 0.001

_OF_A_PICTURE = ("prompt", "promptId", "ratio", "seed", "negative")

Ratio = Annotated[
    Literal["9:16", "4:5", "1:1", "16:9"], Field(description="Width to height of the picture.", examples=["9:16"])
]
Seed = Annotated[
    int, Field(ge=0, le=MOST_SEED, description="Another seed, another result; chosen if left out.", examples=[7])
]
_Words = StringConstraints(pattern="^[^\\x00-\\x08\\x0b-\\x1f\\x7f]*$", max_length=LONGEST_PROMPT)
PromptText: TypeAlias = Annotated[
    str,
    StringConstraints(min_length=1, strip_whitespace=True),
    _Words,
    Field(description="What shall be seen, Korean or English.", examples=["Kimchi stew boiling in a stone pot"]),
]
Negative: TypeAlias = Annotated[str, _Words, Field(description="What shall not be seen.", examples=["text, hands"])]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is ordered: its kind, the job's request, what was asked in the API's names, and what it is made from."""

    kind: CreationKind
    wish: PictureWish
    fields: JsonObject
    parent: Creation | None
    credits: int


def fields_of(body: Body, **decided: int | float | str) -> JsonObject:
    """What was asked, in the names of the API, with what was decided for it."""
    asked = body.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {**asked, **decided}


def chosen(seed: int | None) -> int:
    """The seed, or one by chance."""
    return secrets.randbelow(MOST_SEED + 1) if seed is None else seed


async def made_from(session: Session, creation_id: str | None, caller: Caller, kind: CreationKind) -> Creation | None:
    """A creation of the caller's that something is made from; NotFound if it is none of that kind."""
    if creation_id is None:
        return None
    creation = await creations.read(session, creation_id, caller.account.id)
    if creation.kind is not kind:
        raise NotFound(f"There is no {kind} with this id.", hint="Name one of that kind.")
    return creation


async def finished_picture(session: Session, creation_id: str | None, caller: Caller) -> Creation | None:
    """A picture of the caller's that something is made from; NotFound if it is none, or has no file."""
    picture = await made_from(session, creation_id, caller, CreationKind.PICTURE)
    if picture is not None and picture.asset_id is None:
        raise NotFound("그 이미지는 아직 없거나 지워졌어요.", hint="다른 이미지를 골라 주세요.")
    return picture


def title_of(prompt: Creation | None, words: str) -> str:
    """What files are called: the idea that it began with, or the words themselves."""
    return str(prompt.fields["idea"]) if prompt else words


async def place(wanted: Wanted, caller: Caller, here: Context, once: Guard) -> tuple[Creation, Response]:
    """Order it: job, hold, creations and answer are kept together or not at all. The creation, and its receipt."""
    now = datetime.now(UTC)
    picture_id, creation_id = (new_id(now.timestamp() + step * _NEXT_SECONDS) for step in range(2))
    async with here.database.writing() as session:
        job = await here.jobs.order(
            session,
            account=caller.account,
            kind=wanted.kind,
            request=wanted.wish.to_json(),
            credits=wanted.credits,
            wanted_id=creation_id,
        )
        creation = Creation(
            id=creation_id,
            account_id=caller.account.id,
            kind=wanted.kind,
            state=job.state,
            fields=wanted.fields,
            created_at=now,
            tree_id=wanted.parent.tree_id if wanted.parent else creation_id,
            parent_id=wanted.parent.id if wanted.parent else None,
            job_id=job.id,
            credits=job.credits,
        )
        if isinstance(wanted.wish, ClipWish) and wanted.wish.photo_id is None:
            picture = _picture_of(creation, picture_id)
            await creations.add(session, picture)
            creation = replace(creation, parent_id=picture.id, tree_id=picture.tree_id)
        await creations.add(session, creation)
        resource = ordered_resource(creation, job, ahead=await jobs.ahead(session, job))
        answer = await once.keep(session, resource, status=202, location=_location(creation))
    await here.jobs.wake(job.id)
    return creation, answer


async def made_soon(creation: Creation, caller: Caller, here: Context) -> Response | None:
    """The answer that has it, if it is made within moments; None if it takes longer, fails, or nobody is at work."""
    if not (await here.jobs.queue()).workers:
        return None
    clock = asyncio.get_running_loop()
    until = clock.time() + SOON_SECONDS
    with here.tailer.listening(caller.account.id) as bell:
        while (left := until - clock.time()) > 0:
            bell.clear()
            made = await described(creation.id, caller, here)
            if made.state.is_final:
                return _created(made, creation) if made.state is JobState.SUCCEEDED else None
            with suppress(TimeoutError):
                await asyncio.wait_for(bell.wait(), left)
    return None


def _picture_of(clip: Creation, picture_id: str) -> Creation:
    """The picture that a clip is made of in the same job: what leads to the clip leads to it."""
    asked = {name: value for name, value in clip.fields.items() if name in _OF_A_PICTURE}
    tree_id = clip.tree_id if clip.parent_id else picture_id
    return replace(
        clip, id=picture_id, kind=CreationKind.PICTURE, fields=asked, tree_id=tree_id, credits=0
    )  # fmt: skip


def _created(made: CreationWithProgress, creation: Creation) -> Response:
    return JSONResponse(made.model_dump(mode="json"), 201, {"Location": _location(creation)})


def _location(creation: Creation) -> str:
    return f"/api/creations/{creation.id}"
