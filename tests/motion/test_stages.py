"""The stages of preparation, each by itself: circle, framing, grade, depth, noise, camera."""

import itertools
import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.motion.camera import Camera, keeps_dish, pose
from sajangpick.motion.circle import Circle, dish_circle
from sajangpick.motion.depth import depth_of
from sajangpick.motion.framing import Aim, aim_photo, frame_photo
from sajangpick.motion.grade import grade
from sajangpick.motion.noise import tiling_noise, window


def _disc(width: int, height: int, x: float, y: float, radius: float) -> np.ndarray:
    mask = np.zeros((height, width), np.float32)
    cv2.circle(mask, (round(x * width), round(y * height)), round(radius * width), 1.0, -1)
    return mask


def test_a_spoon_does_not_widen_the_circle() -> None:
    mask = _disc(300, 320, 0.4, 0.5, 0.25)
    cv2.line(mask, (120, 160), (295, 30), 1.0, 9)
    cv2.circle(mask, (280, 300), 8, 1.0, -1)
    circle = dish_circle(mask)
    assert (circle.x, circle.y) == pytest.approx((0.4, 0.5), abs=0.02)
    assert circle.radius == pytest.approx(0.25, abs=0.02)


def test_a_dish_cut_by_the_edge_keeps_its_extent() -> None:
    mask = _disc(300, 200, 0.5, 1.0, 0.3)
    circle = dish_circle(mask)
    assert circle.radius == pytest.approx(0.3, abs=0.01)


def test_no_dish_means_the_middle() -> None:
    circle = dish_circle(np.zeros((100, 200), np.float32))
    assert circle.center == (0.5, 0.5)
    assert 0 < circle.radius < 0.25


@given(
    st.floats(0.1, 0.9), st.floats(0.1, 0.9), st.floats(0.2, 1.5),
    st.integers(50, 4000), st.integers(50, 4000),
)  # fmt: skip
def test_aiming_is_exact(x: float, y: float, diameter: float, width: int, height: int) -> None:
    dish, canvas = Circle(0.3, 0.6, 0.25), (1350, 2400)
    placed = aim_photo(dish, (width, height), canvas, Aim(x, y, diameter)).circle(dish, (width, height), canvas)
    assert tuple(placed) == pytest.approx((x, y, diameter / 2))


@given(st.floats(0.15, 0.85), st.floats(0.15, 0.85), st.integers(100, 900), st.integers(100, 900))
def test_a_framed_photo_leaves_gaps_on_one_axis_at_most(x: float, y: float, width: int, height: int) -> None:
    mask = _disc(width, height, x, y, 0.2)
    placed = frame_photo(mask, (width, height), (338, 600), oversampling=1.25)
    across, down = width * placed.scale, height * placed.scale
    assert across >= 337.9 or down >= 599.9
    for offset, length, canvas in ((placed.left, across, 338), (placed.top, down, 600)):
        if length > canvas + 0.1:
            assert offset <= 0.1
            assert offset + length >= canvas - 0.1
        else:
            assert offset >= -0.1
            assert offset + length <= canvas + 0.1


def test_filling_slides_to_the_dish() -> None:
    mask = _disc(1600, 1200, 0.75, 0.5, 0.12)
    placed = frame_photo(mask, (1600, 1200), (1350, 2400), oversampling=1.25)
    assert placed.scale == pytest.approx(2.0)
    dish = placed.circle(Circle(0.75, 0.5, 0.12), (1600, 1200), (1350, 2400))
    assert abs(dish.x - 0.5) < 0.25


@given(st.floats(0.05, 0.9), st.floats(-0.3, 0.3), st.floats(-0.3, 0.3))
def test_grading_never_turns_a_hue(light: float, blue: float, red: float) -> None:
    random = np.random.default_rng(1)
    y = np.clip(light + random.normal(0, 0.1, (40, 60)), 0, 1).astype(np.float32)
    u, v = np.full((20, 30), blue, np.float32), np.full((20, 30), red, np.float32)
    after_y, after_u, after_v = grade(y, u, v)
    assert after_y.min() >= -0.01
    assert after_y.max() <= 1.001
    assert np.allclose(after_u * red, after_v * blue, atol=1e-5)
    assert np.all(np.abs(after_u) <= 1.6 * abs(blue) + 1e-6)


def test_grading_lifts_dark_photos_and_leaves_good_ones() -> None:
    random = np.random.default_rng(1)
    chroma = np.full((30, 30), 0.2, np.float32)

    def shift(light: float) -> float:
        y = np.clip(random.normal(light, 0.25, (60, 60)), 0, 1).astype(np.float32)
        return float(np.median(grade(y, chroma, chroma)[0]) - np.median(y))

    assert 0.02 < shift(0.18) < 0.15
    assert abs(shift(0.45)) < 0.06


def test_the_dish_is_nearer_than_what_lies_behind_it() -> None:
    luma = np.full((200, 112), 0.4, np.float32)
    depth = depth_of(luma, _disc(112, 200, 0.5, 0.5, 0.3))
    assert depth[100, 56] > depth[20, 56] + 0.3
    assert depth[195, 5] > depth[5, 5]
    assert depth.min() >= 0
    assert depth.max() <= 1


def test_noise_has_no_seam() -> None:
    mosaic = tiling_noise(np.random.default_rng(2), (64, 48), (4, 3), octaves=2, gain=0.5)
    assert mosaic.shape == (128, 96)
    inside, seam = np.abs(np.diff(mosaic[:, :47], axis=1)).max(), np.abs(mosaic[:, 48] - mosaic[:, 47]).max()
    assert seam <= inside * 1.2
    assert np.allclose(window(mosaic, 3.0, 5.0, (20, 10)), mosaic[5:15, 3:23], atol=1e-5)
    assert np.allclose(window(mosaic, 51.5, -1.0, (20, 10)), window(mosaic, 3.5, 63.0, (20, 10)), atol=1e-5)


@given(st.sampled_from(Camera), st.floats(0, 1))
def test_no_pose_looks_past_the_picture(camera: Camera, progress: float) -> None:
    here = pose(camera, progress)
    margin = (1 - 1 / here.zoom) / 2
    assert abs(here.x) <= margin
    assert abs(here.y) <= margin
    # Nearness differs from the dish's by less than one; the mean side is 1.33 widths of a 9:16 frame.
    assert abs(here.orbit) * 1.34 <= max(margin, 1e-9) * 1.1


@pytest.mark.parametrize("camera", Camera)
def test_moves_never_stand_and_rest_in_the_middle(camera: Camera) -> None:
    rest = pose(camera, 0.5)
    assert (rest.x, rest.y, rest.orbit) == pytest.approx((0, 0, 0))
    if camera is not Camera.STILL:
        steps = [pose(camera, index / 20) for index in range(21)]
        moved = [
            math.dist((a.zoom, a.x, a.y, a.orbit), (b.zoom, b.x, b.y, b.orbit)) for a, b in itertools.pairwise(steps)
        ]
        assert min(moved) > 0.2 * max(moved)
    assert keeps_dish(camera) is (camera not in (Camera.PAN, Camera.TILT))
