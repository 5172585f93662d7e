"""An owner makes a short with a thumb: from the first visit to the second short, in a real browser."""

import re
from pathlib import Path

import cv2
import pytest
from playwright.sync_api import Page, expect
from tests.docs.operating import Owner
from tests.docs.world import PHOTO
from tests.web.conftest import Visit
from tests.web.doing import (
    MADE,
    download,
    expect_preview,
    fill_in,
    order,
    play_to_the_end,
    sign_up,
    take_sample,
    wait_until_made,
    watch_to_the_end,
    write,
)
from tests.web.looking import require_accessible
from tests.web.world import Device, Scheme, Service, Visitor

# The page keeps what is written soon after it was written.
KEPT_AFTER_MS = 1000


@pytest.fixture(scope="module")
def own_photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("photo") / "내 사진.jpg"
    cv2.imencode(".jpg", cv2.flip(cv2.imread(str(PHOTO)), 1))[1].tofile(path)
    return path


def test_a_photo_becomes_a_short_and_another(visit: Visit, service: Service) -> None:
    visitor = visit(device="phone", scheme="light")
    page = visitor.page
    page.goto("/")
    take_sample(page)
    order_as_a_stranger(visitor)
    told = wait_until_made(page)
    assert len(told) > 2
    assert told == sorted(told)
    require_played(page)
    assert len(service.files(download(page))) == 1
    open_the_words(page)
    page.get_by_role("button", name="다시 만들기").click()
    wait_until_made(page)
    assert len(service.files(download(page))) == 1
    page.get_by_role("link", name="내역", exact=True).click()
    shown = page.get_by_role("list", name="내 쇼츠").get_by_role("heading")
    expect(shown).to_have_text(["디카페인 아인슈페너", "아인슈페너"])
    expect(page.get_by_label("남은 크레딧 8개")).to_be_visible()


def order_as_a_stranger(visitor: Visitor) -> None:
    """With a photo on the stage: what was wished for as a stranger is ordered at once after signing up."""
    page = visitor.page
    write(page, "아인슈페너", "6천5백원")
    expect(page.get_by_text("6,500원으로 보여요.")).to_be_visible()
    expect_preview(page, "아인슈페너")
    order(page)
    sign_up(visitor)


def require_played(page: Page) -> None:
    """The short can be watched to its end, as large and as long as it was ordered."""
    played = play_to_the_end(page)
    assert played["at"] == played["duration"] == pytest.approx(6, abs=0.1)
    assert (played["width"], played["height"]) == (1080, 1920)
    assert played["frames"] > 6


def open_the_words(page: Page) -> None:
    """Open what was ordered once more, with another menu."""
    page.get_by_role("link", name="글자만 바꿔 다시 만들기").last.click()
    expect(page.get_by_role("heading", name="글자만 바꿔 다시 만들기")).to_be_visible()
    expect(page.get_by_label("메뉴 이름")).to_have_value("아인슈페너")
    page.get_by_label("메뉴 이름").fill("디카페인 아인슈페너")
    expect_preview(page, "디카페인 아인슈페너")


def test_by_keyboard_alone(visit: Visit, owner: Owner) -> None:
    page = visit(device="desktop", owner=owner, reduced_motion="no-preference").page
    page.goto("/")
    reach(page, "예시 사진")
    page.keyboard.press("Enter")
    reach(page, "메뉴 이름")
    page.keyboard.press("Control+A")
    page.keyboard.type("라떼")
    reach(page, "가격")
    page.keyboard.press("Control+A")
    page.keyboard.type("5500")
    expect_preview(page, "라떼")
    page.keyboard.press("Enter")
    expect(page.get_by_role("progressbar", name="만들기 진행률")).to_be_visible()
    reach(page, "그만 만들기")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="그만 만들까요?")).to_be_visible()
    reach(page, "그만 만들기")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="그만둔 쇼츠예요")).to_be_visible()
    expect(page.get_by_label("남은 크레딧 10개")).to_be_visible()


