"""What a real browser's canvas shows of a display list is what the renderer draws: every case, every template.

A frame that differs is laid beside the renderer's, with the difference, in `tests/diffs/`.
"""

import base64
import json
from collections.abc import Generator
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.browser import Page, browser_page
from tests.renderer.test_cases import DIFFS, DOCUMENTS, PHOTOS, video

from sajangpick.domain.dish import Dish
from sajangpick.domain.json import JsonObject
from sajangpick.domain.order import Order
from sajangpick.domain.price import parse_price
from sajangpick.domain.shop import Shop
from sajangpick.media.frame import U8
from sajangpick.media.still import encode_still, read_photo, read_still, write_still
from sajangpick.motion import dish_circle, dish_mask
from sajangpick.renderer import FileWorld, Moving, display_list, frame
from sajangpick.renderer.geometry import Size
from sajangpick.template import TEMPLATE_IDS, load_template, solve
from sajangpick.template.preview import preview

PLAYER = Path(__file__).with_name("player.js")
# Of 255. Canvas and OpenCV reduce a photo differently, which a filter may double; letters differ along their edges.
MEAN_OF_CASES, MEAN_OF_TEMPLATES = 2.0, 1.0
# A still photo lacks the clip's grade, steam and depth.
MEAN_OF_LIVING = 8.0
FAR_OFF, MOST_FAR_OFF = 48, 0.01
VIDEO_FRAMES = 60
PREVIEW_SCALE = 0.5
# Of the duration: the hook, words arriving, words at rest, the turn to the end card, the end card.
MOMENTS = [0.05, 0.25, 0.5, 0.76, 0.97]


@pytest.fixture(scope="session")
def page() -> Generator[Page]:
    with browser_page() as page:
        page.load_module("player", PLAYER)
        page.evaluate("globalThis.canvas = document.createElement('canvas'); globalThis.pictures = {}; 0")
        yield page


