"""Platforms: where shorts are posted, what each covers of the frame, and what to tick there."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from sajangpick.api.schema import Resource
from sajangpick.domain.platform import COVERED, FRAME_HEIGHT, FRAME_WIDTH, PLATFORMS, Margins, Platform

router = APIRouter(prefix="/api/platforms", tags=["platforms"])

_DIGITS = 4
Share = Annotated[float, Field(ge=0, le=1)]


class SentenceResource(Resource):
    """A sentence for owners, in Korean and in English."""

    ko: str = Field(examples=["해시태그는 3~5개면 충분해요."])
    en: str = Field(examples=["Three to five hashtags are plenty."])


class SafeZone(Resource):
    """The part of the frame that nothing covers: where its edges lie, as shares of the frame's width and height."""

    left: Share = Field(examples=[0.0602])
    top: Share = Field(examples=[0.1406])
    right: Share = Field(examples=[0.9398])
    bottom: Share = Field(examples=[0.65])


class PlatformResource(Resource):
    """A platform. Null where it has no rule that we know of."""

    id: str = Field(examples=["instagram"])
    title: SentenceResource
    safe: SafeZone
    is_measured: bool = Field(description="False where nothing is known: `safe` is then what is free everywhere else.")
    longest_seconds: int | None = Field(examples=[180])
    caption_letters: int | None = Field(description="Letters of the text beside it, at most.", examples=[2200])
    hashtags: SentenceResource
    label: SentenceResource = Field(description="How to say that it was made by AI.")
    music: SentenceResource
    cover: SentenceResource
    place: SentenceResource | None = Field(description="How to link the shop.")


class PlatformList(Resource):
    """Every platform, in the order in which they are offered; few, so one page."""

    items: list[PlatformResource]
    safe: SafeZone = Field(description="What is free on every platform: all that a template says stands in it.")


def platforms() -> PlatformList:
    """Every platform, and what is free on all of them."""
    return PlatformList(items=[_resource(platform) for platform in PLATFORMS], safe=_safe(COVERED))


@router.get("", operation_id="listPlatforms", summary="Where shorts are posted, and what to know there")
async def list_platforms() -> PlatformList:
    """For anybody."""
    return platforms()


def _resource(platform: Platform) -> PlatformResource:
    return PlatformResource(
        id=platform.id,
        title=SentenceResource.model_validate(platform.title),
        safe=_safe(platform.covered or COVERED),
        is_measured=platform.covered is not None,
        longest_seconds=platform.longest_seconds,
        caption_letters=platform.caption_letters,
        hashtags=SentenceResource.model_validate(platform.hashtags),
        label=SentenceResource.model_validate(platform.label),
        music=SentenceResource.model_validate(platform.music),
        cover=SentenceResource.model_validate(platform.cover),
        place=None if platform.place is None else SentenceResource.model_validate(platform.place),
    )


def _safe(covered: Margins) -> SafeZone:
    return SafeZone(
        left=round(covered.left / FRAME_WIDTH, _DIGITS),
        top=round(covered.top / FRAME_HEIGHT, _DIGITS),
        right=round(1 - covered.right / FRAME_WIDTH, _DIGITS),
        bottom=round(1 - covered.bottom / FRAME_HEIGHT, _DIGITS),
    )
