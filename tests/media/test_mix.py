"""Mixing: time, volume and fades, to the sample."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.media.mix import Track, mix

ONES = np.ones((48_000, 2), np.float32)


def test_a_track_begins_at_its_time_and_ends_with_itself() -> None:
    mixed = mix([Track(ONES, at=Fraction(1, 2), volume=0.5)], Fraction(2))
    assert mixed.shape == (96_000, 2)
    assert mixed.dtype == np.float32
    assert np.flatnonzero(mixed[:, 0])[[0, -1]].tolist() == [24_000, 71_999]
    assert set(mixed[:, 0].tolist()) == {0.0, 0.5}


def test_tracks_add_up() -> None:
    mixed = mix([Track(ONES), Track(ONES, volume=0.25)], Fraction(1))
    assert (mixed == 1.25).all()


def test_what_lies_outside_is_cut() -> None:
    ramp = np.arange(48_000, dtype=np.float32)[:, None].repeat(2, axis=1)
    mixed = mix([Track(ramp, at=Fraction(-1, 4))], Fraction(1, 2))
    assert mixed[[0, -1], 0].tolist() == [12_000, 35_999]


def test_fades_go_from_and_to_zero() -> None:
    mixed = mix([Track(ONES, fade_in=Fraction(1, 4), fade_out=Fraction(1, 2))], Fraction(1))
    assert mixed[[0, -1], 0].tolist() == [0, 0]
    assert mixed[6000, 0] == pytest.approx(0.5, abs=1e-3)
    assert mixed[18_000, 0] == 1
    assert mixed[36_000, 0] == pytest.approx(0.5, abs=1e-3)


@given(
    st.fractions(-3, 3),
    st.floats(0, 2),
    st.fractions(0, 3),
    st.fractions(0, 3),
    st.fractions(0, 1),
    st.integers(0, 500),
)
def test_any_track_gives_the_asked_length_and_never_more_than_its_volume(
    at: Fraction, volume: float, fade_in: Fraction, fade_out: Fraction, duration: Fraction, count: int
) -> None:
    mixed = mix([Track(ONES[:count], at, volume, fade_in, fade_out)], duration)
    assert len(mixed) == round(duration * 48_000)
    assert np.abs(mixed).max(initial=0) <= np.float32(volume)
