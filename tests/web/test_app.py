"""The page as an app of the phone: it can be installed, takes shared photos, and shows what is pushed."""

import base64

import pytest
from playwright.sync_api import Page, expect
from tests.docs.operating import Owner
from tests.docs.world import PHOTO
from tests.web.conftest import Visit

_SHARE = """async (photo) => {
  const bytes = Uint8Array.from(atob(photo), (letter) => letter.charCodeAt(0));
  const form = new FormData();
  form.set('photo', new File([bytes], '오늘의 커피.jpg', { type: 'image/jpeg' }));
  return (await fetch('/share-target', { method: 'POST', body: form })).url;
}"""
_TITLES = """async () => {
  const worker = await navigator.serviceWorker.ready;
  return (await worker.getNotifications()).map(({ title, body, tag }) => [title, body, tag]);
}"""


@pytest.fixture
def page(visit: Visit, owner: Owner) -> Page:
    """A page that its own service worker looks after."""
    page = visit(owner=owner, service_workers="allow", permissions=["notifications"]).page
    page.goto("/")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    return page


def test_it_can_be_installed(page: Page) -> None:
    browser = page.context.new_cdp_session(page)
    errors = browser.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # Tests browse in a private window, in which nothing is installed.
    assert [error["errorId"] for error in errors] == ["in-incognito"]


def test_a_photo_that_another_app_shares_is_on_the_stage(page: Page) -> None:
    photo = base64.b64encode(PHOTO.read_bytes()).decode()
    assert page.evaluate(_SHARE, photo).endswith("/?shared=1")
    page.goto("/?shared=1")
    expect(page.get_by_role("button", name="다른 사진")).to_be_visible()


def test_what_is_pushed_is_shown_and_replaces_what_was_said_of_the_same(page: Page) -> None:
    browser = page.context.new_cdp_session(page)
    found: list[dict[str, str]] = []
    browser.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(told["registrations"]))
    browser.send("ServiceWorker.enable")
    page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
    for body in ("만들고 있어요", "라떼 쇼츠가 완성됐어요"):
        data = f'{{"title": "사장픽", "body": "{body}", "url": "/shorts/01k2m3n4p5q6r7s8t9v0w1x2y3"}}'
        pushed = {"origin": page.url.rstrip("/"), "registrationId": found[0]["registrationId"], "data": data}
        browser.send("ServiceWorker.deliverPushMessage", pushed)
        # Two that come at once may be shown in either order.
        page.wait_for_function(f"async () => (await ({_TITLES})()).some(([, shown]) => shown === '{body}')")
    shown = [["사장픽", "라떼 쇼츠가 완성됐어요", "/shorts/01k2m3n4p5q6r7s8t9v0w1x2y3"]]
    assert page.evaluate(_TITLES) == shown
