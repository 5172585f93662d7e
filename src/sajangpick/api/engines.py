"""Engines: who makes what here, in which order they are asked, and what each costs, keeps to and passes on."""

from datetime import date
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Query
from pydantic import Field

from sajangpick.api.context import Here
from sajangpick.api.schema import Line, Listing, Resource
from sajangpick.engine import Kind, Profile, State
from sajangpick.errors import BadInput
from sajangpick.pipeline import Engines
from sajangpick.settings import Settings

router = APIRouter(prefix="/api/engines", tags=["studio"])

EngineId: TypeAlias = Annotated[
    Line,
    Field(
        max_length=80,
        description="Who is asked first, of those that `/api/engines` lists; left out or empty: in their order.",
        examples=["local:motion"],
    ),
]
"""A choice of an engine in an order."""


class PixelSize(Resource):
    """Of a picture or a video, in pixels."""

    width: int = Field(examples=[720])
    height: int = Field(examples=[1280])


class EngineOffer(Resource):
    """An engine as its users see it."""

    id: str = Field(examples=["local:card"])
    kind: Kind = Field(description="What it makes.")
    title: str = Field(examples=["우리 엔진: 글을 일러스트 카드로"])
    place: int = Field(description="The first of its kind is asked first, the next one when it cannot.", examples=[1])
    credits: int = Field(description="What a result costs its owner, of a render: the short; 0 is free.", examples=[1])
    won_per_result: int = Field(description="What its vendor charges us for each result, in won.", examples=[0])
    won_per_second: float = Field(description="And for each second of it.", examples=[72.5])
    seconds: list[float] = Field(
        description="The only lengths it makes, of which the next longer one is taken; empty: whatever is asked.",
        examples=[[4, 6, 8]],
    )
    max_seconds: float | None = Field(description="The longest clip it makes; null: whatever is asked.", examples=[10])
    sizes: list[PixelSize] = Field(description="The only ones it makes; empty: whatever is asked.")
    edits: bool = Field(description="Of a picture and words it makes another picture, too.")
    concurrency: int = Field(description="How much it makes at once; the rest waits.", examples=[2])
    state: State = Field(description="`ends_soon`: within 60 days. One that has `ended` takes no orders.")
    sunset: date | None = Field(description="When its vendor ends it.")
    successor: str | None = Field(description="Who takes its place then.", examples=["vendor:next"])
    is_home: bool = Field(description="It runs on the operator's own machines.")
    policy: str = Field(
        description="What leaves for whom, and what is refused: a sentence for the owner.",
        examples=["글이 미국 회사로 나가고, 폭력적이거나 선정적인 내용은 거절돼요."],
    )
    policy_en: str = Field(
        description="The same in English; empty where nobody wrote it.",
        examples=["Words go to a company in the USA, which refuses violence and nudity."],
    )


@router.get("", operation_id="listOffers", summary="Who makes what here, in the order they are asked, and for how much")
async def list_offers(
    here: Here,
    kind: Annotated[Kind | None, Query(description="Only those that make this.")] = None,
) -> Listing[EngineOffer]:
    """Kind by kind, each in the order they are asked; they are few: one page."""
    return Listing(
        items=[
            _offer(profile, place, here.settings)
            for each in Kind
            if kind in (None, each)
            for place, profile in enumerate(here.jobs.engines.profiles(each), 1)
        ]
    )


def first_asked(engines: Engines, kind: Kind, choice: str | None) -> Profile:
    """Who is asked first: the choice of an order, else the first of the kind. Raises BadInput for a choice of none."""
    profiles = engines.profiles(kind)
    for profile in profiles:
        if choice in (None, "", profile.id):
            return profile
    raise BadInput(
        f"'{choice}' 엔진은 여기서 고를 수 없어요.",
        hint=f"다음 가운데 고르세요: {', '.join(profile.id for profile in profiles) or '없음'}",
    )


def require_editor(engines: Engines, choice: str | None) -> None:
    """Raise BadInput where no engine here changes pictures, or the choice of an order does not."""
    editors = [profile.id for profile in engines.profiles(Kind.PICTURE) if profile.edits]
    if not editors:
        raise BadInput("여기에는 이미지를 고치는 엔진이 없어요.", hint="이미지를 빼고, 글로 새로 만들어 주세요.")
    if choice and choice not in editors:
        raise BadInput(f"'{choice}' 엔진은 이미지를 고치지 못해요.", hint=f"다음 가운데 고르세요: {', '.join(editors)}")


def still_chosen(engines: Engines, kind: Kind, choice: str) -> str:
    """A choice that was made earlier; "" once it is not set up any more."""
    return choice if any(choice == profile.id for profile in engines.profiles(kind)) else ""


def _offer(profile: Profile, place: int, settings: Settings) -> EngineOffer:
    credits = {
        Kind.PROMPT: 0,
        Kind.PICTURE: settings.credits_per_picture,
        Kind.CLIP: settings.credits_per_clip,
        Kind.RENDER: settings.short_price_credits,
    }
    return EngineOffer(
        id=profile.id,
        kind=profile.kind,
        title=profile.title,
        place=place,
        credits=credits[profile.kind],
        won_per_result=profile.price_won,
        won_per_second=round(profile.won_per_second, 1),
        seconds=list(profile.seconds),
        max_seconds=profile.max_seconds,
        sizes=[PixelSize(width=width, height=height) for width, height in profile.sizes],
        edits=profile.edits,
        concurrency=profile.concurrency,
        state=profile.state(date.today()),
        sunset=profile.sunset,
        successor=profile.successor,
        is_home=profile.home,
        policy=profile.policy,
        policy_en=profile.policy_en,
    )
