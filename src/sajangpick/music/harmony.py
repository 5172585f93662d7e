"""Lays a mood's progression over a form, ends it with a cadence, and leads the voices through it."""

from dataclasses import dataclass

import numpy as np

from sajangpick.music.form import STEPS_PER_BAR, STEPS_PER_BEAT, Form
from sajangpick.music.mood import Mood, Part
from sajangpick.music.theory import Chord, Key, nearest, voice

# The cadence takes two beats: enough to be heard, short enough to leave the progression whole.
_CADENCE_STEPS = 8


@dataclass(frozen=True, slots=True)
class Span:
    """A chord from step `start` until before step `end`."""

    start: int
    end: int
    chord: Chord


@dataclass(frozen=True, slots=True)
class Harmony:
    """The chords of a piece in order; the last span is the last chord, and is home."""

    key: Key
    spans: tuple[Span, ...]

    def at(self, step: int) -> Span:
        """The span that covers a step."""
        return next(span for span in self.spans if span.start <= step < span.end)

    def chord_tones(self, span: Span) -> frozenset[int]:
        """Pitch classes of a span's chord."""
        return frozenset(span.chord.pitch_classes(self.key))

    def voicings(self, part: Part) -> dict[Span, tuple[int, ...]]:
        """Each span's chord as this part plays it, ascending, each voice moving as little as it can."""
        before: tuple[int, ...] = ()
        placed: dict[Span, tuple[int, ...]] = {}
        for span in self.spans:
            before = voice(span.chord, self.key, low=part.low, high=part.high, size=part.size, before=before)
            placed[span] = before
        return placed

    def bass_line(self, part: Part) -> dict[Span, tuple[int, int, int, int]]:
        """Each span's root, fifth, octave and the step that leads to the next root, as this part plays them."""
        lines: dict[Span, tuple[int, int, int, int]] = {}
        root: float = (part.low + part.high) / 2
        for index, span in enumerate(self.spans):
            following = self.spans[min(index + 1, len(self.spans) - 1)].chord
            root = self._nearest_step(span.chord.degree - 1, root, part)
            fifth = self._nearest_step(span.chord.degree + 3, root + 7, part)
            lead = self._nearest_step(following.degree - 2, root, part)
            lines[span] = (int(root), fifth, int(root) + 12, lead)
        return lines

    def _nearest_step(self, step: int, pitch: float, part: Part) -> int:
        return nearest(pitch, frozenset({self.key.pitch_class(step)}), low=part.low, high=part.high)


def harmonise(mood: Mood, form: Form, key: Key, *, rng: np.random.Generator) -> Harmony:
    """Choose one of the mood's progressions and cadences and lay them over the form's steps."""
    progression = mood.progressions[int(rng.integers(len(mood.progressions)))]
    body = form.last_step - _CADENCE_STEPS if form.last_step >= STEPS_PER_BAR else form.last_step
    length = mood.beats_per_chord * STEPS_PER_BEAT
    spans = [
        Span(start, min(start + length, body), progression[index % len(progression)])
        for index, start in enumerate(range(0, body, length))
    ]
    if body < form.last_step:
        # A cadence on the chord that is already there would be none.
        moving = [chord for chord in mood.cadences if chord.degree != spans[-1].chord.degree] or mood.cadences
        cadence = moving[int(rng.integers(len(moving)))]
        spans.append(Span(body, form.last_step, cadence))
    spans.append(Span(form.last_step, form.last_step + STEPS_PER_BAR, mood.home))
    return Harmony(key, tuple(spans))
