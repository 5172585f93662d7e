"""Loudness: how loud sound is heard and how high it peaks, and bringing it to the platforms' level.

Recommendation ITU-R BS.1770-5: integrated loudness by K-weighting and two gates (annex 1), and true peak by fourfold
oversampling (annex 2).
"""

import math
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from sajangpick.media.aac import SAMPLE_RATE_HZ, through_aac
from sajangpick.media.frame import F32

# What every platform plays without touching it (loudness normalisation to -14, lossy codecs overshoot above -1.5).
TARGET_LUFS = -14.0
CEILING_DBTP = -1.5

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

_OVERSAMPLING = 4
# 20 taps a phase and a Kaiser window: finer than annex 2's filter of 12, and within 0.1 dB of FFmpeg's.
_PHASE_TAPS = 20
_KAISER_BETA = 5.0

# The limiter decides a gain every 2/3 ms, sees peaks 5 ms ahead, and lets go within some 100 ms: short enough to stay
# unheard between beats, long enough not to bend a 50 Hz bass.
_CONTROL_SAMPLES = 32
_LOOKAHEAD_STEPS = 8
_RELEASE_SECONDS = 0.1
# AAC at 192 kbit/s moves peaks up by half a decibel or more, and loudness a little; how far is found by trying.
_CODEC_HEADROOM_DB = 0.5
_CODEC_ROUNDS = 3
_CODEC_TOLERANCE_LU = 0.15
# Meters differ by this much.
_PEAK_TOLERANCE_DB = 0.1
_PRECISION_LU = 0.03
# More than this and music turns to mush; loudness then stays below its aim.
_MAX_REDUCTION_DB = 15.0
_LIMITER_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Loudness:
    """Both are minus infinity for silence."""

    integrated_lufs: float
    true_peak_dbtp: float


def measure(samples: F32) -> Loudness:
    """Loudness of stereo sound: float32 (n, 2) at 48 kHz, full scale ±1. Sound below 400 ms counts as silence."""
    return Loudness(_integrated(samples), _decibels(float(_peaks(samples).max(initial=0.0))))


def normalize(samples: F32, *, lufs: float = TARGET_LUFS, peak_dbtp: float = CEILING_DBTP) -> F32:
    """Bring sound to `lufs`, with no true peak above `peak_dbtp`, as heard after AAC coding; silence stays silence.

    A gain, then a look-ahead limiter; both are corrected by what a trial encoding measures. Sound made of single clicks
    cannot be loud below the ceiling: the ceiling is kept.
    """
    if math.isinf(_integrated(samples)):
        return samples.copy()
    peaks = _peaks(samples)
    aim_lufs, aim_dbtp = lufs, peak_dbtp - _CODEC_HEADROOM_DB
    limited = _reach(samples, peaks, lufs=aim_lufs, dbtp=aim_dbtp)
    for _ in range(_CODEC_ROUNDS):
        heard = measure(through_aac(limited))
        excess, missing = heard.true_peak_dbtp - (peak_dbtp - _PEAK_TOLERANCE_DB), lufs - heard.integrated_lufs
        if excess <= 0 and abs(missing) <= _CODEC_TOLERANCE_LU:
            break
        aim_dbtp -= max(excess, 0.0)
        aim_lufs += missing
        limited = _reach(samples, peaks, lufs=aim_lufs, dbtp=aim_dbtp)
    return limited


def _reach(samples: F32, peaks: F32, *, lufs: float, dbtp: float) -> F32:
    """Gain and limiter, repeated because limiting takes loudness away."""
    ceiling = 10 ** (dbtp / 20)
    highest_db = dbtp - _decibels(float(peaks.max())) + _MAX_REDUCTION_DB
    gain_db, missing = 0.0, lufs - _integrated(samples)
    limited = samples
    for _ in range(_LIMITER_ROUNDS):
        if abs(missing) <= _PRECISION_LU or gain_db == highest_db:
            break
        gain_db = min(gain_db + missing, highest_db)
        gain = 10 ** (gain_db / 20)
        limited = samples * (gain * _limiter(peaks * np.float32(gain), ceiling)).astype(np.float32)[:, None]
        missing = lufs - _integrated(limited)
    return limited


