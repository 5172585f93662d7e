"""`sajangpick serve` as people start it: it says where it is, makes shorts, and stops when asked."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import httpx

PHOTO = Path(str(resources.files("sajangpick"))) / "data" / "photos" / "espresso.jpg"
PASSWORD = "바삭한 치킨 세 마리"
STARTS_SECONDS, BEGINS_SECONDS = 60, 240


@contextmanager
def serving(data: Path, *options: str) -> Generator[tuple[str, subprocess.Popen[str]]]:
    """A server process of its own, and the address that it says it is at."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sajangpick", "serve", "--port", "0", *options],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"SAJANGPICK_DATA_DIR": str(data), "SAJANGPICK_LOG_LEVEL": "error"},
    )
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        address = re.search(r"http://[\d.]+:\d+", said)
        assert address, said + process.stderr.read()
        yield address[0], process
    finally:
        process.send_signal(signal.SIGTERM)
        _, rest = process.communicate(timeout=STARTS_SECONDS)
        assert "Traceback" not in rest, rest


def sign_up(client: httpx.Client) -> None:
    made = client.post("/api/sign-up", json={"email": "sajang@example.com", "password": PASSWORD})
    assert made.status_code == 201, made.text
    assert made.json()["role"] == "admin"
    client.headers["X-CSRF-Token"] = made.json()["csrf"]


def test_a_photo_is_at_work_over_http_and_a_stop_is_no_fault(tmp_path: Path) -> None:
    """What the short is like once it is made, whoever rehearses the operators' pages looks at."""
    with serving(tmp_path) as (address, process), httpx.Client(base_url=address, timeout=60) as client:
        sign_up(client)
        sent = client.post("/api/assets", params={"kind": "photo", "name": "컵.jpg"}, content=PHOTO.read_bytes())
        order = {"photoId": sent.json()["id"], "menu": "에스프레소", "price": "4500", "seconds": 6}
        short = client.post("/api/shorts", json=order, headers={"Idempotency-Key": "one"}).json()
        until, told = time.monotonic() + BEGINS_SECONDS, list[str]()
        while "job.progress" not in told:
            assert time.monotonic() < until, told
            time.sleep(0.1)
            told = [event["kind"] for event in client.get("/api/events", params={"after": 0}).json()["items"]]
        assert told.index("job.queued") < told.index("job.started") < told.index("job.progress")
        assert client.get(f"/api/shorts/{short['id']}").json()["state"] == "running"
        assert client.get("/api/ledger").json()["balance"] == 9
    assert process.returncode == 0


def test_what_was_begun_is_there_after_a_restart(tmp_path: Path) -> None:
    with serving(tmp_path, "--no-worker") as (address, _), httpx.Client(base_url=address, timeout=60) as client:
        sign_up(client)
    with serving(tmp_path, "--no-worker") as (address, _), httpx.Client(base_url=address, timeout=60) as client:
        signed_in = client.post("/api/sign-in", json={"email": "sajang@example.com", "password": PASSWORD})
        assert signed_in.status_code == 200


def test_a_port_in_use_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = subprocess.run(
            [sys.executable, "-m", "sajangpick", "serve", "--port", str(port)],
            capture_output=True,
            text=True,
            env=os.environ | {"SAJANGPICK_DATA_DIR": str(tmp_path)},
            timeout=STARTS_SECONDS,
            check=False,
        )
    assert refused.returncode == 2
    assert len(refused.stderr.strip().splitlines()) == 1
    assert str(port) in refused.stderr


def test_a_database_that_is_away_is_said_without_a_traceback(tmp_path: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:1/none"
    refused = subprocess.run(
        [sys.executable, "-m", "sajangpick", "serve", "--port", "0"],
        capture_output=True,
        text=True,
        env=os.environ | {"SAJANGPICK_DATA_DIR": str(tmp_path), "SAJANGPICK_DATABASE_URL": url},
        timeout=STARTS_SECONDS,
        check=False,
    )
    assert refused.returncode != 0
    assert "Traceback" not in refused.stderr
