"""What was sent becomes an asset: taken in, kept under its digest, and only then named by a row."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import Field

from sajangpick.api.context import Context
from sajangpick.api.schema import Resource
from sajangpick.domain.asset import Asset, AssetKind
from sajangpick.domain.filename import clean_name
from sajangpick.domain.identifier import new_id
from sajangpick.inspection.intake import take_in
from sajangpick.inspection.photo import Advice

SentKind: TypeAlias = Literal["photo", "logo", "music"]
"""What people send; the other kinds are made here."""

_NAMELESS = {AssetKind.PHOTO: "사진", AssetKind.LOGO: "로고", AssetKind.MUSIC: "음악"}

# A huge photo takes 600 MB while it is decoded; so many at once are all that a process has room for.
_HANDS = ThreadPoolExecutor(2, thread_name_prefix="intake")


class AssetResource(Resource):
    """A stored file. Its bytes are had by a link."""

    id: str
    kind: AssetKind
    media_type: str = Field(examples=["image/jpeg"])
    name: str = Field(examples=["김치찌개.jpg"])
    byte_count: int = Field(examples=[2_400_000])
    width: int | None = Field(description="Pixels; null for what is not seen.", examples=[3024])
    height: int | None = Field(examples=[4032])
    seconds: float | None = Field(description="How long it plays; null for what does not.", examples=[8.0])
    created_at: datetime


class AdviceResource(Resource):
    """What the owner should know about a photo before a credit is spent."""

    code: str = Field(examples=["soft"])
    sentence: str = Field(examples=["초점이 조금 흐려요. 음식을 눌러 초점을 맞추면 더 선명해져요."])


class TakenAsset(AssetResource):
    """A file that was just taken in, and what the photo coach says of it."""

    advice: list[AdviceResource] = Field(description="Worst first; empty for a good photo, and for what is none.")


@dataclass(frozen=True, slots=True)
class Taken:
    """An asset whose bytes are in the store and whose row is still to be written."""

    asset: Asset
    advice: tuple[Advice, ...]

    def resource(self) -> TakenAsset:
        """As it is answered."""
        plain = AssetResource.model_validate(self.asset)
        return TakenAsset(**dict(plain), advice=[AdviceResource.model_validate(each) for each in self.advice])


async def take(here: Context, account_id: str, kind: AssetKind, *, name: str, source: Path) -> Taken:
    """Take in the file at `source`, beside which there is room, and keep its fresh form. Raises what `take_in` does."""
    folder = source.with_name("fresh")
    folder.mkdir()
    loop = asyncio.get_running_loop()
    taken = await loop.run_in_executor(_HANDS, lambda: take_in(kind, source, folder=folder))
    await here.objects.keep(taken.path, taken.sha256)
    asset = Asset(
        id=new_id(),
        account_id=account_id,
        kind=kind,
        media_type=taken.media_type,
        name=clean_name(name, suffix=taken.suffix, instead=_NAMELESS[kind]),
        byte_count=taken.byte_count,
        sha256=taken.sha256,
        created_at=datetime.now(UTC),
        width=taken.width,
        height=taken.height,
        seconds=taken.seconds,
    )
    return Taken(asset, taken.advice)