def _integrated(samples: F32) -> float:
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


def _k_weighted(samples: F32) -> F32:
    """Both filters at once, in the frequency domain, where NumPy is as fast as a compiled recursion."""
    # The low cut rings for some 50 ms: what wraps round from the zeros at the end is silence.
    length = 2 ** math.ceil(math.log2(len(samples) + SAMPLE_RATE_HZ // 4))
    spectrum = np.fft.rfft(samples.T, length)
    return np.fft.irfft(spectrum * _k_response(length), length)[:, : len(samples)].T


@cache
def _k_response(length: int) -> npt.NDArray[np.complex64]:
    """The filters' response at the frequencies of a transform of `length` samples."""
    delay = np.exp(-2j * np.pi * np.arange(length // 2 + 1) / length)
    powers = np.stack([np.ones_like(delay), delay, delay**2])
    response = np.prod([(row[:3] @ powers) / (row[3:] @ powers) for row in _K_WEIGHTING], axis=0)
    return response.astype(np.complex64)


def _lufs(energy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return _OFFSET_LU + 10 * np.log10(np.maximum(energy, 1e-12))


def _peaks(samples: F32) -> F32:
    """The highest absolute value of both channels in the oversampled sound around every sample, (n,)."""
    highest = np.zeros((1, len(samples)), np.float32)
    for channel in samples.T if len(samples) else ():
        row = np.ascontiguousarray(channel, np.float32)[None]
        for phase in _PHASES:
            # OpenCV's filter is five times as fast as SciPy's polyphase resampler.
            dense = cv2.filter2D(row, -1, phase, borderType=cv2.BORDER_CONSTANT)
            np.maximum(highest, np.abs(dense), out=highest)
    return highest[0]


def _phases() -> list[F32]:
    """The four interpolation filters of a windowed sinc, as rows; the first one returns the samples themselves."""
    places = np.arange(_OVERSAMPLING * _PHASE_TAPS + 1) - _OVERSAMPLING * _PHASE_TAPS / 2
    window = np.sinc(places / _OVERSAMPLING) * np.kaiser(len(places), _KAISER_BETA)
    taps = window * _OVERSAMPLING / window.sum()
    return [np.ascontiguousarray(taps[phase::_OVERSAMPLING][::-1], np.float32)[None] for phase in range(_OVERSAMPLING)]


_PHASES = _phases()


def _decibels(amplitude: float) -> float:
    return 20 * math.log10(amplitude) if amplitude > 0 else -math.inf


def _limiter(peaks: F32, ceiling: float) -> npt.NDArray[np.float64]:
    """The gain at every sample that keeps `peaks` below the ceiling: it turns smoothly, and before they come."""
    padded = np.pad(peaks, (0, -len(peaks) % _CONTROL_SAMPLES))
    wanted = np.minimum(1.0, ceiling / np.maximum(padded.reshape(-1, _CONTROL_SAMPLES).max(axis=1), 1e-9))
    # One step more than what is smoothed over: the gain between two control points mixes both.
    ahead = cv2.erode(wanted[None], np.ones((1, 2 * _LOOKAHEAD_STEPS + 3), np.uint8), borderType=cv2.BORDER_REPLICATE)
    kernel = (2 * _LOOKAHEAD_STEPS + 1, 1)
    smooth = cv2.blur(_released(ahead[0])[None], kernel, borderType=cv2.BORDER_REPLICATE)[0]
    places = (np.arange(len(smooth)) + 0.5) * _CONTROL_SAMPLES
    return np.interp(np.arange(len(peaks)), places, smooth)


def _released(gains: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    keep = math.exp(-_CONTROL_SAMPLES / SAMPLE_RATE_HZ / _RELEASE_SECONDS)
    held, current = np.empty_like(gains), 1.0
    for index, gain in enumerate(gains.tolist()):
        current = min(gain, 1 - (1 - current) * keep)
        held[index] = current
    return held
