"""Sign-in elsewhere: away to Kakao, Naver, Google or another issuer, back again, and what is joined to an account.

The browser itself goes these ways, so what goes wrong is told to the page it ends on: `/sign-in?problem=…` with the
code of the problem.
"""

import hmac
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

import httpx
from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from sajangpick.accounts import joining, oidc
from sajangpick.accounts.oidc import Errand, Issuer
from sajangpick.api.access import Anybody, Caller, InPerson, rate_limited
from sajangpick.api.context import Context, Here
from sajangpick.api.cookies import admit, forget_errand, now, origin_of, send_away, take_back
from sajangpick.api.problem import answers, kind_of
from sajangpick.api.schema import Resource
from sajangpick.errors import (
    Conflict,
    Forbidden,
    Misconfigured,
    NotFound,
    NotSignedIn,
    SajangpickError,
    TooMany,
    Unavailable,
)
from sajangpick.storage import identities
from sajangpick.telemetry import logger

router = APIRouter(prefix="/api", tags=["sign-in"])
log = logger(__name__)

IssuerName = Annotated[str, Path(pattern="^[a-z]{1,20}$", description="Where one signs in.", examples=["kakao"])]
# What issuers send back; none of them needs more.
Given = Annotated[str | None, Query(max_length=4096, pattern="^[ -~]*$", description="What the issuer says.")]
BackTo = Annotated[str, Query(alias="next", max_length=500, description="The page of ours to end on.")]
_AWAY = {303: {"description": "The browser goes on from here."}}


class IdentityResource(Resource):
    """A sign-in elsewhere that opens the account."""

    issuer: str = Field(examples=["kakao"])
    created_at: datetime


class IdentityList(Resource):
    """Every sign-in elsewhere that opens the account."""

    items: list[IdentityResource]


class Away(Resource):
    """Where the browser goes next."""

    url: str = Field(examples=["https://kauth.kakao.com/oauth/authorize?client_id=…"])


@router.get(
    "/sign-in/{issuer}",
    operation_id="signInElsewhere",
    summary="Go and sign in at an issuer",
    status_code=303,
    response_class=RedirectResponse,
    responses={**_AWAY, **answers(NotFound, TooMany)},
    dependencies=[rate_limited("oidc", 30, strangers=True)],
)
async def go(issuer: IssuerName, here: Here, back_to: BackTo = "/") -> Response:
    """A link or button of the sign-in page leads here."""
    vouching = _issuer(here, issuer)
    try:
        errand = oidc.new_errand(vouching, back_to=_our_page(back_to))
        answer = RedirectResponse(await _url(here, vouching, errand), status_code=303)
    except SajangpickError as error:
        return _failed(error)
    await send_away(answer, here, errand)
    return answer


@router.get(
    "/sign-in/{issuer}/callback",
    operation_id="signInCallback",
    summary="Come back from an issuer",
    status_code=303,
    response_class=RedirectResponse,
    responses={**_AWAY, **answers(NotFound, TooMany)},
    dependencies=[rate_limited("oidc", 30, strangers=True)],
)
async def come_back(
    issuer: IssuerName,
    request: Request,
    here: Here,
    caller: Anybody,
    code: Given = None,
    state: Given = None,
    iss: Given = None,
) -> Response:
    """The issuer sends the browser here. Without the cookie that it went away with, nothing happens."""
    vouching = _issuer(here, issuer)
    try:
        answer = await _come_back(vouching, request, here, caller, code=code, state=state, iss=iss)
    except SajangpickError as error:
        answer = _failed(error)
    forget_errand(answer)
    return answer


@router.get(
    "/account/identities",
    operation_id="listIdentities",
    summary="Sign-ins elsewhere that open the account",
    responses=answers(NotSignedIn, Forbidden),
)
async def list_identities(caller: InPerson, here: Here) -> IdentityList:
    """By the names of their issuers."""
    names = {issuer.address: issuer.name for issuer in oidc.issuers(here.settings).values()}
    async with here.database.reading() as session:
        found = await identities.of_account(session, caller.account.id)
    items = [IdentityResource(issuer=names.get(it.issuer, it.issuer), created_at=it.created_at) for it in found]
    return IdentityList(items=items)


