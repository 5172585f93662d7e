"""Scrims are as strong as the photo asks for, and no stronger."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.renderer.geometry import Rect
from sajangpick.template.scrim import SOLID, Backdrop, Shown, least_strength, times

INK = 20


def over(level: int) -> Backdrop:
    """A grey photo under a scrim of near black."""

    def picture(time: float, strength: float) -> np.ndarray:
        return np.full((48, 27, 3), round(level + strength * (INK - level)), np.uint8)

    return picture


def white(start: float = 0.0, end: float = 2.0) -> Shown:
    return Shown(Rect(100, 100, 600, 200), (1.0, 1.0, 1.0), start, end)


def strength(level: int, *, least: float = 0.2, most: float = 0.85) -> float:
    return least_strength([white()], over(level), least=least, most=most, frame_width=1080)


def test_a_dark_photo_needs_no_more_than_the_least() -> None:
    assert strength(30) == 0.2


def test_a_light_photo_needs_more_and_then_reads() -> None:
    needed = strength(200)
    assert 0.2 < needed <= 0.85
    level = (200 + needed * (INK - 200)) / 255
    luminance = ((level + 0.055) / 1.055) ** 2.4
    assert 1.05 / (luminance + 0.05) >= 4.5


def test_where_the_most_is_not_enough_it_turns_solid() -> None:
    assert strength(255, most=0.3) == SOLID


@given(st.integers(0, 255), st.integers(0, 255))
def test_lighter_photos_never_need_less(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert strength(low) <= strength(high)


def test_a_text_is_measured_every_quarter_of_a_second() -> None:
    assert times(white(1.1, 2.0)) == (1.25, 1.5, 1.75)
    assert times(white(1.01, 1.02)) == (1.01,)


def test_only_the_moments_at_which_a_text_is_shown_count() -> None:
    def bright_later(time: float, amount: float) -> np.ndarray:
        return over(250 if time >= 3 else 30)(time, amount)

    assert least_strength([white(0, 2)], bright_later, least=0.2, most=0.85, frame_width=1080) == pytest.approx(0.2)
    assert least_strength([white(0, 4)], bright_later, least=0.2, most=0.85, frame_width=1080) > 0.2
