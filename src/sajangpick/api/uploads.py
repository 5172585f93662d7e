"""Uploads: files that come in as many pieces as the line breaks them into (much as tus 1.0 does it).

    POST  /api/uploads               {"kind": "photo", "name": "국밥.heic", "length": 4812345}   → 201, Location
    PATCH /api/uploads/{id}          Upload-Offset: 0, the bytes from there on                   → how far it is
    HEAD  /api/uploads/{id}          after a cut: Upload-Offset says where to go on

With the last byte the file is taken in, and the answer is the asset. If that answer is lost, a PATCH without bytes at
the end of the file gets it again.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from pydantic import Field

from sajangpick.api.access import Reader, Writer, rate_limited
from sajangpick.api.context import Context, Here
from sajangpick.api.incoming import body_of, incoming
from sajangpick.api.problem import answers
from sajangpick.api.schema import Body, Id, Listing, Resource
from sajangpick.api.taking import AssetResource, SentKind, TakenAsset, take
from sajangpick.domain.asset import AssetKind
from sajangpick.domain.filename import clean_name
from sajangpick.domain.identifier import new_id
from sajangpick.domain.upload import Upload
from sajangpick.errors import (
    BadInput,
    Conflict,
    Forbidden,
    NotFound,
    NotSignedIn,
    PhotoRefused,
    TooLarge,
    TooMany,
    TooSlow,
)
from sajangpick.storage import assets, uploads

router = APIRouter(prefix="/api/uploads", tags=["uploads"], responses=answers(NotSignedIn, Forbidden))

MOST_UNFINISHED = 10
"""Uploads of one account that may be under way."""
_BEGUN_PER_MINUTE = 30
# An owner who was called to the kitchen finds the upload as it was; each piece prolongs it.
_LIVES = timedelta(hours=6)
_MEDIA_TYPE = "application/offset+octet-stream"
_OFFSET, _LENGTH = "Upload-Offset", "Upload-Length"
_HEAD_HEADERS = {
    200: {
        "description": "How far it is.",
        "headers": {
            _OFFSET: {"description": "Bytes that have arrived.", "schema": {"type": "integer"}},
            _LENGTH: {"description": "Bytes of the whole file.", "schema": {"type": "integer"}},
        },
    }
}


class NewUpload(Body):
    """A file that is about to be sent."""

    kind: SentKind
    name: str = Field(default="", max_length=1000, examples=["국밥.heic"])
    length: int = Field(ge=1, description="Bytes of the whole file.", examples=[4812345])


class UploadResource(Resource):
    """How far an upload is. `asset` is null until every byte has arrived."""

    id: str
    kind: SentKind
    name: str = Field(examples=["새우파스타.jpg"])
    length: int = Field(examples=[2_400_000])
    offset: int = Field(description="Bytes that have arrived; where the next PATCH begins.", examples=[1_048_576])
    expires_at: datetime = Field(description="When it is forgotten unless more of it comes.")
    asset: TakenAsset | None = None


@router.post(
    "",
    status_code=201,
    operation_id="createUpload",
    summary="Announce a file",
    responses=answers(BadInput, TooLarge, TooMany),
    dependencies=[rate_limited("uploads", _BEGUN_PER_MINUTE)],
)
async def create_upload(order: NewUpload, response: Response, caller: Writer, here: Here) -> UploadResource:
    """Its bytes are then sent with PATCH to where `Location` says."""
    if order.length > (most := here.settings.upload_max_bytes):
        raise TooLarge(f"파일이 너무 커요. {most:,}바이트까지 받을 수 있어요.", hint="파일을 줄여서 다시 올려 주세요.")
    now = datetime.now(UTC)
    kind, name = AssetKind(order.kind), clean_name(order.name)
    upload = Upload(new_id(), caller.account.id, kind, name, order.length, created_at=now, expires_at=now + _LIVES)
    async with here.database.writing() as session:
        await uploads.start(session, upload, most=MOST_UNFINISHED)
    response.headers["Location"] = f"{router.prefix}/{upload.id}"
    return _resource(upload, 0)


@router.get("", operation_id="listUploads", summary="Uploads that are not complete, newest first")
async def list_uploads(caller: Reader, here: Here) -> Listing[UploadResource]:
    """All of them: there are never many."""
    async with here.database.reading() as session:
        found = await uploads.unfinished(session, caller.account.id, now=datetime.now(UTC))
    return Listing(items=[_resource(upload, await here.objects.arrived(upload.id)) for upload in found])


@router.get("/{upload_id}", operation_id="readUpload", summary="How far an upload is", responses=answers(NotFound))
async def read_upload(upload_id: Id, response: Response, caller: Reader, here: Here) -> UploadResource:
    """With its asset once it is complete."""
    upload = await _read(here, upload_id, caller.account.id)
    if upload.asset_id:
        return await _done(here, upload, upload.asset_id)
    return _told(_resource(upload, await here.objects.arrived(upload.id)), response)


@router.head(
    "/{upload_id}",
    operation_id="headUpload",
    summary="Where to go on after a cut",
    response_class=Response,
    responses={**_HEAD_HEADERS, **answers(NotFound)},
)
async def head_upload(upload_id: Id, caller: Reader, here: Here) -> Response:
    """In the headers `Upload-Offset` and `Upload-Length`."""
    upload = await _read(here, upload_id, caller.account.id)
    offset = upload.length if upload.asset_id else await here.objects.arrived(upload.id)
    return Response(headers={_OFFSET: str(offset), _LENGTH: str(upload.length), "Cache-Control": "no-store"})


@router.patch(
    "/{upload_id}",
    operation_id="continueUpload",
    summary="Send bytes of an upload",
    responses=answers(BadInput, PhotoRefused, NotFound, Conflict, TooLarge, TooSlow),
    openapi_extra=body_of(_MEDIA_TYPE),
)
async def continue_upload(
    upload_id: Id,
    upload_offset: Annotated[int, Header(ge=0, description="Where these bytes begin: how many have arrived.")],
    request: Request,
    response: Response,
    caller: Writer,
    here: Here,
) -> UploadResource:
    """As many as the line carries: what arrives before a cut is kept. With the last one the file is taken in.

    A conflict (`upload_offset`) if it does not go on where the upload is: ask with HEAD. A file that cannot be used is
    refused, and its upload forgotten.
    """
    upload = await _read(here, upload_id, caller.account.id)
    if upload.asset_id:
        return await _done(here, upload, upload.asset_id)
    arrived = await here.objects.arrived(upload.id)
    _require(request, upload_offset, arrived)
    upload = await _prolonged(here, upload)
    arrived += await _append(here, upload, arrived, request)
    if arrived < upload.length:
        return _told(_resource(upload, arrived), response)
    return await _finish(here, upload)


@router.delete(
    "/{upload_id}",
    status_code=204,
    operation_id="deleteUpload",
    summary="Give an upload up",
    responses=answers(NotFound),
)
async def delete_upload(upload_id: Id, caller: Writer, here: Here) -> None:
    """What had arrived is forgotten; an asset it became stays."""
    await _forget(here, await _read(here, upload_id, caller.account.id))


async def _read(here: Context, upload_id: str, account_id: str) -> Upload:
    async with here.database.reading() as session:
        return await uploads.read(session, upload_id, account_id, now=datetime.now(UTC))


def _require(request: Request, offset: int, arrived: int) -> None:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _MEDIA_TYPE:
        raise BadInput(f"The Content-Type of a piece is {_MEDIA_TYPE}.", hint="Send it so.")
    if offset != arrived:
        raise Conflict(
            f"{arrived} bytes have arrived, so the next piece does not begin at {offset}.",
            code="upload_offset",
            hint="Ask with HEAD where to go on.",
        )


async def _prolonged(here: Context, upload: Upload) -> Upload:
    """Before the bytes come, so that an upload does not expire under them."""
    later = replace(upload, expires_at=datetime.now(UTC) + _LIVES)
    async with here.database.writing() as session:
        await uploads.prolong(session, upload.id, expires_at=later.expires_at)
    return later


async def _append(here: Context, upload: Upload, arrived: int, request: Request) -> int:
    """Keep what comes, and say how many bytes that was."""
    most = upload.length - arrived
    pieces = incoming(request, most=most, idle_seconds=here.settings.upload_idle_seconds)
    try:
        return await here.objects.add_part(upload.id, arrived, pieces)
    except TooLarge:
        # Whoever sends more than was announced does not send what was announced.
        await _forget(here, upload)
        raise


async def _finish(here: Context, upload: Upload) -> UploadResource:
    """All bytes are here: make them an asset, once, however many ask for it at the same time."""
    with TemporaryDirectory(prefix="sajangpick-") as folder:
        source = Path(folder) / "source"
        if await here.objects.assemble(upload.id, source) != upload.length:
            raise Conflict("Somebody else completes this upload.", code="upload_offset", hint="Ask with GET how it is.")
        try:
            taken = await take(here, upload.account_id, upload.kind, name=upload.name, source=source)
        except BadInput:
            await _forget(here, upload)
            raise
    async with here.database.writing() as session:
        is_first = await uploads.complete(session, upload.id, taken.asset.id)
        if is_first:
            await assets.add(session, taken.asset)
    await here.objects.drop_parts(upload.id)
    if not is_first:
        upload = await _read(here, upload.id, upload.account_id)
        return await _done(here, upload, upload.asset_id or "")
    return _resource(upload, upload.length, asset=taken.resource())


async def _done(here: Context, upload: Upload, asset_id: str) -> UploadResource:
    async with here.database.reading() as session:
        plain = AssetResource.model_validate(await assets.read(session, asset_id, upload.account_id))
    return _resource(upload, upload.length, asset=TakenAsset(**dict(plain), advice=[]))


async def _forget(here: Context, upload: Upload) -> None:
    """Parts first: if we are killed between, the row leads the sweep to what is left."""
    await here.objects.drop_parts(upload.id)
    async with here.database.writing() as session:
        await uploads.remove(session, upload.id, upload.account_id)


def _resource(upload: Upload, offset: int, *, asset: TakenAsset | None = None) -> UploadResource:
    return UploadResource.model_validate(
        {"id": upload.id, "kind": upload.kind, "name": upload.name, "length": upload.length, "offset": offset,
         "expires_at": upload.expires_at, "asset": asset}
    )  # fmt: skip


def _told(resource: UploadResource, response: Response) -> UploadResource:
    response.headers[_OFFSET], response.headers[_LENGTH] = str(resource.offset), str(resource.length)
    return resource
