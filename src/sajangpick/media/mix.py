"""Several sounds into one: each begins at its time, at its volume, faded in and out."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from sajangpick.media.frame import F32
from sajangpick.media.sound import SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """One sound in the mix: float32 (n, 2) at 48 kHz, beginning at `at` seconds; fades are seconds of its own length.

    `at` may be negative: what lies before 0 is not heard.
    """

    samples: F32
    at: Fraction = Fraction(0)
    volume: float = 1.0
    fade_in: Fraction = Fraction(0)
    fade_out: Fraction = Fraction(0)


def mix(tracks: Iterable[Track], duration: Fraction) -> F32:
    """The sum of all tracks over `duration` seconds: float32 (n, 2) at 48 kHz. Peaks are not limited here."""
    total = np.zeros((round(duration * SAMPLE_RATE_HZ), 2), np.float32)
    for track in tracks:
        start = round(track.at * SAMPLE_RATE_HZ)
        first, last = max(start, 0), min(start + len(track.samples), len(total))
        if first < last:
            total[first:last] += faded(track)[first - start : last - start]
    return total


def faded(track: Track) -> F32:
    """The track's samples at its volume and with its fades, which are straight lines in amplitude."""
    count = len(track.samples)
    gain = np.full(count, track.volume, np.float32)
    rising, falling = (min(round(seconds * SAMPLE_RATE_HZ), count) for seconds in (track.fade_in, track.fade_out))
    gain[:rising] *= np.arange(rising, dtype=np.float32) / max(rising, 1)
    gain[count - falling :] *= np.arange(falling, dtype=np.float32)[::-1] / max(falling, 1)
    return track.samples * gain[:, None]
