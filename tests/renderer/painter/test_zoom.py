"""Zooming with the resizer says what point-by-point sampling says."""

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.renderer.geometry import Transform
from sajangpick.renderer.painter.zoom import zoom

# Horizontal and vertical position, 4 levels a sample: bilinear sampling of a ramp tells where it looked.
LEVELS = 4
ACROSS = np.tile((np.arange(60) * LEVELS).astype(np.uint8), (60, 1))
# The tolerance is 1/32 of a target pixel; the resizer rounds twice, by less than a level in all.
SLACK = 1 / LEVELS

steps = st.floats(0.4, 1.0)
starts = st.floats(4, 16)


@given(step=steps, left=starts, top=starts)
def test_every_sample_lies_where_it_should(step: float, left: float, top: float) -> None:
    back = Transform.translation(left, top) @ Transform.scaling(step, step)
    for plane, start in ((ACROSS, left), (ACROSS.T.copy(), top)):
        found = zoom(plane, back, 40, 40)
        if found is None:
            continue
        looked = found.astype(float) / LEVELS
        if plane is not ACROSS:
            looked = looked.T
        wanted = np.arange(40) * step + start
        assert np.abs(looked - wanted).max() <= step / 32 + SLACK


def test_a_slow_push_in_is_nearly_always_found() -> None:
    plane = np.zeros((2080, 1240), np.uint8)
    found = 0
    for index in range(40):
        step = 1 / (1.02 + 0.08 * index / 40)
        centre = Transform.translation(619.5, 1039.5) @ Transform.scaling(step, step)
        back = centre @ Transform.translation(-539.5, -959.5)
        found += zoom(plane, back, 1080, 1920) is not None
    assert found >= 34


def test_what_turns_mirrors_or_reaches_beyond_the_plane_is_left_to_others() -> None:
    plane = np.zeros((60, 60), np.uint8)
    assert zoom(plane, Transform.rotation(3), 40, 40) is None
    assert zoom(plane, Transform.scaling(-1, 1), 40, 40) is None
    assert zoom(plane, Transform.translation(-5, 0), 40, 40) is None
    assert zoom(plane, Transform.translation(30, 0), 40, 40) is None


def test_the_result_resembles_the_samplers() -> None:
    rng = np.random.default_rng(1)
    plane = cv2.GaussianBlur(rng.integers(0, 255, (800, 800), np.uint8), (0, 0), 2)
    back = Transform.translation(61.3, 47.8) @ Transform.scaling(0.9371, 0.9371)
    found = zoom(plane, back, 640, 640)
    assert found is not None
    matrix = np.array(back.rows)[:2]
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    assert cv2.absdiff(found, cv2.warpAffine(plane, matrix, (640, 640), flags=flags)).max() <= 2
