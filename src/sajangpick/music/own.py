"""Fits an owner's own music to a length: trims its silence, loops it, fades it."""

import math

import numpy as np

from sajangpick.errors import BadInput
from sajangpick.music.form import BEATS_PER_BAR
from sajangpick.music.waves import F32, decibels, samples_in, transform_length

# Quieter than this at either end is the silence of a recording, not music.
_SILENT_DBFS = -55.0
# A joint this long is neither a click nor heard as a blend.
_JOINT_SECONDS = 0.25
# A loop may be shortened by this much, two periods of the lowest note, so that the waves meet in phase.
_SEARCH_SECONDS = 0.05
_FADE_OUT_SECONDS = 0.8
# Music that starts with a stroke keeps it; music that swells in is faded in.
_STROKE_FADE_SECONDS, _SWELL_FADE_SECONDS = 0.05, 0.3
# The first 60 ms against the first second: a stroke is at least half as strong as what follows.
_STROKE_WINDOW_SECONDS, _STROKE_SHARE = 0.06, 0.5


def fit_music(samples: F32, *, seconds: float, bpm: float | None = None) -> F32:
    """Make music exactly `seconds` long: (n, 2) float32 48 kHz in, the same out, the level as it was.

    Silence before the first sound is dropped. Music that is too short is looped with a crossfade, on a bar when `bpm`
    is given. It fades in over 0.05 s (0.3 s when it does not begin with a stroke) and out over 0.8 s.
    Raises BadInput when there is nothing to hear or no length to fill.
    """
    if seconds <= 0:
        raise BadInput(f"Music of {seconds:g} s cannot be made.", hint="Ask for a length above zero.")
    sounding = _sounding(samples)
    count = samples_in(seconds)
    music = sounding[:count].copy() if len(sounding) >= count else _looped(sounding, count, bpm)
    _fade(music, _opening_seconds(sounding))
    return music


def _sounding(samples: F32) -> F32:
    heard = np.flatnonzero(np.abs(samples).max(axis=1, initial=0.0) > decibels(_SILENT_DBFS))
    if heard.size == 0:
        raise BadInput("The music file is silent.", hint="Choose another file.")
    return samples[heard[0] : heard[-1] + 1]


def _looped(music: F32, count: int, bpm: float | None) -> F32:
    joint = min(samples_in(_JOINT_SECONDS), len(music) // 4)
    longest = len(music) - joint
    period, likeness = _bar_period(music, joint, longest, bpm) if bpm else _smooth_period(music, joint, longest)
    turn = np.linspace(0, np.pi / 2, joint, dtype=np.float32)[:, None]
    # Unlike music adds in power, like music in amplitude: sin and cos keep the first level, this factor the second.
    level = np.sqrt(1 + likeness * np.sin(2 * turn))
    once = music[: period + joint].copy()
    once[:joint] *= np.sin(turn) / level
    once[period:] *= np.cos(turn) / level
    looped = np.zeros((count + len(once), 2), np.float32)
    for start in range(0, count, period):
        looped[start : start + len(once)] += once
    looped[:joint] = music[:joint]
    return looped[:count]


def _bar_period(music: F32, joint: int, longest: int, bpm: float) -> tuple[int, float]:
    """The loop's length in samples, whole bars or else whole beats, and how alike (0..1) its two ends are."""
    for unit in (BEATS_PER_BAR * 60 / bpm, 60 / bpm):
        units = math.floor(longest / samples_in(unit))
        if units:
            period = samples_in(units * unit)
            return period, _likeness(music[:joint], music[period : period + joint])
    return _smooth_period(music, joint, longest)


def _smooth_period(music: F32, joint: int, longest: int) -> tuple[int, float]:
    """The length, within `_SEARCH_SECONDS` of the longest, at which the waves of both ends agree best."""
    reach = min(samples_in(_SEARCH_SECONDS), longest // 2)
    opening = music[:joint].mean(axis=1)
    ending = music[longest - reach :].mean(axis=1)[: joint + reach]
    # Correlation at every offset at once: the product of one spectrum with the conjugate of the other.
    length = transform_length(2 * joint + reach)
    agreement = np.fft.irfft(np.fft.rfft(ending, length) * np.conj(np.fft.rfft(opening, length)), length)[: reach + 1]
    period = longest - reach + int(np.argmax(agreement))
    return period, _likeness(music[:joint], music[period : period + joint])


def _likeness(one: F32, two: F32) -> float:
    energy = float(np.sqrt((one**2).sum() * (two**2).sum()))
    return max(0.0, float((one * two).sum()) / energy) if energy else 0.0


def _opening_seconds(music: F32) -> float:
    power = (music[: samples_in(1.0)] ** 2).mean(axis=1)
    opening = power[: samples_in(_STROKE_WINDOW_SECONDS)].mean()
    return _STROKE_FADE_SECONDS if opening > _STROKE_SHARE**2 * power.mean() else _SWELL_FADE_SECONDS


def _fade(music: F32, opening_seconds: float) -> None:
    rise = min(samples_in(opening_seconds), len(music) // 2)
    fall = min(samples_in(_FADE_OUT_SECONDS), len(music) // 2)
    music[:rise] *= np.linspace(0, 1, rise, endpoint=False, dtype=np.float32)[:, None]
    music[len(music) - fall :] *= (0.5 + 0.5 * np.cos(np.linspace(0, np.pi, fall, dtype=np.float32)))[:, None]
