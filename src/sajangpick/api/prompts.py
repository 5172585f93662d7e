"""Prompts: an idea becomes words that engines of pictures and clips understand.

No job makes them: they are there with the answer. Those who write them are asked in turn.
"""

import math
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from sajangpick.api.access import Caller, Writer, rate_limited
from sajangpick.api.context import Context, Here
from sajangpick.api.creating import Ratio, Seed, chosen, fields_of
from sajangpick.api.creations import CreationResource, resources
from sajangpick.api.engines import EngineId, first_asked
from sajangpick.api.problem import answers
from sajangpick.api.schema import Body, Id, Line
from sajangpick.domain.creation import Creation, CreationKind
from sajangpick.domain.identifier import new_id, pseudonym
from sajangpick.domain.job import JobState
from sajangpick.engine import Engine, Kind, Prompt, PromptRequest, make
from sajangpick.errors import (
    BadInput,
    EngineError,
    Forbidden,
    Misconfigured,
    NotFound,
    NotSignedIn,
    Refused,
    TooMany,
    Unanswered,
    Unavailable,
)
from sajangpick.storage import costs, creations
from sajangpick.telemetry.logs import logger
from sajangpick.telemetry.metrics import VENDOR_WON

router = APIRouter(prefix="/api/prompts", tags=["studio"], responses=answers(NotSignedIn, Forbidden, TooMany))

_log = logger(__name__)

_PROMPTS_PER_MINUTE = 60
_REFUSALS = answers(BadInput, NotFound, Refused, Unavailable, Unanswered, Misconfigured)

Choice = Annotated[Line, Field(max_length=60, description="In words of one's own; chosen for the dish if left out.")]


class NewPrompt(Body):
    """An idea, and how it shall look."""

    idea: Annotated[Line, Field(min_length=1, max_length=200, examples=["보글보글 끓는 김치찌개"])]
    style: Choice = Field(default="", examples=["영화처럼"])
    mood: Choice = Field(default="", examples=["포근한"])
    camera: Choice = Field(default="", examples=["천천히 다가가기"])
    ratio: Ratio = "9:16"
    extra: Annotated[Line, Field(max_length=160)] = Field(default="", examples=["창밖에 비가 와요"])
    seed: Seed | None = None
    engine: EngineId | None = None
    parent_id: Id | None = Field(default=None, description="The prompt that it is another try of.")


@router.post(
    "",
    status_code=201,
    operation_id="createPrompt",
    summary="Have a prompt written",
    responses=_REFUSALS,
    dependencies=[rate_limited("prompts", _PROMPTS_PER_MINUTE)],
)
async def create_prompt(order: NewPrompt, caller: Writer, here: Here, response: Response) -> CreationResource:
    """At once, and for nothing. It is kept, so that pictures and clips can name it."""
    async with here.database.reading() as session:
        parent = await creations.read(session, order.parent_id, caller.account.id) if order.parent_id else None
    creation = await _written(order, parent, caller, here)
    async with here.database.writing() as session:
        await creations.add(session, creation)
    response.headers["Location"] = f"/api/creations/{creation.id}"
    return (await resources([creation], here))[0]


async def _written(order: NewPrompt, parent: Creation | None, caller: Caller, here: Context) -> Creation:
    seed, creation_id = chosen(order.seed), new_id()
    words = order.model_dump(exclude={"parent_id", "seed", "engine"})
    asked = PromptRequest(**words, seed=seed, user=pseudonym(caller.account.id))
    engine, written = await _write(asked, order.engine, creation_id, here)
    now = datetime.now(UTC)
    return Creation(
        id=creation_id,
        account_id=caller.account.id,
        kind=CreationKind.PROMPT,
        state=JobState.SUCCEEDED,
        fields=fields_of(order, seed=seed),
        created_at=now,
        tree_id=parent.tree_id if parent else creation_id,
        parent_id=order.parent_id,
        written=asdict(written),
        engine=engine,
        finished_at=now,
    )


async def _write(asked: PromptRequest, choice: str | None, creation_id: str, here: Context) -> tuple[str, Prompt]:
    """Who wrote it, and what. Raises what the last of them said; one that refuses, or may have heard, is the last."""
    first = first_asked(here.jobs.engines, Kind.PROMPT, choice).id
    # The choice, then the others in their order.
    in_turn = sorted(here.jobs.engines.prompts, key=lambda engine: engine.profile.id != first)
    failed: EngineError = Misconfigured("Nobody writes prompts here.")
    for engine in in_turn:
        try:
            return engine.profile.id, await _asked(engine, asked, creation_id, here)
        except (Unavailable, Misconfigured) as error:
            _log.warning("prompt.unwritten", engine=engine.profile.id, reason=str(error))
            failed = error
    raise failed


async def _asked(
    engine: Engine[PromptRequest, Prompt], asked: PromptRequest, creation_id: str, here: Context
) -> Prompt:
    """What one engine wrote, with what it costs us written down before it is asked."""
    once, won = f"{creation_id}-{engine.profile.id}", engine.profile.cost_won()
    if won:
        async with here.database.writing() as session:
            await costs.reserve(
                session,
                here.settings,
                job_id=creation_id,
                engine=engine.profile.id,
                won=won,
                once=once,
                now=datetime.now(UTC),
            )
    try:
        written = await make(engine, asked, key=creation_id)
    except Unanswered:
        raise
    except EngineError as error:
        async with here.database.writing() as session:
            if error.cost_usd:
                await costs.correct(session, once, won=math.ceil(error.cost_usd * here.settings.won_per_usd))
            else:
                await costs.drop(session, once)
        raise
    VENDOR_WON.labels(engine=engine.profile.id).inc(won)
    return written
