"""The room: early reflections and a short plate, as one stereo impulse response."""

import numpy as np

from sajangpick.media.sound import SAMPLE_RATE_HZ
from sajangpick.music.waves import F32, F64, bins, decibels, transform_length

# Times (ms) and levels of the first reflections of a small wooden room, left and right ear unlike each other.
_EARLY_LEFT = ((7.1, -9.0), (11.9, -11.0), (17.3, -12.0), (24.7, -14.0), (33.1, -16.0))
_EARLY_RIGHT = ((8.9, -9.5), (13.3, -11.0), (19.9, -12.5), (27.1, -14.5), (36.7, -16.5))
_PREDELAY_SECONDS = 0.012
# Low notes blur a mix, the top of a plate hisses: neither is let into the room.
_LOW_HZ, _HIGH_HZ = 260.0, 9000.0
# Air and curtains: the treble of a tail dies in about half the time of its middle.
_TREBLE_LIFE = 0.5
_TREBLE_HZ = 3500.0


def impulse_response(decay_seconds: float, *, rng: np.random.Generator) -> F32:
    """A room that falls 60 dB in `decay_seconds`, (n, 2) float32, each ear of energy 1."""
    count = round(SAMPLE_RATE_HZ * (decay_seconds * 1.1 + _PREDELAY_SECONDS))
    delay = round(SAMPLE_RATE_HZ * _PREDELAY_SECONDS)
    # exp(-6.9 t / T) is -60 dB at T.
    t = np.arange(count - delay) / SAMPLE_RATE_HZ * 6.9 / decay_seconds
    response = np.zeros((count, 2), np.float32)
    for ear, early in enumerate((_EARLY_LEFT, _EARLY_RIGHT)):
        hiss = rng.standard_normal(count - delay)
        dull = _filtered(hiss, high_hz=_TREBLE_HZ)
        tail = dull * np.exp(-t) + (hiss - dull) * np.exp(-t / _TREBLE_LIFE)
        response[delay:, ear] = tail * np.minimum(np.arange(count - delay) / (0.02 * SAMPLE_RATE_HZ), 1)
        response[:, ear] /= np.float32(np.sqrt((response[:, ear] ** 2).sum()) * 1.3)
        for milliseconds, db in early:
            response[round(milliseconds * SAMPLE_RATE_HZ / 1000), ear] += np.float32(decibels(db))
        response[:, ear] = _filtered(response[:, ear], low_hz=_LOW_HZ, high_hz=_HIGH_HZ)
    return response / np.sqrt((response**2).sum(axis=0)).astype(np.float32)


def in_room(send: F32, response: F32) -> F32:
    """What the room answers to a send; both (n, 2), the answer as long as the send."""
    length = transform_length(len(send) + len(response))
    wet = np.empty_like(send)
    for ear in (0, 1):
        spectrum = np.fft.rfft(send[:, ear], length)
        spectrum *= np.fft.rfft(response[:, ear], length)
        wet[:, ear] = np.fft.irfft(spectrum, length)[: len(send)]
    return wet


def _filtered(wave: F32 | F64, *, high_hz: float, low_hz: float = 0.0) -> F32:
    hertz = bins(len(wave)) + np.float32(1e-3)
    gain = 1 / np.sqrt((1 + (low_hz / hertz) ** 4) * (1 + (hertz / high_hz) ** 4))
    return np.fft.irfft(np.fft.rfft(wave) * gain, len(wave)).astype(np.float32)
