"""Composes a piece: the stages of this package in their order."""

import zlib
from dataclasses import dataclass

import numpy as np

from sajangpick.errors import BadInput
from sajangpick.music.band import play
from sajangpick.music.bus import master
from sajangpick.music.form import plan_form
from sajangpick.music.mood import Mood
from sajangpick.music.moods import MOODS
from sajangpick.music.score import write_score
from sajangpick.music.theory import parse_key
from sajangpick.music.waves import F32


@dataclass(frozen=True, slots=True)
class Music:
    """A finished piece: `samples` (n, 2) float32 at 48 kHz, first downbeat at sample 0.

    `bars` is how many bars begin within the piece: at 0, 4, 8 … times `beat_seconds`. `key` reads like "D major".
    `last_chord_seconds` is where the last chord falls, on a first or third beat: a good moment for an end card.
    """

    samples: F32
    bpm: float
    beat_seconds: float
    bars: int
    key: str
    mood: str
    last_chord_seconds: float


def compose(
    mood: Mood | str, *, seconds: float, seed: int = 0, bpm: float | None = None, key: str | None = None
) -> Music:
    """Compose original music of exactly `seconds`, ending by itself; equal arguments make equal samples.

    Without `bpm` the mood's own tempo is taken, bent a little so that the piece is whole bars long; without `key`
    the seed chooses one of the mood's keys. The result is near -16 LUFS with peaks of at most -3 dBFS.
    Raises BadInput for an unknown mood or key, a length outside 0.5-180 s, or a tempo outside 60-140 BPM.
    """
    chosen = mood if isinstance(mood, Mood) else _find(mood)
    form = plan_form(seconds, bpm=bpm, tempo_range=chosen.tempo_bpm)
    # The name keeps two moods of one seed from sharing their dice; the mask lets any integer be a seed.
    composer, players = np.random.default_rng([seed & 0xFFFF_FFFF, zlib.crc32(chosen.name.encode())]).spawn(2)
    home = chosen.keys[int(composer.integers(len(chosen.keys)))]
    tonality = parse_key(key or home, mode=chosen.mode)
    score = write_score(chosen, form, tonality, rng=composer)
    mix = play(score, chosen, seconds, rng=players)
    last_chord = form.last_step * form.step_seconds
    samples = master(mix, ring_seconds=seconds - last_chord, brightness_db=chosen.brightness_db, drive=chosen.drive)
    return Music(samples, form.bpm, form.beat_seconds, form.bars, str(tonality), chosen.name, last_chord)


def _find(name: str) -> Mood:
    try:
        return MOODS[name]
    except KeyError:
        raise BadInput(f"There is no mood called '{name}'.", hint=f"Choose one of: {', '.join(MOODS)}.") from None
