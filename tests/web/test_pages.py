"""Every page in every state, by everybody's senses: nothing that axe finds, in both schemes; and both languages."""

import json
import re
from collections.abc import Generator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect
from tests.docs.operating import Owner, until
from tests.web.conftest import Visit
from tests.web.doing import expect_preview, order, take_sample, write
from tests.web.looking import faults, require_accessible
from tests.web.world import Device, Service, Visitor, new_email, visitor

WIDE: Device = "desktop"
STRANGERS = [
    "/", "/sign-in", "/sign-in?to=/me", "/sign-in?problem=not_signed_in", "/forgot-password", "/new-password",
    "/new-password#letter=used", "/confirm-email#letter=used", "/nowhere", "/parts",
]  # fmt: skip
OWNERS = [
    "/shorts", "/me", "/me/shop", "/me/credits", "/me/security", "/me/tokens", "/me/notices", "/studio",
    "/shorts/compare", "/shorts/01m80fgmrgx8f75zs5tjp69esc",
]  # fmt: skip
ROOMS = ["", "/jobs", "/users", "/books", "/engines", "/log"]


@dataclass(frozen=True, slots=True)
class Shelf:
    """An owner and what became of their shorts."""

    owner: Owner
    made: str
    failed: str
    canceled: str


@pytest.fixture(scope="module")
def shelf(service: Service, admin: Owner) -> Generator[Shelf]:
    with service.program() as owner:
        owner.sign_up(new_email())
        photo = owner.upload()
        canceled = owner.order(photo)
        owner.ask("POST", f"/api/jobs/{owner.short(canceled)['jobId']}/cancel")
        made = owner.order(photo)
        owner.finished(made)
        for path in service.files(owner.read(photo)):
            path.unlink()
        failed = owner.order(photo)
        until(lambda: owner.short(failed)["state"] == "failed" or None)
        yield Shelf(owner, made, failed, canceled)


@pytest.fixture(scope="module")
def strangers(service: Service, admin: Owner, browser: Browser) -> Generator[Visitor]:
    """Nobody, who only looks, page after page: a window that is open comes to the next one in half the time."""
    reader = visitor(browser, service, reduced_motion="reduce")
    yield reader
    reader.context.close()


@pytest.fixture(scope="module")
def owners(service: Service, admin: Owner, browser: Browser) -> Generator[Visitor]:
    """An owner without a short, who only looks."""
    with service.program() as owner:
        owner.sign_up(new_email())
        reader = visitor(browser, service, owner=owner, reduced_motion="reduce")
        yield reader
        reader.context.close()


@pytest.mark.parametrize("path", STRANGERS)
def test_a_stranger_s_pages(strangers: Visitor, path: str) -> None:
    read(strangers, path)


@pytest.mark.parametrize("path", OWNERS)
def test_an_owner_s_pages(owners: Visitor, path: str) -> None:
    read(owners, path)


def read(reader: Visitor, path: str) -> None:
    """Come to a page anew, in the light scheme, and find nothing wrong with it."""
    reader.faults.clear()
    reader.page.emulate_media(color_scheme="light")
    reader.page.goto("about:blank")
    reader.page.goto(path)
    require_accessible(reader.page)
    assert reader.faults == []


def test_the_first_page_in_its_states(visit: Visit, owner: Owner) -> None:
    page = visit(owner=owner).page
    page.goto("/")
    require_accessible(page)
    order(page)
    expect(page.get_by_text("음식 사진을 먼저 골라 주세요.")).to_be_visible()
    require_accessible(page)
    take_sample(page)
    write(page, "바질 페스토", "17000")
    page.get_by_role("button", name="할인 전 가격도 적기").click()
    page.get_by_label("할인 전 가격", exact=True).fill("1000")
    expect_preview(page, "바질 페스토")
    page.get_by_role("button", name="릴스").click()
    order(page)
    expect(page.get_by_text("할인 전 가격이 지금 가격보다 비싸야 해요.")).to_be_visible()
    require_accessible(page)


def test_a_short_in_its_states(visit: Visit, shelf: Shelf) -> None:
    page = visit(owner=shelf.owner).page
    for short, title in [
        (shelf.failed, "만들지 못했어요"),
        (shelf.canceled, "그만둔 쇼츠예요"),
        (shelf.made, "에스프레소"),
    ]:
        page.goto(f"/shorts/{short}")
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
        require_accessible(page)
    page.get_by_text("이렇게 점검했어요").click()
    page.get_by_role("button", name="지우기").click()
    require_accessible(page)


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_who_makes_it_and_who_made_it(visit: Visit, service: Service, shelf: Shelf, device: Device) -> None:
    offers = shelf.owner.ask("GET", "/api/engines").json()
    ours = next(each for each in offers["items"] if each["kind"] == "clip")
    theirs = {"id": "vendor:gone", "title": "Gen-9", "isHome": False, "place": 2, "policy": "사진이 밖으로 나가요."}
    offers["items"].append(ours | theirs | {"state": "ends_soon", "sunset": "2031-05-01"})
    page = visit(owner=shelf.owner, device=device).page
    page.route("**/api/engines", lambda route: route.fulfill(json=offers))
    page.goto("/")
    expect(page.get_by_text("이 엔진이 만들 수 없을 때 대신 만드는 엔진: Gen-9")).to_be_visible()
    page.get_by_text("Gen-9", exact=True).click()
    expect(page.get_by_text("사진이 밖으로 나가요.")).to_be_visible()
    expect(page.get_by_text("2031. 5. 1.에 끝나는 엔진이에요.")).to_be_visible()
    require_accessible(page)
    page.goto("/studio")
    expect(page.get_by_text("쓰는 엔진: 사장픽 엔진 · 무료")).to_be_visible()
    require_accessible(page)
    why = {"ko": "영상의 음식이 사진과 다른 음식이 돼요.", "en": "Another dish."}
    tried = [{"engine": "vendor:gone", "ok": False, "why": why, "measured": {"colour": 3}}]
    facts = json.dumps({"engine": ours["id"], "tried": tried})
    service.change("UPDATE short SET checks = json_set(checks, '$.clip', json(?)) WHERE id = ?", facts, shelf.made)
    page.goto(f"/shorts/{shelf.made}")
    expect(page.get_by_text("움직임: 사장픽 엔진 · 영상 완성: 사장픽 엔진")).to_be_visible()
    page.get_by_text("앞서 해 본 것 1가지").click()
    expect(page.get_by_text(f"Gen-9의 영상은 쓰지 않았어요: {why['ko']}")).to_be_visible()
    require_accessible(page)


