"""The pitched instruments: a pitch, a length and a velocity become a mono wave.

Each is a sum of decaying modes (struck and plucked bodies, bowed and sawtooth spectra written out as partials, so that
nothing aliases) with the small noises of hammer, pick, mallet or bow that put it in a room with the listener.
Mode ratios: N. Fletcher and T. Rossing, The Physics of Musical Instruments, 2nd ed., chapters 2, 12 and 19.
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from sajangpick.media.sound import SAMPLE_RATE_HZ
from sajangpick.music.mood import Voice
from sajangpick.music.theory import hertz
from sajangpick.music.waves import F32, F64, HIGHEST_PARTIAL_HZ, clock, fall, level, noise, ring, stack

Player: TypeAlias = Callable[[float, float, float, np.random.Generator], F32]

# Every note goes on this long after its end, damped: a cut tail clicks.
_RELEASE_SECONDS = 0.18


def sound(voice: Voice, pitch: float, seconds: float, velocity: float, *, rng: np.random.Generator) -> F32:
    """Play one note: (n,) float32, peak = velocity, held for `seconds` and then damped for 0.18 s."""
    wave = PLAYERS[voice](hertz(pitch), seconds + _RELEASE_SECONDS, velocity, rng)
    held = round(seconds * SAMPLE_RATE_HZ)
    release = max(0, len(wave) - held)
    wave = wave.copy()
    wave[len(wave) - release :] *= np.cos(np.linspace(0, np.pi / 2, release, dtype=np.float32)) ** 2
    return level(wave) * np.float32(velocity)


def _felt(f: float, seconds: float, velocity: float, rng: np.random.Generator) -> F32:
    return _piano_string(f, seconds, rng, softness=0.24 - 0.14 * velocity, hammer=0.2)


def _piano(f: float, seconds: float, velocity: float, rng: np.random.Generator) -> F32:
    return _piano_string(f, seconds, rng, softness=0.15 - 0.09 * velocity, hammer=0.12)


def _piano_string(f: float, seconds: float, rng: np.random.Generator, *, softness: float, hammer: float) -> F32:
    k = _orders(f, most=28)
    # Stiff strings are sharp in their upper partials; the hammer hits at an eighth of the length.
    partials = k * f * np.sqrt(1 + 0.00035 * (f / 261.6) ** 1.2 * k**2)
    strengths = np.abs(np.sin(np.pi * k / 8.2)) / k**0.7 * np.exp(-softness * (k - 1))
    lives = 1.5 * (220 / f) ** 0.5 / (1 + 0.22 * (k - 1))
    # Two strings to a note, a cent apart: the tone beats slowly and dies in two stages.
    twice = np.concatenate([partials * 1.0003, partials * 0.9997])
    body = ring(twice, np.tile(strengths, 2), np.concatenate([lives, lives * 1.9]), seconds)
    return stack(level(body), hammer * _tick(rng, 0.025, 180, 1100), hammer * 0.5 * _tick(rng, 0.008, 2200, 6500))


def _epiano(f: float, seconds: float, velocity: float, rng: np.random.Generator) -> F32:
    t = clock(round(seconds * SAMPLE_RATE_HZ))
    turn = np.float32(2 * np.pi * f) * t
    # Two FM pairs: the reed, whose brightness falls, and the tine, a short bell 14 times higher.
    reed = np.sin(turn + (0.5 + 1.3 * velocity) * np.exp(-2.6 * t) * np.sin(turn)) * np.exp(
        -t / (1.5 * (220 / f) ** 0.3)
    )
    tine = np.sin(14 * turn) if 14 * f < HIGHEST_PARTIAL_HZ else np.sin(7 * turn)
    bright = 0.4 * np.sin(4 * turn + 1.2 * velocity * np.sin(3 * turn)) * np.exp(-t / 0.45)
    tone = reed + velocity * (0.24 * tine * np.exp(-t / 0.12) + 0.6 * bright)
    return stack(level(tone * np.minimum(t / np.float32(0.002), 1)), 0.05 * _tick(rng, 0.01, 1200, 5000))


def _guitar(f: float, seconds: float, velocity: float, rng: np.random.Generator) -> F32:
    return stack(
        _string(f, seconds, life=1.3, pluck=0.17, slope=0.95 - 0.2 * velocity), 0.22 * _tick(rng, 0.007, 1800, 7500)
    )


def _chop(f: float, seconds: float, velocity: float, rng: np.random.Generator) -> F32:
    # A funk chop: the left hand lets go almost at once, and the pick is half of the sound.
    muted = _string(f, seconds, life=0.13, pluck=0.12, slope=0.7 - 0.2 * velocity)
    return stack(muted, 0.5 * _tick(rng, 0.014, 1400, 8000))


def _string(f: float, seconds: float, *, life: float, pluck: float, slope: float) -> F32:
    k = _orders(f, most=44)
    partials = k * f * np.sqrt(1 + 0.00008 * k**2)
    strengths = np.abs(np.sin(np.pi * k * pluck)) / k**slope
    # The air and the top plate of a guitar's body answer near 105 and 210 Hz.
    strengths *= 1 + 0.8 * np.exp(-((partials - 105) ** 2) / 30**2) + 0.6 * np.exp(-((partials - 210) ** 2) / 50**2)
    lives = life * (196 / f) ** 0.35 / (1 + 0.24 * (k - 1))
    return level(ring(partials, strengths, lives, seconds))


def _strings(f: float, seconds: float, velocity: float, rng: np.random.Generator) -> F32:
    bowed = _ensemble(f, seconds, rng, players=5, cents=7.0, slope=0.95, corner_hz=1700 + 1500 * velocity, swell=0.22)
    bow = noise(rng, seconds, 1800, 7000) * _swell(round(seconds * SAMPLE_RATE_HZ), 0.3)
    return stack(bowed, 0.015 * bow)


def _pad(f: float, seconds: float, velocity: float, rng: np.random.Generator) -> F32:
    return _ensemble(f, seconds, rng, players=3, cents=9.0, slope=1.0, corner_hz=1200 + 1500 * velocity, swell=0.3)


def _ensemble(
    f: float, seconds: float, rng: np.random.Generator, *,
    players: int, cents: float, slope: float, corner_hz: float, swell: float,
) -> F32:  # fmt: skip
    k = _orders(f, most=36)
    detune = 2 ** (np.linspace(-cents, cents, players) / 1200)
    partials = np.outer(detune, k * f).ravel()
    strengths = np.tile(1 / k**slope / np.sqrt(1 + (k * f / corner_hz) ** 4), players)
    phases = rng.uniform(0, 2 * np.pi, partials.size)
    wave = ring(partials, strengths, np.full(partials.size, 30.0), seconds, phases=phases)
    return level(wave) * _swell(len(wave), min(swell, seconds / 3))


def _pluck(f: float, seconds: float, velocity: float, _rng: np.random.Generator) -> F32:
    return _saw(f, seconds, life=0.34, closing=0.2, slope=0.95 - 0.25 * velocity, cents=5.0)


def _stab(f: float, seconds: float, velocity: float, _rng: np.random.Generator) -> F32:
    return _saw(f, seconds, life=0.42, closing=0.22, slope=0.85 - 0.2 * velocity, cents=11.0)


def _saw(f: float, seconds: float, *, life: float, closing: float, slope: float, cents: float) -> F32:
    """Detuned sawtooths whose filter closes: upper partials die sooner, by `closing` for each."""
    k = _orders(f, most=40)
    detune = 2 ** (np.array([-cents, 0.0, cents]) / 1200)
    partials = np.outer(detune, k * f).ravel()
    lives = np.tile(life / (1 + closing * (k - 1)), 3)
    wave = ring(partials, np.tile(1 / k**slope, 3), lives, seconds)
    return level(wave * np.minimum(clock(len(wave)) / np.float32(0.001), 1))


def _upright(f: float, seconds: float, velocity: float, rng: np.random.Generator) -> F32:
    k = _orders(f, most=26)
    strengths = np.abs(np.sin(np.pi * k * 0.21)) / k ** (1.25 - 0.25 * velocity)
    wave = ring(k * f * np.sqrt(1 + 0.0001 * k**2), strengths, 0.85 / (1 + 0.22 * (k - 1)), seconds)
    return stack(_driven(level(wave), 1.4), 0.10 * _tick(rng, 0.02, 500, 3000))


def _electric(f: float, seconds: float, velocity: float, rng: np.random.Generator) -> F32:
    k = _orders(f, most=36)
    strengths = np.abs(np.sin(np.pi * k * 0.13)) / k ** (1.0 - 0.25 * velocity)
    wave = ring(k * f, strengths, 0.9 / (1 + 0.13 * (k - 1)), seconds)
    return stack(_driven(level(wave), 2.0), 0.16 * _tick(rng, 0.006, 1200, 5500))


def _synth(f: float, seconds: float, velocity: float, _rng: np.random.Generator) -> F32:
    k = _orders(f, most=30)
    lives = 0.8 / (1 + 0.16 * (k - 1))
    wave = ring(np.concatenate([k * f, k * f * 1.003]), np.tile(1 / k**0.9, 2), np.tile(lives, 2), seconds)
    return _driven(level(wave), 1.5 + velocity)


def _sub(f: float, seconds: float, _velocity: float, _rng: np.random.Generator) -> F32:
    # The 808: a sine that drops into its pitch, driven until a telephone's speaker has harmonics to play.
    wave = sweep_into(f, seconds)
    return _driven(wave * fall(len(wave), 0.9, attack_seconds=0.004), 2.2)


def sweep_into(f: float, seconds: float) -> F32:
    """A sine that starts half an octave above `f` and is there after some 50 ms, with a second partial, (n,)."""
    t = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    turn = 2 * np.pi * f * (t + 0.5 * 0.018 * (1 - np.exp(-t / 0.018)))
    return (np.sin(turn) + 0.22 * np.sin(2 * turn) * np.exp(-t / 0.4)).astype(np.float32)


def _marimba(f: float, seconds: float, velocity: float, rng: np.random.Generator) -> F32:
    bar = _bar(
        f, seconds, ratios=(1, 3.93, 9.6, 16.9), strengths=(1, 0.42, 0.28, 0.12), life=0.42, shrink=(1, 3.2, 8, 16)
    )
    return stack(bar, (0.16 + 0.18 * velocity) * _tick(rng, 0.009, 1500, 6500))


def _kalimba(f: float, seconds: float, velocity: float, rng: np.random.Generator) -> F32:
    tongue = _bar(
        f, seconds, ratios=(1, 2.0, 5.43, 8.9), strengths=(1, 0.2, 0.42, 0.22), life=0.7, shrink=(1, 1.6, 5, 9)
    )
    return stack(tongue, (0.12 + 0.12 * velocity) * _tick(rng, 0.006, 2200, 8000))


def _vibes(f: float, seconds: float, velocity: float, rng: np.random.Generator) -> F32:
    bar = _bar(f, seconds, ratios=(1, 3.98, 9.9), strengths=(1, 0.3, 0.12), life=1.5, shrink=(1, 3, 9))
    bar *= 1 - np.float32(0.22) * np.sin(np.float32(2 * np.pi * 5.2) * clock(len(bar))) ** 2
    return stack(bar, (0.05 + 0.07 * velocity) * _tick(rng, 0.006, 1600, 6000))


def _bell(f: float, seconds: float, velocity: float, rng: np.random.Generator) -> F32:
    ratios, strengths = (1, 2.0, 2.99, 4.02, 5.43, 6.8), (1, 0.55, 0.32, 0.22, 0.16, 0.1)
    bell = _bar(f, seconds, ratios=ratios, strengths=strengths, life=0.9, shrink=(1, 1.4, 2, 2.8, 4, 6))
    return stack(bell, (0.06 + 0.1 * velocity) * _tick(rng, 0.005, 3000, 9000))


def _bar(
    f: float, seconds: float, *,
    ratios: tuple[float, ...], strengths: tuple[float, ...], life: float, shrink: tuple[float, ...],
) -> F32:  # fmt: skip
    lives = life * (440 / f) ** 0.45 / np.array(shrink)
    return level(ring(f * np.array(ratios, float), np.array(strengths, float), lives, seconds))


def _orders(f: float, *, most: int) -> F64:
    """Harmonic numbers below the highest partial."""
    return np.arange(1, max(2, min(most, int(HIGHEST_PARTIAL_HZ / f)) + 1), dtype=float)


def _tick(rng: np.random.Generator, decay_seconds: float, low_hz: float, high_hz: float) -> F32:
    burst = noise(rng, decay_seconds * 5, low_hz, high_hz)
    return level(burst * fall(len(burst), decay_seconds))


def _swell(count: int, seconds: float) -> F32:
    t = clock(count)
    return np.sin(np.float32(np.pi / 2) * np.minimum(t / np.float32(max(seconds, 0.01)), 1)) ** 2


def _driven(wave: F32, drive: float) -> F32:
    return (np.tanh(wave * np.float32(drive)) / np.float32(np.tanh(drive))).astype(np.float32)


PLAYERS: dict[Voice, Player] = {
    "felt": _felt,
    "piano": _piano,
    "epiano": _epiano,
    "guitar": _guitar,
    "chop": _chop,
    "strings": _strings,
    "pad": _pad,
    "pluck": _pluck,
    "stab": _stab,
    "upright": _upright,
    "electric": _electric,
    "synth": _synth,
    "sub": _sub,
    "marimba": _marimba,
    "kalimba": _kalimba,
    "vibes": _vibes,
    "bell": _bell,
}