def reach(page: Page, name: str, presses: int = 60) -> None:
    """Press Tab until what is called `name` has the focus, which must be seen."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        named = page.evaluate(
            """() => {
              const it = document.activeElement;
              const by = it.labels?.[0]?.textContent ?? it.ariaLabel ?? it.textContent;
              const { outlineStyle } = getComputedStyle(it);
              return [by.trim(), outlineStyle];
            }"""
        )
        if re.match(name, named[0]):
            assert named[1] != "none", f"nobody sees that {name} has the focus"
            return
    pytest.fail(f"Tab never reaches {name}")


def test_an_own_photo_s_short_is_followed_whichever_way_is_blocked(
    visit: Visit, service: Service, own_photo: Path
) -> None:
    visitor = visit(device="desktop", scheme="dark")
    page = visitor.page
    page.goto("/")
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="음식 사진 올리기").click()
    choosing.value.set_files(own_photo)
    order_as_a_stranger(visitor)
    expect(page.get_by_role("progressbar", name="만들기 진행률")).to_be_visible()
    # Two more windows of theirs, with a way blocked each.
    polling, listening = visitor.another(), visitor.another()
    asked: list[str] = []
    polling.route_web_socket(re.compile("/api/events"), lambda socket: socket.close())
    polling.on("response", lambda answer: "/api/events" in answer.url and asked.append(answer.url))
    listening.route(re.compile("/api/events"), lambda route: route.abort())
    sockets: list[str] = []
    listening.on("websocket", lambda socket: sockets.append(socket.url))
    for each in (polling, listening):
        each.goto(page.url)
        expect(each.get_by_role("progressbar", name="만들기 진행률")).to_be_visible()
    for each in (polling, listening, page):
        expect(each.get_by_role("heading", name=MADE)).to_be_visible()
    assert asked
    assert len(sockets) == 1
    require_played(page)
    assert len(service.files(download(page))) == 1
    open_the_words(page)
    expect(page.get_by_label("남은 크레딧 9개")).to_be_visible()


def test_what_was_written_survives_a_reload(visit: Visit, owner: Owner) -> None:
    page = visit(owner=owner).page
    page.goto("/")
    take_sample(page)
    write(page, "말차 라떼", "6000")
    page.get_by_role("radio", name=re.compile("야식")).check(force=True)
    expect_preview(page, "말차 라떼")
    page.wait_for_timeout(KEPT_AFTER_MS)
    page.reload()
    expect(page.get_by_text("적던 내용을 이어서 보여 드려요")).to_be_visible()
    expect(page.get_by_label("메뉴 이름")).to_have_value("말차 라떼")
    expect(page.get_by_label("가격", exact=True)).to_have_value("6000")
    expect(page.get_by_role("radio", name=re.compile("야식"))).to_be_checked()
    expect_preview(page, "말차 라떼")


def test_a_session_that_ends_midway_costs_nothing(visit: Visit, service: Service, owner: Owner) -> None:
    visitor = visit(owner=owner)
    page = visitor.page
    page.goto("/")
    take_sample(page)
    write(page, "콜드브루", "5000")
    expect_preview(page, "콜드브루")
    service.end_sessions(visitor.email)
    order(page)
    dialog = page.get_by_role("dialog", name="다시 로그인해 주세요")
    expect(dialog).to_be_visible()
    expect(page.get_by_label("메뉴 이름")).to_have_value("콜드브루")
    fill_in(visitor, "로그인하고 이어 하기")
    # What was wished for is ordered at once, with the photo and the words that were there.
    expect(page.get_by_role("img", name=re.compile("콜드브루 쇼츠"))).to_be_visible()
    stop_making(visitor)


def stop_making(visitor: Visitor) -> None:
    """Nobody needs what is being made."""
    page = visitor.page
    page.get_by_role("button", name="그만 만들기").click()
    page.get_by_role("dialog").get_by_role("button", name="그만 만들기").click()
    expect(page.get_by_role("heading", name="그만둔 쇼츠예요")).to_be_visible()


def test_the_page_opens_without_a_line(visit: Visit, owner: Owner) -> None:
    page = visit(owner=owner, service_workers="allow").page
    page.goto("/")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    take_sample(page)
    page.get_by_label("메뉴 이름").fill("바닐라 라떼")
    page.get_by_label("가격", exact=True).fill("6000")
    page.wait_for_timeout(KEPT_AFTER_MS)
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_label("메뉴 이름")).to_have_value("바닐라 라떼")
    expect(page.get_by_label("가격", exact=True)).to_have_value("6000")
    expect(page.get_by_role("button", name="다른 사진")).to_be_visible()
    order(page)
    expect(page.get_by_role("alert").filter(has_text="인터넷이 끊겼어요")).to_have_count(2)
    page.context.set_offline(False)
    # The order goes on by itself.
    expect(page.get_by_role("img", name=re.compile("바닐라 라떼 쇼츠"))).to_be_visible()


@pytest.mark.parametrize(("device", "scheme"), [("phone", "dark")])
def test_an_idea_becomes_words_a_picture_and_a_clip(visit: Visit, owner: Owner, device: Device, scheme: Scheme) -> None:
    page = visit(device=device, scheme=scheme, owner=owner).page
    page.goto("/studio")
    page.get_by_label("무엇을 보여 줄까요?").fill("보글보글 끓는 김치찌개")
    page.get_by_role("button", name="장면 설명 쓰기").click()
    written = page.get_by_label("장면 설명 (우리말)")
    expect(written).to_have_value(re.compile("김치찌개"))
    page.get_by_role("button", name="그림 그리기").click()
    drawn = page.get_by_role("img", name="보글보글 끓는 김치찌개, AI 일러스트")
    expect(drawn).to_be_visible()
    assert drawn.evaluate("(image) => image.decode().then(() => image.naturalHeight / image.naturalWidth)") > 1.7
    require_accessible(page)
    # The picture is a photo for a short; and the studio is found again as it was left.
    page.get_by_role("link", name="이걸로 쇼츠 만들기").click()
    page.get_by_label("메뉴 이름").fill("김치찌개")
    page.get_by_label("가격", exact=True).fill("9000")
    expect_preview(page, "김치찌개")
    page.get_by_role("link", name="스튜디오", exact=True).click()
    expect(page.get_by_label("남은 크레딧 9개")).to_be_visible()
    page.get_by_text("3초", exact=True).click()
    page.get_by_role("button", name="영상 만들기").click()
    expect(page.locator("video")).to_be_visible()
    assert watch_to_the_end(page)["at"] == pytest.approx(3, abs=0.1)
    expect(page.get_by_label("남은 크레딧 7개")).to_be_visible()
    require_accessible(page)
