"""A page of a real browser that has the player, an empty canvas, and no pictures yet."""

from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, Page
from tests.browser import browser, load_module
from tests.player import built_player


@pytest.fixture(scope="module")
def page() -> Generator[Page]:
    with browser() as opened:
        yield empty_page(opened)


def empty_page(opened: Browser) -> Page:
    page = opened.new_page()
    load_module(page, "player", built_player())
    page.evaluate("globalThis.canvas = document.createElement('canvas'); globalThis.pictures = {}; 0")
    return page
