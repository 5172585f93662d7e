"""Loudness: our meter agrees with FFmpeg's, and the master's level is hit after AAC coding."""

import math
from fractions import Fraction

import av
import numpy as np
import pytest
from av.error import BlockingIOError as NothingYet
from av.error import EOFError as EndOfStream
from av.filter import Graph

from sajangpick.media.aac import through_aac
from sajangpick.media.frame import F32
from sajangpick.media.loudness import CEILING_DBTP, Loudness, measure, normalize
from sajangpick.music import compose

RATE = 48_000


def sine(frequency: float, amplitude: float, seconds: float = 3) -> F32:
    wave = amplitude * np.sin(2 * np.pi * frequency * np.arange(int(seconds * RATE)) / RATE)
    # Faded at both ends: a tone cut off at full level rings in every interpolation filter differently.
    wave *= np.minimum(1, np.minimum(np.arange(len(wave)), np.arange(len(wave))[::-1]) / 2400)
    return np.stack([wave, wave], axis=1).astype(np.float32)


def drums(seconds: float = 4, level: float = 0.9) -> F32:
    """Kicks and noise bursts over a chord: sharp peaks on a steady bed."""
    rng = np.random.default_rng(7)
    sound = 0.1 * sum(sine(frequency, 1, seconds) for frequency in (220, 277, 330))
    decay = np.exp(-np.arange(RATE // 4) / 3000)[:, None]
    kick = np.sin(2 * np.pi * 55 * np.arange(RATE // 4) / RATE)[:, None] * decay
    for start in range(0, len(sound) - RATE // 4, RATE // 2):
        sound[start : start + RATE // 4] += level * kick
        sound[start + RATE // 4 : start + RATE // 2] += level * 0.5 * decay * rng.normal(0, 1, (RATE // 4, 2))
    return sound.astype(np.float32)


def by_ffmpeg(samples: F32) -> Loudness:
    graph = Graph()
    source = graph.add_abuffer(sample_rate=RATE, format="flt", layout="stereo", time_base=Fraction(1, RATE))
    meter, sink = graph.add("ebur128", "peak=true:metadata=1:framelog=quiet"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples).reshape(1, -1), "flt", "stereo")
    frame.sample_rate, frame.pts = RATE, 0
    graph.push(frame)
    graph.push(None)
    facts: dict[str, str] = {}
    while True:
        try:
            facts = graph.pull().metadata or facts
        except (NothingYet, EndOfStream):
            break
    return Loudness(float(facts["lavfi.r128.I"]), 20 * math.log10(float(facts["lavfi.r128.true_peak"])))


def test_a_full_scale_tone_reads_as_the_recommendation_says() -> None:
    # BS.1770: 997 Hz at 0 dBFS in one channel reads -3.01, in both 3 dB more.
    assert measure(sine(997, 1)).integrated_lufs == pytest.approx(0.0, abs=0.05)
    one = sine(997, 1)
    one[:, 1] = 0
    assert measure(one).integrated_lufs == pytest.approx(-3.01, abs=0.05)


def test_a_tone_between_the_samples_shows_its_true_peak() -> None:
    # A quarter of the sampling rate, sampled 45 degrees off its peaks: samples reach only -3 dB.
    wave = np.sin(np.pi / 2 * np.arange(RATE) + np.pi / 4).astype(np.float32)
    samples = np.stack([wave, wave], axis=1)
    assert 20 * math.log10(np.abs(samples).max()) == pytest.approx(-3.01, abs=0.01)
    # At the ends the tone is cut, which swings higher.
    assert measure(samples).true_peak_dbtp == pytest.approx(0.0, abs=1.0)


@pytest.mark.parametrize(
    "samples",
    [sine(997, 0.1), sine(60, 0.7), sine(9000, 0.4), drums(), np.concatenate([drums() * 0.5, drums() * 0.001])],
    ids=["middle", "low", "high", "drums", "drums then nearly nothing"],
)
def test_our_meter_agrees_with_ffmpeg(samples: F32) -> None:
    ours, theirs = measure(samples), by_ffmpeg(samples)
    assert ours.integrated_lufs == pytest.approx(theirs.integrated_lufs, abs=0.1)
    assert ours.true_peak_dbtp == pytest.approx(theirs.true_peak_dbtp, abs=0.15)


@pytest.mark.parametrize("level", [0.02, 0.9, 3.0])
def test_the_level_is_hit_after_aac(level: float) -> None:
    heard = measure(through_aac(normalize(drums(level=level))))
    assert heard.integrated_lufs == pytest.approx(-14, abs=0.3)
    assert heard.true_peak_dbtp <= -1.5


def test_another_level_can_be_asked_for() -> None:
    heard = measure(through_aac(normalize(drums(), lufs=-20, peak_dbtp=-6)))
    assert heard.integrated_lufs == pytest.approx(-20, abs=0.3)
    assert heard.true_peak_dbtp <= -6


def test_what_needs_no_limiting_is_only_turned_up() -> None:
    quiet = sine(440, 0.05)
    louder = normalize(quiet)
    ratio = louder[1000:2000, 0] / np.where(np.abs(quiet[1000:2000, 0]) > 0.01, quiet[1000:2000, 0], np.nan)
    assert np.nanmax(ratio) - np.nanmin(ratio) < 1e-3


@pytest.mark.parametrize(("mood", "seed"), [("calm", 5), ("calm", 9), ("fresh", 7)])
def test_peaks_that_the_codec_lifts_by_decibels_stay_below_the_ceiling(mood: str, seed: int) -> None:
    music = normalize(compose(mood, seconds=6, seed=seed, bpm=100).samples)
    assert measure(through_aac(music)).true_peak_dbtp <= CEILING_DBTP


def test_clicks_that_cannot_be_loud_stay_below_the_ceiling() -> None:
    clicks = np.zeros((3 * RATE, 2), np.float32)
    clicks[::24_000] = 0.9
    assert measure(through_aac(normalize(clicks))).true_peak_dbtp <= -1.5


@pytest.mark.parametrize("count", [0, 100, 5 * RATE])
def test_silence_stays_silence(count: int) -> None:
    silence = np.zeros((count, 2), np.float32)
    assert (normalize(silence) == silence).all()
    assert measure(silence) == Loudness(-math.inf, -math.inf)


def test_the_input_is_not_changed() -> None:
    samples = drums()
    before = samples.copy()
    normalize(samples)
    assert (samples == before).all()


def test_aac_keeps_length_and_timing() -> None:
    samples = sine(440, 0.3, seconds=1.01)
    heard = through_aac(samples)
    assert heard.shape == samples.shape
    assert np.abs(heard[2000:-2000] - samples[2000:-2000]).max() < 0.02
