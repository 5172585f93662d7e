"""What a mood is: tempo, harmony, rhythm, instruments and tone, all as data.

The small notations that the mood tables are written in:

* chords  "1:9 6:7 4:9 5:sus4"      degree, colour (theory.parse_chords)
* steps   "9...5...|7..."           one character a sixteenth: a digit is a velocity in ninths, "." a rest, "|" nothing
* figure  "0/3@8 6/2@5 8/4@7:1"     sixteenth / length @ velocity, and after ":" which note of the voicing (else all)
"""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal, TypeAlias

from sajangpick.music.form import Fullness
from sajangpick.music.theory import Chord, parse_chords

Voice: TypeAlias = Literal[
    "felt", "piano", "epiano", "guitar", "chop", "strings", "pad", "pluck", "stab",
    "upright", "electric", "synth", "sub", "marimba", "kalimba", "vibes", "bell",
]  # fmt: skip
Piece: TypeAlias = Literal[
    "kick", "snare", "clap", "rim", "snap", "hat", "open", "shaker", "tambourine", "tom", "crash", "brush", "boom"
]

# When a part or a drum line comes in, as the mood tables write it.
BUILD, FULL = Fullness.BUILD, Fullness.FULL

_TOKEN = re.compile(r"(\d+)/(\d+)@([1-9])(?::(\d))?")


class Role(Enum):
    """What a part does in the arrangement."""

    BASS = auto()
    CHORDS = auto()
    LEAD = auto()


@dataclass(frozen=True, slots=True)
class Stroke:
    """One token of a figure; times in sixteenths, velocity 0..1, `note` indexes the voicing (None = all of it)."""

    step: int
    length: int
    velocity: float
    note: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One instrument's seat in the band; `low`..`high` are MIDI pitches, `room` is the share sent to the room.

    A `doubled` part is played twice, a little out of tune with itself, one take on either side at `width`.
    """

    voice: Voice
    role: Role
    figures: tuple[tuple[Stroke, ...], ...]
    low: int
    high: int
    db: float
    size: int = 4
    pan: float = 0.0
    width: float = 0.0
    room: float = 0.2
    strum_seconds: float = 0.0
    enters: Fullness = Fullness.INTRO
    ducks: bool = False
    doubled: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One drum's bar: a velocity 0..1 per sixteenth (0 = rest)."""

    piece: Piece
    steps: tuple[float, ...]
    enters: Fullness = Fullness.INTRO


@dataclass(frozen=True, slots=True)
class Kit:
    """How the drums are tuned and how long they ring."""

    kick_hz: float
    kick_seconds: float
    snare_hz: float
    snare_seconds: float
    click: float
    db: float = 0.0
    room: float = 0.12


@dataclass(frozen=True, slots=True)
class Mood:
    """Everything that makes pieces of one mood alike; `label` is what the owner reads."""

    name: str
    label: str
    tempo_bpm: tuple[float, float]
    mode: str
    keys: tuple[str, ...]
    progressions: tuple[tuple[Chord, ...], ...]
    cadences: tuple[Chord, ...]
    home: Chord
    beats_per_chord: Literal[2, 4]
    kit: Kit
    beat: tuple[Line, ...]
    fill: tuple[Line, ...]
    accents: tuple[Piece, ...]
    parts: tuple[Part, ...]
    swing: float = 0.0
    room_seconds: float = 0.9
    brightness_db: float = 0.0
    drive: float = 1.0
    crackle_db: float | None = None


def chords(text: str) -> tuple[Chord, ...]:
    """Read one progression of the mood tables."""
    return parse_chords(text)


def progressions(*texts: str) -> tuple[tuple[Chord, ...], ...]:
    """Read the progressions that a seed chooses from."""
    return tuple(parse_chords(text) for text in texts)


def line(piece: Piece, text: str, enters: Fullness = Fullness.INTRO) -> Line:
    """Read a drum line of the mood tables."""
    return Line(piece, tuple(0.0 if mark == "." else int(mark) / 9 for mark in text.replace("|", "")), enters)


def figures(*texts: str) -> tuple[tuple[Stroke, ...], ...]:
    """Read the figures that a seed chooses from."""
    return tuple(
        tuple(
            Stroke(int(step), int(length), int(velocity) / 9, int(note) if note else None)
            for step, length, velocity, note in _TOKEN.findall(text)
        )
        for text in texts
    )
