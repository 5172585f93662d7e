"""Sign-in elsewhere: Kakao, Google and any issuer by OpenID Connect, Naver by OAuth 2.0 and its profile.

    authorize_url()   the browser is sent away with state, nonce and a PKCE challenge (RFC 7636)
    who_is()          it comes back with a code; the code and the PKCE verifier are changed for an ID token, whose
                      signature, issuer, audience, age and nonce are checked (OpenID Connect Core §3.1.3.7)

The issuer's addresses and keys are asked for each time, so that a changed key is no error and a stale one no risk.
"""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from pydantic import SecretStr

from sajangpick.accounts.secret import new_secret
from sajangpick.domain.json import Json, JsonObject
from sajangpick.errors import Misconfigured, NotSignedIn, Unavailable
from sajangpick.settings import Settings

KAKAO = "https://kauth.kakao.com"
GOOGLE = "https://accounts.google.com"
NAVER = "https://nid.naver.com"
NAVER_PROFILE = "https://openapi.naver.com/v1/nid/me"

# What is signed with a key that the issuer publishes; never with one that both sides know, never with none.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"]
_CLOCKS_DIFFER_SECONDS = 60
TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who vouches for people. `name` is ours for it, `address` is its own; only Naver is no OpenID Connect issuer."""

    name: str
    address: str
    client_id: str
    client_secret: SecretStr | None
    scope: str = "openid email"
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Errand:
    """What our browser is away for: kept in a signed cookie, and told to nobody else."""

    issuer: str
    state: str
    nonce: str
    verifier: str
    back_to: str
    account_id: str | None = None

    @property
    def challenge(self) -> str:
        """What the issuer is shown of the verifier."""
        hashed = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class Person:
    """Whom an issuer vouches for. `subject` is its name for them for ever; the e-mail is theirs only if `verified`."""

    subject: str
    email: str | None
    verified: bool


@dataclass(frozen=True, slots=True)
class _Places:
    """Where an issuer does what, and what it calls itself."""

    issuer: str
    authorize: str
    token: str
    keys: str = ""
    person: str = ""
    takes_secret_in_form: bool = True


def issuers(settings: Settings) -> dict[str, Issuer]:
    """The issuers that the settings know, by name, in the order of their buttons."""
    kakao, naver, google = settings.kakao_client_id, settings.naver_client_id, settings.google_client_id
    known: list[Issuer] = []
    if kakao:
        scope = "openid account_email"
        known.append(Issuer("kakao", KAKAO, kakao, settings.kakao_client_secret, scope=scope))
    if naver:
        known.append(Issuer("naver", NAVER, naver, settings.naver_client_secret, profile=NAVER_PROFILE))
    if google:
        known.append(Issuer("google", GOOGLE, google, settings.google_client_secret))
    if settings.oidc_issuer and settings.oidc_client_id:
        known.append(Issuer("oidc", settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret))
    return {issuer.name: issuer for issuer in known}


def new_errand(issuer: Issuer, *, back_to: str, account_id: str | None = None) -> Errand:
    """An errand with fresh secrets; `account_id` is whose account the sign-in shall be joined to."""
    return Errand(issuer.name, new_secret(), new_secret(), new_secret(), back_to, account_id)


async def authorize_url(client: httpx.AsyncClient, issuer: Issuer, errand: Errand, *, redirect_uri: str) -> str:
    """Where the browser is sent. Raises Unavailable and Misconfigured, about the issuer."""
    places = await _places(client, issuer)
    asked = {
        "response_type": "code",
        "client_id": issuer.client_id,
        "redirect_uri": redirect_uri,
        "state": errand.state,
        "code_challenge": errand.challenge,
        "code_challenge_method": "S256",
    }
    if issuer.profile is None:
        asked |= {"scope": issuer.scope, "nonce": errand.nonce}
    return f"{places.authorize}{'&' if '?' in places.authorize else '?'}{urlencode(asked)}"


async def who_is(
    client: httpx.AsyncClient,
    issuer: Issuer,
    errand: Errand,
    *,
    code: str,
    claimed_issuer: str | None,
    redirect_uri: str,
    now: datetime,
) -> Person:
    """Who came back with this code. NotSignedIn if anything about it is not as it must be.

    `claimed_issuer` is the parameter `iss` of the way back (RFC 9207), which unmasks a code of another issuer.
    """
    places = await _places(client, issuer)
    if claimed_issuer is not None and claimed_issuer != places.issuer:
        raise _refused("another issuer answered")
    tokens = await _change_code(client, issuer, errand, places, code=code, redirect_uri=redirect_uri)
    access = tokens.get("access_token")
    if issuer.profile is not None:
        return await _naver_person(client, issuer.profile, access)
    claims = await _claims(client, issuer, errand, places, id_token=tokens.get("id_token"), now=now)
    # Kakao says only there whether the e-mail is verified.
    if "email_verified" not in claims and places.person and isinstance(access, str):
        told = await _get(client, places.person, token=access)
        if told.get("sub") != claims["sub"]:
            raise _refused("the profile is somebody else's")
        claims = {**told, **claims}
    email = claims.get("email")
    is_verified = claims.get("email_verified") in (True, "true")
    return Person(str(claims["sub"]), email if isinstance(email, str) else None, is_verified)


async def _places(client: httpx.AsyncClient, issuer: Issuer) -> _Places:
    if issuer.profile is not None:
        base = f"{issuer.address}/oauth2.0"
        return _Places(issuer.address, f"{base}/authorize", f"{base}/token")
    address = issuer.address.rstrip("/")
    _require_secure(address)
    told = await _get(client, f"{address}/.well-known/openid-configuration")
    names = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
    own, authorize, token, keys = (str(told.get(name, "")) for name in names)
    if own.rstrip("/") != address:
        raise Misconfigured(
            f"{address} calls itself {own or 'nothing'}.", hint="Set the issuer to what it calls itself."
        )
    person = str(told.get("userinfo_endpoint") or "")
    for place in (authorize, token, keys, *([person] if person else [])):
        _require_secure(place)
    methods = told.get("token_endpoint_auth_methods_supported")
    in_form = isinstance(methods, list) and "client_secret_post" in methods
    return _Places(own, authorize, token, keys, person, takes_secret_in_form=in_form)


async def _change_code(
    client: httpx.AsyncClient, issuer: Issuer, errand: Errand, places: _Places, *, code: str, redirect_uri: str
) -> JsonObject:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "client_id": issuer.client_id,
        "code_verifier": errand.verifier,
    }
    if issuer.profile is not None:
        form["state"] = errand.state
    secret = issuer.client_secret.get_secret_value() if issuer.client_secret else None
    auth = None
    if secret is not None and places.takes_secret_in_form:
        form["client_secret"] = secret
    elif secret is not None:
        auth = httpx.BasicAuth(issuer.client_id, secret)
    return await _ask(client, client.build_request("POST", places.token, data=form), auth=auth)


async def _claims(
    client: httpx.AsyncClient, issuer: Issuer, errand: Errand, places: _Places, *, id_token: Json, now: datetime
) -> JsonObject:
    if not isinstance(id_token, str):
        raise _refused("there is no ID token")
    keys = await _get(client, places.keys)
    rules = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=_CLOCKS_DIFFER_SECONDS,
        iss={"essential": True, "value": places.issuer},
        aud={"essential": True, "value": issuer.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": errand.nonce},
    )
    try:
        token = jwt.decode(id_token, KeySet.import_key_set(cast(KeySetSerialization, keys)), algorithms=_ALGORITHMS)
        rules.validate(token.claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise _refused(f"its ID token is no good ({type(error).__name__})") from error
    claims = cast("JsonObject", token.claims)
    audience, party = claims["aud"], claims.get("azp")
    is_shared = isinstance(audience, list) and len(audience) > 1
    if (is_shared or party is not None) and party != issuer.client_id:
        raise _refused("its ID token is for another client")
    return claims


async def _naver_person(client: httpx.AsyncClient, profile: str, access: Json) -> Person:
    """Naver's own answer. It does not say whether the e-mail was proved, so for us it was not."""
    if not isinstance(access, str):
        raise _refused("there is no access token")
    told = (await _get(client, profile, token=access)).get("response")
    if not isinstance(told, dict) or not told.get("id"):
        raise _refused("the profile is empty")
    email = told.get("email")
    return Person(str(told["id"]), email if isinstance(email, str) else None, verified=False)


