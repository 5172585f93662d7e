"""A service as its visitors meet it, and the devices that they come with."""

import fcntl
import itertools
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import httpx
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from tests.docs.operating import PATIENCE_SECONDS, Machine, Owner

from sajangpick.api.access import SESSION_COOKIE

ROOT = Path(__file__).parents[2]
PATIENCE_MS = 1000.0 * PATIENCE_SECONDS

Device = Literal["phone", "small", "desktop"]
Scheme = Literal["light", "dark"]

PHONE: dict[str, Any] = {
    "viewport": {"width": 412, "height": 915},
    "device_scale_factor": 2.625,
    "is_mobile": True,
    "has_touch": True,
}
DEVICES: dict[Device, dict[str, Any]] = {
    "phone": PHONE,
    "small": PHONE | {"viewport": {"width": 360, "height": 800}, "device_scale_factor": 2},
    "desktop": {"viewport": {"width": 1280, "height": 860}},
}

# The browser's own words for what a test has the network refuse.
_NETWORK = "Failed to load resource"
_names = itertools.count(1)


def build_page() -> None:
    """Have the page that is served be the one whose sources lie here."""
    with (Path(tempfile.gettempdir()) / "sajangpick-page.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run([sys.executable, ROOT / "hatch_build.py"], check=True)


@dataclass(frozen=True, slots=True)
class Service:
    """One that runs, with a worker, and the folder of its data."""

    address: str
    data: Path

    @contextmanager
    def program(self) -> Generator[Owner]:
        """Somebody who asks the API, without a page."""
        with httpx.Client(timeout=PATIENCE_SECONDS) as client:
            owner = Owner(client)
            owner.visit(self.address)
            yield owner

    def files(self, content: bytes) -> list[Path]:
        """The files of its store that hold these very bytes."""
        files = (path for path in self.data.rglob("*") if path.is_file() and path.stat().st_size == len(content))
        return [path for path in files if path.read_bytes() == content]

    def end_sessions(self, email: str) -> None:
        """Sign an account out wherever it is signed in, behind its back."""
        self.change("DELETE FROM session WHERE account_id = (SELECT id FROM account WHERE email = ?)", email)

    def change(self, statement: str, *values: object) -> None:
        with closing(sqlite3.connect(self.data / "sajangpick.sqlite", timeout=PATIENCE_SECONDS)) as connection:
            connection.execute(statement, values)
            connection.commit()


@contextmanager
def serving(home: Path, **exports: str) -> Generator[Service]:
    """A service of its own, on this machine."""
    machine = Machine(home, {"SAJANGPICK_LOG_LEVEL": "error"} | exports)
    with machine.start("sajangpick serve") as running:
        yield Service(running.address, home / ".local" / "share" / "sajangpick")
        running.stop()


def new_email() -> str:
    return f"owner{next(_names)}@example.com"


@dataclass
class Visitor:
    """A browser's window on some device, and what went wrong in it."""

    page: Page
    email: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    def __post_init__(self) -> None:
        self._listen(self.page)

    def another(self) -> Page:
        """Another window of theirs."""
        page = self.context.new_page()
        self._listen(page)
        return page

    def _listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and _NETWORK not in message.text:
            self.faults.append(message.text)


def visitor(
    browser: Browser,
    service: Service,
    *,
    device: Device = "phone",
    scheme: Scheme = "light",
    owner: Owner | None = None,
    **more: Any,
) -> Visitor:
    """Somebody who opens the service, with the session of `owner` if that is given."""
    options = {"locale": "ko-KR", "timezone_id": "Asia/Seoul", "service_workers": "block", "color_scheme": scheme}
    context = browser.new_context(base_url=service.address, **DEVICES[device] | options | more)
    context.set_default_timeout(PATIENCE_MS)
    email = ""
    if owner:
        secret = owner.client.cookies[SESSION_COOKIE]
        context.add_cookies([{"name": SESSION_COOKIE, "value": secret, "url": service.address}])
        email = owner.ask("GET", "/api/account").json()["email"]
    return Visitor(context.new_page(), email)
