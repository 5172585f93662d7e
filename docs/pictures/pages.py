"""Take the pages' pictures: every page in its states, at three sizes, light and dark, of a service with real shorts.

Run: python -m docs.pictures.pages [--apart FOLDER]     (`make pictures`; minutes; look at them before you commit them)
"""

import argparse
import re
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from playwright.sync_api import Browser, Page, expect
from tests.browser import browser
from tests.docs.operating import Owner, until
from tests.web.doing import expect_preview, order, take_sample
from tests.web.looking import settle
from tests.web.world import DEVICES, Device, Scheme, Service, build_page, serving, visitor

FOLDER: Final = Path(__file__).with_name("pages")
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")
# Each page this wide in its sheet, and so many beside each other.
WIDTHS_PX: Final[dict[Device, int]] = {"small": 270, "phone": 270, "desktop": 540}
ACROSS: Final[dict[Device, int]] = {"small": 8, "phone": 8, "desktop": 4}
GAP_PX: Final = 10
QUALITY: Final = 78
MOST_BYTES: Final = 4_000_000
GROUND: Final[dict[Scheme, int]] = {"light": 222, "dark": 48}

SHOP: Final = {"name": "커피온", "address": "서울 성동구 연무장길 18", "phone": "02-123-4567", "hours": "08:00-21:00"}
SHORTS: Final = (
    ("signature", "시그니처 에스프레소", "4500"),
    ("cafe", "아인슈페너", "6500"),
    ("minimal", "에스프레소 콘파냐", "5500→4500"),
)


@dataclass(frozen=True, slots=True)
class World:
    """Who there is, and what became of their orders."""

    admin: Owner
    owner: Owner
    newcomer: Owner
    made: tuple[str, ...]
    failed: str
    canceled: str


def nothing(page: Page) -> None:
    """The page as it comes."""


def photographed(page: Page) -> None:
    """The photo taken, and all written."""
    take_sample(page)
    expect_preview(page, "에스프레소")


def ordered_empty(page: Page) -> None:
    """The button pressed with nothing there."""
    order(page)
    expect(page.get_by_text("음식 사진을 먼저 골라 주세요.")).to_be_visible()


def typing(page: Page) -> None:
    """Somebody writes, and the short stays in sight."""
    photographed(page)
    page.get_by_label("메뉴 이름").click()


def unfolded(page: Page) -> None:
    """What most owners never need, unfolded."""
    photographed(page)
    page.get_by_text("더 적기").click()
    page.get_by_text("모락모락 김").first.scroll_into_view_if_needed()


def making(page: Page) -> None:
    """A short while its frames are drawn."""
    photographed(page)
    order(page)
    page.get_by_text(re.compile("장면 중")).wait_for()


def wondering(page: Page) -> None:
    """Whether to stop it."""
    page.get_by_role("button", name="그만 만들기").click()


def stopped(page: Page) -> None:
    """The same short, stopped."""
    page.get_by_role("dialog").get_by_role("button", name="그만 만들기").click()
    expect(page.get_by_role("heading", name="그만둔 쇼츠예요")).to_be_visible()


def lower(page: Page) -> None:
    """What is AI in a short, and how it was checked."""
    page.get_by_role("heading", name="무엇이 AI인가요?").scroll_into_view_if_needed()


def menu(page: Page) -> None:
    """What can be done with a short of the history."""
    page.get_by_role("button", name="아인슈페너 쇼츠 메뉴").click()


Scene = tuple[str, Owner | None, str | None, Callable[[Page], None]]


def scenes(world: World) -> list[Scene]:
    """A name, who looks, where (None: where the one before ended), and what is done there."""
    owner, admin = world.owner, world.admin
    account = owner.ask("GET", "/api/account").json()["id"]
    made, first = world.made[-1], world.made[0]
    job = owner.short(made)["jobId"]
    return [
        ("create", None, "/", nothing),
        ("create-photo", owner, "/", photographed),
        ("create-typing", owner, "/", typing),
        ("create-more", owner, "/", unfolded),
        ("create-missing", owner, "/", ordered_empty),
        ("making", world.newcomer, "/", making),
        ("making-stop", world.newcomer, None, wondering),
        ("canceled", world.newcomer, None, stopped),
        ("failed", owner, f"/shorts/{world.failed}", nothing),
        ("done", owner, f"/shorts/{made}", nothing),
        ("done-lower", owner, f"/shorts/{made}", lower),
        ("again", owner, f"/?again={made}", nothing),
        ("history", owner, "/shorts", nothing),
        ("history-menu", owner, "/shorts", menu),
        ("compare", owner, f"/shorts/compare?a={first}&b={made}", nothing),
        ("studio", owner, "/studio", nothing),
        ("me", owner, "/me", nothing),
        ("shop", owner, "/me/shop", nothing),
        ("credits", owner, "/me/credits", nothing),
        ("security", owner, "/me/security", nothing),
        ("tokens", owner, "/me/tokens", nothing),
        ("notices", owner, "/me/notices", nothing),
        ("sign-in", None, "/sign-in", nothing),
        ("forgot", None, "/forgot-password", nothing),
        ("admin", admin, "/admin", nothing),
        ("admin-jobs", admin, "/admin/jobs", nothing),
        ("admin-job", admin, f"/admin/jobs?job={job}", nothing),
        ("admin-people", admin, "/admin/users", nothing),
        ("admin-person", admin, f"/admin/users?user={account}", nothing),
        ("admin-books", admin, "/admin/books", nothing),
        ("admin-engines", admin, "/admin/engines", nothing),
        ("admin-log", admin, "/admin/log", nothing),
        ("missing", owner, "/nowhere", nothing),
        ("parts", owner, "/parts", nothing),
    ]


