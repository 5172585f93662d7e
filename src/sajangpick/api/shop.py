"""The shop: an account's business and brand kit, which fills in its next orders."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from sajangpick.api.access import Reader, Writer
from sajangpick.api.context import Here
from sajangpick.api.problem import answers
from sajangpick.api.schema import Body, Id, Line, Resource
from sajangpick.domain.asset import AssetKind
from sajangpick.domain.shop import ShopKit
from sajangpick.errors import Forbidden, NotFound, NotSignedIn
from sajangpick.storage import assets, shops

router = APIRouter(prefix="/api/shop", tags=["shop"], responses=answers(NotSignedIn, Forbidden))


class NewShopKit(Body):
    """The whole kit: what is left out is empty from now on."""

    name: Annotated[Line, Field(max_length=100, examples=["고향집"])] = ""
    address: Annotated[Line, Field(examples=["서울 성동구 연무장길 18"])] = ""
    phone: Annotated[Line, Field(max_length=40, examples=["02-123-4567"])] = ""
    hours: Annotated[Line, Field(max_length=100, examples=["10:00-22:00"])] = ""
    color: Annotated[Line, Field(pattern="^(#[0-9a-fA-F]{6})?$", examples=["#17543a"])] = ""
    logo_id: Id | None = Field(default=None, description="An asset of the kind `logo`.")


class ShopResource(Resource):
    """The kit as it is kept."""

    name: str = Field(examples=["고향집"])
    address: str = Field(examples=["서울 성동구 성수이로 1"])
    phone: str = Field(examples=["02-123-4567"])
    hours: str = Field(examples=["매일 11:00–21:00"])
    color: str = Field(examples=["#c8102e"])
    logo_id: str | None
    updated_at: datetime | None = Field(description="Null if nothing was ever kept.")


@router.get("", operation_id="readShop", summary="The brand kit")
async def read_shop(caller: Reader, here: Here) -> ShopResource:
    """Empty until it is first written."""
    async with here.database.reading() as session:
        return ShopResource.model_validate(await shops.read(session, caller.account.id))


@router.put("", operation_id="writeShop", summary="Write the brand kit", responses=answers(NotFound))
async def write_shop(kit: NewShopKit, caller: Writer, here: Here) -> ShopResource:
    """Shorts ordered before keep what they were ordered with."""
    now = datetime.now(UTC)
    written = ShopKit(**kit.model_dump())
    async with here.database.writing() as session:
        if kit.logo_id:
            logo = await assets.read(session, kit.logo_id, caller.account.id)
            if logo.kind is not AssetKind.LOGO:
                raise NotFound("그런 로고 파일이 없어요.", hint="로고 파일을 먼저 올려 주세요.")
        await shops.write(session, caller.account.id, written, now=now)
    return ShopResource.model_validate(replace(written, updated_at=now))
