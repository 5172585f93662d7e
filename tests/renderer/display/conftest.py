"""A page of a real browser that has the player, an empty canvas, and no pictures yet."""

from collections.abc import Generator

import pytest
from tests.browser import Page, browser_page
from tests.player import built_player


@pytest.fixture(scope="session")
def page() -> Generator[Page]:
    with browser_page() as page:
        page.load_module("player", built_player())
        page.evaluate("globalThis.canvas = document.createElement('canvas'); globalThis.pictures = {}; 0")
        yield page
