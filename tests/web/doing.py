"""What owners do in the page, by the words that they see."""

import re

from playwright.sync_api import Page, expect
from tests.docs.operating import PASSWORD
from tests.web.world import Visitor, new_email

MADE = "쇼츠가 완성됐어요!"


def make_first_account(visitor: Visitor) -> None:
    """The account of who comes first, an administrator's."""
    page = visitor.page
    page.goto("/")
    page.get_by_role("link", name="로그인").click()
    expect(page.get_by_role("heading", name="첫 계정을 만들어 주세요")).to_be_visible()
    fill_in(visitor, "관리자 계정 만들기")
    expect(page.get_by_role("link", name="관리", exact=True)).to_be_visible()


def sign_up(visitor: Visitor) -> None:
    """Make an account on the page of signing in."""
    visitor.page.get_by_text("가입", exact=True).click()
    fill_in(visitor, "가입하고 시작하기")


def fill_in(visitor: Visitor, act: str) -> None:
    visitor.email = visitor.email or new_email()
    page = visitor.page
    page.get_by_label("이메일", exact=True).fill(visitor.email)
    page.get_by_label("비밀번호", exact=True).fill(PASSWORD)
    page.get_by_role("button", name=act).click()


def take_sample(page: Page) -> None:
    page.get_by_role("button", name="예시 사진").click()


def write(page: Page, menu: str, price: str) -> None:
    """Say what is advertised, and ask for as short a short as there is."""
    page.get_by_label("메뉴 이름").fill(menu)
    page.get_by_label("가격", exact=True).fill(price)
    page.get_by_text("더 적기").click()
    page.get_by_text("6초", exact=True).click()


def expect_preview(page: Page, menu: str) -> None:
    """The stage shows the short, not an empty ground."""
    stage = page.get_by_role("img", name=re.compile(f"미리보기: {menu}"))
    stage.scroll_into_view_if_needed()
    page.wait_for_function(
        """(canvas) => {
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return new Set(new Uint32Array(data.buffer)).size > 500;
        }""",
        arg=stage.locator("canvas").element_handle(),
    )


def order(page: Page) -> None:
    page.get_by_role("button", name="쇼츠 만들기").click()


def wait_until_made(page: Page) -> list[float]:
    """Watch a short being made, to its end; how far the page said it was, whenever that changed."""
    bar = page.get_by_role("progressbar", name="만들기 진행률")
    expect(bar).to_be_visible()
    told = page.evaluate_handle(
        """() => {
          const told = [];
          const look = () => {
            const value = document.querySelector('progress')?.value;
            if (value !== undefined && value !== told.at(-1)) told.push(value);
          };
          look();
          new MutationObserver(look).observe(document.body, { subtree: true, attributes: true, childList: true });
          return told;
        }"""
    )
    expect(page.get_by_role("heading", name=MADE)).to_be_visible()
    return told.json_value()


def play_to_the_end(page: Page) -> dict[str, float]:
    """Press play, without sound; what the video says of itself once it has ended."""
    page.locator("video").evaluate("(video) => { video.muted = true; }")
    page.get_by_role("button", name="재생", exact=True).click()
    return watch_to_the_end(page)


def watch_to_the_end(page: Page) -> dict[str, float]:
    """The same of a video that plays, or does as soon as it is let."""
    return page.locator("video").evaluate(
        """(video) => new Promise((over, broken) => {
          video.addEventListener('error', () => broken(new Error(video.error.message)));
          const tell = () => over({
            at: video.currentTime,
            duration: video.duration,
            frames: video.getVideoPlaybackQuality().totalVideoFrames,
            width: video.videoWidth,
            height: video.videoHeight,
          });
          video.loop = false;
          if (video.ended) tell();
          else video.addEventListener('ended', tell);
          video.play().catch(broken);
        })"""
    )


def download(page: Page) -> bytes:
    with page.expect_download() as coming:
        page.get_by_role("group", name="이 쇼츠로 하기").get_by_role("link", name="저장").click()
    return coming.value.path().read_bytes()
