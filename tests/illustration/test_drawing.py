"""Pens and colours."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.illustration.drawing import Place, clear, dark, light, mix, scatter

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@given(COLOURS, COLOURS)
def test_a_mixture_lies_between_and_ends_at_both(one: str, other: str) -> None:
    assert mix(one, other, 0) == one
    assert mix(one, other, 1) == other
    assert light(one, 0) == dark(one, 0) == one


def test_alpha_is_written_as_two_digits() -> None:
    assert clear("#102030", 0.0) == "#10203000"
    assert clear("#102030", 1.0) == "#102030ff"


@given(st.floats(-7, 7), st.floats(0, 2))
def test_a_spot_is_as_far_as_it_is_said_to_be(angle: float, distance: float) -> None:
    place = Place(10, 20, 5)
    assert math.dist(place.at(angle, distance), (10, 20)) == pytest.approx(distance * 5, abs=1e-9)
    assert place.on(angle, distance, 0) == pytest.approx(place.at(angle, distance))


@given(st.integers(0, 999), st.integers(1, 40), st.floats(0.05, 0.6))
def test_scattered_spots_keep_their_distance_and_stay_inside(seed: int, count: int, gap: float) -> None:
    place = Place(100, 100, 50)
    spots = scatter(place, np.random.default_rng(seed), count, gap=gap)
    assert 1 <= len(spots) <= count
    assert all(math.dist(spot, (100, 100)) <= 50 + 1e-9 for spot in spots)
    assert all(math.dist(a, b) >= gap * 50 - 1e-9 for i, a in enumerate(spots) for b in spots[:i])
