"""API tokens, found by the SHA-256 of their secret."""

from datetime import datetime

from sqlalchemy import select, update

from sajangpick.domain.account import Account, Scope
from sajangpick.domain.credential import Token
from sajangpick.errors import NotFound
from sajangpick.storage.accounts import as_account
from sajangpick.storage.database import Session
from sajangpick.storage.tables import AccountRow, TokenRow


async def add(session: Session, token: Token, *, secret_sha256: str) -> None:
    """Keep a new one."""
    row = TokenRow(
        id=token.id,
        account_id=token.account_id,
        secret_sha256=secret_sha256,
        name=token.name,
        scopes=" ".join(sorted(token.scopes)),
        created_at=token.created_at,
    )
    session.add(row)
    await session.flush()


async def find(session: Session, secret_sha256: str) -> tuple[Token, Account] | None:
    """The token of this secret and whose it is; None if there is none or it was revoked."""
    wanted = select(TokenRow, AccountRow).join(AccountRow, AccountRow.id == TokenRow.account_id)
    wanted = wanted.where(TokenRow.secret_sha256 == secret_sha256, TokenRow.revoked_at.is_(None))
    found = (await session.execute(wanted)).first()
    return None if found is None else (_as_token(found[0]), as_account(found[1]))


async def of_account(session: Session, account_id: str) -> list[Token]:
    """The account's tokens that are good, the newest first."""
    wanted = select(TokenRow).where(TokenRow.account_id == account_id, TokenRow.revoked_at.is_(None))
    return [_as_token(row) for row in await session.scalars(wanted.order_by(TokenRow.id.desc()))]


async def see(session: Session, token_id: str, *, now: datetime) -> None:
    """Note that it was used now."""
    await session.execute(update(TokenRow).where(TokenRow.id == token_id).values(seen_at=now))


async def revoke(session: Session, token_id: str, *, account_id: str, now: datetime) -> None:
    """Make one useless for ever; NotFound if it is not the account's."""
    change = update(TokenRow).where(TokenRow.id == token_id, TokenRow.account_id == account_id)
    done = await session.scalars(
        change.where(TokenRow.revoked_at.is_(None)).values(revoked_at=now).returning(TokenRow.id)
    )
    if done.first() is None:
        raise NotFound("API 키를 찾을 수 없어요.", hint="목록을 새로 고쳐 주세요.")


async def revoke_all(session: Session, account_id: str, *, now: datetime) -> None:
    """Make all of the account's useless."""
    change = update(TokenRow).where(TokenRow.account_id == account_id, TokenRow.revoked_at.is_(None))
    await session.execute(change.values(revoked_at=now))


def _as_token(row: TokenRow) -> Token:
    return Token(
        id=row.id,
        account_id=row.account_id,
        name=row.name,
        scopes=frozenset(Scope(word) for word in row.scopes.split()),
        created_at=row.created_at,
        seen_at=row.seen_at,
        revoked_at=row.revoked_at,
    )