@router.post(
    "/account/identities/{issuer}",
    operation_id="joinIdentity",
    summary="Go and sign in at an issuer, to open this account by it from now on",
    responses=answers(NotSignedIn, Forbidden, NotFound, TooMany, Misconfigured),
    dependencies=[rate_limited("oidc", 30)],
)
async def join(issuer: IssuerName, caller: InPerson, response: Response, here: Here) -> Away:
    """The page sends its browser to `url`; it comes back to /me/security."""
    vouching = _issuer(here, issuer)
    errand = oidc.new_errand(vouching, back_to="/me/security", account_id=caller.account.id)
    url = await _url(here, vouching, errand)
    await send_away(response, here, errand)
    return Away(url=url)


@router.delete(
    "/account/identities/{issuer}",
    status_code=204,
    operation_id="partIdentity",
    summary="Let sign-ins at an issuer open the account no more",
    responses=answers(NotSignedIn, Forbidden, NotFound, Conflict),
)
async def part(issuer: IssuerName, request: Request, caller: InPerson, here: Here) -> None:
    """A conflict (`last_way_in`) if the account could not be opened any more."""
    vouching = _issuer(here, issuer)
    await joining.part(here.database, caller.account, vouching, origin=origin_of(request, here), now=now())


async def _come_back(
    issuer: Issuer,
    request: Request,
    here: Context,
    caller: Caller | None,
    *,
    code: str | None,
    state: str | None,
    iss: str | None,
) -> Response:
    errand = await take_back(request, here)
    if errand is None or errand.issuer != issuer.name or not hmac.compare_digest(errand.state, state or ""):
        raise NotSignedIn("이 브라우저에서 시작한 로그인이 아니에요.", hint="처음부터 다시 시도해 주세요.")
    if code is None:
        raise NotSignedIn("로그인을 취소하셨어요.", hint="다시 시도해 주세요.")
    async with _client() as client:
        person = await oidc.who_is(
            client, issuer, errand, code=code, claimed_issuer=iss, redirect_uri=_redirect_uri(here, issuer), now=now()
        )
    answer = RedirectResponse(errand.back_to, status_code=303)
    origin, moment = origin_of(request, here), now()
    if errand.account_id is None:
        opened = await joining.enter(here.database, here.settings, issuer, person, origin=origin, now=moment)
        await admit(request, answer, here, opened)
    elif caller is None or caller.account.id != errand.account_id:
        raise NotSignedIn("그사이 로그아웃됐어요.", hint="다시 로그인한 뒤 연결해 주세요.")
    else:
        await joining.join(here.database, caller.account, issuer, person, origin=origin, now=moment)
    return answer


async def _url(here: Context, issuer: Issuer, errand: Errand) -> str:
    async with _client() as client:
        return await oidc.authorize_url(client, issuer, errand, redirect_uri=_redirect_uri(here, issuer))


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=oidc.TIMEOUT_SECONDS)


def _issuer(here: Context, name: str) -> Issuer:
    known = oidc.issuers(here.settings).get(name)
    if known is None:
        raise NotFound("이 로그인은 준비되어 있지 않아요.", hint="다른 방법으로 로그인해 주세요.")
    return known


def _redirect_uri(here: Context, issuer: Issuer) -> str:
    return f"{here.settings.public_url.rstrip('/')}/api/sign-in/{issuer.name}/callback"


def _our_page(path: str) -> str:
    """A page of ours and nothing else: two slashes, or one and a backslash, lead to another site."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path if is_ours else "/"


def _failed(error: SajangpickError) -> Response:
    match error:
        case Unavailable():
            code = "issuer_unavailable"
        case Misconfigured():
            code = "issuer_misconfigured"
        case _:
            code = kind_of(error).code
    log.warning("oidc.failed", code=code, reason=error.message)
    return RedirectResponse(f"/sign-in?{urlencode({'problem': code})}", status_code=303)