@pytest.fixture(scope="session")
def sources(page: Page) -> None:
    moving = video()
    frames = [moving.frame(Fraction(2 * index + 1, 60)).to_bgr() for index in range(VIDEO_FRAMES)]
    show_picture(page, "espresso.jpg", read_still(PHOTOS / "espresso.jpg"))
    page.evaluate(
        f"""(async () => {{
          const images = await Promise.all({json.dumps([address(pixels) for pixels in frames])}.map({LOAD}));
          const at = (seconds) => images[Math.min(images.length - 1, Math.floor(seconds * 30))];
          pictures.video = (context, box, seconds) => context.drawImage(at(seconds), ...box);
        }})()"""
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_case_looks_as_it_is_rendered(page: Page, sources: None, document: Path) -> None:
    world = FileWorld(PHOTOS, sources={"video": video()})
    shown = display_list(document, world=world)
    count, rate = shown["frameCount"], Fraction(str(shown["frameRate"]))
    open_list(page, shown)
    for index in sorted({0, count // 3, count // 2, min(count - 1, int(shown["snapshotTime"] * rate))}):
        expected = frame(document, index / rate, world=world)
        require_alike(expected, play(page, index), f"{document.stem}-{index}", most=MEAN_OF_CASES)


@pytest.mark.parametrize("template_id", TEMPLATE_IDS)
def test_a_template_looks_as_it_is_rendered(page: Page, template_id: str) -> None:
    photo = read_photo(PHOTOS / "espresso.jpg")
    order = Order(
        Dish("수제 등심 돈까스", parse_price("15000→12000")),
        Shop("연남 돈까스", address="서울 마포구 연남로 12", phone="02-123-4567", hours="11:00-21:00"),
    )
    solved = solve(load_template(template_id), order, photo=photo)
    clip = cv2.cvtColor(cv2.resize(photo, (solved.clip.width, solved.clip.height)), cv2.COLOR_BGR2BGRA)
    seconds = Fraction(str(solved.clip.seconds))
    still = Moving(Size(solved.clip.width, solved.clip.height), seconds, lambda _: clip, Fraction(30))
    world = FileWorld(sources={"clip": still})
    pictures = [each for each in solved.script["elements"] if each["type"] != "audio"]
    script = {**solved.script, "elements": pictures, "render_scale": PREVIEW_SCALE}
    shown = display_list(script, world=world)
    show_picture(page, "clip", clip)
    open_list(page, shown)
    rate = Fraction(str(shown["frameRate"]))
    for moment in MOMENTS:
        index = int(shown["frameCount"] * moment)
        expected = frame(script, index / rate, world=world)
        require_alike(expected, play(page, index), f"{template_id}-{index}", most=MEAN_OF_TEMPLATES)


@pytest.mark.parametrize("template_id", ["signature", "brand-story"])
def test_a_still_photo_stands_in_for_the_living_clip(page: Page, template_id: str) -> None:
    photo = read_photo(PHOTOS / "espresso.jpg")
    template, order = load_template(template_id), Order(Dish("에스프레소", parse_price("4500")))
    real = preview(template, order, photo=photo, width=270)
    shown = display_list({**real.script, "render_scale": 0.25}, world=real.world)
    path, dish = real.path, dish_circle(dish_mask(photo))
    clip = {
        "seconds": real.solved.clip.seconds,
        "aim": {"x": path.aim.x, "y": path.aim.y, "diameter": path.aim.diameter},
        "anchor": {"x": path.anchor.x, "y": path.anchor.y},
        "poses": path.poses,
    }
    show_picture(page, "photo", photo)
    page.evaluate(
        f"pictures.clip = player.livingPhoto(pictures.photo, {json.dumps(clip)}, {json.dumps(dish._asdict())}); 0"
    )
    open_list(page, shown)
    for index in (shown["frameCount"] // 8, shown["frameCount"] // 2):
        expected = frame(real.script, index / Fraction(str(shown["frameRate"])), world=real.world)
        require_alike(expected, play(page, index), f"living-{template_id}-{index}", most=MEAN_OF_LIVING, far_off=0.03)


def test_a_template_s_list_is_small_and_always_the_same() -> None:
    order = Order(Dish("새우 파스타", parse_price("18000")))
    for template_id in TEMPLATE_IDS:
        solved = solve(load_template(template_id), order, photo=np.full((8, 8, 3), 128, np.uint8))
        size = Size(solved.clip.width, solved.clip.height)
        world = FileWorld(sources={"clip": Moving(size, Fraction(10), lambda _: pytest.fail("asked for pixels"))})
        pictures = [each for each in solved.script["elements"] if each["type"] != "audio"]
        first, second = (json.dumps(display_list({**solved.script, "elements": pictures}, world=world)) for _ in "12")
        assert first == second
        assert len(first) < 150_000


LOAD = "async (address) => { const image = new Image(); image.src = address; await image.decode(); return image; }"


def address(pixels: U8) -> str:
    return f"data:image/png;base64,{base64.b64encode(encode_still(pixels, 'png')).decode()}"


def show_picture(page: Page, name: str, pixels: U8) -> None:
    page.evaluate(
        f"({LOAD})({json.dumps(address(pixels))}).then((image) => {{ pictures[{json.dumps(name)}] = image; }})"
    )


def open_list(page: Page, shown: JsonObject) -> None:
    page.evaluate(
        f"""(async () => {{
          globalThis.playing = await player.openPlayer({json.dumps(shown)});
          canvas.width = {shown["width"]};
          canvas.height = {shown["height"]};
        }})()"""
    )


def play(page: Page, index: int) -> U8:
    """A frame as the browser shows it, premultiplied BGRA."""
    page.evaluate(f"playing.draw(canvas.getContext('2d'), {index}, pictures)")
    told = page.evaluate("canvas.toDataURL('image/png')")
    return read_still(base64.b64decode(str(told).split(",")[1]))


def require_alike(expected: U8, shown: U8, name: str, *, most: float, far_off: float = MOST_FAR_OFF) -> None:
    assert shown.shape == expected.shape
    difference = cv2.absdiff(expected, shown)
    found = float((difference.max(axis=2) > FAR_OFF).mean())
    if difference.mean() > most or found > far_off:
        DIFFS.mkdir(exist_ok=True)
        loud = cv2.convertScaleAbs(difference, alpha=8)
        loud[..., 3] = 255
        write_still(np.hstack([expected, shown, loud]), DIFFS / f"display-{name}.png")
        pytest.fail(f"{difference.mean():.2f} on average, {found:.2%} far off: see display-{name}.png")
