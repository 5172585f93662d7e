"""The bus: balance, width, glue, warmth, level and the last fade; what a mastering engineer would do."""

import math
from itertools import pairwise

import numpy as np

from sajangpick.media.sound import SAMPLE_RATE_HZ, integrated_lufs
from sajangpick.music.waves import F32, bins, decibels, samples_in, transform_length

# What compose delivers; the mix of the whole short is normalised elsewhere.
LOUDNESS_LUFS = -16.0
PEAK_DBFS = -3.0

# Octave bands (lower edges, Hz) and the share of the whole, dB, that mastered tracks have in them: the mean of fourteen
# acoustic and electronic tracks, with the presence band 2-8 kHz a little up because telephones are where this is heard.
_EDGES_HZ = np.array([25.0, 60, 125, 250, 500, 1000, 2000, 4000, 8000, 16000])
_SHARES_DB = np.array([-15.0, -6.8, -6.2, -7.5, -9.5, -14.0, -16.5, -19.8, -25.0])
# An equaliser that does more than this is hiding a bad arrangement; a fifth of the difference is the mood's own.
_MOST_BOOST_DB, _MOST_CUT_DB = 7.0, 7.0
_CORRECTION = 0.8
# No speaker plays what is below; what is above, AAC spends bits on that nobody hears.
_RUMBLE_HZ = 28.0
_AIR_LIMIT_HZ = 17_000.0
# Below this the sides are silent: one telephone speaker, or a club's mono subwoofer, loses nothing.
_MONO_BELOW_HZ = 150.0
# Side energy over middle energy: 0.06 is a correlation near 0.9, 0.28 near 0.55.
_SIDE_RANGE = (0.06, 0.26)

# The compressor looks every 1.3 ms, lets the strike of a drum through, and is back before the next eighth.
_ENVELOPE_SAMPLES = 64
_THRESHOLD_DB = -20.0
_RATIO = 2.2
_ATTACK_SECONDS, _RELEASE_SECONDS = 0.018, 0.14
# Saturation of a drum's peak at -16 LUFS: about 3 dB, where tape begins to be heard as warmth.
_TAPE_DRIVE = 2.4
# Peaks are rounded over the last decibels below the ceiling.
_KNEE_DB = 4.0
# The last fade: a cosine over this much of the ring, silent before the end by more than an encoder's smear.
_FADE_SECONDS = 0.8
_SILENCE_SECONDS = 0.012


def master(mix: F32, *, ring_seconds: float, brightness_db: float = 0.0, drive: float = 1.0) -> F32:
    """Finish a mix: (n, 2) float32 of any level to (n, 2) float32 near -16 LUFS with peaks of at most -3 dBFS.

    `ring_seconds` is how long the last chord has; its end is faded to silence. `brightness_db` tilts the target of the
    balance above 2 kHz. `drive` is the saturation, 1 = gentle.
    """
    balanced = _glue(_at_loudness(_balance(mix, brightness_db), LOUDNESS_LUFS))
    warm = _saturate(balanced, drive)
    _fade(warm, ring_seconds)
    return _under_ceiling(_at_loudness(warm, LOUDNESS_LUFS))


