"""What every sound here is made of: sample arrays, decaying modes and coloured noise.

Only NumPy is used in this package, so that composing a piece loads nothing heavy.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from sajangpick.media.sound import SAMPLE_RATE_HZ

F32: TypeAlias = npt.NDArray[np.float32]
F64: TypeAlias = npt.NDArray[np.float64]

# Partials above this are inaudible and would alias once the bus saturates.
HIGHEST_PARTIAL_HZ = 15_000.0
# One row of the matrix product in `ring`; about the square root of a typical note, where the product is cheapest.
_BLOCK_SAMPLES = 256


def samples_in(seconds: float) -> int:
    """The whole number of samples nearest to a time."""
    return round(seconds * SAMPLE_RATE_HZ)


def clock(count: int) -> F32:
    """Seconds of each of `count` samples, float32."""
    return (np.arange(count) / SAMPLE_RATE_HZ).astype(np.float32)


def ring(hertz: F64, amplitudes: F64, decay_seconds: F64, seconds: float, *, phases: F64 | None = None) -> F32:
    """Sum decaying sines: modes of a struck, plucked or bowed body, (n,) float32.

    Mode k is amplitudes[k] * sin(2 pi hertz[k] t + phases[k]) * exp(-t / decay_seconds[k]); the arrays are all (k,).
    exp(p (t0 + t1)) = exp(p t0) exp(p t1), so that all modes are summed by one matrix product instead of a sine each.
    """
    count = max(1, samples_in(seconds))
    heard = hertz < HIGHEST_PARTIAL_HZ
    poles = -1 / decay_seconds[heard] + 2j * np.pi * hertz[heard]
    start = amplitudes[heard] * np.exp(1j * ((phases[heard] if phases is not None else 0.0) - np.pi / 2))
    rows = -(-count // _BLOCK_SAMPLES)
    coarse = np.exp(np.outer(np.arange(rows) * _BLOCK_SAMPLES / SAMPLE_RATE_HZ, poles)) * start
    fine = np.exp(np.outer(poles, np.arange(_BLOCK_SAMPLES) / SAMPLE_RATE_HZ))
    left = np.hstack([np.real(coarse), -np.imag(coarse)]).astype(np.float32)
    right = np.vstack([np.real(fine), np.imag(fine)]).astype(np.float32)
    return (left @ right).reshape(-1)[:count]


def noise(rng: np.random.Generator, seconds: float, low_hz: float, high_hz: float) -> F32:
    """White noise between two corners that fall 12 dB an octave, peak about 1, (n,) float32."""
    count = max(16, samples_in(seconds))
    spectrum = np.fft.rfft(rng.standard_normal(count, np.float32))
    hertz = bins(count) + np.float32(1e-3)
    band = 1 / ((1 + (low_hz / hertz) ** 4) * (1 + (hertz / high_hz) ** 4)) ** 0.5
    return level(np.fft.irfft(spectrum * band, count).astype(np.float32))


def fall(count: int, decay_seconds: float, *, attack_seconds: float = 0.0005) -> F32:
    """An envelope that rises in `attack_seconds` and then decays to 1/e in `decay_seconds`, (count,)."""
    t = clock(count)
    return np.minimum(t / np.float32(attack_seconds), 1) * np.exp(-t / np.float32(decay_seconds))


def sweep(start_hz: float, end_hz: float, seconds: float, *, fall_seconds: float) -> F32:
    """A sine whose pitch falls exponentially from `start_hz` to `end_hz`, (n,): drum heads and 808 basses."""
    t = np.arange(samples_in(seconds)) / SAMPLE_RATE_HZ
    # The integral of end + (start - end) exp(-t / fall).
    cycles = end_hz * t + (start_hz - end_hz) * fall_seconds * (1 - np.exp(-t / fall_seconds))
    return np.sin(2 * np.pi * cycles).astype(np.float32)


def bins(length: int) -> F32:
    """Frequencies in Hz of the bins of a real FFT of `length` samples, (length // 2 + 1,)."""
    return np.fft.rfftfreq(length, 1 / SAMPLE_RATE_HZ).astype(np.float32)


def level(wave: F32) -> F32:
    """The wave with its peak at 1 (silence stays silence)."""
    peak = float(np.abs(wave).max(initial=0.0))
    return wave / np.float32(peak) if peak > 0 else wave


def stack(*waves: F32) -> F32:
    """Add waves of different lengths, all from their first sample."""
    total = np.zeros(max(len(wave) for wave in waves), np.float32)
    for wave in waves:
        total[: len(wave)] += wave
    return total


def decibels(db: float) -> float:
    """The amplitude factor of a level in decibels."""
    return float(10 ** (db / 20))


def transform_length(count: int) -> int:
    """The smallest length of at least `count` that the FFT does fast: 8, 9, 10, 12 or 15 times a power of two."""
    return min(factor << max(0, (-(-count // factor) - 1).bit_length()) for factor in (8, 9, 10, 12, 15))
