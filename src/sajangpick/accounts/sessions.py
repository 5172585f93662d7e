"""Sessions: a browser signs in, is recognised by its cookie, and is signed out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sajangpick.accounts.secret import digest, new_secret
from sajangpick.domain.account import Account
from sajangpick.domain.credential import BrowserSession
from sajangpick.storage import sessions
from sajangpick.storage.database import Database, Session

# Whoever was away for longer signs in again; so does everybody now and then.
_IDLE = timedelta(days=30)
LONGEST = timedelta(days=180)
# A write for every click would cost more than knowing the minute is worth.
_NOTED_EVERY = timedelta(minutes=10)
_AGENT_LETTERS = 255


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that has just begun. `secret` is for the browser's cookie and is not kept here."""

    secret: str
    browser: BrowserSession
    account: Account


async def open_session(session: Session, account: Account, *, agent: str, now: datetime) -> Opened:
    """Sign a browser in. Its secret is always new, so that nobody can plant one beforehand."""
    secret = new_secret()
    key = digest(secret)
    browser = BrowserSession(
        id=sessions.id_of(key),
        account_id=account.id,
        csrf=new_secret(),
        agent=agent[:_AGENT_LETTERS],
        created_at=now,
        seen_at=now,
        expires_at=now + _IDLE,
    )
    await sessions.add(session, key, browser=browser)
    return Opened(secret, browser, account)


async def recognise(database: Database, secret: str, *, now: datetime) -> tuple[BrowserSession, Account] | None:
    """Whose browser this is; None if the secret is none of ours, or its time is over, or its owner is blocked."""
    key = digest(secret)
    async with database.reading() as session:
        found = await sessions.find(session, key, now=now)
    if found is None or found[1].blocked_at is not None:
        return None
    browser = found[0]
    if now - browser.seen_at > _NOTED_EVERY:
        async with database.writing() as session:
            await sessions.see(session, key, now=now, expires_at=min(now + _IDLE, browser.created_at + LONGEST))
    return found
