"""What was ordered, as it is answered: a kept request in the names of the API, also one that another version kept."""

from typing import Annotated, cast

from pydantic import BeforeValidator, Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from sajangpick.api.schema import Id, Resource
from sajangpick.domain.json import JsonObject
from sajangpick.domain.request import ShortRequest
from sajangpick.errors import BadInput


class ShopFactsResource(Resource):
    """What a short says of the shop: the brand kit at the moment of the order, and what the order said instead."""

    name: str = Field(examples=["고향집"])
    address: str = Field(examples=["서울 성동구 성수이로 1"])
    phone: str = Field(examples=["02-123-4567"])
    hours: str = Field(examples=["매일 11:00–21:00"])
    logo_id: Id | None = Field(description="The asset of its mark; null: without one.")


Choice = Annotated[str | None, BeforeValidator(lambda kept: kept or None), Field(examples=["local:motion"])]
"""A chosen engine; none is kept as an empty text."""


class RequestResource(Resource):
    """What was ordered, everything decided: the same again gives the same short."""

    photo_id: Id = Field(description="The photo's asset, which may be deleted by now.")
    menu: str = Field(examples=["새우 파스타"])
    price: str = Field(description="As it was written.", examples=["20,000원→18,000원"])
    template: str = Field(examples=["signature"])
    music: str = Field(description="A mood, or auto, or none.", examples=["auto"])
    music_id: Id | None = Field(description="The asset of a sound file, instead of `music`.")
    steam: str = Field(description="auto, on or off.", examples=["auto"])
    seconds: float | None = Field(description="About how long; null: the template's own length.", examples=[8.0])
    seed: int = Field(description="What chance is drawn from.", examples=[7])
    words: dict[str, str] = Field(description="Own lines by slot.", examples=[{"cta": "오늘만 이 가격"}])
    shop: ShopFactsResource
    clip_engine: Choice = Field(description="Who was to be asked for the clip; null: no choice was made.")
    render_engine: Choice = Field(description="The same of the video.")


def _read(stored: object, validate: ValidatorFunctionWrapHandler) -> RequestResource | None:
    if isinstance(stored, RequestResource) or stored is None:
        return stored
    try:
        return cast(RequestResource, validate(ShortRequest.from_json(cast(JsonObject, stored))))
    except (BadInput, ValidationError):
        return None


Ordered = Annotated[
    RequestResource | None,
    WrapValidator(_read),
    Field(description="What was ordered; null if it was kept by a version whose orders this one does not understand."),
]
"""A field that a kept request is given to."""
