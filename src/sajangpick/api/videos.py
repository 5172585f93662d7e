"""Videos: a picture comes alive."""

from typing import Annotated, cast

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from sajangpick.api.access import Reader, Writer, rate_limited
from sajangpick.api.context import Context, Here
from sajangpick.api.creating import (
    Negative,
    PromptText,
    Ratio,
    Seed,
    Wanted,
    chosen,
    fields_of,
    finished_picture,
    made_from,
    place,
    title_of,
)
from sajangpick.api.creations import CreationWithProgress, described
from sajangpick.api.engines import EngineId, first_asked
from sajangpick.api.idempotency import Once
from sajangpick.api.problem import answers
from sajangpick.api.schema import Body, Id
from sajangpick.domain.creation import ClipWish, Creation, CreationKind
from sajangpick.domain.request import Steam
from sajangpick.engine import Kind
from sajangpick.errors import BadInput, Conflict, Forbidden, NotEnoughCredits, NotFound, NotSignedIn, TooMany
from sajangpick.motion import Camera
from sajangpick.motion.heat import Heat, heat_of
from sajangpick.storage import creations

router = APIRouter(prefix="/api/videos", tags=["studio"], responses=answers(NotSignedIn, Forbidden, TooMany))

SHORTEST_SECONDS, LONGEST_SECONDS, USUAL_SECONDS = 3.0, 10.0, 5.0
_ORDERS_PER_MINUTE = 30
_REFUSALS = answers(BadInput, NotFound, NotEnoughCredits, Conflict)


class NewVideo(Body):
    """What shall come alive, and how."""

    prompt: PromptText
    image_id: Id | None = Field(default=None, description="A picture of the studio; else one is made first.")
    prompt_id: Id | None = Field(default=None, description="The prompt of the studio that the words come from.")
    seconds: Annotated[float, Field(ge=SHORTEST_SECONDS, le=LONGEST_SECONDS, examples=[5.0])] = USUAL_SECONDS
    camera: Camera | None = Field(default=None, description="The move; the prompt's own if left out.")
    steam: Steam = "auto"
    ratio: Ratio = "9:16"
    seed: Seed | None = None
    negative: Negative = ""
    engine: EngineId | None = None


@router.post(
    "",
    status_code=202,
    operation_id="createVideo",
    summary="Have a clip made",
    response_model=CreationWithProgress,
    responses=_REFUSALS,
    dependencies=[rate_limited("videos", _ORDERS_PER_MINUTE)],
)
async def create_video(order: NewVideo, caller: Writer, here: Here, once: Once) -> Response:
    """A receipt with the `jobId` to follow. Send an `Idempotency-Key`: it costs.

    Without `imageId` a picture of the same words is made first, in the same job, and kept as what the clip is made of.
    """
    _require_length(order, here)
    async with here.database.reading() as session:
        prompt = await made_from(session, order.prompt_id, caller, CreationKind.PROMPT)
        picture = await finished_picture(session, order.image_id, caller)
    wanted = _wanted(order, prompt, picture, here.settings.credits_per_clip)
    _, receipt = await place(wanted, caller, here, once)
    return receipt


@router.get(
    "/{job_id}",
    operation_id="readVideo",
    summary="How the making of a clip goes, and the clip",
    responses=answers(NotFound),
)
async def read_video(job_id: Id, caller: Reader, here: Here) -> CreationWithProgress:
    """With `videoUrl` once it is made."""
    async with here.database.reading() as session:
        made = await creations.of_job(session, job_id)
    clips = [each for each in made if each.kind is CreationKind.CLIP and each.account_id == caller.account.id]
    if not clips:
        raise NotFound("그런 영상이 없어요.", hint="주소를 확인해 주세요.")
    return await described(clips[0].id, caller, here)


def _require_length(order: NewVideo, here: Context) -> None:
    longest = first_asked(here.jobs.engines, Kind.CLIP, order.engine).max_seconds
    if longest is not None and order.seconds > longest:
        raise BadInput(
            f"이 엔진은 {longest:g}초까지 만들 수 있어요.", hint=f"{longest:g}초 이하로 줄여 주세요."
        )  # fmt: skip


def _wanted(order: NewVideo, prompt: Creation | None, picture: Creation | None, credits: int) -> Wanted:
    """The order with what was left to its prompt."""
    written = prompt.written if prompt and prompt.written else {}
    camera, seed = order.camera or Camera(str(written.get("camera", Camera.PUSH_IN))), chosen(order.seed)
    wish = ClipWish(
        order.prompt,
        title_of(prompt, order.prompt),
        order.ratio,
        seed,
        order.negative,
        order.engine or "",
        photo_id=picture.asset_id if picture else None,
        seconds=order.seconds,
        camera=camera,
        steam=_steam(order, prompt),
    )
    return Wanted(CreationKind.CLIP, wish, fields_of(order, seed=seed, camera=camera), picture or prompt, credits)


def _steam(order: NewVideo, prompt: Creation | None) -> float:
    match order.steam:
        case "on":
            return 1.0
        case "off":
            return 0.0
        case "auto":
            if prompt and prompt.written:
                return float(cast(float, prompt.written.get("steam", 0.0)))
            return 1.0 if heat_of(order.prompt) is Heat.HOT else 0.0
