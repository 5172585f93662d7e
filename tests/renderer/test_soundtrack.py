"""Sounds of a timeline to one sound: when, how loud, how fast."""

from fractions import Fraction

import numpy as np

from sajangpick.media.loudness import measure
from sajangpick.renderer.assets import Samples
from sajangpick.renderer.files import FileWorld
from sajangpick.renderer.soundtrack import soundtrack
from sajangpick.renderer.timeline.sounds import Level, Sound

RATE = 48_000


def tone(seconds: float, pitch: float = 400) -> Samples:
    t = np.arange(round(seconds * RATE)) / RATE
    return np.stack([np.sin(2 * np.pi * pitch * t) * 0.3] * 2, axis=1).astype(np.float32)


def played(sound: Sound, source: Samples, seconds: int = 4) -> Samples:
    return soundtrack([sound], Fraction(seconds), FileWorld(sources={"a": source}))


def loud(samples: Samples, start: float, end: float) -> float:
    return float(np.sqrt((samples[round(start * RATE) : round(end * RATE)] ** 2).mean()))


def pitch_of(samples: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples[:RATE, 0] * np.hanning(RATE)))
    return float(spectrum.argmax())


def test_is_as_long_as_the_video_and_as_loud_as_platforms_ask() -> None:
    mixed = played(Sound("a", Fraction(0), Fraction(4)), tone(9))
    assert mixed.shape == (4 * RATE, 2)
    assert abs(measure(mixed).integrated_lufs - -14) < 0.5
    assert measure(mixed).true_peak_dbtp <= -1.5


def test_begins_and_ends_in_time() -> None:
    mixed = played(Sound("a", Fraction(1), Fraction(2)), tone(9))
    assert loud(mixed, 0, 0.98) < 1e-3
    assert loud(mixed, 1.1, 2.9) > 0.1
    assert loud(mixed, 3.02, 4) < 1e-3


def test_trims() -> None:
    source = np.concatenate([tone(1, 400), tone(3, 900)])
    assert abs(pitch_of(played(Sound("a", Fraction(0), Fraction(2), Fraction(1)), source)) - 900) <= 1


def test_loops_from_its_beginning() -> None:
    source = np.concatenate([tone(0.5, 400), np.zeros((RATE // 2, 2), np.float32)])
    mixed = played(Sound("a", Fraction(0), Fraction(4), trim_start=Fraction(3, 2), loop=True), source)
    for second in range(4):
        assert loud(mixed, second + 0.02, second + 0.48) < 1e-3
        assert loud(mixed, second + 0.52, second + 0.98) > 0.1


def test_loops_only_its_part() -> None:
    source = np.concatenate([tone(1, 400), tone(1, 900), tone(1, 400)])
    sound = Sound("a", Fraction(0), Fraction(4), Fraction(3, 2), loop=True,
                  loop_start=Fraction(1), loop_duration=Fraction(1))  # fmt: skip
    mixed = played(sound, source)
    assert [round(pitch_of(mixed[second * RATE :]) / 10) for second in range(4)] == [90] * 4


def test_fades() -> None:
    mixed = played(Sound("a", Fraction(0), Fraction(4), fade_in=Fraction(1), fade_out=Fraction(2)), tone(9))
    assert loud(mixed, 0, 0.1) < loud(mixed, 0.4, 0.6) < loud(mixed, 1.2, 1.8)
    assert loud(mixed, 3.8, 4) < loud(mixed, 3, 3.2) < loud(mixed, 1.2, 1.8)


def test_follows_its_levels() -> None:
    levels = (Level(Fraction(0), 1.0), Level(Fraction(2), 1.0), Level(Fraction(3), 0.25), Level(Fraction(4), 0.25))
    mixed = played(Sound("a", Fraction(0), Fraction(4), levels=levels), tone(9))
    assert abs(loud(mixed, 3.2, 3.8) / loud(mixed, 0.5, 1.5) - 0.25) < 0.05


def test_plays_faster_and_higher() -> None:
    mixed = played(Sound("a", Fraction(0), Fraction(2), speed=Fraction(2)), tone(9, 300))
    assert abs(pitch_of(mixed) - 600) <= 1
    assert loud(mixed, 2.05, 4) < 1e-3


def test_silence_stays_silence() -> None:
    empty = np.zeros((0, 2), np.float32)
    assert not played(Sound("a", Fraction(0), Fraction(2), loop=True), empty).any()
    assert not soundtrack([], Fraction(1), FileWorld()).any()
