"""An operator at a machine, who types what a page says; and an owner, who uses what then runs."""

import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
import obstore
from obstore.store import S3Store
from tests.docs.pages import DOCS, blocks
from tests.docs.world import PHOTO

PASSWORD = "바삭한 치킨 세 마리"
# Nobody waits so long; a machine that does this much else at once may.
PATIENCE_SECONDS = 240

_WELCOME = re.compile(r"http://[\d.]+:\d+|Taking jobs")
ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class Typed:
    """A block of a page: the environment that it exports, and its other lines."""

    exports: dict[str, str]
    lines: list[str]


def typed(page: str) -> list[Typed]:
    """What a how-to page says is to be typed, block by block."""
    return [_typed(block.text.splitlines()) for block in blocks(DOCS / "how-to" / f"{page}.md", "sh")]


def _typed(lines: list[str]) -> Typed:
    exports = [line.removeprefix("export ").split("=", 1) for line in lines if line.startswith("export ")]
    others = [line for line in lines if line and not line.startswith("export ")]
    return Typed({name: value for name, value in exports}, others)


@dataclass
class Running:
    """A process that goes on until it is stopped or killed, and where it listens, if it does."""

    process: subprocess.Popen[bytes]
    address: str

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(PATIENCE_SECONDS)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE_SECONDS)


@dataclass
class Machine:
    """A home folder, and an environment that holds nothing but what was exported."""

    home: Path
    exports: Mapping[str, str] = field(default_factory=dict)
    programs: Path = Path(sys.executable).parent

    def __post_init__(self) -> None:
        self.home.mkdir(exist_ok=True)

    @property
    def environment(self) -> dict[str, str]:
        path = os.pathsep.join([str(Path(sys.executable).parent), str(self.programs), os.defpath])
        # A port of its own: another service may run on this machine.
        return {"PATH": path, "HOME": str(self.home), "LANG": "C.UTF-8", "SAJANGPICK_PORT": "0", **self.exports}

    def run(self, line: str) -> str:
        """Type a line that ends; what it says."""
        done = self.tried(line)
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def tried(self, line: str) -> subprocess.CompletedProcess[str]:
        """The same of one that may fail."""
        return subprocess.run(
            line, shell=True, cwd=self.home, env=self.environment, capture_output=True, text=True, check=False
        )

    @contextmanager
    def start(self, line: str) -> Generator[Running]:
        """Type a line that goes on, and wait until it says that it does."""
        log = self.home / f"{time.monotonic_ns()}.log"
        with log.open("wb") as file:
            command = [str(Path(sys.executable).with_name("sajangpick")), *shlex.split(line)[1:]]
            process = subprocess.Popen(command, cwd=self.home, env=self.environment, stdout=file, stderr=file)
        try:
            yield Running(process, until(lambda: _welcome(process, log)))
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


def _welcome(process: subprocess.Popen[bytes], log: Path) -> str | None:
    said = log.read_text(encoding="utf-8")
    assert process.poll() is None, said
    found = _WELCOME.search(said)
    return found and found[0]


@dataclass
class Owner:
    """Somebody with a browser, who signs up where a service is; the session lasts while its database does."""

    client: httpx.Client

    def visit(self, address: str, **headers: str) -> None:
        """The service is there, now."""
        self.client.base_url = httpx.URL(address)
        self.client.headers.update(headers)

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        answer = self.client.request(method, path, **more)
        assert answer.is_success, answer.text
        return answer

    def sign_up(self, email: str = "owner@example.com") -> httpx.Response:
        answer = self.ask("POST", "/api/sign-up", json={"email": email, "password": PASSWORD})
        self.client.headers["X-CSRF-Token"] = answer.json()["csrf"]
        return answer

    def upload(self) -> str:
        path = "/api/assets?kind=photo&name=에스프레소.jpg"
        return self.ask("POST", path, content=PHOTO.read_bytes()).json()["id"]

    def order(self, photo_id: str) -> str:
        order = {
            "photoId": photo_id,
            "menu": "에스프레소",
            "price": "4500",
            "seconds": 6,
            "seed": 7,
            "template": "minimal",
        }
        return self.ask("POST", "/api/shorts", json=order).json()["id"]

    def short(self, short_id: str) -> dict[str, Any]:
        return self.ask("GET", f"/api/shorts/{short_id}").json()

    def finished(self, short_id: str) -> dict[str, Any]:
        """A short, once it is finished."""

        def over() -> dict[str, Any] | None:
            short = self.short(short_id)
            assert short["state"] not in ("failed", "canceled"), short
            return short if short["state"] == "succeeded" else None

        return until(over)

    def read(self, asset_id: str) -> bytes:
        """The bytes behind the link to a file, wherever it leads."""
        link = httpx.URL(self.ask("GET", f"/api/assets/{asset_id}/link").json()["url"])
        # The service calls itself by its public address, which no test has.
        answer = httpx.get(self.client.base_url.copy_with(raw_path=link.raw_path), follow_redirects=True)
        assert answer.status_code == 200, answer.text
        return answer.content

    def entries(self) -> list[tuple[str, int]]:
        """The account's book, oldest first."""
        found = self.ask("GET", "/api/ledger").json()["items"]
        return [(entry["kind"], entry["amount"]) for entry in reversed(found)]


def sync(source: str, target: str, endpoint: str) -> None:
    """What `aws s3 sync` does between a bucket and a folder."""
    to_folder = source.startswith("s3://")
    bucket, _, prefix = (source if to_folder else target).removeprefix("s3://").partition("/")
    folder = Path(target if to_folder else source)
    store = S3Store(
        bucket, prefix=prefix, endpoint=endpoint, access_key_id="key", secret_access_key="secret",
        region="us-east-1", client_options={"allow_http": True},
    )  # fmt: skip
    if to_folder:
        for each in (each for some in obstore.list(store) for each in some):
            path = folder / each["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bytes(obstore.get(store, each["path"]).bytes()))
        return
    for path in (path for path in folder.rglob("*") if path.is_file()):
        obstore.put(store, str(path.relative_to(folder)), path)


def until(look: Callable[[], ValueT | None]) -> ValueT:
    """What `look` finds, once it finds it."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        found = look()
        if found is not None:
            return found
        time.sleep(0.1)
    raise AssertionError("it never came")
