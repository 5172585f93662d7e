"""Every vendor switched on, by settings alone: a real service, a real sandbox, and one owner who uses both."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from sajangpick.inspection.file import Expectation, inspect_file
from sajangpick.provenance.claim import read_claim

PHOTO = Path(__file__).parents[2] / "src/sajangpick/data/photos/espresso.jpg"
PATIENCE_SECONDS = 300
SECRET = "whsec_" + "c2FqYW5ncGljayB3ZWJob29rIHNlY3JldCBmb3IgdGVzdHM="
TOKEN = "a-secret-part-of-an-address"
ENGINES = {
    "prompt": ["openai:prompt", "local:director"],
    "picture": [
        "openai:gpt-image-2.5-flare",
        "gemini:gemini-3.1-flash-image",
        "stability:core",
        "automatic1111:txt2img",
        "comfyui:graph",
        "local:card",
    ],
    "clip": ["runway:gen4_turbo", "openai_videos:sora-2", "gemini:gemini-omni-1.2-flash", "local:motion"],
    "render": ["creatomate:v2", "creatomate:v1", "local:renderer"],
}
KEYS = ("runway", "creatomate", "openai", "openai_videos", "gemini", "stability")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


@contextmanager
def running(log: Path, *words: str, says: str, **environment: str) -> Generator[str]:
    """A command of ours as a process, from when it says so until it is told to end; what it said till then."""
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "sajangpick", *words],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | environment,
        )
    try:
        until = time.monotonic() + PATIENCE_SECONDS
        while not re.search(says, said := log.read_text(encoding="utf-8")):
            assert process.poll() is None, said
            assert time.monotonic() < until, said
            time.sleep(0.1)
        yield said
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[httpx.Client, httpx.Client]]:
    """The service and the sandbox."""
    ours, theirs, folder = free_port(), free_port(), tmp_path_factory.mktemp("whole")
    address = f"http://127.0.0.1:{ours}"
    webhooks = [
        f"--webhook=openai_videos={address}/webhooks/sora2,{SECRET}",
        f"--webhook=gemini={address}/webhooks/gemini,{SECRET}",
    ]
    with running(
        folder / "sandbox.log", "sandbox", "--port", str(theirs), "--seconds", "1", *webhooks, says="COMFYUI_URL"
    ) as said:
        exports = dict(re.findall(r"export (SAJANGPICK_\w+)=(\S+)", said))
        settings = exports | {f"SAJANGPICK_{vendor.upper()}_KEY": f"key-of-{vendor}" for vendor in KEYS}
        settings |= {f"SAJANGPICK_{kind.upper()}_ENGINES": ",".join(ids) for kind, ids in ENGINES.items()}
        settings |= {
            "SAJANGPICK_DATA_DIR": str(folder / "data"),
            "SAJANGPICK_PUBLIC_URL": address,
            "SAJANGPICK_OPENAI_VIDEOS_WEBHOOK_SECRET": SECRET,
            "SAJANGPICK_GEMINI_WEBHOOK_SECRET": SECRET,
            "SAJANGPICK_CREATOMATE_WEBHOOK_TOKEN": TOKEN,
            "SAJANGPICK_WELCOME_CREDITS": "100",
        }
        with (
            running(folder / "serve.log", "serve", "--port", str(ours), says=r"http://[\d.]+:\d+", **settings),
            httpx.Client(base_url=address, timeout=60) as client,
            httpx.Client(base_url=f"http://127.0.0.1:{theirs}", timeout=60) as sandbox,
        ):
            made = client.post("/api/sign-up", json={"email": "a@example.com", "password": "바삭한 치킨 세 마리"})
            assert made.status_code == 201, made.text
            client.headers["X-CSRF-Token"] = made.json()["csrf"]
            yield client, sandbox


def ended(client: httpx.Client, path: str) -> dict[str, Any]:
    """What is at a path, once it is made or failed."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        found = client.get(path).json()
        if found["state"] not in ("queued", "running"):
            return found
        assert time.monotonic() < until, found
        time.sleep(0.3)


def billed(sandbox: httpx.Client, vendor: str) -> list[float]:
    """What each work of a vendor cost, in USD."""
    return [each["usd"] for each in sandbox.get("/sandbox/bill").json()["charges"] if each["vendor"] == vendor]


def test_a_short_is_brought_alive_by_one_vendor_and_rendered_by_another(
    places: tuple[httpx.Client, httpx.Client], tmp_path: Path
) -> None:
    client, sandbox = places
    before = {vendor: len(billed(sandbox, vendor)) for vendor in ("runway", "creatomate")}
    sent = client.post("/api/assets", params={"kind": "photo", "name": "컵.jpg"}, content=PHOTO.read_bytes())
    order = {"photoId": sent.json()["id"], "menu": "에스프레소", "price": "4500", "seconds": 6}
    ordered = client.post("/api/shorts", json=order, headers={"Idempotency-Key": "one"}).json()
    short = ended(client, f"/api/shorts/{ordered['id']}")
    assert short["state"] == "succeeded", short
    checks = short["checks"]
    assert checks["engines"] == {"clip": "runway:gen4_turbo", "render": "creatomate:v2"}
    assert checks["render"]["tried"] == []
    assert [each["ok"] for each in checks["clip"]["tried"]] == [True]
    video = tmp_path / "video.mp4"
    video.write_bytes(client.get(short["videoUrl"]).content)
    assert inspect_file(video, expect=Expectation()).passed
    claim = read_claim(video)
    assert claim
    assert "creatomate:v2" in str(claim)
    assert all(len(billed(sandbox, vendor)) == count + 1 for vendor, count in before.items())


@pytest.mark.parametrize("engine", ENGINES["picture"][:-1])
def test_the_studio_has_pictures_made_by_whom_one_chooses(
    places: tuple[httpx.Client, httpx.Client], engine: str
) -> None:
    client, _ = places
    prompt = client.post("/api/prompts", json={"idea": "보글보글 끓는 김치찌개"}).json()
    assert prompt["engine"] == "openai:prompt"
    order = {"prompt": prompt["written"]["prompt"], "promptId": prompt["id"], "engine": engine}
    receipt = client.post("/api/images", json=order, headers={"Idempotency-Key": engine}).json()
    picture = ended(client, f"/api/creations/{receipt['id']}")
    assert (picture["state"], picture["engine"]) == ("succeeded", engine), picture
    assert client.get(picture["imageUrl"]).content[:3] == b"\xff\xd8\xff"


@pytest.mark.parametrize("engine", ENGINES["clip"][:-1])
def test_the_studio_has_clips_made_by_whom_one_chooses(places: tuple[httpx.Client, httpx.Client], engine: str) -> None:
    client, _ = places
    order = {"prompt": "steam rises from a bowl of noodles", "seconds": 3, "engine": engine}
    receipt = client.post("/api/videos", json=order, headers={"Idempotency-Key": engine}).json()
    clip = ended(client, f"/api/videos/{receipt['jobId']}")
    assert (clip["state"], clip["engine"]) == ("succeeded", engine), clip
    assert client.get(clip["videoUrl"]).content[4:8] == b"ftyp"
