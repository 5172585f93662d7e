"""What an order must be before money moves: all that can be known is looked at here, and said in one sentence."""

import asyncio
from contextlib import suppress
from dataclasses import replace

from sajangpick.domain.account import Account
from sajangpick.domain.asset import Asset, AssetKind
from sajangpick.domain.dish import Dish
from sajangpick.domain.order import Order
from sajangpick.domain.price import Price, parse_price
from sajangpick.domain.request import ShortRequest
from sajangpick.domain.shop import Logo, Shop
from sajangpick.errors import BadInput, NotFound
from sajangpick.music import MOODS
from sajangpick.storage import assets
from sajangpick.storage.database import Session
from sajangpick.template import Template, load_template
from sajangpick.template.arrange import arrange

NO_MUSIC, ANY_MUSIC = "none", "auto"

_NAMES = {AssetKind.PHOTO: "사진", AssetKind.LOGO: "로고", AssetKind.MUSIC: "음악"}


async def checked(session: Session, request: ShortRequest, account: Account) -> ShortRequest:
    """The request with its texts tidied; it can be made as far as anybody can know without looking at the photo.

    Raises BadInput for a price, template, music or word that there is not, TextDoesNotFit for a text too long for its
    place, NotFound for a file that is not the account's or is not of the kind it is ordered as.
    """
    request = replace(request, menu=" ".join(request.menu.split()), price=request.price.strip())
    if not request.menu:
        raise BadInput("메뉴 이름이 비어 있어요.", hint="손님에게 보일 메뉴 이름을 적어 주세요.")
    price, template = parse_price(request.price), load_template(request.template)
    _check_music(request)
    _check_words(request, template)
    await _file(session, request.photo_id, account, AssetKind.PHOTO)
    if request.music_id:
        await _file(session, request.music_id, account, AssetKind.MUSIC)
    logo = await _file(session, request.shop.logo_id, account, AssetKind.LOGO) if request.shop.logo_id else None
    # Laying out takes milliseconds, but a text of a hundred short words takes a tenth of a second.
    await asyncio.to_thread(arrange, template, _order(request, price, logo))
    return request


def _check_music(request: ShortRequest) -> None:
    if request.music not in (NO_MUSIC, ANY_MUSIC, *MOODS):
        raise BadInput(
            f"'{request.music}' 음악은 없어요.", hint=f"다음 가운데 고르세요: auto, none, {', '.join(MOODS)}"
        )
    if request.music_id and request.music != ANY_MUSIC:
        raise BadInput("음악을 두 가지로 정하셨어요.", hint="music 과 musicId 가운데 하나만 보내 주세요.")


def _check_words(request: ShortRequest, template: Template) -> None:
    unknown = [slot for slot in request.words if slot not in template.words]
    if unknown:
        raise BadInput(
            f"{template.title} 템플릿에는 '{unknown[0]}' 문구가 없어요.",
            hint=f"바꿀 수 있는 문구: {', '.join(template.words) or '없음'}",
        )


async def _file(session: Session, asset_id: str, account: Account, kind: AssetKind) -> Asset:
    with suppress(NotFound):
        asset = await assets.read(session, asset_id, account.id)
        if asset.kind is kind:
            return asset
    raise NotFound(f"그런 {_NAMES[kind]} 파일이 없어요.", hint=f"{_NAMES[kind]} 파일을 먼저 올려 주세요.")


def _order(request: ShortRequest, price: Price, logo: Asset | None) -> Order:
    facts = request.shop
    mark = Logo("logo", logo.width, logo.height) if logo and logo.width and logo.height else None
    shop = Shop(facts.name, address=facts.address, phone=facts.phone, hours=facts.hours, logo=mark)
    return Order(Dish(request.menu, price), shop, request.words)
