"""The plan of a piece: tempo, bars, last chord."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.errors import BadInput
from sajangpick.music.form import BPM_RANGE, SECONDS_RANGE, STEPS_PER_BAR, Fullness, plan_form, playable

LENGTHS = st.floats(*SECONDS_RANGE)
TEMPI = st.floats(*BPM_RANGE)


@given(seconds=LENGTHS, bpm=TEMPI)
def test_the_last_chord_falls_on_a_first_or_third_beat_and_has_time_to_ring(seconds: float, bpm: float) -> None:
    form = plan_form(seconds, bpm=bpm, tempo_range=(80, 90))
    last = form.last_step * form.step_seconds
    assert form.bpm == bpm
    assert form.last_step % (STEPS_PER_BAR // 2) == 0
    assert last == 0 or seconds - last >= 1.1 - 1e-4
    assert seconds - last <= 1.1 + STEPS_PER_BAR / 2 * form.step_seconds + 1e-4


@given(seconds=st.floats(6, 60), low=st.floats(70, 110))
def test_without_a_tempo_the_piece_is_whole_half_bars_or_beats_within_the_range(seconds: float, low: float) -> None:
    form = plan_form(seconds, bpm=None, tempo_range=(low, low + 14))
    assert low <= form.bpm <= low + 14
    beats = seconds / form.beat_seconds
    assert abs(beats - round(beats)) < 1e-6


@given(seconds=st.floats(4, 60), bpm=TEMPI)
def test_a_piece_grows_from_intro_to_full(seconds: float, bpm: float) -> None:
    form = plan_form(seconds, bpm=bpm, tempo_range=(80, 90))
    levels = [form.fullness(step) for step in range(min(form.last_step, 8 * STEPS_PER_BAR))]
    assert levels == sorted(levels)
    if form.played_bars > 1:
        assert levels[0] is Fullness.INTRO
        assert levels.count(Fullness.INTRO) * form.step_seconds <= 1.5 + STEPS_PER_BAR / 2 * form.step_seconds


def test_bars_counts_the_bars_that_begin() -> None:
    assert plan_form(7.5, bpm=128, tempo_range=(120, 130)).bars == 4
    assert plan_form(7.6, bpm=128, tempo_range=(120, 130)).bars == 5


def test_the_end_card_of_the_special_offer_gets_the_last_chord_on_its_bar_line() -> None:
    form = plan_form(7.5, bpm=128, tempo_range=(120, 130))
    assert form.last_step == 3 * STEPS_PER_BAR


@pytest.mark.parametrize(("bpm", "played"), [(60, 60), (140, 140), (141, 70.5), (160, 80), (400, 100)])
def test_music_to_fast_pictures_is_played_at_half_time(bpm: float, played: float) -> None:
    assert playable(bpm) == played


@pytest.mark.parametrize(("seconds", "bpm"), [(0.1, 100), (181, 100), (8, 59.9), (8, 141), (float("nan"), 100)])
def test_what_cannot_be_played_is_refused_with_the_range(seconds: float, bpm: float) -> None:
    with pytest.raises(BadInput) as refused:
        plan_form(seconds, bpm=bpm, tempo_range=(80, 90))
    assert "to" in refused.value.hint
