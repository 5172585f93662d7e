"""Previews: what a short will look like, before it costs anything and before its photo has left the phone."""

import asyncio
import gzip
import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal, TypeAlias, TypeVar

import numpy as np
from fastapi import APIRouter, Query
from pydantic import Discriminator, Field, StringConstraints, Tag
from starlette.requests import Request
from starlette.responses import Response

from sajangpick.api.access import Anybody, Caller, Reader, rate_limited
from sajangpick.api.context import Context, Here
from sajangpick.api.problem import answers
from sajangpick.api.schema import Body, Id, Line, Resource, Values
from sajangpick.api.shorts import Menu, Price, Seconds, Seed, ShopOverride, TemplateId, Words
from sajangpick.domain.asset import Asset, AssetKind
from sajangpick.domain.dish import Dish
from sajangpick.domain.json import JsonObject
from sajangpick.domain.order import Order
from sajangpick.domain.price import parse_price
from sajangpick.domain.shop import Logo, Shop, ShopKit
from sajangpick.errors import (
    BadInput,
    Forbidden,
    NotFound,
    NotSignedIn,
    PhotoRefused,
    ScriptError,
    SourceMissing,
    TextDoesNotFit,
    TooMany,
)
from sajangpick.media.frame import U8
from sajangpick.media.still import encode_still, read_photo, read_still
from sajangpick.renderer import DeclaredWorld, display_list, frame
from sajangpick.renderer.assets import Source, World
from sajangpick.renderer.geometry import Size
from sajangpick.storage import assets, shops
from sajangpick.template import load_template
from sajangpick.template.preview import MID_GREY, Preview, preview

router = APIRouter(
    prefix="/api/preview", tags=["preview"], responses=answers(NotSignedIn, Forbidden, NotFound, TooMany)
)

# A rail of eight templates, drawn anew whenever somebody who types holds still.
_LISTS_PER_MINUTE = 240
_FRAMES_PER_MINUTE = 60
_REFUSALS = answers(BadInput, ScriptError, SourceMissing, TextDoesNotFit, PhotoRefused)

# Laying out and drawing keep a processor busy: what renders beside it shall have one, too.
_HANDS = ThreadPoolExecutor(2, thread_name_prefix="preview")
_MOST_TILES = 32
_LONGEST_PHOTO_PX = 1600
_LOGO_PX = 512
_JPEG_QUALITY = 85
_FRESH_SECONDS = 600
# Level 6 saves a hundredth more, for twice the time.
_GZIP_LEVEL = 4

Hex: TypeAlias = Annotated[str, StringConstraints(pattern="^#[0-9a-fA-F]{6}$"), Field(examples=["#8a5a3c"])]
Tiles: TypeAlias = Annotated[list[Hex], Field(min_length=1, max_length=_MOST_TILES)]
Pixels: TypeAlias = Annotated[int, Field(ge=1, le=20_000)]
ResultT = TypeVar("ResultT")


class PhotoColors(Body):
    """What a photo that stays where it is looks like from afar: its size, and the mean colours of its tiles."""

    width: Pixels = Field(examples=[3024])
    height: Pixels = Field(examples=[4032])
    colors: list[Tiles] = Field(
        min_length=1,
        max_length=_MOST_TILES,
        description="Rows of equally many tiles; 12 x 16 are plenty.",
    )


class OrderPreview(Body):
    """An order as a short's, with the photo's colours, or nothing, in place of the photo."""

    template: TemplateId
    menu: Menu
    price: Price
    seconds: Seconds | None = None
    words: Words = Field(default_factory=dict)
    shop: ShopOverride | None = None
    photo: PhotoColors | None = Field(default=None, description="Without it the dish is grey.")
    photo_id: Id | None = Field(default=None, description="A photo that was sent: then the clip is the real one.")
    seed: Seed = 0


