"""API tokens: a program proves whom it works for."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sajangpick.accounts.secret import digest, new_secret
from sajangpick.domain.account import Account, Scope
from sajangpick.domain.credential import Token
from sajangpick.domain.identifier import new_id
from sajangpick.errors import Conflict, Forbidden
from sajangpick.storage import tokens
from sajangpick.storage.database import Database, Session

# Known to scanners for leaked secrets, and to people who find one in a file.
PREFIX = "sjp_"
_NOTED_EVERY = timedelta(minutes=10)
# More are a program that makes one for every run.
_TOKENS_PER_ACCOUNT = 50


async def make_token(
    session: Session, account: Account, *, name: str, scopes: Iterable[Scope], now: datetime
) -> tuple[Token, str]:
    """A new token and its secret, which nobody will ever see again."""
    granted = frozenset(scopes)
    if Scope.ADMIN in granted and not account.is_admin:
        raise Forbidden("관리자만 관리 권한이 있는 API 키를 만들 수 있어요.", hint="관리 권한을 빼고 만들어 주세요.")
    if len(await tokens.of_account(session, account.id)) >= _TOKENS_PER_ACCOUNT:
        raise Conflict(
            f"API 키는 {_TOKENS_PER_ACCOUNT}개까지 만들 수 있어요.",
            code="too_many_tokens",
            hint="쓰지 않는 키를 먼저 지워 주세요.",
        )
    secret = PREFIX + new_secret()
    token = Token(new_id(), account.id, name, granted, created_at=now)
    await tokens.add(session, token, secret_sha256=digest(secret))
    return token, secret


async def recognise(database: Database, secret: str, *, now: datetime) -> tuple[Token, Account] | None:
    """Whose program this is; None if the token is none of ours, or was revoked, or its owner is blocked."""
    if not secret.startswith(PREFIX):
        return None
    async with database.reading() as session:
        found = await tokens.find(session, digest(secret))
    if found is None or found[1].blocked_at is not None:
        return None
    token = found[0]
    if token.seen_at is None or now - token.seen_at > _NOTED_EVERY:
        async with database.writing() as session:
            await tokens.see(session, token.id, now=now)
    return found
