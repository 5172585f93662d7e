"""Finished pieces: exact, repeatable, level, balanced, and ending by themselves."""

from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sajangpick.errors import BadInput
from sajangpick.media.sound import SAMPLE_RATE_HZ, integrated_lufs
from sajangpick.music import MOODS, Music, compose

Samples = npt.NDArray[np.float32]


def share_db(samples: Samples, low_hz: float, high_hz: float) -> float:
    """The energy between two frequencies against the whole, dB."""
    power = (np.abs(np.fft.rfft(samples, axis=0)) ** 2).sum(axis=1)
    hertz = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE_HZ)
    return float(10 * np.log10(power[(hertz >= low_hz) & (hertz < high_hz)].sum() / power.sum()))


@settings(max_examples=10, deadline=None)
@given(seconds=st.floats(0.5, 3.0), mood=st.sampled_from(sorted(MOODS)), bpm=st.none() | st.floats(60, 140))
def test_any_length_is_exact_and_clean(seconds: float, mood: str, bpm: float | None) -> None:
    music = compose(mood, seconds=seconds, bpm=bpm)
    assert music.samples.shape == (round(seconds * SAMPLE_RATE_HZ), 2)
    assert music.samples.dtype == np.float32
    assert np.isfinite(music.samples).all()
    assert 0.02 < np.abs(music.samples).max() <= 10 ** (-3 / 20)
    assert not music.samples[-240:].any()


def test_equal_arguments_make_equal_samples() -> None:
    one, two = (compose("fresh", seconds=3.3, seed=7, bpm=111, key="Eb") for _ in range(2))
    np.testing.assert_array_equal(one.samples, two.samples)
    assert (one.bpm, one.key, one.mood) == (111, "Eb major", "fresh")
    assert one.beat_seconds == pytest.approx(60 / 111)


def test_other_seeds_make_other_music() -> None:
    made = [compose("minimal", seconds=3, seed=seed).samples for seed in (0, 1, 2, -3)]
    assert all(np.abs(one - two).max() > 0.05 for one, two in combinations(made, 2))


def test_the_key_is_played() -> None:
    """All the tonal energy of a drumless chord is in the key's pitch classes."""
    music = compose("calm", seconds=6, key="F")
    spectrum = np.abs(np.fft.rfft(music.samples.mean(axis=1) * np.hanning(len(music.samples)))) ** 2
    hertz = np.fft.rfftfreq(len(music.samples), 1 / SAMPLE_RATE_HZ)
    heard = (hertz > 120) & (hertz < 500)
    pitch = np.round(69 + 12 * np.log2(hertz[heard] / 440)).astype(int) % 12
    chroma = np.bincount(pitch, weights=spectrum[heard], minlength=12)
    scale = [5, 7, 9, 10, 0, 2, 4]
    assert music.key == "F major"
    assert chroma[scale].sum() > 0.93 * chroma.sum()


def test_loudness_and_peaks_leave_little_for_the_final_limiter(piece: Music) -> None:
    assert -17 <= integrated_lufs(piece.samples) <= -15
    peak = 20 * np.log10(np.abs(piece.samples).max())
    assert -9 <= peak <= -3
    crest = peak - 10 * np.log10((piece.samples**2).mean())
    assert 9 <= crest <= 14.5


def test_the_balance_is_that_of_a_mastered_track(piece: Music) -> None:
    assert share_db(piece.samples, 25, 125) <= -2
    assert -9 <= share_db(piece.samples, 250, 1000) <= -2
    assert -19 <= share_db(piece.samples, 2000, 4000) <= -14
    assert -24 <= share_db(piece.samples, 4000, 8000) <= -16.5
    assert -30 <= share_db(piece.samples, 8000, 16000) <= -20
    assert share_db(piece.samples, 0, 20) <= -30


