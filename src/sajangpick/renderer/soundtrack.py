"""The sounds of a timeline as one piece of stereo sound."""

from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from sajangpick.media.loudness import normalize
from sajangpick.media.mix import Track, mix
from sajangpick.media.sound import SAMPLE_RATE_HZ, Samples
from sajangpick.renderer.assets import World
from sajangpick.renderer.timeline.sounds import Sound


def soundtrack(sounds: Iterable[Sound], duration: Fraction, world: World) -> Samples:
    """All sounds over `duration` seconds, mixed and brought to −14 LUFS with no true peak above −1.5 dBTP.

    float32 (n, 2) at 48 kHz. Raises what the world raises for a source that it cannot read.
    """
    return normalize(mix((_track(sound, world) for sound in sounds), duration))


def _track(sound: Sound, world: World) -> Track:
    samples = _played(sound, world)
    if sound.levels:
        samples = samples * _envelope(sound, len(samples))[:, None]
    volume = 1.0 if sound.levels else sound.volume
    return Track(samples, sound.at, volume, sound.fade_in, sound.fade_out)


def _played(sound: Sound, world: World) -> Samples:
    """What is heard of the source, at its own volume: looped, at its speed, `duration` seconds or less."""
    needed = sound.duration * sound.speed
    if not sound.loop:
        return _at_speed(world.samples(sound.source, start=sound.trim_start, duration=needed), sound)
    part = world.samples(sound.source, start=sound.loop_start, duration=sound.loop_duration)
    if not len(part):
        return part
    first = round((sound.trim_start - sound.loop_start) * SAMPLE_RATE_HZ)
    count = round(needed * SAMPLE_RATE_HZ)
    return _at_speed(part[np.arange(first, first + count) % len(part)], sound)


def _at_speed(samples: Samples, sound: Sound) -> Samples:
    """Played faster or slower, as a tape would be: higher or lower."""
    if sound.speed == 1 or not len(samples):
        return samples
    positions = np.arange(round(len(samples) / sound.speed)) * float(sound.speed)
    channels = [np.interp(positions, np.arange(len(samples)), channel) for channel in samples.T]
    return np.stack(channels, axis=1).astype(np.float32)


def _envelope(sound: Sound, count: int) -> Samples:
    times = [float(level.at) * SAMPLE_RATE_HZ for level in sound.levels]
    return np.interp(np.arange(count), times, [level.volume for level in sound.levels]).astype(np.float32)
