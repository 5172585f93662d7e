"""Images: words become a picture, or change one."""

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from sajangpick.api.access import Writer, rate_limited
from sajangpick.api.context import Here
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
    made_soon,
    place,
    title_of,
)
from sajangpick.api.creations import CreationWithProgress
from sajangpick.api.engines import EngineId, first_asked, require_editor
from sajangpick.api.idempotency import Once
from sajangpick.api.problem import answers
from sajangpick.api.schema import Body, Id
from sajangpick.domain.creation import Creation, CreationKind, PictureWish
from sajangpick.engine import Kind
from sajangpick.errors import BadInput, Conflict, Forbidden, NotEnoughCredits, NotFound, NotSignedIn, TooMany

router = APIRouter(prefix="/api/images", tags=["studio"], responses=answers(NotSignedIn, Forbidden, TooMany))

_ORDERS_PER_MINUTE = 30
_ANSWERS = {
    201: {"model": CreationWithProgress, "description": "It is made; see `imageUrl`."},
    202: {"model": CreationWithProgress, "description": "It is being made; see `jobId`."},
    **answers(BadInput, NotFound, NotEnoughCredits, Conflict),
}


class NewImage(Body):
    """What shall be seen."""

    prompt: PromptText
    prompt_id: Id | None = Field(default=None, description="The prompt of the studio that the words come from.")
    image_id: Id | None = Field(
        default=None, description="A picture of the studio that the words change, by an engine that `edits`."
    )
    ratio: Ratio = "9:16"
    seed: Seed | None = None
    negative: Negative = ""
    engine: EngineId | None = None


@router.post(
    "",
    status_code=201,
    operation_id="createImage",
    summary="Have a picture made",
    response_class=Response,
    responses=_ANSWERS,
    dependencies=[rate_limited("images", _ORDERS_PER_MINUTE)],
)
async def create_image(order: NewImage, caller: Writer, here: Here, once: Once) -> Response:
    """The picture if it is there within moments, else a receipt. Send an `Idempotency-Key`: it costs.

    A repetition gets the receipt. With `imageId` that picture is changed, and is what the new one is made from.
    """
    first_asked(here.jobs.engines, Kind.PICTURE, order.engine)
    if order.image_id is not None:
        require_editor(here.jobs.engines, order.engine)
    async with here.database.reading() as session:
        prompt = await made_from(session, order.prompt_id, caller, CreationKind.PROMPT)
        source = await finished_picture(session, order.image_id, caller)
    wanted = _wanted(order, prompt, source, here.settings.credits_per_picture)
    creation, receipt = await place(wanted, caller, here, once)
    return await made_soon(creation, caller, here) or receipt


def _wanted(order: NewImage, prompt: Creation | None, source: Creation | None, credits: int) -> Wanted:
    """The order with its seed decided."""
    seed = chosen(order.seed)
    wish = PictureWish(
        order.prompt,
        title_of(prompt, order.prompt),
        order.ratio,
        seed,
        order.negative,
        order.engine or "",
        source_id=(source.asset_id if source else None) or "",
    )
    return Wanted(CreationKind.PICTURE, wish, fields_of(order, seed=seed), source or prompt, credits)
