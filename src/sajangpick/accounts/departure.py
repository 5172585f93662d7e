"""An owner leaves: everything of theirs goes, and one nameless line in the audit stays."""

from datetime import datetime, timedelta

from sajangpick.accounts.sign_in import require_password
from sajangpick.accounts.sign_up import Origin
from sajangpick.domain.account import Account
from sajangpick.domain.credential import BrowserSession
from sajangpick.errors import NotSignedIn
from sajangpick.storage import accounts, audits
from sajangpick.storage.database import Database

# Whoever has no password shows by a sign-in of just now that they are no stranger at a phone left lying.
_JUST_NOW = timedelta(minutes=10)


async def require_owner(
    database: Database,
    account: Account,
    *,
    browser: BrowserSession,
    password: str | None,
    origin: Origin,
    now: datetime,
) -> None:
    """Have the owner prove again who they are: by password, or, without one, by having signed in just now."""
    async with database.reading() as session:
        has_password = await accounts.password_hash(session, account.id) is not None
    if has_password:
        await require_password(database, account, password=password or "", browser=browser, origin=origin, now=now)
    elif now - browser.created_at > _JUST_NOW:
        raise NotSignedIn("본인 확인이 필요해요.", hint="로그아웃한 뒤 다시 로그인하고 10분 안에 다시 해 주세요.")


async def leave(database: Database, account: Account, *, now: datetime) -> None:
    """Delete the account with all its rows. Its files go with the next sweep, unless another account has the same.

    Conflict `last_admin` if others would be left with nobody to administer.
    """
    async with database.writing() as session:
        await accounts.remove(session, account.id)
        await audits.add(session, actor_id=None, action="account.deleted", target="", detail={}, address="", now=now)
