"""An OpenID Connect server of the tests' own, over real HTTP; it can be told to lie. It is Naver's OAuth server too."""

import base64
import hashlib
import hmac
import json
import secrets
import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "our-client", "our-secret"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
STRANGERS_KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})


@dataclass
class Issuer:
    """What the server knows and how it lies. `person` is whoever signs in next."""

    address: str = ""
    person: dict[str, object] = field(default_factory=dict)
    claims: dict[str, object] = field(default_factory=dict)
    told_of_person: dict[str, object] | None = None
    key: RSAKey = field(default_factory=lambda: KEY)
    algorithm: str = "RS256"
    called: str | None = None
    in_form: bool = True
    broken: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def discovery(self, _: Request) -> Response:
        if self.broken:
            return Response("out of order", 503)
        told = {
            "issuer": self.called or self.address,
            "authorization_endpoint": f"{self.address}/authorize?realm=tests",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post" if self.in_form else "client_secret_basic"],
        }
        return JSONResponse(told)

    def keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [KEY.as_dict(private=False)]})

    def authorize(self, request: Request) -> Response:
        """As if the person had signed in and agreed."""
        asked = dict(request.query_params)
        self.asked.append(asked)
        if asked["client_id"] != CLIENT or asked["response_type"] != "code" or asked["code_challenge_method"] != "S256":
            return Response("bad request", 400)
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        back = {"code": code, "state": asked["state"], "iss": self.address}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}", 303)

    async def token(self, request: Request) -> Response:
        """Change a code, once, for whoever holds the verifier and the secret."""
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = _base64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        is_right = asked is not None and challenge == asked["code_challenge"]
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        has_secret = (
            form.get("client_secret") == SECRET
            if self.in_form
            else request.headers.get("authorization") == f"Basic {basic}"
        )
        if asked is None or not is_right or not has_secret or form.get("redirect_uri") != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse({"access_token": "access", "token_type": "Bearer", "id_token": self._id_token(asked)})

    def userinfo(self, request: Request) -> Response:
        if request.headers.get("authorization") != "Bearer access":
            return JSONResponse({"error": "invalid_token"}, 401)
        return JSONResponse(self.told_of_person or self.person)

    def naver_profile(self, request: Request) -> Response:
        if request.headers.get("authorization") != "Bearer access":
            return JSONResponse({"resultcode": "024", "message": "Authentication failed"}, 401)
        return JSONResponse({"resultcode": "00", "message": "success", "response": self.person})

    def _id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 600, "nonce": asked.get("nonce", "")}
        claims |= self.person | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": "one"}
        if self.algorithm == "RS256":
            return jwt.encode(header, claims, self.key)
        # Signed with what everybody may read, the public key; or not at all.
        said = f"{_base64(json.dumps(header).encode())}.{_base64(json.dumps(claims).encode())}"
        key = KEY.as_pem(private=False)
        return f"{said}.{_base64(hmac.digest(key, said.encode(), 'sha256')) if self.algorithm == 'HS256' else ''}"


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@contextmanager
def running(issuer: Issuer) -> Generator[None]:
    """The server, on a free port of this machine."""
    app = Starlette(
        routes=[
            Route("/.well-known/openid-configuration", issuer.discovery),
            Route("/keys", issuer.keys),
            Route("/authorize", issuer.authorize),
            Route("/token", issuer.token, methods=["POST"]),
            Route("/userinfo", issuer.userinfo),
            Route("/oauth2.0/authorize", issuer.authorize),
            Route("/oauth2.0/token", issuer.token, methods=["POST"]),
            Route("/v1/nid/me", issuer.naver_profile),
        ]
    )
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        issuer.address = f"http://127.0.0.1:{door.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join()


def query_of(url: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
