"""A service that runs, a browser, and visitors who see nothing go wrong."""

from collections.abc import Callable, Generator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from tests.browser import browser as opened_browser
from tests.docs.operating import Owner
from tests.web.doing import make_first_account
from tests.web.world import PATIENCE_MS, Service, Visitor, build_page, new_email, serving, visitor

Visit = Callable[..., Visitor]
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def built() -> None:
    build_page()


@pytest.fixture(scope="module")
def browser() -> Generator[Browser]:
    with opened_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def service(built: None, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Generator[Service]:
    """A service with one account, its administrator's, which was made in the page."""
    with serving(tmp_path_factory.mktemp("service")) as service:
        yield service


@pytest.fixture(scope="module")
def admin(service: Service, browser: Browser) -> Generator[Owner]:
    """The administrator, who made the first account in the page."""
    first = visitor(browser, service)
    make_first_account(first)
    with service.program() as admin:
        for cookie in first.context.cookies():
            admin.client.cookies.set(cookie["name"], cookie["value"])
        admin.client.headers["X-CSRF-Token"] = admin.ask("GET", "/api/account").json()["csrf"]
        assert first.faults == []
        first.context.close()
        yield admin


@pytest.fixture
def visit(browser: Browser, service: Service, admin: Owner) -> Generator[Visit]:
    """Lets visitors in: a device, a scheme, and the session of an owner if one is given.

    They asked their device for less motion unless a test says otherwise: what moves is drawn without a graphics card
    here, and would take half a processor for as long as a page is open.
    """
    visitors: list[Visitor] = []

    def visit(**options: Any) -> Visitor:
        visitors.append(visitor(browser, service, **({"reduced_motion": "reduce"} | options)))
        return visitors[-1]

    yield visit
    for each in visitors:
        each.context.close()
    assert [fault for each in visitors for fault in each.faults] == []


@pytest.fixture
def owner(service: Service, admin: Owner) -> Generator[Owner]:
    """Somebody with an account and ten credits."""
    with service.program() as owner:
        owner.sign_up(new_email())
        yield owner
