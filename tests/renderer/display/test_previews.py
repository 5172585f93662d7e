"""The preview is the render: what a real browser's canvas shows of every template is what the renderer draws of it.

Lists are made as the service makes them, of an order and a few colours of its photo, and played by the page's own
player. A frame that differs is laid beside the renderer's, with the difference, in `tests/diffs/`.
"""

import json
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page
from tests.renderer.display.playing import open_list, play, require_alike, show_picture
from tests.renderer.test_cases import PHOTOS

from sajangpick.domain.dish import Dish
from sajangpick.domain.order import Order
from sajangpick.domain.price import parse_price
from sajangpick.domain.shop import Shop
from sajangpick.media.frame import U8
from sajangpick.media.still import read_photo
from sajangpick.motion import Circle, dish_circle, dish_mask
from sajangpick.renderer import FileWorld, Moving, display_list, frame
from sajangpick.renderer.geometry import Size
from sajangpick.template import TEMPLATE_IDS, load_template, solve
from sajangpick.template.preview import Preview, preview

# Of 255, and of the pixels: letters differ along their edges, and nothing else does.
MOST, MOST_FAR_OFF = 1.0, 0.01
# A still photo lacks the clip's grade, steam and depth.
MOST_OF_LIVING, MOST_FAR_OFF_OF_LIVING = 8.0, 0.03
WIDTH, LIVING_WIDTH = 360, 270
# Of the duration: the hook, words arriving, words at rest, the turn to the end card, the end card.
MOMENTS = [0.05, 0.25, 0.5, 0.76, 0.97]
TILES = (12, 16)

ORDERS = {
    "short": Order(Dish("라떼", parse_price("4500"))),
    "whole": Order(
        Dish("수제 등심 돈까스 곱빼기 세트", parse_price("15000→12000")),
        Shop("연남 돈까스", address="서울 마포구 연남로 12", phone="02-123-4567", hours="11:00-21:00"),
    ),
    "mixed": Order(
        Dish("Seoul 치즈버거 🍔", parse_price("1만 8천원")),
        Shop("Burger 연구소", address="부산 해운대구 달맞이길 62번길 33 2층"),
    ),
}


def dark() -> U8:
    """Espresso on a dark table, BGR, upright."""
    return read_photo(PHOTOS / "espresso.jpg", longest=1200)


def bright() -> U8:
    """Red soup in a white bowl on a pale table, BGR, lying; drawn, so that it is nobody's."""
    photo = np.full((750, 1000, 3), (205, 222, 232), np.uint8)
    photo[:, ::50] = (190, 208, 220)
    for radius, color in ((290, (150, 165, 175)), (275, (250, 252, 252)), (215, (40, 70, 200)), (60, (90, 180, 90))):
        cv2.circle(photo, (500, 380), radius, color, -1, cv2.LINE_AA)
    return cv2.GaussianBlur(photo, (0, 0), 2.0)


PHOTOS_BY_NAME = {"dark": cache(dark), "bright": cache(bright)}
EVERY = [(template_id, order, photo) for template_id in TEMPLATE_IDS for order in ORDERS for photo in PHOTOS_BY_NAME]
# Every order and every photo with every template, and with each other; `python -m benchmarks.previews` takes them all.
PAIRWISE = [
    each for each in EVERY if (TEMPLATE_IDS.index(each[0]) + list(ORDERS).index(each[1])) % 2 == (each[2] == "dark")
]


@pytest.mark.parametrize(("template_id", "order_name", "photo_name"), PAIRWISE)
def test_a_preview_looks_as_it_is_rendered(page: Page, template_id: str, order_name: str, photo_name: str) -> None:
    for index, expected, shown in rendered_and_played(page, template_id, order_name, photo_name):
        name = f"{template_id}-{order_name}-{photo_name}-{index}"
        require_alike(expected, shown, name, most=MOST, far_off=MOST_FAR_OFF)


def rendered_and_played(page: Page, template_id: str, order_name: str, photo_name: str) -> Iterator[tuple[int, U8, U8]]:
    """A preview's frames at its moments: which, as the renderer draws it, and as the browser shows it."""
    photo = PHOTOS_BY_NAME[photo_name]()
    height, width = photo.shape[:2]
    colors = cv2.resize(photo, TILES, interpolation=cv2.INTER_AREA)
    seen = preview(load_template(template_id), ORDERS[order_name], colors=colors, photo_size=(width, height))
    clip, world = filled_with(photo, seen)
    show_picture(page, "clip", clip)
    shown = display_list(seen.script, world=world)
    script = {**seen.script, "render_scale": WIDTH / shown["width"]}
    open_list(page, shown, (WIDTH, WIDTH * shown["height"] // shown["width"]))
    for moment in MOMENTS:
        index = int(shown["frameCount"] * moment)
        expected = frame(script, index / Fraction(str(shown["frameRate"])), world=world)
        yield index, expected, play(page, index)


def filled_with(photo: U8, seen: Preview) -> tuple[U8, FileWorld]:
    """A clip that is nothing but the photo, BGRA, and the preview's world with it: both then draw the same pixels."""
    wish = seen.solved.clip
    size = (wish.width // 2, wish.height // 2)
    clip = cv2.cvtColor(cv2.resize(photo, size), cv2.COLOR_BGR2BGRA)
    seconds = Fraction(str(wish.seconds))
    still = Moving(Size(*size), seconds, lambda _: clip, Fraction(30))
    return clip, FileWorld(sources={"clip": still})


@pytest.mark.parametrize("template_id", ["signature", "brand-story"])
def test_a_still_photo_stands_in_for_the_living_clip(page: Page, template_id: str) -> None:
    photo = read_photo(PHOTOS / "espresso.jpg")
    seen = preview(load_template(template_id), ORDERS["short"], photo=photo, width=LIVING_WIDTH)
    shown = display_list(seen.script, world=seen.world)
    show_picture(page, "photo", photo)
    lay_living(page, seen, dish_circle(dish_mask(photo)))
    open_list(page, shown)
    for index in (shown["frameCount"] // 8, shown["frameCount"] // 2):
        expected = frame(seen.script, index / Fraction(str(shown["frameRate"])), world=seen.world)
        name = f"living-{template_id}-{index}"
        require_alike(expected, play(page, index), name, most=MOST_OF_LIVING, far_off=MOST_FAR_OFF_OF_LIVING)


def lay_living(page: Page, seen: Preview, dish: Circle | None) -> None:
    """Have the photo play the clip's part; nobody knows where its dish is if that is None."""
    path = seen.path
    clip = {
        "seconds": seen.solved.clip.seconds,
        "aim": {"x": path.aim.x, "y": path.aim.y, "diameter": path.aim.diameter},
        "anchor": {"x": path.anchor.x, "y": path.anchor.y},
        "poses": path.poses,
    }
    told = "undefined" if dish is None else json.dumps(dish._asdict())
    page.evaluate(f"pictures.clip = player.livingPhoto(pictures.photo, {json.dumps(clip)}, {told}); 0")


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
