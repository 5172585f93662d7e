"""Writes the notes and drum strokes of a piece: the arrangement, before any sound is made."""

from dataclasses import dataclass

import numpy as np

from sajangpick.music.form import STEPS_PER_BAR, STEPS_PER_BEAT, Form
from sajangpick.music.harmony import Harmony, Span, harmonise
from sajangpick.music.melody import write_melody
from sajangpick.music.mood import Mood, Part, Piece, Role, Stroke
from sajangpick.music.theory import Key

# A fill takes the two beats before the last chord.
_FILL_STEPS = 8
# Players are a few milliseconds off between the beats; on the beat the pictures are cut, so there they are exact.
_LOOSENESS_SECONDS = 0.002
_LOOSEST_SECONDS = 0.004
_ACCENT_VELOCITY = 0.9


@dataclass(frozen=True, slots=True)
class Note:
    """A pitched note: `at` and `seconds` in seconds, MIDI `pitch`, velocity 0..1, played by parts[part]."""

    part: int
    at: float
    seconds: float
    pitch: int
    velocity: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A drum stroke at a time in seconds, velocity 0..1."""

    piece: Piece
    at: float
    velocity: float


@dataclass(frozen=True, slots=True)
class Score:
    """All that is played, in order of time; nothing starts after the last chord."""

    notes: tuple[Note, ...]
    hits: tuple[Hit, ...]


def write_score(mood: Mood, form: Form, key: Key, *, rng: np.random.Generator) -> Score:
    """Arrange a mood over a form: harmony first, then each part over it, then the drums."""
    harmony = harmonise(mood, form, key, rng=rng)
    players, drummer = rng.spawn(2)
    notes = [
        note for index, part in enumerate(mood.parts) for note in _play(part, index, mood, form, harmony, rng=players)
    ]
    return Score(tuple(sorted(notes, key=lambda note: note.at)), _drum(mood, form, rng=drummer))


def _play(part: Part, index: int, mood: Mood, form: Form, harmony: Harmony, *, rng: np.random.Generator) -> list[Note]:
    if part.role is Role.LEAD:
        melody = write_melody(part, form, harmony, rng=rng)
        return [
            Note(index, _time(step, mood, form, rng), length * form.step_seconds, pitch, velocity)
            for step, length, pitch, velocity in melody
        ]
    pattern = part.figures[int(rng.integers(len(part.figures)))]
    voicings = harmony.bass_line(part) if part.role is Role.BASS else harmony.voicings(part)
    notes: list[Note] = []
    for bar in range(form.played_bars):
        for stroke in pattern:
            for span, start, end in _within(harmony, stroke, bar, form):
                if form.fullness(start) < part.enters:
                    continue
                at = _time(start, mood, form, rng)
                chosen = _chosen(voicings[span], stroke, part.role)
                notes += _strike(part, index, at, (end - start) * form.step_seconds, chosen, stroke.velocity)
    ending = voicings[harmony.spans[-1]]
    last_at = form.last_step * form.step_seconds
    final = Stroke(0, 0, _ACCENT_VELOCITY, None)
    return notes + _strike(
        part, index, last_at, form.seconds - last_at, _chosen(ending, final, part.role), final.velocity
    )


def _within(harmony: Harmony, stroke: Stroke, bar: int, form: Form) -> list[tuple[Span, int, int]]:
    """A stroke as pieces within one chord each: what is held over a change of chord is struck again."""
    first = bar * STEPS_PER_BAR + stroke.step
    end = min(first + stroke.length, form.last_step)
    pieces: list[tuple[Span, int, int]] = []
    while first < end:
        span = harmony.at(first)
        pieces.append((span, first, min(end, span.end)))
        first = span.end
    return pieces


def _chosen(voicing: tuple[int, ...], stroke: Stroke, role: Role) -> tuple[int, ...]:
    if stroke.note is not None:
        return (voicing[stroke.note % len(voicing)],)
    return voicing[:1] if role is Role.BASS else voicing


def _strike(part: Part, index: int, at: float, seconds: float, pitches: tuple[int, ...], velocity: float) -> list[Note]:
    # The low notes of a chord a little softer, so that its top is heard as a line.
    return [
        Note(
            index,
            at + place * part.strum_seconds,
            seconds,
            pitch,
            velocity * (0.86 + 0.14 * (place + 1) / len(pitches)),
        )
        for place, pitch in enumerate(pitches)
    ]


def _drum(mood: Mood, form: Form, *, rng: np.random.Generator) -> tuple[Hit, ...]:
    strokes: dict[tuple[int, Piece], float] = {(0, piece): _ACCENT_VELOCITY for piece in mood.accents}
    fill_from = form.last_step - _FILL_STEPS if form.last_step >= STEPS_PER_BAR else form.last_step
    filled = {line.piece for line in mood.fill}
    for step in range(form.last_step):
        fullness = form.fullness(step)
        for line in mood.beat:
            velocity = line.steps[step % len(line.steps)]
            if velocity and line.enters <= fullness and not (step >= fill_from and line.piece in filled):
                strokes.setdefault((step, line.piece), velocity)
        for line in mood.fill if step >= fill_from else ():
            if velocity := line.steps[step - fill_from]:
                strokes[step, line.piece] = velocity
    strokes |= {(form.last_step, piece): _ACCENT_VELOCITY for piece in mood.accents}
    return tuple(
        Hit(piece, _time(step, mood, form, rng), velocity) for (step, piece), velocity in sorted(strokes.items())
    )


def _time(step: int, mood: Mood, form: Form, rng: np.random.Generator) -> float:
    at = step * form.step_seconds
    if step % STEPS_PER_BEAT == 0:
        return at
    swung = mood.swing * form.step_seconds if step % 2 else 0.0
    loose = float(np.clip(rng.normal(0, _LOOSENESS_SECONDS), -_LOOSEST_SECONDS, _LOOSEST_SECONDS))
    return at + swung + loose
