"""The page's shell and files: what every browser gets, what is kept of it, and by whom."""

import gzip
import json
import os
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.api.world import Person, World

from sajangpick.api import boot, built, pages
from sajangpick.api.built import accepted_encodings

ROOT = Path(__file__).parents[2]
SHELL = """<!doctype html><html><head><title>사장픽</title>
<link rel="stylesheet" crossorigin href="/assets/index-5d2e.css">
</head><body><div id=app></div></body></html>"""
SCRIPT = b"export const shop = '</script>';" * 40
HTML = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built page of the test's own."""
    folder = tmp_path / "web"
    for name, data in {
        "index.html": SHELL.encode(),
        "manifest.json": b"{}",
        "sw.js": b"self.skipWaiting()",
        "manifest.webmanifest": b"{}",
        "assets/index-5d2e.css": b"@font-face{src:url(/assets/core-1a2b.woff2)}",
        "assets/index-3f9c.js": SCRIPT,
        "assets/index-3f9c.js.gz": gzip.compress(SCRIPT),
        "assets/index-3f9c.js.br": b"as if by brotli",
        "assets/secret.key": b"left here by mistake",
        "icons/icon.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    monkeypatch.setattr(built, "FOLDER", folder)
    return folder


def said(answer: httpx.Response) -> dict[str, Any]:
    """What a shell knows."""
    found = re.search('<script type="application/json" id="boot">(.*?)</script></body>', answer.text)
    assert found, answer.text
    return json.loads(found[1])


async def plain(person: Person, path: str, **headers: str) -> httpx.Response:
    return await person.ask("GET", path, headers={"Accept-Encoding": "identity", **headers})


@pytest.mark.anyio
async def test_a_stranger_s_page_knows_all_but_an_account(world: World) -> None:
    answer = await plain(world.stranger(), "/")
    known = said(answer)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert known["account"] is known["shop"] is None
    assert known["waysIn"] == {"first": True, "signUp": True, "issuers": []}
    listed = (await plain(world.stranger(), "/api/templates")).json()
    assert (known["templates"], known["music"]) == (listed["items"], listed["music"])
    assert known["platforms"] == (await plain(world.stranger(), "/api/platforms")).json()["items"]
    assert known["prices"] == {"short": 1, "picture": 1, "clip": 2}
    assert re.fullmatch(r"[\d.]+\+[0-9a-f]{12}", known["version"])
    assert known["offline"] is False


@pytest.mark.anyio
async def test_a_page_can_be_drawn_without_asking_for_styles(world: World) -> None:
    answer = await plain(world.stranger(), "/")
    assert "<style>@font-face{src:url(/assets/core-1a2b.woff2)}</style>" in answer.text
    assert "stylesheet" not in answer.text


@pytest.mark.anyio
async def test_an_owner_s_page_knows_the_account_its_proof_and_the_shop(world: World) -> None:
    owner = await world.join("owner")
    name = "</script><script>alert('고향집')</script>\u2028&amp;"
    wrote = await owner.ask("PUT", "/api/shop", json={"name": name})
    assert wrote.status_code == 200
    answer = await plain(owner, "/me")
    known = said(answer)
    assert known["account"] == (await plain(owner, "/api/account")).json()
    assert known["account"]["csrf"] == owner.client.headers["X-CSRF-Token"]
    assert known["shop"]["name"] == name
    assert answer.text.count("</script>") == 1
    assert "\u2028" not in answer.text
    assert known == (await plain(owner, "/api/boot")).json()


@pytest.mark.anyio
async def test_a_token_that_may_not_read_reads_nothing(world: World) -> None:
    owner = await world.join("owner")
    made = await owner.ask("POST", "/api/tokens", json={"name": "매장", "scopes": ["write"]})
    token = {"Authorization": f"Bearer {made.json()['secret']}"}
    assert (await world.stranger().ask("GET", "/api/boot", headers=token)).json()["account"] is None
    assert said(await plain(world.stranger(), "/", Authorization="Bearer wrong"))["account"] is None


@pytest.mark.anyio
async def test_the_shell_that_a_phone_keeps_knows_nobody(world: World) -> None:
    owner = await world.join("owner")
    answer = await plain(owner, "/offline-shell")
    known = said(answer)
    assert known["account"] is known["shop"] is None
    assert known["offline"] is True
    assert answer.headers["cache-control"] == "no-cache"
    again = await plain(owner, "/offline-shell", **{"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.anyio
async def test_every_address_of_the_page_is_answered_by_the_shell(world: World) -> None:
    for address in pages.PAGES:
        path = re.sub(r"\{\w+\}", "01k2m3n4p5q6r7s8t9v0w1x2y3", address)
        assert (await plain(world.stranger(), path, **HTML)).status_code == 200
        assert (await world.stranger().ask("HEAD", path)).status_code == 200


def test_every_address_that_the_page_has_is_one_here() -> None:
    routes = (ROOT / "web" / "src" / "routes.ts").read_text(encoding="utf-8")
    paths = {re.sub(r":(\w+)", r"{\1}", path) for path in re.findall(r"path: '([^']+)'", routes)}
    assert paths <= set(pages.PAGES)


@pytest.mark.anyio
async def test_an_address_that_there_is_not_is_told_to_people_and_to_programs(world: World) -> None:
    person = await plain(world.stranger(), "/no/such/page", **HTML)
    assert person.status_code == 404
    assert said(person)["version"]
    for path, accept in (("/no/such/page", "*/*"), ("/api/nothing", "text/html"), ("/assets/none.js", "text/html")):
        answer = await plain(world.stranger(), path, Accept=accept)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await world.stranger().ask("POST", "/no/such/page", headers=HTML)).json()["code"] == "not_found"
    assert (await plain(world.stranger(), "/api/sign-up", **HTML)).status_code == 405


@pytest.mark.anyio
async def test_assets_are_kept_for_ever_and_sent_in_the_fewest_bytes(world: World) -> None:
    stranger = world.stranger()
    whole = await plain(stranger, "/assets/index-3f9c.js")
    assert (whole.content, whole.headers["content-type"]) == (SCRIPT, "text/javascript; charset=utf-8")
    assert whole.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert whole.headers["vary"] == "Accept-Encoding"
    packed = await stranger.ask("GET", "/assets/index-3f9c.js", headers={"Accept-Encoding": "gzip"})
    assert (packed.content, packed.headers["content-encoding"]) == (SCRIPT, "gzip")
    assert packed.headers["etag"] != whole.headers["etag"]
    async with stranger.client.stream(
        "GET", "/assets/index-3f9c.js", headers={"Accept-Encoding": "gzip, br"}
    ) as smallest:
        assert smallest.headers["content-encoding"] == "br"
        assert b"".join([piece async for piece in smallest.aiter_raw()]) == b"as if by brotli"
    part = await plain(stranger, "/assets/index-3f9c.js", Range="bytes=0-5")
    assert (part.status_code, part.content) == (206, b"export")


@pytest.mark.anyio
async def test_the_worker_of_the_page_is_asked_for_anew(world: World) -> None:
    for path in ("/sw.js", "/manifest.webmanifest"):
        answer = await plain(world.stranger(), path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
        again = await plain(world.stranger(), path, **{"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
    icon = await plain(world.stranger(), "/icons/icon.svg")
    assert icon.headers["cache-control"] == "public, max-age=86400"


@pytest.mark.anyio
async def test_nothing_but_the_page_is_served(world: World) -> None:
    for path in (
        "/assets/secret.key",
        "/manifest.json",
        "/index.html",
        "/assets/..%2fsw.js",
        "/assets/%00",
        "/favicon.ico",
    ):
        assert (await plain(world.stranger(), path)).status_code == 404, path


@pytest.mark.anyio
async def test_the_shell_is_packed_for_browsers_that_unpack(world: World) -> None:
    answer = await world.stranger().ask("GET", "/", headers={"Accept-Encoding": "br, gzip;q=0.5"})
    assert answer.headers["content-encoding"] == "gzip"
    assert said(answer)["account"] is None


@pytest.mark.anyio
async def test_what_is_shared_before_there_is_a_worker_leads_to_the_page(world: World) -> None:
    photo = {"photo": ("국밥.jpg", os.urandom(1_500_000), "image/jpeg")}
    answer = await world.stranger().ask("POST", "/share-target", files=photo)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.anyio
async def test_a_page_that_was_built_anew_is_served_anew(world: World, folder: Path) -> None:
    before = said(await plain(world.stranger(), "/"))["version"]
    (folder / "assets" / "index-77aa.js").write_bytes(b"export {}")
    (folder / "index.html").write_text(SHELL.replace("사장픽", "새 사장픽"), encoding="utf-8")
    os.utime(folder / "index.html", (1, 1))
    after = await plain(world.stranger(), "/")
    assert "새 사장픽" in after.text
    assert said(after)["version"] != before
    assert (await plain(world.stranger(), "/assets/index-77aa.js")).status_code == 200


@pytest.mark.anyio
async def test_a_page_that_was_never_built_says_what_to_type(world: World, folder: Path) -> None:
    (folder / "index.html").unlink()
    answer = await plain(world.stranger(), "/")
    assert answer.status_code == 503
    assert "make run" in answer.text
    assert (await plain(world.stranger(), "/api/boot")).json()["version"] == boot.version("sajangpick")
    assert (await plain(world.stranger(), "/sw.js")).status_code == 404


@pytest.mark.parametrize(
    ("header", "encodings"),
    [
        ("", set()),
        ("gzip, deflate, br", {"gzip", "deflate", "br"}),
        ("GZIP;q=0.5, br; q=0", {"gzip"}),
        ("br;q=0.000,gzip;q=1.0", {"gzip"}),
    ],
)
def test_encodings_that_a_browser_forbids_are_not_taken(header: str, encodings: set[str]) -> None:
    assert accepted_encodings(header) == encodings
