"""Engines: who makes prompts, pictures and clips here, and what each costs its users."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from sajangpick.api.access import Reader
from sajangpick.api.context import Context, Here
from sajangpick.api.problem import answers
from sajangpick.api.schema import Listing, Resource
from sajangpick.domain.creation import CreationKind
from sajangpick.errors import Forbidden, NotSignedIn

router = APIRouter(prefix="/api/engines", tags=["studio"], responses=answers(NotSignedIn, Forbidden))


class EngineOffer(Resource):
    """An engine as its users see it."""

    id: str = Field(examples=["local:card"])
    kind: CreationKind = Field(description="What it makes.")
    title: str = Field(examples=["우리 엔진: 글을 일러스트 카드로"])
    credits: int = Field(description="For each result; 0 is free.", examples=[1])
    max_seconds: float | None = Field(description="The longest clip it makes; null: whatever is asked.", examples=[10])
    sunset: date | None = Field(description="When its vendor ends it.")
    successor: str | None = Field(description="Who takes its place then.", examples=["vendor:next"])


@router.get("", operation_id="listOffers", summary="What makes prompts, pictures and clips here, and for how much")
async def list_offers(
    caller: Reader,  # noqa: ARG001 (whoever is signed in)
    here: Here,
    kind: Annotated[CreationKind | None, Query(description="Only those that make this.")] = None,
) -> Listing[EngineOffer]:
    """One for each step of the studio; they are few: one page."""
    return Listing(items=[offer for offer in _offers(here) if kind in (None, offer.kind)])


def _offers(here: Context) -> list[EngineOffer]:
    engines, settings = here.jobs.engines, here.settings
    offered = [
        (CreationKind.PROMPT, engines.prompt.profile, 0),
        (CreationKind.PICTURE, engines.picture.profile, settings.credits_per_picture),
        (CreationKind.CLIP, engines.clip.profile, settings.credits_per_clip),
    ]
    return [
        EngineOffer(
            id=profile.id,
            kind=kind,
            title=profile.title,
            credits=credits,
            max_seconds=profile.max_seconds,
            sunset=profile.sunset,
            successor=profile.successor,
        )
        for kind, profile, credits in offered
    ]
