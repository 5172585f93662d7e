"""Photos made for the motion tests."""

import hashlib
from collections.abc import Callable, Iterator

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from sajangpick import motion

U8 = npt.NDArray[np.uint8]


@pytest.fixture(scope="session", autouse=True)
def _masks_are_kept() -> Iterator[None]:
    """Ask the network once per photo: many tests share one, and it is by far the slowest stage."""
    found: dict[bytes, npt.NDArray[np.float32]] = {}

    def dish_mask(photo: U8) -> npt.NDArray[np.float32]:
        key = hashlib.sha256(repr(photo.shape).encode() + photo.tobytes()).digest()
        if key not in found:
            found[key] = motion.mask.dish_mask(photo)
        return found[key].copy()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(motion, "dish_mask", dish_mask)
        yield


@pytest.fixture(scope="session")
def dish_photo() -> Callable[..., U8]:
    """A white plate with a red, speckled dish on a dark table: `dish_photo(width, height, x, y, radius)`."""

    def make(width: int = 480, height: int = 640, x: float = 0.5, y: float = 0.5, radius: float = 0.3) -> U8:
        random = np.random.default_rng(5)
        photo = np.full((height, width, 3), (34, 40, 52), np.uint8)
        photo += random.integers(0, 6, photo.shape, np.uint8)
        middle, size = (round(x * width), round(y * height)), round(radius * width)
        cv2.circle(photo, middle, size, (225, 228, 230), -1, cv2.LINE_AA)
        cv2.circle(photo, middle, round(size * 0.72), (40, 60, 190), -1, cv2.LINE_AA)
        for _ in range(60):
            angle, far = random.uniform(0, 6.28), size * 0.66 * np.sqrt(random.uniform())
            spot = (round(middle[0] + far * np.cos(angle)), round(middle[1] + far * np.sin(angle)))
            cv2.circle(photo, spot, max(1, size // 14), (30, int(random.integers(90, 200)), 150), -1, cv2.LINE_AA)
        return photo

    return make


@pytest.fixture(scope="session")
def dots() -> U8:
    """Soft white dots on a grey field, 90 pixels apart, 540x960."""
    y, x = np.mgrid[0:960, 0:540].astype(np.float32)
    light = np.zeros((960, 540), np.float32)
    for row in range(60, 960, 105):
        for column in range(45, 540, 90):
            light += np.exp(-((x - column) ** 2 + (y - row) ** 2) / (2 * 9.0**2))
    return cv2.cvtColor(np.clip(70 + 130 * light, 0, 255).astype(np.uint8), cv2.COLOR_GRAY2BGR)
