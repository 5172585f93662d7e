"""Orders and photos that every template must stand."""

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from sajangpick.domain.dish import Dish
from sajangpick.domain.order import Order
from sajangpick.domain.price import Price
from sajangpick.domain.shop import Logo, Shop
from sajangpick.template import Solved, load_template, solve

U8 = npt.NDArray[np.uint8]

NAMES = {
    "two letters": "라면",
    "nine letters": "시그니처 에스프레소",
    "sixteen letters": "매콤한 해물 순두부찌개와 돌솥밥",
    "forty letters": "국내산 한우 차돌박이를 듬뿍 올린 얼큰한 된장찌개와 갓 지은 가마솥밥 한상차림 정식",
    "forty without a space": "쌀" * 40,
    "emoji": "🍜 왕갈비탕 🔥",
    "hanja": "牛肉麵 우육면",
}
SHOPS = {
    "full": Shop("커피온", "서울 성동구 연무장길 18", "02-123-4567", "매일 10:00~21:00"),
    "nothing": Shop(),
    "logo and long lines": Shop(
        "아주 긴 이름의 할머니 손칼국수 본점",
        "서울특별시 성동구 연무장길 18 커피온빌딩 2층 201호",
        "02-123-4567",
        "매일 10:00~21:00 (매주 월요일 휴무)",
        Logo("logo", 300, 200),
    ),
}
PRICES = {"plain": Price(4500), "six digits, reduced": Price(128_000, 160_000)}


def plate(ground: str) -> U8:
    """A photo of a red dish on a plate: on a white table in white light, or on a dark one."""
    table, dish_ground = ((246, 248, 250), (236, 240, 244)) if ground == "light" else ((18, 20, 26), (34, 36, 44))
    photo = np.full((640, 480, 3), table, np.uint8)
    cv2.circle(photo, (240, 330), 200, dish_ground, -1, cv2.LINE_AA)
    cv2.circle(photo, (240, 330), 120, (36, 60, 196), -1, cv2.LINE_AA)
    grain = np.random.default_rng(1).normal(0, 6, photo.shape)
    return np.clip(photo + grain, 0, 255).astype(np.uint8)


@cache
def footage_of(template_id: str, ground: str) -> Callable[[float], U8]:
    """A still in place of a clip: the photo with its dish where the template wants it."""
    clip = load_template(template_id).block.clip
    width, height = clip.size[0] // 4, clip.size[1] // 4
    scale = clip.diameter * width / 400
    move = np.array([[scale, 0, clip.x * width - scale * 240], [0, scale, clip.y * height - scale * 330]])
    still = cv2.warpAffine(plate(ground), move, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return lambda _: still


@cache
def solved(template_id: str, name: str, price: str, shop: str, ground: str | None = None) -> Solved:
    """A template solved for one of the cases above; measured on footage if a ground is named."""
    return solve(
        load_template(template_id),
        Order(Dish(NAMES[name], PRICES[price]), SHOPS[shop]),
        photo=plate(ground or "dark"),
        footage=footage_of(template_id, ground) if ground else None,
    )


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)
