"""Identities: which sign-ins elsewhere open which account."""

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from sajangpick.domain.credential import Identity
from sajangpick.errors import Conflict, NotFound
from sajangpick.storage.database import Session
from sajangpick.storage.tables import IdentityRow


async def add(session: Session, identity: Identity) -> None:
    """Join one to its account; Conflict `identity_taken` if it opens one already."""
    row = IdentityRow(
        issuer=identity.issuer,
        subject=identity.subject,
        account_id=identity.account_id,
        created_at=identity.created_at,
    )
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise Conflict(
            "이미 다른 계정에 연결된 로그인이에요.",
            code="identity_taken",
            hint="그 계정에서 연결을 먼저 끊어 주세요.",
        ) from error


async def find(session: Session, issuer: str, *, subject: str) -> Identity | None:
    """The identity of this subject."""
    row = await session.get(IdentityRow, (issuer, subject))
    return None if row is None else _as_identity(row)


async def of_account(session: Session, account_id: str) -> list[Identity]:
    """Every sign-in elsewhere that opens the account."""
    wanted = select(IdentityRow).where(IdentityRow.account_id == account_id).order_by(IdentityRow.issuer)
    return [_as_identity(row) for row in await session.scalars(wanted)]


async def remove(session: Session, account_id: str, *, issuer: str) -> None:
    """Part the account from its sign-ins at an issuer; NotFound if it has none there."""
    doomed = delete(IdentityRow).where(IdentityRow.account_id == account_id, IdentityRow.issuer == issuer)
    if (await session.scalars(doomed.returning(IdentityRow.subject))).first() is None:
        raise NotFound("연결된 로그인을 찾을 수 없어요.", hint="목록을 새로 고쳐 주세요.")


async def remove_all(session: Session, account_id: str) -> None:
    """Part the account from every sign-in elsewhere."""
    await session.execute(delete(IdentityRow).where(IdentityRow.account_id == account_id))


def _as_identity(row: IdentityRow) -> Identity:
    return Identity(issuer=row.issuer, subject=row.subject, account_id=row.account_id, created_at=row.created_at)
