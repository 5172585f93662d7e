"""Integrated loudness obeys the recommendation's filters and gates (FFmpeg's meter agrees: see test_loudness)."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sajangpick.media.sound import SAMPLE_RATE_HZ, Samples, integrated_lufs


def tone(seconds: float, hertz: float = 997, amplitude: float = 0.1) -> Samples:
    wave = amplitude * np.sin(2 * np.pi * hertz * np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ)
    return np.stack([wave, wave], axis=1).astype(np.float32)


@settings(max_examples=10, deadline=None)
@given(st.floats(-40, 20))
def test_a_gain_is_heard_as_so_many_units(gain_db: float) -> None:
    louder = tone(1) * np.float32(10 ** (gain_db / 20))
    assert integrated_lufs(louder) - integrated_lufs(tone(1)) == pytest.approx(gain_db, abs=0.01)


def test_low_notes_count_less_and_high_ones_more() -> None:
    low, middle, high = (integrated_lufs(tone(1, hertz)) for hertz in (30, 997, 5000))
    assert low < middle - 6
    assert middle + 2.5 < high < middle + 4.5


def test_a_pause_does_not_make_a_piece_quieter() -> None:
    paused = np.concatenate([tone(2), np.zeros((4 * SAMPLE_RATE_HZ, 2), np.float32)])
    assert integrated_lufs(paused) == pytest.approx(integrated_lufs(tone(2)), abs=0.6)


@pytest.mark.parametrize("silent", [np.zeros((0, 2)), np.zeros((SAMPLE_RATE_HZ, 2)), tone(0.399), 1e-5 * tone(2)])
def test_silence_and_what_is_too_short_has_no_loudness(silent: Samples) -> None:
    assert integrated_lufs(silent.astype(np.float32)) == -math.inf