def test_a_short_while_it_is_made(visit: Visit, owner: Owner) -> None:
    page = visit(owner=owner).page
    short = owner.order(owner.upload())
    page.goto(f"/shorts/{short}")
    expect(page.get_by_role("progressbar", name="만들기 진행률")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="그만 만들기").click()
    assert faults(page) == []
    page.get_by_role("dialog").get_by_role("button", name="그만 만들기").click()
    expect(page.get_by_role("heading", name="그만둔 쇼츠예요")).to_be_visible()


def test_the_history_in_its_states(visit: Visit, shelf: Shelf) -> None:
    page = visit(owner=shelf.owner).page
    page.goto("/shorts")
    require_accessible(page)
    page.get_by_role("button", name="에스프레소 쇼츠 메뉴").last.click()
    require_accessible(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="비교", exact=True).click()
    require_accessible(page)
    page.goto("/shorts?search=없는메뉴")
    require_accessible(page)
    page.goto(f"/shorts/compare?a={shelf.made}&b={shelf.made}")
    require_accessible(page)


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_the_administrator_s_rooms(visit: Visit, admin: Owner, shelf: Shelf, device: Device) -> None:
    page = visit(owner=admin, device=device).page
    job = shelf.owner.short(shelf.failed)["jobId"]
    account = shelf.owner.ask("GET", "/api/account").json()["id"]
    for path in [*ROOMS, f"/jobs?job={job}", "/jobs?state=failed", f"/users?user={account}"]:
        page.goto(f"/admin{path}")
        require_accessible(page)


def test_credits_are_given_back(visit: Visit, admin: Owner, shelf: Shelf) -> None:
    page = visit(owner=admin, device=WIDE, scheme="dark").page
    job = shelf.owner.short(shelf.made)["jobId"]
    before = shelf.owner.ask("GET", "/api/account").json()["balance"]
    page.goto(f"/admin/jobs?job={job}")
    page.get_by_role("button", name="크레딧 돌려주기").click()
    require_accessible(page)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="크레딧 돌려주기").click()
    expect(dialog.get_by_text("왜 하는지 적어 주세요.")).to_be_visible()
    dialog.get_by_label("이유").fill("상담 3021: 영상이 흐림")
    dialog.get_by_role("button", name="크레딧 돌려주기").click()
    expect(page.get_by_text("1 크레딧을 돌려줬어요.")).to_be_visible()
    expect(page.get_by_role("table", name="이 작업의 장부").get_by_role("row", name=re.compile(r"\+1"))).to_be_visible()
    expect(page.get_by_role("button", name="크레딧 돌려주기")).to_have_count(0)
    theirs = visit(owner=shelf.owner).page
    theirs.goto("/me/credits")
    expect(theirs.get_by_text("상담 3021: 영상이 흐림")).to_be_visible()
    assert shelf.owner.ask("GET", "/api/account").json()["balance"] == before + 1
    page.goto("/admin/books")
    expect(page.get_by_text("장부가 맞아요.")).to_be_visible()


def test_another_language(visit: Visit, owner: Owner) -> None:
    page = visit(owner=owner).page
    page.goto("/me")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    page.get_by_text("English", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    for path, title in [
        ("/", "One photo of the dish, and the short is done"),
        ("/shorts", "History|first"),
        ("/me/credits", "Credits"),
        ("/studio", "Studio|idea"),
    ]:
        page.goto(path)
        expect(page.get_by_role("heading", name=re.compile(title, re.IGNORECASE)).first).to_be_visible()
        require_accessible(page)
    page.goto("/me")
    page.get_by_text("한국어", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")


def test_every_dialog_of_the_parts(visit: Visit) -> None:
    page = visit(device=WIDE).page
    page.goto("/parts")
    for name in ("창 열기", "물어보는 창 열기", "실패하는 창 열기"):
        page.get_by_role("button", name=name, exact=True).click()
        if name.startswith("실패"):
            page.get_by_role("dialog").get_by_role("button", name="해 보기").click()
            expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
        require_accessible(page)
        page.keyboard.press("Escape")
    page.get_by_role("button", name="알림 띄우기").click()
    require_accessible(page)
