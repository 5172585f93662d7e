"""Sessions: browsers that are signed in, found by the SHA-256 of their secret."""

from datetime import datetime

from sqlalchemy import delete, select, update

from sajangpick.domain.account import Account
from sajangpick.domain.credential import BrowserSession
from sajangpick.errors import NotFound
from sajangpick.storage.accounts import as_account
from sajangpick.storage.database import Session
from sajangpick.storage.tables import AccountRow, SessionRow

# Enough letters of the digest to tell one account's browsers apart; the digest itself opens nothing.
_ID_LETTERS = 24


async def add(session: Session, secret_sha256: str, *, browser: BrowserSession) -> None:
    """Keep a new one."""
    row = SessionRow(
        secret_sha256=secret_sha256,
        account_id=browser.account_id,
        csrf=browser.csrf,
        agent=browser.agent,
        created_at=browser.created_at,
        seen_at=browser.seen_at,
        expires_at=browser.expires_at,
    )
    session.add(row)
    await session.flush()


def id_of(secret_sha256: str) -> str:
    """What a session is called in lists."""
    return secret_sha256[:_ID_LETTERS]


async def find(session: Session, secret_sha256: str, *, now: datetime) -> tuple[BrowserSession, Account] | None:
    """The session of this secret and whose it is; None if there is none or its time is over."""
    wanted = select(SessionRow, AccountRow).join(AccountRow, AccountRow.id == SessionRow.account_id)
    wanted = wanted.where(SessionRow.secret_sha256 == secret_sha256, SessionRow.expires_at > now)
    found = (await session.execute(wanted)).first()
    return None if found is None else (_as_session(found[0]), as_account(found[1]))


async def of_account(session: Session, account_id: str, *, now: datetime) -> list[BrowserSession]:
    """Everywhere the account is signed in, the newest first."""
    wanted = select(SessionRow).where(SessionRow.account_id == account_id, SessionRow.expires_at > now)
    return [_as_session(row) for row in await session.scalars(wanted.order_by(SessionRow.created_at.desc()))]


async def see(session: Session, secret_sha256: str, *, now: datetime, expires_at: datetime) -> None:
    """Note that it was used now, and how long it lives if it is not used again."""
    change = update(SessionRow).where(SessionRow.secret_sha256 == secret_sha256)
    await session.execute(change.values(seen_at=now, expires_at=expires_at))


async def close(session: Session, secret_sha256: str) -> None:
    """Sign the browser of this secret out, if it is signed in."""
    await session.execute(delete(SessionRow).where(SessionRow.secret_sha256 == secret_sha256))


async def remove(session: Session, account_id: str, *, session_id: str) -> None:
    """Sign one browser of the account out; NotFound if it is not the account's."""
    wanted = delete(SessionRow).where(SessionRow.account_id == account_id)
    gone = await session.scalars(
        wanted.where(SessionRow.secret_sha256.startswith(session_id, autoescape=True)).returning(SessionRow.csrf)
    )
    if len(session_id) != _ID_LETTERS or not gone.all():
        raise NotFound("로그인된 기기를 찾을 수 없어요.", hint="목록을 새로 고쳐 주세요.")


async def remove_all(session: Session, account_id: str, *, but: str | None = None) -> int:
    """Sign the account out everywhere, except where the session's id is `but`; how many browsers that was."""
    doomed = delete(SessionRow).where(SessionRow.account_id == account_id)
    if but is not None:
        doomed = doomed.where(SessionRow.secret_sha256.not_like(f"{but}%"))
    return len((await session.scalars(doomed.returning(SessionRow.csrf))).all())


async def forget(session: Session, *, before: datetime) -> None:
    """Forget the ones whose time was over before then."""
    await session.execute(delete(SessionRow).where(SessionRow.expires_at < before))


def _as_session(row: SessionRow) -> BrowserSession:
    return BrowserSession(
        id=id_of(row.secret_sha256),
        account_id=row.account_id,
        csrf=row.csrf,
        agent=row.agent,
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
    )