class SourceFacts(Body):
    """What the document must know of a picture or sound that stays where it is."""

    kind: Literal["still", "moving", "sound"]
    width: Pixels | None = Field(default=None, examples=[1080])
    height: Pixels | None = Field(default=None, examples=[1920])
    duration: Annotated[float, Field(gt=0, le=3600)] | None = Field(default=None, examples=[8.0])
    frame_rate: Annotated[float, Field(ge=1, le=240)] | None = Field(default=None, examples=[30.0])


class DocumentPreview(Body):
    """A RenderScript document; its sources are declared, not sent."""

    document: Values = Field(examples=[{"width": 90, "height": 160, "duration": 1, "elements": []}])
    modifications: Values = Field(default_factory=dict)
    sources: dict[Line, SourceFacts] = Field(
        default_factory=dict,
        max_length=100,
        description="By what the document calls them.",
        examples=[{"dish.jpg": {"kind": "still", "width": 1080, "height": 1920}}],
    )


def _which(body: object) -> str:
    fields = set(body) if isinstance(body, dict) else set(getattr(body, "model_fields_set", ()))
    return "document" if "document" in fields else "order"


Wanted: TypeAlias = Annotated[
    Annotated[OrderPreview, Tag("order")] | Annotated[DocumentPreview, Tag("document")], Discriminator(_which)
]
At: TypeAlias = Annotated[float | None, Query(ge=0, le=3600, description="Seconds; the cover's moment if left out.")]
Width: TypeAlias = Annotated[int, Query(ge=108, le=1080, description="Pixels; the height follows.")]
FrameRate: TypeAlias = Annotated[
    float, Query(alias="frameRate", ge=1, le=30, description="Frames a second of the list, at most.")
]


class ClipPlace(Resource):
    """How a still photo stands in for the clip named `clip`, as fractions of the clip's frame.

    The photo is laid so that its dish is a circle of `diameter` (in widths) around `aim`; then the camera moves: a
    point p is seen at anchor + (p - anchor - (x, y)) * zoom. `poses` are [zoom, x, y], evenly spread over `seconds`.
    """

    seconds: float = Field(examples=[8.0])
    aim: dict[str, float] = Field(examples=[{"x": 0.5, "y": 0.6, "diameter": 0.8}])
    anchor: dict[str, float] = Field(examples=[{"x": 0.5, "y": 0.6}])
    poses: list[tuple[float, float, float]] = Field(examples=[[[540.0, 960.0, 1.0]]])


class PreviewResource(Resource):
    """A display list, and what is to know beside it."""

    display: Values = Field(description="Version 1; see docs/renderscript/display-list.md.", examples=[{"version": 1}])
    clip: ClipPlace | None = Field(description="Null for a document.")
    warnings: list[str] = Field(examples=[["메뉴 이름을 한 단계 작게 적었어요."]])


@router.post(
    "",
    operation_id="previewShort",
    summary="What a canvas plays",
    response_model=PreviewResource,
    responses=_REFUSALS,
    dependencies=[rate_limited("preview", _LISTS_PER_MINUTE)],
)
async def preview_short(
    wanted: Wanted, request: Request, caller: Anybody, here: Here, frame_rate: FrameRate = 30
) -> Response:
    """Costs nothing and keeps nothing. The photo need not be sent: a canvas draws its own in its place.

    For anybody, so that an owner sees the own dish before making an account; but documents, and files that were
    sent, need one.
    """
    files = await _files(wanted, caller, here, pixels=False)
    body = await _busy(lambda: _listed(wanted, files, Fraction(str(frame_rate))))
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return _answer(body, "application/json")
    return _answer(await _busy(lambda: gzip.compress(body, _GZIP_LEVEL, mtime=0)), "application/json", encoding="gzip")