def test_stereo_is_wide_and_survives_a_mono_speaker(piece: Music) -> None:
    left, right = piece.samples.T
    assert 0.4 <= np.corrcoef(left, right)[0, 1] <= 0.95
    assert abs(10 * np.log10((left**2).mean() / (right**2).mean())) < 1.5
    mono = (left + right) / 2
    assert 10 * np.log10((mono**2).mean() / (piece.samples**2).mean()) > -2
    assert np.abs(piece.samples.mean(axis=0)).max() < 1e-3


def test_the_first_downbeat_is_at_the_first_sample(piece: Music) -> None:
    opening = np.abs(piece.samples[: SAMPLE_RATE_HZ // 100]).max()
    assert opening > 0.25 * np.abs(piece.samples[: SAMPLE_RATE_HZ // 2]).max()


def test_the_ending_rings_out_without_a_cut(piece: Music) -> None:
    assert not piece.samples[-240:].any()
    last = round(piece.last_chord_seconds * SAMPLE_RATE_HZ)
    ring = piece.samples[last:]
    tenths = [float((part**2).mean()) for part in np.array_split(ring, 10)]
    assert tenths[0] > 4 * tenths[7] > 16 * tenths[9]
    tail_steps = np.abs(np.diff(piece.samples[-SAMPLE_RATE_HZ // 5 :], axis=0)).max()
    assert tail_steps < 0.25 * np.abs(np.diff(piece.samples, axis=0)).max()
    before = piece.samples[last - 4800 : last]
    assert (ring[:4800] ** 2).mean() > 0.5 * (before**2).mean()
    assert piece.last_chord_seconds / piece.beat_seconds % 2 == pytest.approx(0, abs=1e-6)


def test_the_beats_are_heard_within_five_milliseconds_of_the_grid(piece: Music) -> None:
    mono = piece.samples.mean(axis=1)
    hop, window = 48, 256
    above_2_khz = round(2000 / SAMPLE_RATE_HZ * window)
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(mono, (window, window)), window)[::hop]
    loudness = np.sqrt((np.abs(np.fft.rfft(frames * np.hanning(window), axis=1))[:, above_2_khz:] ** 2).sum(axis=1))
    rise = np.maximum(np.diff(loudness), 0)
    # A frame's centre is half a window after its start, and the signal was padded by one window.
    late = (window - window / 2 - hop / 2) / hop
    beats = np.arange(1, round(piece.last_chord_seconds / piece.beat_seconds) + 1) * piece.beat_seconds * 1000
    offsets = np.arange(-30, 31)
    heard = [rise[np.round(beats + late + offset).astype(int)].sum() for offset in offsets]
    assert abs(offsets[int(np.argmax(heard))]) <= 5


def test_moods_are_distinct(pieces: dict[str, Music]) -> None:
    """No two moods share their band, nor the shape of their spectrum over time."""
    assert len(MOODS) >= 5
    assert len({mood.label for mood in MOODS.values()}) == len(MOODS)
    bands = {tuple(part.voice for part in mood.parts) for mood in MOODS.values()}
    assert len(bands) == len(MOODS)
    edges = (60, 250, 1000, 2000, 4000, 8000, 16000)
    for one, two in combinations(pieces.values(), 2):
        length = min(len(one.samples), len(two.samples))
        difference = np.abs(one.samples[:length] - two.samples[:length])
        assert difference.max() > 0.1
        shapes = [
            np.array([share_db(beat, low, high) for beat in np.array_split(music.samples[:length], 8)
                      for low, high in pairwise(edges)])
            for music in (one, two)
        ]  # fmt: skip
        assert np.abs(shapes[0] - shapes[1]).mean() > 1


def test_a_music_tells_its_bars(piece: Music) -> None:
    bar = 4 * piece.beat_seconds
    seconds = len(piece.samples) / SAMPLE_RATE_HZ
    assert (piece.bars - 1) * bar < seconds <= piece.bars * bar + 1e-6


def test_an_unknown_mood_is_refused_with_the_choice() -> None:
    with pytest.raises(BadInput, match="no mood called 'sad'") as refused:
        compose("sad", seconds=8)
    assert "calm" in refused.value.hint
