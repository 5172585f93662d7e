"""What somebody who cannot see, or sees badly, meets on a page: axe's findings, in both schemes."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

_AXE = Axe()
_SCHEMES: dict[str, dict[str, Any]] = {
    "light": {"resultTypes": ["violations"]},
    # Nothing but colours is another then.
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast"]},
}


def settle(page: Page) -> None:
    """Wait until everything that a page asks for has come."""
    page.wait_for_load_state("networkidle")
    expect(page.locator("main h1").first).to_be_attached()
    expect(page.locator("main:not(:has(.spinners)) .loading")).to_have_count(0)


def faults(page: Page) -> list[str]:
    """What axe finds on the page as it stands, light and dark, a line for each."""
    found: list[str] = []
    page.emulate_media(reduced_motion="reduce")
    for scheme, options in _SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function("() => document.getAnimations().every((each) => !(each instanceof CSSTransition))")
        for violation in _violations(page, options):
            targets = [f"{node['target']} {node['failureSummary']}" for node in violation["nodes"]]
            found.append(f"{scheme} {violation['id']}: {violation['help']} {targets}")
    return found


def _violations(page: Page, options: dict[str, Any]) -> list[dict[str, Any]]:
    """What axe finds; it stays in the page, and what is well stays there too."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(_AXE.axe_script)
    return page.evaluate("async (options) => (await axe.run(options)).violations", options)


def require_accessible(page: Page) -> None:
    """Fail if axe finds anything on the page, once it has come."""
    settle(page)
    assert faults(page) == []