@router.post(
    "/frame",
    operation_id="previewFrame",
    summary="One frame, exactly as it will be rendered",
    response_class=Response,
    responses=_REFUSALS | {200: {"content": {"image/jpeg": {}}, "description": "The frame."}},
    dependencies=[rate_limited("preview-frame", _FRAMES_PER_MINUTE)],
)
async def preview_frame(wanted: Wanted, caller: Reader, here: Here, at: At = None, width: Width = 540) -> Response:
    """Drawn here. With `photoId` the dish is in it; without, a few of its colours or grey."""
    files = await _files(wanted, caller, here, pixels=True)
    moment = None if at is None else Fraction(str(at))
    return _answer(await _busy(lambda: _drawn(wanted, files, moment, width)), "image/jpeg")


@dataclass(frozen=True, slots=True)
class _Files:
    """What an order draws from the store: the kit, the logo, and the photo if it was sent."""

    kit: ShopKit = field(default_factory=ShopKit)
    logo: Asset | None = None
    logo_pixels: U8 | None = None
    photo: U8 | None = None


async def _files(
    wanted: OrderPreview | DocumentPreview, caller: Caller | None, here: Context, *, pixels: bool
) -> _Files:
    """Raises NotFound for a file that is not the caller's, or is of another kind; NotSignedIn for strangers."""
    is_document = isinstance(wanted, DocumentPreview)
    if caller is None and (is_document or wanted.photo_id or (wanted.shop and wanted.shop.logo_id)):
        raise NotSignedIn("로그인이 필요해요.", hint="로그인한 뒤 다시 시도해 주세요.")
    if is_document or caller is None:
        return _Files()
    async with here.database.reading() as session:
        kit = await shops.read(session, caller.account.id)
        given = wanted.shop and "logo_id" in wanted.shop.model_fields_set
        logo_id = wanted.shop.logo_id if wanted.shop and given else kit.logo_id
        logo = await assets.read(session, logo_id, caller.account.id) if logo_id else None
        photo = await assets.read(session, wanted.photo_id, caller.account.id) if wanted.photo_id else None
    if (logo and logo.kind is not AssetKind.LOGO) or (photo and photo.kind is not AssetKind.PHOTO):
        raise NotFound("그런 사진이나 로고가 없어요.", hint="파일을 먼저 올려 주세요.")
    with TemporaryDirectory(prefix="sajangpick-") as folder:
        mark, dish = Path(folder) / "logo", Path(folder) / "photo"
        if logo and pixels:
            await here.objects.fetch(logo.sha256, mark)
        if photo:
            await here.objects.fetch(photo.sha256, dish)
        return await _busy(
            lambda: _Files(
                kit,
                logo,
                read_still(mark, longest=_LOGO_PX) if mark.exists() else None,
                read_photo(dish, longest=_LONGEST_PHOTO_PX) if dish.exists() else None,
            )
        )


def _listed(wanted: OrderPreview | DocumentPreview, files: _Files, frame_rate: Fraction) -> bytes:
    """The answer's bytes."""
    match wanted:
        case OrderPreview():
            seen = _solved(wanted, files, width=None)
            shown = display_list(seen.script, world=seen.world, frame_rate=frame_rate)
            answer = PreviewResource(display=shown, clip=_place(seen), warnings=list(seen.solved.warnings))
        case DocumentPreview():
            world = _declared(wanted)
            document, modifications = wanted.document, wanted.modifications
            shown = display_list(document, modifications=modifications, world=world, frame_rate=frame_rate)
            answer = PreviewResource(display=shown, clip=None, warnings=[])
    return json.dumps(answer.model_dump(), ensure_ascii=False, separators=(",", ":")).encode()


def _drawn(wanted: OrderPreview | DocumentPreview, files: _Files, at: Fraction | None, width: int) -> bytes:
    """A JPEG's bytes."""
    match wanted:
        case OrderPreview():
            seen = _solved(wanted, files, width=width)
            pixels = frame(seen.script, at, world=seen.world)
        case DocumentPreview():
            document = _narrowed(wanted.document, width)
            pixels = frame(document, at, modifications=wanted.modifications, world=_declared(wanted))
    return encode_still(pixels, "jpeg", quality=_JPEG_QUALITY)


