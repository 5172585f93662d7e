"""The page, as browsers get it: a shell with everything that its first sight needs, and the files that it names.

Every address of the page is answered by the same shell; what of it is shown is the page's own affair. The shell of
somebody who is signed in is for that browser alone and kept by nobody; `/offline-shell`, which knows of no account, is
what a phone keeps for when there is no line.
"""

import gzip
import hashlib
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from sajangpick.api.access import Caller, identify
from sajangpick.api.boot import as_script, boot
from sajangpick.api.built import accepted_encodings, built, chosen
from sajangpick.api.context import Context, Here
from sajangpick.api.problem import of_http
from sajangpick.api.ranges import Version, is_known
from sajangpick.errors import NotSignedIn

router = APIRouter(include_in_schema=False)

PAGES = (
    "/",
    "/shorts",
    "/shorts/compare",
    "/shorts/{id}",
    "/studio",
    "/me",
    "/me/shop",
    "/me/credits",
    "/me/security",
    "/me/tokens",
    "/me/notices",
    "/sign-in",
    "/forgot-password",
    "/new-password",
    "/confirm-email",
    "/admin",
    "/admin/{room}",
    "/parts",
)
"""Every address of the page, as web/src/routes.ts has them."""

FOLDERS = ("assets", "fonts", "icons", "samples")
"""Where the built page keeps its files; single ones lie beside its shell."""

_READING = ["GET", "HEAD"]
# Their names change with their bytes.
_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_A_DAY = "public, max-age=86400"
# Kept, but asked about each time: a worker that is old, or a shell, would keep all the rest old.
_ASK_AGAIN = "no-cache"
_MACHINES = ("/api/", "/files/", "/webhooks/", *(f"/{folder}/" for folder in FOLDERS))
# Level 9 saves 1 % more and takes three times as long.
_GZIP_LEVEL = 6

_UNBUILT = """<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>사장픽</title></head><body>
<p>화면이 아직 만들어지지 않았어요. 받은 폴더에서 <code>make run</code>을 실행해 주세요.</p>
<p lang="en">The page was not built yet: type <code>make run</code> in the source folder. The API works:
<a href="/docs">/docs</a>.</p></body></html>"""


async def show_page(request: Request, here: Here) -> Response:
    """The shell, with what this browser may know."""
    return await _shell(request, here, await _caller(request, here))


for address in PAGES:
    router.add_api_route(address, show_page, methods=_READING)


@router.api_route("/offline-shell", methods=_READING)
async def show_offline_shell(request: Request, here: Here) -> Response:
    """The shell that knows of no account, for a phone to keep."""
    return await _shell(request, here, None, offline=True)


@router.api_route("/share-target", methods=[*_READING, "POST"])
async def take_shared_photo() -> Response:
    """Shared photos are taken by the page's own worker; where none runs yet, the owner picks the photo on the page."""
    return RedirectResponse("/", 303)


@router.api_route("/sw.js", methods=_READING)
@router.api_route("/manifest.webmanifest", methods=_READING)
@router.api_route("/favicon.ico", methods=_READING)
@router.api_route("/robots.txt", methods=_READING)
def send_single_file(request: Request) -> Response:
    """What browsers and machines look for beside the page."""
    return _file(request, _path(request), keep=_ASK_AGAIN)


def send_asset(request: Request) -> Response:
    """What the page is made of."""
    path = _path(request)
    return _file(request, path, keep=_FOR_EVER if path.startswith("assets/") else _FOR_A_DAY)


for folder in FOLDERS:
    router.add_api_route(f"/{folder}/{{name:path}}", send_asset, methods=_READING)


async def answer_missing(request: Request, error: Exception) -> Response:
    """What there is not: the page says so to whoever opens it as a page; programs get a problem."""
    is_page = request.method in _READING and "text/html" in request.headers.get("accept", "")
    if not is_page or request.url.path.startswith(_MACHINES):
        return await of_http(request, error)
    here: Context = request.app.state.context
    return await _shell(request, here, await _caller(request, here), status=404)


async def _caller(request: Request, here: Context) -> Caller | None:
    """A page is for a browser: a token that is no good is no reason to show none."""
    try:
        return await identify(request, here)
    except NotSignedIn:
        return None


async def _shell(
    request: Request, here: Context, caller: Caller | None, *, status: int = 200, offline: bool = False
) -> Response:
    page = built()
    if page is None:
        return HTMLResponse(_UNBUILT, 503)
    before, end, after = page.shell.rpartition("</body>")
    body = f"{before}{as_script(await boot(here, caller, offline=offline))}{end}{after}".encode()
    headers = {"Cache-Control": _ASK_AGAIN if offline else "no-store", "Vary": "Accept-Encoding"}
    if "gzip" in accepted_encodings(request.headers.get("accept-encoding", "")):
        # Nothing that a request says is repeated here, so its length tells nobody the session's secret.
        body = gzip.compress(body, _GZIP_LEVEL, mtime=0)
        headers["Content-Encoding"] = "gzip"
    if offline:
        headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if is_known(request.headers, Version(headers["ETag"], datetime.now(UTC))):
            return Response(status_code=304, headers=headers)
    return HTMLResponse(body, status, headers)


def _path(request: Request) -> str:
    return str(request.scope["path"]).removeprefix("/")


def _file(request: Request, name: str, *, keep: str) -> Response:
    page = built()
    if page is None or name not in page.files:
        raise HTTPException(404)
    sent = chosen(page.files[name], request.headers.get("accept-encoding", ""))
    found = sent.path.stat()
    version = Version(f'"{found.st_mtime_ns:x}-{found.st_size:x}"', datetime.fromtimestamp(found.st_mtime, UTC))
    headers = {"Cache-Control": keep, "ETag": version.etag, "Vary": "Accept-Encoding"}
    if is_known(request.headers, version):
        return Response(status_code=304, headers=headers)
    if sent.encoding:
        headers["Content-Encoding"] = sent.encoding
    return FileResponse(sent.path, headers=headers, media_type=sent.media_type, stat_result=found)
