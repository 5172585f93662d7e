"""The cookies we set: the session, a note by which a browser is known again, and one for a sign-in elsewhere."""

import secrets
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, cast

from fastapi import Response
from starlette.requests import HTTPConnection

from sajangpick.accounts.notes import notes
from sajangpick.accounts.oidc import Errand
from sajangpick.accounts.secret import digest
from sajangpick.accounts.sessions import LONGEST, Opened
from sajangpick.accounts.sign_in import sign_out
from sajangpick.accounts.sign_up import Origin
from sajangpick.api.access import SESSION_COOKIE, address_of
from sajangpick.api.context import Context

KNOWN_COOKIE = "sajangpick_known"
ERRAND_COOKIE = "sajangpick_errand"
_SIGN_IN_PATH = "/api/sign-in"
_KNOWN_SECONDS = 365 * 24 * 3600
# Long enough to look up a password at the issuer, too short to be found later.
_ERRAND_SECONDS = 600


async def admit(connection: HTTPConnection, response: Response, context: Context, opened: Opened) -> None:
    """Hand a signed-in browser its session; one that it had before is over, whoever planted it."""
    old = connection.cookies.get(SESSION_COOKIE)
    if old:
        await sign_out(context.database, old)
    known = await notes(context.database, context.settings, "known")
    note = known.write({"email": digest(opened.account.email), "name": secrets.token_hex(8)})
    _set(response, context, SESSION_COOKIE, opened.secret, seconds=int(LONGEST.total_seconds()), path="/")
    _set(response, context, KNOWN_COOKIE, note, seconds=_KNOWN_SECONDS, path=_SIGN_IN_PATH)


def dismiss(response: Response) -> None:
    """Take the session away from a browser."""
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax")


async def known_browser(connection: HTTPConnection, context: Context, email: str) -> str | None:
    """The name of this browser, if the owner of this e-mail has signed in with it before."""
    known = await notes(context.database, context.settings, "known")
    note = known.read(connection.cookies.get(KNOWN_COOKIE), lives_seconds=_KNOWN_SECONDS)
    if note is None or note.get("email") != digest(email):
        return None
    return str(note.get("name"))


async def send_away(response: Response, context: Context, errand: Errand) -> None:
    """Let the browser keep what it is away for."""
    note = (await notes(context.database, context.settings, "errand")).write(asdict(errand))
    _set(response, context, ERRAND_COOKIE, note, seconds=_ERRAND_SECONDS, path=_SIGN_IN_PATH)


async def take_back(connection: HTTPConnection, context: Context) -> Errand | None:
    """What the browser was away for; None if that is not known, or long ago."""
    kept = await notes(context.database, context.settings, "errand")
    note = kept.read(connection.cookies.get(ERRAND_COOKIE), lives_seconds=_ERRAND_SECONDS)
    return None if note is None else Errand(**cast("dict[str, Any]", note))


def forget_errand(response: Response) -> None:
    """The browser is back."""
    response.delete_cookie(ERRAND_COOKIE, path=_SIGN_IN_PATH, httponly=True, samesite="lax")


def origin_of(connection: HTTPConnection, context: Context) -> Origin:
    """Where a request came from."""
    return Origin(address_of(connection, context), connection.headers.get("user-agent", ""))


def now() -> datetime:
    """The moment of a request."""
    return datetime.now(UTC)


def _set(response: Response, context: Context, name: str, value: str, *, seconds: int, path: str) -> None:
    secure = context.settings.public_url.startswith("https:")
    response.set_cookie(name, value, max_age=seconds, path=path, secure=secure, httponly=True, samesite="lax")