def _solved(wanted: OrderPreview, files: _Files, *, width: int | None) -> Preview:
    logo, pictures = None, dict[str, U8]()
    if files.logo and files.logo.width and files.logo.height:
        logo = Logo("logo", files.logo.width, files.logo.height)
        pictures["logo"] = _blank(logo) if files.logo_pixels is None else files.logo_pixels
    given = wanted.shop.model_dump(exclude={"logo_id"}, exclude_none=True) if wanted.shop else {}
    kept = {name: getattr(files.kit, name) for name in ("name", "address", "phone", "hours")}
    dish = Dish(" ".join(wanted.menu.split()), parse_price(wanted.price))
    order = Order(dish, Shop(**{**kept, **given}, logo=logo), wanted.words)
    photo = wanted.photo
    return preview(
        load_template(wanted.template),
        order,
        colors=MID_GREY if photo is None else _tiles(photo),
        photo_size=(3, 4) if photo is None else (photo.width, photo.height),
        photo=files.photo,
        pictures=pictures,
        seconds=wanted.seconds,
        seed=wanted.seed,
        **({} if width is None else {"width": width}),
    )


def _tiles(photo: PhotoColors) -> U8:
    """The colours, (rows, columns, 3) BGR."""
    if len({len(row) for row in photo.colors}) > 1:
        raise BadInput("The rows of `photo.colors` are not equally long.", hint="Send as many tiles in each row.")
    colors = [[[int(text[place : place + 2], 16) for place in (5, 3, 1)] for text in row] for row in photo.colors]
    return np.array(colors, np.uint8)


def _blank(logo: Logo) -> U8:
    """Nothing, in the logo's proportions: whoever plays the list has the logo."""
    scale = min(1.0, _LOGO_PX / max(logo.width, logo.height))
    return np.zeros((max(1, round(logo.height * scale)), max(1, round(logo.width * scale)), 4), np.uint8)


def _place(seen: Preview) -> ClipPlace:
    aim, anchor = seen.path.aim, seen.path.anchor
    return ClipPlace(
        seconds=seen.solved.clip.seconds,
        aim={"x": round(aim.x, 5), "y": round(aim.y, 5), "diameter": round(aim.diameter, 5)},
        anchor={"x": anchor.x, "y": anchor.y},
        poses=[(round(zoom, 6), round(x, 6), round(y, 6)) for zoom, x, y in seen.path.poses],
    )


def _declared(wanted: DocumentPreview) -> World:
    return DeclaredWorld({name: _source(facts) for name, facts in wanted.sources.items()})


def _source(facts: SourceFacts) -> Source:
    return Source(
        facts.kind,
        Size(facts.width, facts.height) if facts.width and facts.height else None,
        None if facts.duration is None else Fraction(str(facts.duration)),
        None if facts.frame_rate is None else Fraction(str(facts.frame_rate)),
        has_sound=facts.kind == "sound",
    )


def _narrowed(document: JsonObject, width: int) -> JsonObject:
    """The document scaled to a width, if it says its own."""
    own = document.get("width")
    if not isinstance(own, int | float) or isinstance(own, bool) or own <= width:
        return document
    return {**document, "render_scale": max(0.1, width / own)}


async def _busy(work: Callable[[], ResultT]) -> ResultT:
    return await asyncio.get_running_loop().run_in_executor(_HANDS, work)


def _answer(content: bytes, media_type: str, *, encoding: str = "") -> Response:
    """The bytes, which the same question gives again."""
    headers = {
        "Cache-Control": f"private, max-age={_FRESH_SECONDS}",
        "ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"',
        "Vary": "Accept-Encoding",
    }
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(content, headers=headers, media_type=media_type)
