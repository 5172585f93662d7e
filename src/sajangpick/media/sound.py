"""Sound as samples, float32 (n, 2) at 48 kHz with full scale ±1, and how loud it is heard.

Integrated loudness is that of recommendation ITU-R BS.1770-5, annex 1: K-weighting and two gates. Only NumPy is used,
so that music can be composed without loading a codec.
"""

import math
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Samples: TypeAlias = npt.NDArray[np.float32]
"""Left and right, (n, 2)."""

SAMPLE_RATE_HZ = 48_000

# BS.1770-5 annex 1, tables 1 and 2, for 48 kHz: the head's shelf, then the low cut; rows are b0 b1 b2 a0 a1 a2.
_K_WEIGHTING = np.array(
    [
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585],
        [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621],
    ]
)
# Equation 2: makes a 997 Hz sine at full scale read -3.01.
_OFFSET_LU = -0.691
# Gating blocks are 400 ms long and overlap by three quarters.
_STEP_SAMPLES = SAMPLE_RATE_HZ // 10
_STEPS_PER_BLOCK = 4
_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE_LU = -10.0


def integrated_lufs(samples: Samples) -> float:
    """Loudness of the whole, in LUFS; minus infinity for silence, which is also what is shorter than 400 ms."""
    steps = len(samples) // _STEP_SAMPLES
    if steps < _STEPS_PER_BLOCK:
        return -math.inf
    weighted = _k_weighted(samples)[: steps * _STEP_SAMPLES]
    energy = np.square(weighted).reshape(steps, -1).sum(axis=1, dtype=np.float64) / _STEP_SAMPLES
    blocks = np.convolve(energy, np.full(_STEPS_PER_BLOCK, 1 / _STEPS_PER_BLOCK), "valid")
    heard = blocks[_lufs(blocks) > _ABSOLUTE_GATE_LUFS]
    if not heard.size:
        return -math.inf
    gate = _lufs(heard.mean()) + _RELATIVE_GATE_LU
    return float(_lufs(heard[_lufs(heard) > gate].mean()))


def _k_weighted(samples: Samples) -> Samples:
    """Both filters at once, in the frequency domain, where NumPy is as fast as a compiled recursion."""
    # The low cut rings for some 50 ms: what wraps round from the zeros at the end is silence.
    length = 2 ** math.ceil(math.log2(len(samples) + SAMPLE_RATE_HZ // 4))
    spectrum = np.fft.rfft(samples.T, length)
    weighted = np.fft.irfft(spectrum * _k_response(length), length)
    return weighted[:, : len(samples)].T.astype(np.float32, copy=False)


@cache
def _k_response(length: int) -> npt.NDArray[np.complex64]:
    """The filters' response at the frequencies of a transform of `length` samples."""
    delay = np.exp(-2j * np.pi * np.arange(length // 2 + 1) / length)
    powers = np.stack([np.ones_like(delay), delay, delay**2])
    response = np.prod([(row[:3] @ powers) / (row[3:] @ powers) for row in _K_WEIGHTING], axis=0)
    return response.astype(np.complex64)


def _lufs(energy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return _OFFSET_LU + 10 * np.log10(np.maximum(energy, 1e-12))