def furnished(service: Service, people: list[Owner]) -> World:
    """Accounts, a shop, and shorts of every fate."""
    admin, owner, newcomer = people
    admin.sign_up("admin@example.com")
    owner.sign_up("coffeeon@example.com")
    newcomer.sign_up("newcomer@example.com")
    owner.ask("PUT", "/api/shop", json=SHOP)
    photo = owner.upload()
    orders = [
        {"photoId": photo, "template": template, "menu": dish, "price": price, "seconds": 6}
        for template, dish, price in SHORTS
    ]
    made = [owner.ask("POST", "/api/shorts", json=each).json()["id"] for each in orders]
    for short in made:
        owner.finished(short)
    canceled = owner.order(photo)
    owner.ask("POST", f"/api/jobs/{owner.short(canceled)['jobId']}/cancel")
    for path in service.files(owner.read(photo)):
        path.rename(path.with_suffix(".away"))
    failed = owner.order(photo)
    until(lambda: owner.short(failed)["state"] == "failed" or None)
    for path in service.data.rglob("*.away"):
        path.rename(path.with_suffix(""))
    return World(admin, owner, newcomer, tuple(made), failed, canceled)


def shots(opened: Browser, service: Service, world: World, device: Device, scheme: Scheme) -> dict[str, bytes]:
    """PNGs by the scenes' names."""
    found: dict[str, bytes] = {}
    pages: dict[int, Page] = {}
    for name, who, path, prepare in scenes(world):
        if id(who) not in pages:
            size = {"device_scale_factor": 1}
            pages[id(who)] = visitor(opened, service, device=device, scheme=scheme, owner=who, **size).page
        page = pages[id(who)]
        if path:
            page.goto("about:blank")
            page.goto(path)
            settle(page)
        prepare(page)
        # Whatever moves has come to rest, and short notices are gone.
        page.wait_for_timeout(700)
        found[name] = page.screenshot()
        if page.url == f"{service.address}/":
            # The next one begins without a draft.
            page.get_by_role("button", name="새로 시작").click()
    for page in pages.values():
        page.context.close()
    return found


def sheet(pictures: list[bytes], device: Device, scheme: Scheme) -> npt.NDArray[np.uint8]:
    """All pages beside and below each other."""
    viewport = DEVICES[device]["viewport"]
    width = WIDTHS_PX[device]
    height = round(width * viewport["height"] / viewport["width"])
    across = ACROSS[device]
    rows = -(-len(pictures) // across)
    size = (rows * (height + GAP_PX) + GAP_PX, across * (width + GAP_PX) + GAP_PX, 3)
    drawn = np.full(size, GROUND[scheme], np.uint8)
    for index, picture in enumerate(pictures):
        top, left = (
            GAP_PX + n * (each + GAP_PX) for n, each in zip(divmod(index, across), (height, width), strict=True)
        )
        image = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
        drawn[top : top + height, left : left + width] = cv2.resize(
            image, (width, height), interpolation=cv2.INTER_AREA
        )
    return drawn


def main() -> None:
    """Take all of them, and lay them out."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--apart", type=Path, help="keep every picture by itself in this folder, too")
    parser.add_argument("--device", choices=list(WIDTHS_PX))
    arguments = parser.parse_args()
    build_page()
    FOLDER.mkdir(exist_ok=True)
    with ExitStack() as stack:
        service = stack.enter_context(serving(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        opened = stack.enter_context(browser())
        world = furnished(service, [stack.enter_context(service.program()) for _ in "123"])
        for device in [arguments.device] if arguments.device else WIDTHS_PX:
            for scheme in SCHEMES:
                taken = shots(opened, service, world, device, scheme)
                if arguments.apart:
                    keep_apart(taken, arguments.apart, f"{device}-{scheme}")
                drawn = sheet(list(taken.values()), device, scheme)
                packed = cv2.imencode(".webp", drawn, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])[1]
                packed.tofile(FOLDER / f"{device}-{scheme}.webp")
    assert sum(path.stat().st_size for path in FOLDER.glob("*.webp")) <= MOST_BYTES


def keep_apart(taken: dict[str, bytes], folder: Path, look: str) -> None:
    """Write every picture to a file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in taken.items():
        (folder / f"{name}-{look}.png").write_bytes(picture)


if __name__ == "__main__":
    main()
