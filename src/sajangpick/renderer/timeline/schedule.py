"""What plays when: tracks and automatic timing inside one composition.

Every element demands time. Demands on one track follow each other; a demand without a track has a lane of its own. One
with a time of its own starts a new run on its track, so it may overlap what came before, or leave a gap. Those without
a fixed length share what is left of their run, up to the next run or the end of the composition.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Final, TypeAlias

from sajangpick.renderer.units import ParentShare, TrackShare

DEFAULT_SECONDS = Fraction(5)
"""Length of a composition in which nothing has a length of its own (the vendor's default for an empty template)."""


ONE_SHARE: Final = TrackShare(Fraction(1))
"""What a demand without a length asks for: what is left, or an equal part of it."""


@dataclass(frozen=True, slots=True)
class TimeRange:
    """A half-open stretch of time [start, start + duration), in seconds of the composition it lies in."""

    start: Fraction
    duration: Fraction
    end: Fraction = field(init=False, compare=False)
    """The first moment after it."""

    def __post_init__(self) -> None:
        # Asked for by every layer at every frame.
        object.__setattr__(self, "end", self.start + self.duration)

    def __contains__(self, t: Fraction) -> bool:
        return self.start <= t < self.end


@dataclass(frozen=True, slots=True)
class AtEnd:
    """A time that makes the demand end where the composition ends."""


Length: TypeAlias = Fraction | TrackShare | ParentShare
Start: TypeAlias = Fraction | AtEnd


@dataclass(frozen=True, slots=True)
class Demand:
    """What one element asks for. `overlap` is how long a transition lays it over the demand before it."""

    track: int | None = None
    start: Start | None = None
    length: Length = ONE_SHARE
    overlap: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The answer: one range a demand, in the order of the demands."""

    duration: Fraction
    ranges: tuple[TimeRange, ...]


def schedule(demands: Sequence[Demand], *, duration: Fraction | None = None) -> Schedule:
    """Give every demand its range.

    `duration` is the composition's own, if it is written; else it is where the last demand of fixed length ends, or
    DEFAULT_SECONDS where there is none. Nothing plays beyond it, so ranges are cut there; a range may be empty.
    """
    lanes = _lanes(demands)
    total = natural_duration(demands) or DEFAULT_SECONDS if duration is None else duration
    ranges: dict[int, TimeRange] = {}
    for lane in lanes:
        runs = _runs(lane, demands)
        starts = [_start(demands[run[0]], total) for run in runs]
        for number, run in enumerate(runs):
            limit = total
            if number + 1 < len(runs):
                # What stretches reaches under the transition that follows it, or there would be nothing to change from.
                following = demands[runs[number + 1][0]]
                limit = min(total, starts[number + 1] + _overlap(demands[run[-1]], following))
            ranges |= _place(run, demands, start=starts[number], limit=limit, total=total)
    return Schedule(total, tuple(_cut(ranges[index], total) for index in range(len(demands))))


def natural_duration(demands: Sequence[Demand]) -> Fraction | None:
    """Where the last demand of fixed length ends, or None if nothing has a length of its own."""
    ends: list[Fraction] = []
    for lane in _lanes(demands):
        for run in _runs(lane, demands):
            first = demands[run[0]].start
            cursor = first if isinstance(first, Fraction) else Fraction(0)
            for position, index in enumerate(run):
                demand = demands[index]
                if isinstance(demand.length, Fraction):
                    cursor += demand.length
                    if position:
                        cursor -= _overlap(demands[run[position - 1]], demand)
                    ends.append(cursor)
    return max(ends, default=None)


def _lanes(demands: Sequence[Demand]) -> list[list[int]]:
    """Indices of the demands that follow each other, lane by lane."""
    lanes: list[list[int]] = []
    by_track: dict[int, list[int]] = {}
    for index, demand in enumerate(demands):
        if demand.track is None:
            lanes.append([index])
        elif demand.track in by_track:
            by_track[demand.track].append(index)
        else:
            by_track[demand.track] = [index]
            lanes.append(by_track[demand.track])
    return lanes


def _runs(lane: Sequence[int], demands: Sequence[Demand]) -> list[list[int]]:
    """The lane, cut before every demand that says when it starts."""
    runs: list[list[int]] = []
    for index in lane:
        if not runs or demands[index].start is not None:
            runs.append([index])
        else:
            runs[-1].append(index)
    return runs


def _start(demand: Demand, total: Fraction) -> Fraction:
    match demand.start:
        case None:
            return Fraction(0)
        case Fraction():
            return demand.start
        case AtEnd():
            return max(Fraction(0), total - (_fixed(demand.length, total) or Fraction(0)))


def _overlap(before: Demand, after: Demand) -> Fraction:
    """How long `after` lies over `before`: never longer than either of them."""
    lengths = [demand.length for demand in (before, after) if isinstance(demand.length, Fraction)]
    return min([after.overlap, *lengths])


def _fixed(length: Length, total: Fraction) -> Fraction | None:
    match length:
        case Fraction():
            return length
        case ParentShare():
            return length.fraction * total
        case TrackShare():
            return None


def _place(
    run: Sequence[int], demands: Sequence[Demand], *, start: Fraction, limit: Fraction, total: Fraction
) -> dict[int, TimeRange]:
    """Lay the run out from `start`; its shares divide what is left before `limit`."""
    fixed = {index: _fixed(demands[index].length, total) for index in run}
    overlaps = sum((_overlap(demands[before], demands[after]) for before, after in pairwise(run)), Fraction(0))
    left = limit - start + overlaps - sum((length for length in fixed.values() if length is not None), Fraction(0))
    weights = sum(
        (length.parts for index in run if isinstance(length := demands[index].length, TrackShare)), Fraction(0)
    )
    ranges: dict[int, TimeRange] = {}
    cursor = start
    for position, index in enumerate(run):
        demand, length = demands[index], fixed[index]
        if length is None:
            weight = demand.length.parts if isinstance(demand.length, TrackShare) else Fraction(0)
            length = max(Fraction(0), left * weight / weights) if weights else Fraction(0)
        overlap = _overlap(demands[run[position - 1]], demand) if position else Fraction(0)
        begin = max(start, cursor - overlap)
        ranges[index] = TimeRange(begin, length)
        cursor = begin + length
    return ranges


def _cut(played: TimeRange, total: Fraction) -> TimeRange:
    start = min(played.start, total)
    return TimeRange(start, min(played.end, total) - start)
