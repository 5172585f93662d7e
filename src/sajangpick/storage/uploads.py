"""Uploads: the rows of files that are on their way to us. Their bytes are parts in the object store."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update

from sajangpick.domain.asset import AssetKind
from sajangpick.domain.upload import Upload
from sajangpick.errors import NotFound, TooMany
from sajangpick.storage.database import Session
from sajangpick.storage.rows import fresh, one, removed
from sajangpick.storage.tables import AccountRow, UploadRow

_MISSING = "그런 업로드가 없어요."
_MISSING_HINT = "파일을 처음부터 다시 올려 주세요."


async def start(session: Session, upload: Upload, *, most: int) -> None:
    """Announce an upload. Raises TooMany if its account has `most` of them open already."""
    # Two that are begun at once are counted one after the other; on SQLite they are anyway.
    await session.execute(
        select(AccountRow.id).where(AccountRow.id == upload.account_id).with_for_update(key_share=True)
    )
    wanted = select(func.count(), func.min(UploadRow.expires_at)).where(
        UploadRow.account_id == upload.account_id,
        UploadRow.asset_id.is_(None),
        UploadRow.expires_at > upload.created_at,
    )
    count, earliest = (await session.execute(wanted)).one()
    if count >= most:
        raise TooMany(
            "올리다 만 파일이 너무 많아요.",
            retry_after=max(1.0, (earliest - upload.created_at).total_seconds()),
            hint="올리던 것을 마저 올리거나 취소해 주세요.",
        )
    session.add(
        UploadRow(
            id=upload.id,
            account_id=upload.account_id,
            kind=upload.kind,
            name=upload.name,
            length_bytes=upload.length,
            created_at=upload.created_at,
            expires_at=upload.expires_at,
        )
    )
    await session.flush()


async def read(session: Session, upload_id: str, account_id: str, *, now: datetime) -> Upload:
    """An upload of this account, unless it expired. Raises NotFound."""
    wanted = select(UploadRow).where(
        UploadRow.id == upload_id, UploadRow.account_id == account_id, UploadRow.expires_at > now
    )
    return await one(session, wanted, _as_upload, _MISSING)


async def unfinished(session: Session, account_id: str, *, now: datetime) -> Sequence[Upload]:
    """An account's uploads that are not complete, the newest first: few, because they are limited."""
    wanted = select(UploadRow).where(
        UploadRow.account_id == account_id, UploadRow.asset_id.is_(None), UploadRow.expires_at > now
    )
    return tuple(_as_upload(row) for row in await session.scalars(fresh(wanted.order_by(UploadRow.id.desc()))))


async def prolong(session: Session, upload_id: str, *, expires_at: datetime) -> None:
    """Let an upload live on, because something of it arrived."""
    await session.execute(update(UploadRow).where(UploadRow.id == upload_id).values(expires_at=expires_at))


async def complete(session: Session, upload_id: str, asset_id: str) -> bool:
    """Say what an upload became; False if it is gone, or became something already."""
    done = update(UploadRow).where(UploadRow.id == upload_id, UploadRow.asset_id.is_(None)).values(asset_id=asset_id)
    return await session.scalar(done.returning(UploadRow.id)) is not None


async def remove(session: Session, upload_id: str, account_id: str) -> None:
    """Forget an upload of this account. Raises NotFound."""
    unwanted = delete(UploadRow).where(UploadRow.id == upload_id, UploadRow.account_id == account_id)
    if not await removed(session, unwanted, UploadRow.id):
        raise NotFound(_MISSING, hint=_MISSING_HINT)


def _as_upload(row: UploadRow) -> Upload:
    return Upload(
        id=row.id,
        account_id=row.account_id,
        kind=AssetKind(row.kind),
        name=row.name,
        length=row.length_bytes,
        created_at=row.created_at,
        expires_at=row.expires_at,
        asset_id=row.asset_id,
    )
