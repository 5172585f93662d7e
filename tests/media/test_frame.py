"""Frames: the planes of one array, and colour that comes back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.media.frame import Frame


@pytest.mark.parametrize(
    ("bgr", "yuv"),
    # BT.709 colour bars at 100 %: ITU-R BT.709-6 quantised to 8 bits.
    [
        ((255, 255, 255), (235, 128, 128)),
        ((0, 0, 0), (16, 128, 128)),
        ((0, 0, 255), (63, 102, 240)),
        ((0, 255, 0), (173, 42, 26)),
        ((255, 0, 0), (32, 240, 118)),
    ],
)
def test_the_primaries_have_the_standard_codes(bgr: tuple[int, int, int], yuv: tuple[int, int, int]) -> None:
    frame = Frame.from_bgr(np.full((4, 6, 3), bgr, np.uint8))
    assert (int(frame.y[0, 0]), int(frame.u[0, 0]), int(frame.v[0, 0])) == yuv


@given(st.tuples(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255)))
def test_a_flat_colour_comes_back(bgr: tuple[int, int, int]) -> None:
    shown = Frame.from_bgr(np.full((2, 4, 3), bgr, np.uint8)).to_bgr()
    assert np.abs(shown.astype(int) - bgr).max() <= 3


def test_planes_are_views_of_one_array() -> None:
    frame = Frame.blank(6, 8)
    frame.y[:], frame.u[:], frame.v[:] = 1, 2, 3
    assert frame.data.shape == (12, 6)
    assert np.bincount(frame.data.ravel()).tolist() == [0, 48, 12, 12]
