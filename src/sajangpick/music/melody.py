"""Writes the lead: a motif of one bar, its answer in the next, and a last note that comes home."""

import numpy as np

from sajangpick.music.form import STEPS_PER_BAR, STEPS_PER_BEAT, Form
from sajangpick.music.harmony import Harmony
from sajangpick.music.mood import Part
from sajangpick.music.theory import nearest

# Moves between neighbours of a motif, in notes of the pentatonic scale: mostly steps, now and then a leap.
_MOVES = (-2, -1, -1, 1, 1, 2)
# A motif stays within this many notes of where it began, so that it can be sung.
_COMPASS = 3
# A step of the pentatonic scale in semitones, on average: it turns scale moves into pitches before they are snapped.
_SEMITONES_PER_MOVE = 2.4
# Semitones; a chord tone nearest to such an aim is an octave away at most.
_WIDEST_LEAP = 9
# The second pair of bars is sung higher, and comes down again.
_LIFTS = (0, 0, 2, 1)
_LAST_VELOCITY = 0.85

MelodyNote = tuple[int, int, int, float]


def write_melody(part: Part, form: Form, harmony: Harmony, *, rng: np.random.Generator) -> list[MelodyNote]:
    """The lead as (step, length in steps, MIDI pitch, velocity), ascending in time.

    Bars call and answer in turn. The answer begins as the call did and then turns the other way, so that the two are
    heard as a pair. On beats and on long notes the pitch is a note of the chord; between, of the pentatonic scale.
    """
    order = rng.permutation(len(part.figures))
    call, answer = part.figures[int(order[0])], part.figures[int(order[-1])]
    contour = _motif(max(len(call), len(answer)), rng)
    middle = (part.low + part.high) / 2 + float(rng.integers(-2, 3))
    notes: list[MelodyNote] = []
    before = (0, 0)
    for bar in range(form.played_bars):
        lift = _LIFTS[bar % len(_LIFTS)]
        figure = answer if bar % 2 else call
        half = len(figure) // 2
        for place, stroke in enumerate(figure):
            step = bar * STEPS_PER_BAR + stroke.step
            if step >= form.last_step or form.fullness(step) < part.enters:
                continue
            move = 2 * contour[half] - contour[place] if bar % 2 and place > half else contour[place]
            span = harmony.at(step)
            resting = stroke.length >= STEPS_PER_BEAT or stroke.step % STEPS_PER_BEAT == 0
            classes = harmony.chord_tones(span) if resting else harmony.key.pentatonic
            aim = middle + (move + lift) * _SEMITONES_PER_MOVE
            # Where the motif moves, the melody moves, even if both aims are nearest to one note.
            avoid = before[1] if move + lift != before[0] else None
            if notes:
                aim = min(max(aim, before[1] - _WIDEST_LEAP), before[1] + _WIDEST_LEAP)
            pitch = nearest(aim, classes, low=part.low, high=part.high, avoid=avoid)
            end = min(step + stroke.length, span.end if resting else form.last_step)
            notes.append((step, end - step, pitch, stroke.velocity))
            before = (move + lift, pitch)
    home = frozenset({harmony.key.tonic, harmony.key.pitch_class(4)})
    last = nearest(notes[-1][2] if notes else middle, home, low=part.low, high=part.high)
    ring_steps = round((form.seconds - form.last_step * form.step_seconds) / form.step_seconds)
    return [*notes, (form.last_step, max(1, ring_steps), last, _LAST_VELOCITY)]


def _motif(size: int, rng: np.random.Generator) -> list[int]:
    places = [0]
    while len(places) < size:
        place = places[-1] + int(rng.choice(_MOVES))
        places.append(place if abs(place) <= _COMPASS else 2 * places[-1] - place)
    return places
