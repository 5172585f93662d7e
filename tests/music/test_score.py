"""The written score of every mood: in key, on the grid, and ending together."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sajangpick.music.form import STEPS_PER_BAR, Form, plan_form
from sajangpick.music.harmony import harmonise
from sajangpick.music.mood import Mood, Role
from sajangpick.music.moods import MOODS
from sajangpick.music.score import Score, write_score
from sajangpick.music.theory import parse_key

moods = pytest.mark.parametrize("mood", MOODS.values(), ids=MOODS)


def written(mood: Mood, form: Form, *, seed: int = 0, key: str | None = None) -> Score:
    tonality = parse_key(key or mood.keys[0], mode=mood.mode)
    return write_score(mood, form, tonality, rng=np.random.default_rng(seed))


@settings(max_examples=60, deadline=None)
@given(
    mood=st.sampled_from(list(MOODS.values())),
    seconds=st.floats(0.5, 40),
    bpm=st.floats(60, 140),
    seed=st.integers(0, 999),
    key=st.sampled_from(["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"]),
)
def test_every_note_is_in_key_and_in_time(mood: Mood, seconds: float, bpm: float, seed: int, key: str) -> None:
    form = plan_form(seconds, bpm=bpm, tempo_range=mood.tempo_bpm)
    score = written(mood, form, seed=seed, key=key)
    allowed = parse_key(key, mode=mood.mode).pitch_classes
    last = form.last_step * form.step_seconds
    assert all(note.pitch % 12 in allowed for note in score.notes)
    assert all(0 <= note.at <= last + 0.2 and note.seconds > 0 and 0 < note.velocity <= 1 for note in score.notes)
    assert all(0 <= hit.at <= last + 1e-9 and 0 < hit.velocity <= 1 for hit in score.hits)
    for part in range(len(mood.parts)):
        assert any(note.part == part and note.at >= last - 1e-9 for note in score.notes)


@moods
def test_hits_are_on_the_grid_and_exact_on_the_beats(mood: Mood) -> None:
    form = plan_form(12, bpm=100, tempo_range=mood.tempo_bpm)
    score = written(mood, form)
    beats = 0
    for hit in score.hits:
        step = hit.at / form.step_seconds
        nearest = int(step + 0.5 - 0.5 * mood.swing)
        late = (hit.at - nearest * form.step_seconds) - (mood.swing * form.step_seconds if nearest % 2 else 0)
        assert abs(late) <= 0.0041
        if nearest % 4 == 0:
            assert late == pytest.approx(0, abs=1e-9)
            beats += 1
    assert beats >= 6


@moods
def test_a_piece_opens_and_ends_with_a_struck_chord(mood: Mood) -> None:
    form = plan_form(9, bpm=96, tempo_range=mood.tempo_bpm)
    score = written(mood, form)
    last = form.last_step * form.step_seconds
    assert {hit.piece for hit in score.hits if hit.at == 0} >= set(mood.accents)
    assert {hit.piece for hit in score.hits if hit.at == pytest.approx(last)} == set(mood.accents)
    first_notes = [note for note in score.notes if note.at < 0.1]
    assert len({note.part for note in first_notes}) >= 2
    assert min(note.at for note in first_notes) == 0


@moods
def test_the_bass_has_the_root_of_the_first_and_last_chord(mood: Mood) -> None:
    form = plan_form(9, bpm=96, tempo_range=mood.tempo_bpm)
    key = parse_key(mood.keys[0], mode=mood.mode)
    bass = next(index for index, part in enumerate(mood.parts) if part.role is Role.BASS)
    score = written(mood, form)
    line = [note for note in score.notes if note.part == bass]
    assert line[-1].pitch % 12 == key.pitch_class(mood.home.degree - 1)
    harmony = harmonise(mood, form, key, rng=np.random.default_rng(0))
    assert line[0].pitch % 12 == key.pitch_class(harmony.spans[0].chord.degree - 1)


@moods
def test_the_last_chord_is_approached_from_another(mood: Mood) -> None:
    form = plan_form(9, bpm=96, tempo_range=mood.tempo_bpm)
    for seed in range(12):
        harmony = harmonise(mood, form, parse_key("D", mode=mood.mode), rng=np.random.default_rng(seed))
        assert harmony.spans[-1].chord == mood.home
        assert harmony.spans[-2].chord.degree not in (mood.home.degree, harmony.spans[-3].chord.degree)
        assert [span.start for span in harmony.spans[1:]] == [span.end for span in harmony.spans[:-1]]


@moods
def test_the_lead_sings(mood: Mood) -> None:
    form = plan_form(20, bpm=100, tempo_range=mood.tempo_bpm)
    lead = next(index for index, part in enumerate(mood.parts) if part.role is Role.LEAD)
    for seed in range(5):
        pitches = [note.pitch for note in written(mood, form, seed=seed).notes if note.part == lead]
        assert len(pitches) >= 10
        assert len(set(pitches)) >= 4
        assert max(abs(a - b) for a, b in itertools.pairwise(pitches)) <= 12
        repeats = sum(a == b for a, b in itertools.pairwise(pitches))
        assert repeats <= len(pitches) / 3


@moods
def test_the_bar_before_the_end_has_a_fill(mood: Mood) -> None:
    form = plan_form(12, bpm=100, tempo_range=mood.tempo_bpm)
    last = form.last_step * form.step_seconds
    filling = [hit for hit in written(mood, form).hits if last - 8 * form.step_seconds - 0.01 <= hit.at < last - 0.01]
    assert {line.piece for line in mood.fill if any(line.steps)} <= {hit.piece for hit in filling}


@moods
def test_drum_lines_are_whole_bars_and_fills_half_bars(mood: Mood) -> None:
    assert {len(line.steps) for line in mood.beat} == {STEPS_PER_BAR}
    assert {len(line.steps) for line in mood.fill} == {STEPS_PER_BAR // 2}
