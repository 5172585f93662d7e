"""Who asks, and what they may do: the parameters of endpoints that want to know.

* `Reader`    an account, by its browser's session or by a token with the scope `read`
* `Writer`    the same with the scope `write`
* `Admin`     an administrator, by session or by a token with the scope `admin`
* `InPerson`  an account by its browser's session alone: for what no program should do (passwords, tokens, deletion)
* `OurOrigin` anybody, but not sent from the page of another site: for sign-in itself
* `rate_limited("shorts", 30)`  in a route's `dependencies`: so many a minute for an account, and for an address

What a browser with a session changes must come from our own page (Origin) and carry the session's CSRF value in
`X-CSRF-Token`. A token needs neither, because no browser sends it by itself.
"""

import hmac
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit

from fastapi import Depends, Security
from fastapi.openapi.models import APIKey, APIKeyIn
from fastapi.openapi.models import HTTPBearer as HTTPBearerModel
from fastapi.openapi.models import SecurityBase as SecuritySchemeModel
from fastapi.params import Depends as Dependency
from fastapi.security.base import SecurityBase
from starlette.requests import HTTPConnection

from sajangpick.accounts import sessions, tokens
from sajangpick.accounts.limits import Allowance, address_key, client_address, take
from sajangpick.api.context import Context, Here
from sajangpick.domain.account import Account, Scope
from sajangpick.domain.credential import BrowserSession
from sajangpick.errors import Forbidden, NotSignedIn, TooMany

SESSION_COOKIE = "sajangpick_session"
CSRF_HEADER = "X-CSRF-Token"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# A shop's phones share one address, and so do the customers of a mobile network.
_ACCOUNTS_PER_ADDRESS = 5
_SECONDS_PER_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. `browser` is None for a program; `address` is theirs as far as we can know it."""

    account: Account
    scopes: frozenset[Scope]
    via: Literal["session", "token"]
    address: str
    browser: BrowserSession | None = None


async def identify(connection: HTTPConnection, context: Context) -> Caller | None:
    """Who asks, or None for a stranger; Forbidden if a browser was made to ask by somebody else's page.

    A token that is no good is NotSignedIn, even beside a session that is: a program must hear of it.
    """
    now = datetime.now(UTC)
    address = address_of(connection, context)
    kind, _, secret = connection.headers.get("authorization", "").partition(" ")
    if kind.casefold() == "bearer":
        known = await tokens.recognise(context.database, secret.strip(), now=now)
        if known is None:
            raise NotSignedIn("This API token is unknown or was revoked.", hint="Make a new one in the settings.")
        return Caller(known[1], known[0].scopes, "token", address)
    cookie = connection.cookies.get(SESSION_COOKIE)
    found = await sessions.recognise(context.database, cookie, now=now) if cookie else None
    if found is None:
        return None
    browser, account = found
    _require_own_page(connection, context, browser)
    scopes = frozenset(Scope) if account.is_admin else frozenset({Scope.READ, Scope.WRITE})
    return Caller(account, scopes, "session", address, browser)


def address_of(connection: HTTPConnection, context: Context) -> str:
    """The address of whoever connected, as far as our own proxies vouch for it; empty if it has none."""
    peer = connection.client.host if connection.client else ""
    forwarded = ",".join(connection.headers.getlist("x-forwarded-for"))
    return client_address(peer, forwarded, trusted_proxies=context.settings.trusted_proxies)


def rate_limited(name: str, per_minute: int, *, strangers: bool = False) -> Dependency:
    """A dependency that raises TooMany beyond so many a minute, for an account and (five times that) for an address.

    `strangers` are counted by their address alone, and not asked who they are: for what one does before signing in.
    """

    async def limit(connection: HTTPConnection, context: Here, caller: "Anybody") -> None:
        await spend(connection, context, name=name, per_minute=per_minute, caller=caller)

    async def limit_strangers(connection: HTTPConnection, context: Here) -> None:
        await spend(connection, context, name=name, per_minute=per_minute)

    return Dependency(limit_strangers if strangers else limit)


async def spend(
    connection: HTTPConnection, context: Context, *, name: str, per_minute: int, caller: Caller | None = None
) -> None:
    """Count one request against the limit of its account and of its address; TooMany beyond it.

    A stranger has the whole of an address's allowance, because there is no account to count by, yet only once.
    """
    address = f"limit:{name}:address:{address_key(address_of(connection, context))}"
    if caller is None:
        wanted = {address: _allowance(per_minute)}
    else:
        wanted = {
            f"limit:{name}:account:{caller.account.id}": _allowance(per_minute),
            address: _allowance(per_minute * _ACCOUNTS_PER_ADDRESS),
        }
    async with context.database.writing() as session:
        wait = await take(session, wanted, now=datetime.now(UTC))
    if wait > 0:
        raise TooMany(
            "요청이 너무 잦아요.", retry_after=math.ceil(wait), hint=f"{math.ceil(wait)}초 뒤에 다시 시도해 주세요."
        )


def _allowance(per_minute: int) -> Allowance:
    return Allowance(burst=per_minute, per_second=per_minute / _SECONDS_PER_MINUTE)


def require_our_origin(connection: HTTPConnection, context: Context) -> None:
    """Forbidden if a browser says that another site's page sent this. Programs say nothing, and may."""
    origin = connection.headers.get("origin")
    site = connection.headers.get("sec-fetch-site", "none")
    is_ours = site in ("same-origin", "none") if origin is None else origin in _our_origins(connection, context)
    if not is_ours:
        raise Forbidden(
            "This request was sent by the page of another site.",
            hint="Send it from the service's own page, or set SAJANGPICK_PUBLIC_URL to the address that browsers use.",
        )


