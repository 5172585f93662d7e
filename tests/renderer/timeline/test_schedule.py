"""Tracks and automatic timing."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.renderer.timeline.schedule import (
    DEFAULT_SECONDS,
    ONE_SHARE,
    AtEnd,
    Demand,
    TimeRange,
    natural_duration,
    schedule,
)
from sajangpick.renderer.units import ParentShare, TrackShare

F = Fraction
SHARE = ONE_SHARE


def fixed(seconds: int, track: int | None = 1, start: int | None = None, overlap: int = 0) -> Demand:
    return Demand(track, None if start is None else F(start), F(seconds), F(overlap))


def free(track: int | None = 1, start: int | None = None, overlap: int = 0) -> Demand:
    return Demand(track, None if start is None else F(start), SHARE, F(overlap))


CASES = {
    "one after the other on a track": ([fixed(2), fixed(3)], None, 5, [(0, 2), (2, 5)]),
    "side by side without a track": ([fixed(2, None), fixed(3, None)], None, 3, [(0, 2), (0, 3)]),
    "tracks do not wait for each other": ([fixed(2), fixed(3, 2), fixed(1)], None, 3, [(0, 2), (0, 3), (2, 3)]),
    "a written time opens a gap": ([fixed(2), fixed(1, start=4)], None, 5, [(0, 2), (4, 5)]),
    "a written time may overlap": ([fixed(3), fixed(3, start=2)], None, 5, [(0, 3), (2, 5)]),
    "what follows a written time follows it": (
        [fixed(1), fixed(1, start=3), fixed(1)],
        None,
        5,
        [(0, 1), (3, 4), (4, 5)],
    ),
    "a transition pulls back": (
        [fixed(3), fixed(3, overlap=1), fixed(2, overlap=1)],
        None,
        6,
        [(0, 3), (2, 5), (4, 6)],
    ),
    "a transition has nothing before the first": ([fixed(3, overlap=1), fixed(1)], None, 4, [(0, 3), (3, 4)]),
    "static stretches to the end": ([fixed(4, None), free(None)], None, 4, [(0, 4), (0, 4)]),
    "static stretches to the next": ([free(), fixed(2, start=3)], None, 5, [(0, 3), (3, 5)]),
    "static reaches under a transition": ([free(), fixed(2, start=3, overlap=1)], None, 5, [(0, 4), (3, 5)]),
    "nothing has a length": ([free(None), free(None)], None, 5, [(0, 5), (0, 5)]),
    "two without length share": ([free(), free()], None, 5, [(0, F(5, 2)), (F(5, 2), 5)]),
    "a written duration cuts": ([fixed(4), fixed(4)], 6, 6, [(0, 4), (4, 6)]),
    "what comes after the end is empty": ([fixed(4), fixed(4), fixed(4)], 6, 6, [(0, 4), (4, 6), (6, 6)]),
    "late static has what is left": ([fixed(6, None), free(None, start=4)], None, 6, [(0, 6), (4, 6)]),
}


@pytest.mark.parametrize("case", CASES)
def test_ranges(case: str) -> None:
    demands, duration, total, expected = CASES[case]
    plan = schedule(demands, duration=None if duration is None else F(duration))
    assert plan.duration == total
    assert [(played.start, played.end) for played in plan.ranges] == expected


def test_fr_divides_the_length_of_the_music_by_weight() -> None:
    slides = [Demand(1, length=TrackShare(F(1))), Demand(1, length=TrackShare(F(2))), Demand(1, length=F(2))]
    plan = schedule([fixed(20, None), *slides])
    assert [played.duration for played in plan.ranges] == [20, 6, 12, 2]
    assert plan.ranges[-1].end == 20


def test_fr_fills_the_track_although_transitions_overlap() -> None:
    slides = [Demand(1, length=SHARE, overlap=F(1)) for _ in range(3)]
    plan = schedule([fixed(10, None), *slides])
    assert plan.ranges[1].start == 0
    assert plan.ranges[-1].end == 10


def test_percent_and_end_are_of_the_whole() -> None:
    plan = schedule([fixed(8, None), Demand(None, length=ParentShare(F(1, 4))), Demand(None, AtEnd(), F(3))])
    assert plan.ranges[1] == TimeRange(F(0), F(2))
    assert plan.ranges[2] == TimeRange(F(5), F(3))


def test_an_empty_composition_has_the_default_length() -> None:
    assert schedule([]).duration == DEFAULT_SECONDS
    assert natural_duration([free()]) is None


def test_a_range_is_half_open() -> None:
    played = TimeRange(F(1), F(2))
    assert F(1) in played
    assert F(3) not in played


seconds = st.fractions(min_value=F(1, 10), max_value=20, max_denominator=30)
lengths = st.one_of(seconds, st.just(SHARE))


@given(st.lists(st.tuples(st.integers(1, 3), lengths), min_size=1, max_size=12), st.none() | seconds)
def test_a_track_without_transitions_has_no_gaps_and_no_overlaps(
    wanted: list[tuple[int, Fraction | TrackShare]], duration: Fraction | None
) -> None:
    demands = [Demand(track, length=length) for track, length in wanted]
    plan = schedule(demands, duration=duration)
    for track in {track for track, _ in wanted}:
        ranges = [played for demand, played in zip(demands, plan.ranges, strict=True) if demand.track == track]
        assert ranges[0].start == 0
        for before, after in pairwise(ranges):
            assert before.end == after.start
        assert ranges[-1].end <= plan.duration
        assert all(played.duration >= 0 for played in ranges)


@given(st.lists(st.tuples(st.integers(0, 2), st.none() | seconds, lengths, seconds), max_size=10), st.none() | seconds)
def test_nothing_plays_outside_the_composition(
    wanted: list[tuple[int, Fraction | None, Fraction | TrackShare, Fraction]], duration: Fraction | None
) -> None:
    plan = schedule([Demand(track or None, *rest) for track, *rest in wanted], duration=duration)
    assert all(0 <= played.start <= played.end <= plan.duration for played in plan.ranges)
