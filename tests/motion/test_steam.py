"""Steam rises from the dish, moves with it, stays subtle, and is nowhere else."""

import cv2
import numpy as np
import pytest

from sajangpick.motion import Camera, animate
from sajangpick.motion.circle import Circle
from sajangpick.motion.steam import Steam

SIZE = (270, 480)
NIGHT = np.full((480, 270, 3), 30, np.uint8)


@pytest.fixture(scope="module")
def plate() -> np.ndarray:
    y, x = np.mgrid[0:240, 0:135]
    return (np.hypot((x - 67) / 50, (y - 150) / 40) < 1).astype(np.float32)


def _steam(mask: np.ndarray, **changes: float) -> Steam:
    wanted = {"seed": 1, "fps": 30.0, "strength": 1.0} | changes
    return Steam(
        mask, Circle(0.5, 0.625, 0.37), SIZE, seed=int(wanted["seed"]), fps=wanted["fps"], strength=wanted["strength"]
    )


def test_steam_moves_upwards(plate: np.ndarray) -> None:
    steam = _steam(plate)
    flows: list[float] = []
    for start in (0, 20, 40):
        before, after = ((steam.at(index) * 1500).clip(0, 255).astype(np.uint8) for index in (start, start + 3))
        flow = cv2.calcOpticalFlowFarneback(before, after, None, 0.5, 3, 21, 3, 7, 1.5, 0)
        flows.append(float((flow[..., 1] * before).sum() / before.sum()))
    assert all(flow < -0.5 for flow in flows)


def test_steam_is_never_whiter_than_a_sixth(plate: np.ndarray) -> None:
    for strength, most in ((1.0, 0.16), (1.5, 0.24), (0.5, 0.08)):
        steam = _steam(plate, strength=strength)
        densest = max(float(steam.at(index).max()) for index in range(0, 30, 6))
        assert 0.5 * most < densest <= most


def test_the_same_frame_has_the_same_steam(plate: np.ndarray) -> None:
    steam = _steam(plate)
    late = steam.at(12).copy()
    steam.at(3)
    assert np.array_equal(steam.at(12), late)


def test_steam_is_there_from_the_first_frame(plate: np.ndarray) -> None:
    steam = _steam(plate)
    assert float(steam.at(0).mean()) == pytest.approx(float(steam.at(60).mean()), rel=0.6)


def _steam_of(camera: Camera, index: int) -> np.ndarray:
    with_steam, without = (
        animate(NIGHT, seconds=1, size=SIZE, camera=camera, steam=amount).frame(index).y.astype(np.float32)
        for amount in (1.0, 0.0)
    )
    return cv2.GaussianBlur(with_steam - without, (0, 0), 2)


def test_steam_only_brightens_and_only_above_the_dish() -> None:
    added = _steam_of(Camera.STILL, 10)
    assert added.min() > -1
    assert 5 < added.max() < 0.16 * (228 - 16) + 1
    # The fallback dish is a circle in the middle: its lower part and what lies below stay clear.
    assert np.abs(added[320:]).max() < 0.6
    assert added[120:240].mean() > 1


def test_steam_is_carried_along_by_the_camera() -> None:
    resting, zoomed = _steam_of(Camera.STILL, 0), _steam_of(Camera.PULL_OUT, 0)
    about = cv2.getRotationMatrix2D((135, 240), 0, 1.082)
    followed = cv2.warpAffine(resting, about, SIZE)

    def likeness(one: np.ndarray, other: np.ndarray) -> float:
        return float(np.corrcoef(one[40:300].ravel(), other[40:300].ravel())[0, 1])

    assert likeness(followed, zoomed) > 0.99
    assert likeness(followed, zoomed) > likeness(resting, zoomed)
