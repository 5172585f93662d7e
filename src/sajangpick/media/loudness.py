"""Loudness: how loud sound is heard and how high it peaks, and bringing it to the platforms' level.

Recommendation ITU-R BS.1770-5: integrated loudness (annex 1, in `sound`), and true peak by fourfold oversampling
(annex 2).
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from sajangpick.media.aac import through_aac
from sajangpick.media.frame import F32
from sajangpick.media.sound import SAMPLE_RATE_HZ, integrated_lufs

# What every platform plays without touching it (loudness normalisation to -14, lossy codecs overshoot above -1.5).
TARGET_LUFS = -14.0
CEILING_DBTP = -1.5

_OVERSAMPLING = 4
# 20 taps a phase and a Kaiser window: finer than annex 2's filter of 12, and within 0.1 dB of FFmpeg's.
_PHASE_TAPS = 20
_KAISER_BETA = 5.0

# The limiter decides a gain every 2/3 ms, sees peaks 5 ms ahead, and lets go within some 100 ms: short enough to stay
# unheard between beats, long enough not to bend a 50 Hz bass.
_CONTROL_SAMPLES = 32
_LOOKAHEAD_STEPS = 8
_RELEASE_SECONDS = 0.1
# AAC at 192 kbit/s moves peaks up by half a decibel or more, and loudness a little; how far is found by trying. A block
# that it codes badly stays bad for some rounds, so each goes down by a step that is heard.
_CODEC_HEADROOM_DB = 0.5
_CODEC_STEP_DB = 0.5
_CODEC_ROUNDS = 8
# Peaks this far below the ceiling stay below it whatever the codec does: no need to try. It lifted one by 3.6 dB.
_BEYOND_DOUBT_DB = 6.0
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
    return Loudness(integrated_lufs(samples), _decibels(float(_peaks(samples).max(initial=0.0))))


def normalize(samples: F32, *, lufs: float = TARGET_LUFS, peak_dbtp: float = CEILING_DBTP) -> F32:
    """Bring sound to `lufs`, with no true peak above `peak_dbtp`, as heard after AAC coding; silence stays silence.

    A gain, then a look-ahead limiter; both are corrected by what a trial encoding measures. Sound made of single clicks
    cannot be loud below the ceiling: the ceiling is kept.
    """
    if math.isinf(integrated_lufs(samples)):
        return samples.copy()
    peaks = _peaks(samples)
    aim_lufs, aim_dbtp = lufs, peak_dbtp - _CODEC_HEADROOM_DB
    limited = _reach(samples, peaks, lufs=aim_lufs, dbtp=aim_dbtp)
    highest = _decibels(float(_peaks(limited).max()))
    if highest <= peak_dbtp - _BEYOND_DOUBT_DB:
        return limited
    for _ in range(_CODEC_ROUNDS):
        heard = measure(through_aac(limited))
        excess, missing = heard.true_peak_dbtp - (peak_dbtp - _PEAK_TOLERANCE_DB), lufs - heard.integrated_lufs
        if excess <= 0 and abs(missing) <= _CODEC_TOLERANCE_LU:
            break
        if excess > 0:
            # From where the peaks are: the limiter does nothing to those below its ceiling.
            aim_dbtp = min(aim_dbtp, highest) - max(excess, _CODEC_STEP_DB)
        aim_lufs += missing
        limited = _reach(samples, peaks, lufs=aim_lufs, dbtp=aim_dbtp)
        highest = _decibels(float(_peaks(limited).max()))
    return limited


def _reach(samples: F32, peaks: F32, *, lufs: float, dbtp: float) -> F32:
    """Gain and limiter, repeated because limiting takes loudness away."""
    ceiling = 10 ** (dbtp / 20)
    highest_db = dbtp - _decibels(float(peaks.max())) + _MAX_REDUCTION_DB
    gain_db, missing = 0.0, lufs - integrated_lufs(samples)
    limited = samples
    for _ in range(_LIMITER_ROUNDS):
        if abs(missing) <= _PRECISION_LU or gain_db == highest_db:
            break
        gain_db = min(gain_db + missing, highest_db)
        gain = 10 ** (gain_db / 20)
        limited = samples * (gain * _limiter(peaks * np.float32(gain), ceiling)).astype(np.float32)[:, None]
        missing = lufs - integrated_lufs(limited)
    return limited


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