async def _anybody(connection: HTTPConnection, context: Here) -> Caller | None:
    return await identify(connection, context)


async def _our_origin(connection: HTTPConnection, context: Here) -> None:
    require_our_origin(connection, context)


class _Documented(SecurityBase):
    """A way to sign in, for the OpenAPI document alone; it checks nothing, and so serves WebSockets too."""

    def __init__(self, name: str, model: SecuritySchemeModel) -> None:
        self.scheme_name = name
        self.model = model

    async def __call__(self) -> None:
        """Nothing: `identify` reads what there is."""


_session = _Documented("session", APIKey.model_validate({"in": APIKeyIn.cookie, "name": SESSION_COOKIE}))
_token = _Documented("token", HTTPBearerModel(bearerFormat=f"{tokens.PREFIX}…"))


async def _signed_in(
    caller: Annotated[Caller | None, Depends(_anybody)],
    _by_session: Annotated[None, Security(_session)],
    _by_token: Annotated[None, Security(_token)],
) -> Caller:
    if caller is None:
        raise NotSignedIn("로그인이 필요해요.", hint="로그인한 뒤 다시 시도해 주세요.")
    return caller


def _with(scope: Scope) -> Callable[[Caller], Awaitable[Caller]]:
    async def allowed(caller: Annotated[Caller, Depends(_signed_in)]) -> Caller:
        if scope is Scope.ADMIN and not caller.account.is_admin:
            raise Forbidden("관리자만 할 수 있어요.", hint="관리자 계정으로 로그인해 주세요.")
        if scope not in caller.scopes:
            raise Forbidden(f"This API token lacks the scope {scope}.", hint="Make one that has it in the settings.")
        return caller

    return allowed


async def _in_person(caller: Annotated[Caller, Depends(_signed_in)]) -> Caller:
    if caller.browser is None:
        raise Forbidden("This is for an owner in a browser, not for programs.", hint="Sign in and do it there.")
    return caller


def _require_own_page(connection: HTTPConnection, context: Context, browser: BrowserSession) -> None:
    """A browser sends its cookie along whoever asks it to; so ask for what only our own page can know."""
    is_socket = connection.scope["type"] == "websocket"
    if is_socket or connection.scope["method"] not in _SAFE_METHODS:
        require_our_origin(connection, context)
    if is_socket and "origin" not in connection.headers:
        raise Forbidden("A browser names the origin of a WebSocket.", hint="Programs connect with a token.")
    if is_socket or connection.scope["method"] in _SAFE_METHODS:
        return
    given = connection.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode(), browser.csrf.encode()):
        raise Forbidden(
            f"The header {CSRF_HEADER} is missing or wrong.",
            hint="Send the value of csrf that GET /api/account answers.",
        )


def _our_origins(connection: HTTPConnection, context: Context) -> frozenset[str]:
    """Where our pages live: the public address, and whatever address this request was sent to."""
    public = urlsplit(context.settings.public_url)
    scheme = {"ws": "http", "wss": "https"}.get(connection.url.scheme, connection.url.scheme)
    here = f"{scheme}://{connection.headers.get('host', '')}"
    return frozenset({f"{public.scheme}://{public.netloc}".casefold(), here.casefold()})


Anybody = Annotated[Caller | None, Depends(_anybody)]
"""Whoever asks; None for a stranger."""
Reader = Annotated[Caller, Depends(_with(Scope.READ))]
"""An account that may read its things."""
Writer = Annotated[Caller, Depends(_with(Scope.WRITE))]
"""An account that may change its things."""
Admin = Annotated[Caller, Depends(_with(Scope.ADMIN))]
"""An administrator."""
InPerson = Annotated[Caller, Depends(_in_person)]
"""An account in its own browser, no program."""
OurOrigin = Annotated[None, Depends(_our_origin)]
"""No one else's page; for what strangers may do that changes something."""
