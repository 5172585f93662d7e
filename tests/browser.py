"""A real browser for tests: Debian's Chromium, spoken to over its own protocol (CDP)."""

import base64
import fcntl
import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from websockets.sync.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--remote-debugging-port=0",
    "about:blank",
)
# A frame of 1080x1920 as PNG in base64, and room.
MOST_MESSAGE_BYTES = 64_000_000


def chromium() -> str:
    """The browser's path; installed first, once, where it is missing and we may."""
    with (Path(tempfile.gettempdir()) / "sajangpick-chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        apt = shutil.which("apt-get")
        if not any(map(shutil.which, NAMES)) and apt and os.geteuid() == 0:
            subprocess.run([apt, "update", "-qq"], check=True)
            subprocess.run([apt, "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=True)
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, "install Chromium: apt-get install chromium"
    return found


class Page:
    """One empty page of a browser."""

    def __init__(self, connection: ClientConnection, session: str) -> None:
        self._connection, self._session = connection, session
        self._numbers = itertools.count(100)

    def evaluate(self, expression: str) -> object:
        """The value of a JavaScript expression, awaited; an exception there is an AssertionError here."""
        parameters = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        answer = ask(self._connection, "Runtime.evaluate", parameters, next(self._numbers), self._session)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def load_module(self, name: str, path: Path) -> None:
        """Import a JavaScript module as the global `name`."""
        code = base64.b64encode(path.read_bytes()).decode()
        self.evaluate(f"import('data:text/javascript;base64,{code}').then((it) => {{ globalThis.{name} = it; }})")


@contextmanager
def browser_page() -> Generator[Page]:
    """A browser with one page, closed at the end."""
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [chromium(), f"--user-data-dir={profile}", *FLAGS],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stderr
            told = (re.search(r"listening on (ws://\S+)", line) for line in process.stderr)
            address = next(match[1] for match in told if match)
            with connect(address, max_size=MOST_MESSAGE_BYTES, proxy=None) as connection:
                target = ask(connection, "Target.createTarget", {"url": "about:blank"}, 1)["targetId"]
                attached = ask(connection, "Target.attachToTarget", {"targetId": target, "flatten": True}, 2)
                yield Page(connection, attached["sessionId"])
        finally:
            process.terminate()
            process.communicate()


def ask(connection: ClientConnection, method: str, parameters: object, number: int, session: str | None = None) -> dict:
    """The browser's answer to one question; what it tells unasked is passed over."""
    message = {"id": number, "method": method, "params": parameters}
    connection.send(json.dumps(message | ({"sessionId": session} if session else {})))
    while True:
        answer = json.loads(connection.recv())
        if answer.get("id") == number:
            assert "error" not in answer, answer["error"]
            return answer["result"]