async def _get(client: httpx.AsyncClient, url: str, *, token: str | None = None) -> JsonObject:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return await _ask(client, client.build_request("GET", url, headers=headers))


async def _ask(client: httpx.AsyncClient, request: httpx.Request, *, auth: httpx.Auth | None = None) -> JsonObject:
    """The JSON object that is answered. The answer may name what we sent, so no error repeats it."""
    request.headers["Accept"] = "application/json"
    try:
        answer = await client.send(request, auth=auth)
        told: object = answer.json() if answer.status_code < 500 else None
    except (httpx.HTTPError, ValueError) as error:
        raise _silent(request) from error
    if answer.status_code >= 500:
        raise _silent(request)
    if answer.status_code >= 300 or not isinstance(told, dict) or "error" in told:
        raise _refused(f"it answered {answer.status_code}")
    return cast("JsonObject", told)


def _require_secure(url: str) -> None:
    parts = urlsplit(url)
    on_this_machine = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and on_this_machine):
        raise Misconfigured(
            f"The issuer's address {url!r} is not https.", hint="Use an issuer that is reached by https."
        )


def _silent(request: httpx.Request) -> Unavailable:
    return Unavailable(
        f"로그인 서버({request.url.host})가 응답하지 않아요.", hint="잠시 뒤 다시 시도하거나 이메일로 로그인해 주세요."
    )


def _refused(why: str) -> NotSignedIn:
    return NotSignedIn(f"다른 서비스로 로그인하지 못했어요. ({why})", hint="처음부터 다시 시도해 주세요.")
