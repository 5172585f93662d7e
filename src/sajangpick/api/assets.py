"""Assets: photos, logos and music that owners send, and the files that we make of them."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from sajangpick.api.access import Reader, Writer, rate_limited
from sajangpick.api.context import Here
from sajangpick.api.files import LinkResource, link_to
from sajangpick.api.incoming import body_of, receive_file
from sajangpick.api.problem import answers
from sajangpick.api.schema import After, Id, Limit, Listing
from sajangpick.api.taking import AssetResource, SentKind, TakenAsset, take
from sajangpick.domain.asset import AssetKind
from sajangpick.errors import BadInput, Forbidden, NotFound, NotSignedIn, PhotoRefused, TooLarge, TooMany, TooSlow
from sajangpick.storage import assets

router = APIRouter(prefix="/api/assets", tags=["assets"], responses=answers(NotSignedIn, Forbidden))

_SENT_PER_MINUTE = 30
FileName = Annotated[str, Query(max_length=1000, description="As on the sender's device.", examples=["국밥.heic"])]


@router.post(
    "",
    status_code=201,
    operation_id="createAsset",
    summary="Send a file",
    responses=answers(BadInput, PhotoRefused, TooLarge, TooSlow, TooMany),
    openapi_extra=body_of("application/octet-stream"),
    dependencies=[rate_limited("assets", _SENT_PER_MINUTE)],
)
async def create_asset(
    kind: Annotated[SentKind, Query(description="What it is to be.")],
    request: Request,
    response: Response,
    caller: Writer,
    here: Here,
    name: FileName = "",
) -> TakenAsset:
    """The body is the file as it is, in one go; over a bad line use `/api/uploads`.

    What it is shows its content, not its name. Photos (JPEG, PNG, WebP, HEIC, AVIF, GIF, BMP, TIFF) are turned upright,
    brought to sRGB and lose every trace of place, time and device; `advice` is what the photo coach says.
    """
    limits = here.settings
    with TemporaryDirectory(prefix="sajangpick-") as folder:
        source = Path(folder) / "source"
        await receive_file(request, source, most=limits.upload_max_bytes, idle_seconds=limits.upload_idle_seconds)
        taken = await take(here, caller.account.id, AssetKind(kind), name=name, source=source)
    async with here.database.writing() as session:
        await assets.add(session, taken.asset)
    response.headers["Location"] = f"{router.prefix}/{taken.asset.id}"
    return taken.resource()


@router.get("", operation_id="listAssets", summary="One's files, newest first")
async def list_assets(
    caller: Reader,
    here: Here,
    after: After = None,
    limit: Limit = 20,
    kind: Annotated[AssetKind | None, Query(description="Only those of this kind.")] = None,
) -> Listing[AssetResource]:
    """Those sent and those made."""
    async with here.database.reading() as session:
        page = await assets.page(session, caller.account.id, after=after, limit=limit, kind=kind)
    return Listing(items=[AssetResource.model_validate(asset) for asset in page.items], next=page.next)


@router.get("/{asset_id}", operation_id="readAsset", summary="A file's facts", responses=answers(NotFound))
async def read_asset(asset_id: Id, caller: Reader, here: Here) -> AssetResource:
    """For its bytes ask for a link."""
    async with here.database.reading() as session:
        return AssetResource.model_validate(await assets.read(session, asset_id, caller.account.id))


@router.delete(
    "/{asset_id}", status_code=204, operation_id="deleteAsset", summary="Delete a file", responses=answers(NotFound)
)
async def delete_asset(asset_id: Id, caller: Writer, here: Here) -> None:
    """Its links end at once. Shorts that were made of it stay."""
    async with here.database.writing() as session:
        await assets.remove(session, asset_id, caller.account.id)


@router.get(
    "/{asset_id}/link", operation_id="readAssetLink", summary="A link to a file's bytes", responses=answers(NotFound)
)
async def read_asset_link(
    asset_id: Id,
    caller: Reader,
    here: Here,
    download: Annotated[bool, Query(description="Have browsers save the file instead of showing it.")] = False,
) -> LinkResource:
    """Whoever has it can read the file until it expires, in parts too; what plays by then plays to its end."""
    async with here.database.reading() as session:
        asset = await assets.read(session, asset_id, caller.account.id)
    return await link_to(here, asset, inline=not download)
