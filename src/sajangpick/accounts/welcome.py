"""The welcome is given once to an e-mail, also to one that left and came back."""

import hmac
import secrets
from datetime import datetime

from sajangpick.domain.account import Account
from sajangpick.settings import Settings
from sajangpick.storage import ledger, welcomes
from sajangpick.storage.database import Session
from sajangpick.storage.secrets import made

_KEY_BYTES = 32
_PURPOSE = b"sajangpick.welcome\0"


async def welcome(session: Session, settings: Settings, account: Account, *, now: datetime) -> None:
    """Grant a new account its credits, unless somebody had them under the same e-mail.

    Of the e-mail no more is kept than HMAC-SHA256 under the service's key: enough to know it again if it is given
    again, but without the key nobody can tell, or try out, whose it was.
    """
    if settings.welcome_credits == 0:
        return
    digest = hmac.digest(await _key(session, settings), _PURPOSE + account.email.encode(), "sha256").hex()
    if await welcomes.add(session, digest, now=now):
        await ledger.grant(session, account.id, settings.welcome_credits, note="가입 축하 크레딧", once="welcome")


async def _key(session: Session, settings: Settings) -> bytes:
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value().encode()
    return await made(session, "welcome", lambda: secrets.token_bytes(_KEY_BYTES))
