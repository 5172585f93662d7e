"""An owner's own music, made to fit."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sajangpick.errors import BadInput
from sajangpick.music import fit_music

RATE = 48_000


def tone(seconds: float, hertz: float = 220.0) -> npt.NDArray[np.float32]:
    t = np.arange(round(seconds * RATE)) / RATE
    wave = (0.3 * np.sin(2 * np.pi * hertz * t)).astype(np.float32)
    return np.column_stack([wave, wave])


@settings(max_examples=40, deadline=None)
@given(own=st.floats(0.02, 6), seconds=st.floats(0.05, 12), bpm=st.none() | st.floats(60, 140))
def test_any_music_fits_any_length_exactly(own: float, seconds: float, bpm: float | None) -> None:
    fitted = fit_music(tone(own), seconds=seconds, bpm=bpm)
    assert fitted.shape == (round(seconds * RATE), 2)
    assert fitted.dtype == np.float32
    assert np.abs(fitted).max() <= 0.3 * 2**0.5 + 1e-3
    assert np.abs(fitted[-1]).max() < 1e-3


def test_long_music_is_trimmed_and_faded_out_over_eight_tenths() -> None:
    fitted = fit_music(tone(20), seconds=8)
    np.testing.assert_allclose(fitted[RATE : 7 * RATE], tone(20)[1 : 1 + 20 * RATE][RATE : 7 * RATE], atol=1e-6)
    middle_of_fade = np.abs(fitted[round(7.5 * RATE) : round(7.7 * RATE)]).max()
    assert 0.1 < middle_of_fade < 0.22


def test_leading_silence_is_dropped() -> None:
    late = np.concatenate([np.zeros((RATE, 2), np.float32), tone(5)])
    fitted = fit_music(late, seconds=3)
    assert np.abs(fitted[round(0.05 * RATE) : round(0.1 * RATE)]).max() > 0.25


def test_short_music_is_looped_without_a_gap_or_a_click() -> None:
    fitted = fit_music(tone(2.3, 331), seconds=10)
    levels = [float(np.sqrt((part**2).mean())) for part in np.array_split(fitted[RATE // 2 : 9 * RATE], 80)]
    assert min(levels) > 0.5 * max(levels)
    assert np.abs(np.diff(fitted, axis=0)).max() < 1.6 * np.abs(np.diff(tone(1, 331), axis=0)).max()


def test_a_known_tempo_loops_on_the_bar() -> None:
    beats = np.zeros((round(5.2 * RATE), 2), np.float32)
    for beat in range(11):
        beats[beat * RATE // 2 : beat * RATE // 2 + 480] = 0.5
    fitted = fit_music(beats, seconds=12, bpm=120)
    onsets = np.flatnonzero(np.diff((np.abs(fitted[:, 0]) > 0.2).astype(int)) == 1) / RATE
    np.testing.assert_allclose(onsets, np.round(onsets * 2) / 2, atol=0.004)
    assert len(onsets) >= 20


def test_a_stroke_is_kept_and_a_swell_is_faded_in() -> None:
    struck = tone(5) * np.exp(-np.arange(5 * RATE) / RATE)[:, None].astype(np.float32)
    swelling = tone(5) * np.minimum(np.arange(5 * RATE) / (2 * RATE), 1)[:, None].astype(np.float32)
    kept, faded = fit_music(struck, seconds=4), fit_music(swelling, seconds=4)
    at = slice(round(0.06 * RATE), round(0.12 * RATE))
    assert np.abs(kept[at]).max() > 0.25
    assert np.abs(faded[at]).max() < 0.5 * np.abs(swelling[at]).max()


def test_silence_and_no_length_are_refused() -> None:
    with pytest.raises(BadInput, match="silent"):
        fit_music(np.zeros((RATE, 2), np.float32), seconds=3)
    with pytest.raises(BadInput, match="silent"):
        fit_music(np.zeros((0, 2), np.float32), seconds=3)
    with pytest.raises(BadInput, match="cannot be made"):
        fit_music(tone(1), seconds=0)
