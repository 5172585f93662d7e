"""A real browser for tests: Debian's Chromium, driven by Playwright, which brings none of its own."""

import base64
import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--force-color-profile=srgb")


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


@contextmanager
def browser() -> Generator[Browser]:
    """A browser without pages, closed at the end.

    While it is open, no asynchronous test can run in this thread: a fixture that opens one lasts no longer than a
    module.
    """
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield opened
        opened.close()


def load_module(page: Page, name: str, path: Path) -> None:
    """Import a JavaScript module as the global `name`."""
    code = base64.b64encode(path.read_bytes()).decode()
    page.evaluate(f"import('data:text/javascript;base64,{code}').then((it) => {{ globalThis.{name} = it; }})")
