"""Assets: the rows that say what a stored file is and whose."""

from collections.abc import Collection

from sqlalchemy import delete, select

from sajangpick.domain.asset import Asset, AssetKind
from sajangpick.domain.page import Page
from sajangpick.errors import NotFound
from sajangpick.storage.database import Session
from sajangpick.storage.rows import fresh, newest, one, removed
from sajangpick.storage.tables import AssetRow

_MISSING = "파일을 찾을 수 없어요."


async def add(session: Session, asset: Asset) -> None:
    """Keep an asset whose bytes are in the store already."""
    session.add(
        AssetRow(
            id=asset.id,
            account_id=asset.account_id,
            kind=asset.kind,
            media_type=asset.media_type,
            name=asset.name,
            byte_count=asset.byte_count,
            sha256=asset.sha256,
            width=asset.width,
            height=asset.height,
            seconds=asset.seconds,
            created_at=asset.created_at,
        )
    )
    await session.flush()


async def read(session: Session, asset_id: str, account_id: str | None = None) -> Asset:
    """An asset, of this account if one is named. Raises NotFound."""
    wanted = select(AssetRow).where(AssetRow.id == asset_id)
    if account_id is not None:
        wanted = wanted.where(AssetRow.account_id == account_id)
    return await one(session, wanted, as_asset, _MISSING)


async def some(session: Session, asset_ids: Collection[str]) -> dict[str, Asset]:
    """Those of these assets that are there, by id."""
    found = await session.scalars(fresh(select(AssetRow).where(AssetRow.id.in_(asset_ids))))
    return {row.id: as_asset(row) for row in found}


async def page(
    session: Session, account_id: str, *, after: str | None = None, limit: int, kind: AssetKind | None = None
) -> Page[Asset]:
    """An account's assets, the newest first."""
    wanted = select(AssetRow).where(AssetRow.account_id == account_id)
    if kind is not None:
        wanted = wanted.where(AssetRow.kind == kind)
    return await newest(session, wanted, as_asset, key=AssetRow.id, after=after, limit=limit)


async def remove(session: Session, asset_id: str, account_id: str) -> None:
    """Forget an asset of this account. Its bytes stay until the sweep finds that nobody uses them. Raises NotFound."""
    unwanted = delete(AssetRow).where(AssetRow.id == asset_id, AssetRow.account_id == account_id)
    if not await removed(session, unwanted, AssetRow.id):
        raise NotFound(_MISSING, hint="주소를 확인해 주세요.")


async def is_used(session: Session, sha256: str) -> bool:
    """True if any account has an asset with these bytes."""
    return await session.scalar(select(AssetRow.id).where(AssetRow.sha256 == sha256).limit(1)) is not None


async def used(session: Session, sha256s: Collection[str]) -> set[str]:
    """Those of these bytes that any account has an asset with."""
    return set(await session.scalars(select(AssetRow.sha256).where(AssetRow.sha256.in_(sha256s))))


def as_asset(row: AssetRow) -> Asset:
    """The noun of a row."""
    return Asset(
        id=row.id,
        account_id=row.account_id,
        kind=AssetKind(row.kind),
        media_type=row.media_type,
        name=row.name,
        byte_count=row.byte_count,
        sha256=row.sha256,
        created_at=row.created_at,
        width=row.width,
        height=row.height,
        seconds=row.seconds,
    )