def _balance(mix: F32, brightness_db: float) -> F32:
    """Equalise towards the octave shares of mastered tracks and keep the low end central; linear phase."""
    count = len(mix)
    length = transform_length(count + SAMPLE_RATE_HZ // 4)
    middle = np.fft.rfft((mix[:, 0] + mix[:, 1]) / 2, length)
    side = np.fft.rfft((mix[:, 0] - mix[:, 1]) / 2, length)
    hertz = bins(length)
    side *= 1 / np.sqrt(1 + (np.float32(_MONO_BELOW_HZ) / (hertz + 1)) ** 4)
    power = np.abs(middle) ** 2 + np.abs(side) ** 2
    gain = _correction(power, hertz, brightness_db)
    gain *= 1 / np.sqrt(
        (1 + (np.float32(_RUMBLE_HZ) / (hertz + np.float32(1e-3))) ** 6)
        * (1 + (hertz / np.float32(_AIR_LIMIT_HZ)) ** 8)
    )
    middle *= gain
    side *= gain
    energies = [float((np.abs(part) ** 2).sum()) for part in (middle, side)]
    spread = energies[1] / (energies[0] + 1e-20)
    side *= np.float32(np.sqrt(np.clip(spread, *_SIDE_RANGE) / (spread + 1e-20)) if spread > 0 else 0.0)
    centre, width = np.fft.irfft(middle, length)[:count], np.fft.irfft(side, length)[:count]
    return np.column_stack([centre + width, centre - width]).astype(np.float32)


def _correction(power: F32, hertz: F32, brightness_db: float) -> F32:
    """The equaliser's gain for each bin: octave-wide steps in dB, joined by straight lines on a log scale."""
    edges = np.searchsorted(hertz, _EDGES_HZ)
    energies = np.array([power[first:last].sum(dtype=np.float64) for first, last in pairwise(edges)])
    shares = 10 * np.log10(energies / energies.sum() + 1e-9)
    centres = np.sqrt(_EDGES_HZ[:-1] * _EDGES_HZ[1:])
    wanted = _SHARES_DB + brightness_db * np.clip(np.log2(centres / 1400), 0, 1.5)
    change = _CORRECTION * (wanted - shares)
    change = np.clip(change - np.median(change), -_MOST_CUT_DB, _MOST_BOOST_DB)
    return (10 ** (np.interp(np.log2(hertz + 1), np.log2(centres), change) / 20)).astype(np.float32)


def _glue(wave: F32) -> F32:
    """A slow 2.2:1 bus compressor with a soft knee, on the power of both channels together."""
    blocks = -(-len(wave) // _ENVELOPE_SAMPLES)
    power = np.zeros(blocks * _ENVELOPE_SAMPLES, np.float32)
    power[: len(wave)] = (wave**2).mean(axis=1)
    heard_db = 10 * np.log10(power.reshape(blocks, -1).mean(axis=1) + 1e-9)
    over = np.logaddexp(0.0, (heard_db - _THRESHOLD_DB) / 3) * 3
    wanted = over * (1 / _RATIO - 1)
    attack, release = (np.exp(-_ENVELOPE_SAMPLES / SAMPLE_RATE_HZ / s) for s in (_ATTACK_SECONDS, _RELEASE_SECONDS))
    gain_db, current = np.empty(blocks), 0.0
    for index, target in enumerate(wanted.tolist()):
        keep = attack if target < current else release
        current = target + (current - target) * keep
        gain_db[index] = current
    centres = (np.arange(blocks) + 0.5) * _ENVELOPE_SAMPLES
    gain = 10 ** (np.interp(np.arange(len(wave)), centres, gain_db) / 20)
    return wave * gain.astype(np.float32)[:, None]


def _saturate(wave: F32, drive: float) -> F32:
    """Tape: peaks are rounded, odd harmonics added; unity gain for what is quiet."""
    amount = np.float32(_TAPE_DRIVE * drive)
    return (np.tanh(wave * amount) / amount).astype(np.float32)


def _at_loudness(wave: F32, lufs: float) -> F32:
    loudness = integrated_lufs(wave)
    return wave if math.isinf(loudness) else wave * np.float32(decibels(lufs - loudness))


def _fade(wave: F32, ring_seconds: float) -> None:
    silence = min(samples_in(_SILENCE_SECONDS), len(wave) // 4)
    fade = min(samples_in(min(_FADE_SECONDS, 0.8 * ring_seconds)), len(wave) - silence)
    end = len(wave) - silence
    wave[end - fade : end] *= (0.5 + 0.5 * np.cos(np.linspace(0, np.pi, fade, dtype=np.float32)))[:, None]
    wave[end:] = 0


def _under_ceiling(wave: F32) -> F32:
    """Round off what is above the knee so that no sample passes the ceiling; below the knee nothing changes."""
    ceiling, knee = np.float32(decibels(PEAK_DBFS)), np.float32(decibels(PEAK_DBFS - _KNEE_DB))
    size = np.abs(wave)
    rounded = knee + (ceiling - knee) * np.tanh((size - knee) / (ceiling - knee))
    return np.where(size > knee, np.copysign(rounded, wave), wave).astype(np.float32)
