"""How long a piece is in beats: its tempo, its bars, how full each is, and where the last chord falls."""

import math
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from sajangpick.errors import BadInput

BEATS_PER_BAR = 4
STEPS_PER_BEAT = 4
STEPS_PER_BAR = BEATS_PER_BAR * STEPS_PER_BEAT

# Every template's tempo is inside; outside, sixteenths blur or a bar outlasts a scene.
BPM_RANGE = (60.0, 140.0)
# Shorter is a jingle, not music; longer than the longest short of any platform (three minutes).
SECONDS_RANGE = (0.5, 180.0)
# The last chord needs this long to be heard as an ending; half a bar more is the most it ever gets.
_RING_SECONDS = 1.1
# The intro is about this long: a scene of the picture. It ends on a first or third beat.
_INTRO_SECONDS = 1.5
# After this many bars the band thins out for a bar, so that a long piece breathes.
_PERIOD_BARS = 8


class Fullness(IntEnum):
    """How much of the band plays in a bar."""

    INTRO = 1
    BUILD = 2
    FULL = 3


@dataclass(frozen=True, slots=True)
class Form:
    """The clock of a piece: everything before `last_step` is played in sixteenths, the last chord falls on it."""

    seconds: float
    bpm: float
    last_step: int

    @property
    def beat_seconds(self) -> float:
        """Length of a quarter."""
        return 60 / self.bpm

    @property
    def step_seconds(self) -> float:
        """Length of a sixteenth."""
        return self.beat_seconds / STEPS_PER_BEAT

    @property
    def bars(self) -> int:
        """How many bars begin within the piece."""
        return math.ceil(round(self.seconds / (self.beat_seconds * BEATS_PER_BAR), 6))

    @property
    def played_bars(self) -> int:
        """How many bars begin before the last chord."""
        return -(-self.last_step // STEPS_PER_BAR)

    def fullness(self, step: int) -> Fullness:
        """Intro, then build, then full from the next bar line on; a piece of one bar has no time for an intro."""
        half_bar = STEPS_PER_BAR // 2
        build_step = half_bar * max(1, math.ceil(_INTRO_SECONDS / (half_bar * self.step_seconds) - 1e-6))
        full_step = STEPS_PER_BAR * (build_step // STEPS_PER_BAR + 1)
        bar = step // STEPS_PER_BAR
        breather = bar % _PERIOD_BARS == 0 and bar < self.played_bars - 1
        if self.played_bars <= 1 or (step >= full_step and not breather):
            return Fullness.FULL
        return Fullness.INTRO if step < build_step else Fullness.BUILD


def plan_form(seconds: float, *, bpm: float | None, tempo_range: tuple[float, float]) -> Form:
    """Settle the tempo and the step of the last chord: a first or third beat that leaves it room to ring out.

    Without `bpm` the tempo within `tempo_range` is chosen that makes the piece whole bars long, or else half bars.
    Raises BadInput for a length outside SECONDS_RANGE or a tempo outside BPM_RANGE.
    """
    if not SECONDS_RANGE[0] <= seconds <= SECONDS_RANGE[1]:
        raise BadInput(
            f"Music of {seconds:g} s cannot be made.", hint=f"Ask for {SECONDS_RANGE[0]:g} to {SECONDS_RANGE[1]:g} s."
        )
    tempo = _fitting_tempo(seconds, tempo_range) if bpm is None else float(bpm)
    if not BPM_RANGE[0] <= tempo <= BPM_RANGE[1]:
        raise BadInput(
            f"A tempo of {tempo:g} BPM cannot be played.", hint=f"Ask for {BPM_RANGE[0]:g} to {BPM_RANGE[1]:g} BPM."
        )
    half_bar_seconds = BEATS_PER_BAR / 2 * 60 / tempo
    half_bars = max(0, math.floor((seconds - _RING_SECONDS) / half_bar_seconds + 1e-6))
    return Form(float(seconds), tempo, half_bars * STEPS_PER_BAR // 2)


def playable(bpm: float) -> float:
    """A tempo of pictures as music plays it: at half time where it is too fast, so that every second beat is a cut."""
    while bpm > BPM_RANGE[1]:
        bpm /= 2
    return bpm


def _fitting_tempo(seconds: float, tempo_range: tuple[float, float]) -> float:
    low, high = tempo_range
    middle = (low + high) / 2
    for beats in (BEATS_PER_BAR, BEATS_PER_BAR // 2, 1):
        units = np.arange(1, math.ceil(seconds * high / 60 / beats) + 1)
        tempi = units * beats * 60 / seconds
        fitting = tempi[(tempi >= low) & (tempi <= high)]
        if fitting.size:
            return float(fitting[np.argmin(np.abs(fitting - middle))])
    return middle
