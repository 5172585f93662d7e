"""Lines of a paragraph: the fewest that fit, the best ends, then the evenest widths.

The longest line is made as short as it can be; among ends that are equally good the later line is the longer, because
the eye lands on the second.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sajangpick.renderer.typeset.breaks import LONELY_COST, Break, breaks_of, is_lonely, words_of
from sajangpick.renderer.typeset.text import is_ideographic, is_space

# Widths that differ by less look equal, so the shape of the whole may decide.
_SAME_WIDTH = 1.03
# What a short first line is worth beside evenness (both are shares of the longest line): enough to settle ties.
_PYRAMID_WEIGHT = 0.05
# A text with more places to end a line is prose: it is filled line by line, in time that grows with its length only.
_MOST_WEIGHED = 120
# Longer than any word of a menu: such a word is a sentence without spaces, and may be cut for the sake of size.
_SHORT_WORD_LETTERS = 12
# Widths are sums of floats: the same line summed in another order must not be called too wide.
_SLACK = 1e-6


class Range(NamedTuple):
    """Letters first to last (exclusive) of a line; spaces at its end are in it, but have no width."""

    first: int
    last: int


class Wrapped(NamedTuple):
    """The lines of a paragraph; `cost` is 0 if each ends well: no word cut, nothing torn apart or left alone."""

    lines: list[Range]
    cost: int = 0


def wrap(letters: Sequence[str], widths: Sequence[float], limit: float, *, spacing: Sequence[float]) -> Wrapped:
    """Lines of at most `limit` (any one unit for all), each letter in exactly one; only a lone letter may be wider.

    `widths` are advances including `spacing`, which is taken off at a line's end.
    """
    if not letters:
        return Wrapped([Range(0, 0)])
    measure = _measure(letters, widths, spacing)
    count = len(letters)
    if measure(0, count) <= limit + _SLACK:
        return Wrapped([Range(0, count)])
    places = [Break(0), *breaks_of(letters, widths, limit + _SLACK), Break(count)]
    if len(places) > _MOST_WEIGHED:
        return _filled(places, measure, limit + _SLACK)
    many = len(words_of(letters)) > 1

    def lonely(first: int, last: int) -> int:
        return LONELY_COST if many and last - first <= 8 and is_lonely("".join(letters[first:last])) else 0

    def longest(before: float, width: float, _first: bool) -> float:
        return max(before, width)

    rough = _best(places, measure, limit + _SLACK, lonely=lonely, join=longest)
    widest = max(measure(line.first, line.last) for line in rough.lines)

    def uneven(before: float, width: float, first: bool) -> float:
        share = width / widest
        return before + share * share + (_PYRAMID_WEIGHT * share if first else 0)

    return _best(places, measure, min(limit, widest * _SAME_WIDTH) + _SLACK, lonely=lonely, join=uneven)


def keeps_short_words(letters: Sequence[str], lines: Sequence[Range]) -> bool:
    """True if no line ends inside a spaced word of a usual length."""
    ends = {line.last for line in lines}
    return not any(
        word.first < end < word.last and not is_ideographic(letters[end]) and not is_ideographic(letters[end - 1])
        for word in words_of(letters)
        if word.last - word.first <= _SHORT_WORD_LETTERS
        for end in ends
    )


class _Cost(NamedTuple):
    overflowing: int
    lines: int
    ends: int
    shape: float


def _best(
    places: Sequence[Break],
    measure: Callable[[int, int], float],
    limit: float,
    *,
    lonely: Callable[[int, int], int],
    join: Callable[[float, float, bool], float],
) -> Wrapped:
    """The cheapest way through `places` (shortest path; costs compare from left to right)."""
    best: list[tuple[_Cost, int]] = [(_Cost(0, 0, 0, 0.0), 0)]
    for end in range(1, len(places)):
        found: tuple[_Cost, int] | None = None
        for start in range(end - 1, -1, -1):
            width = measure(places[start].at, places[end].at)
            if width > limit and start < end - 1:
                break
            cost = best[start][0]
            total = _Cost(
                cost.overflowing + (width > limit),
                cost.lines + 1,
                cost.ends + places[end].cost + lonely(places[start].at, places[end].at),
                join(cost.shape, width, start == 0),
            )
            if found is None or total < found[0]:
                found = total, start
        assert found is not None  # the step from the place before is always allowed
        best.append(found)
    lines: list[Range] = []
    end = len(places) - 1
    while end:
        start = best[end][1]
        lines.append(Range(places[start].at, places[end].at))
        end = start
    return Wrapped(lines[::-1], best[-1][0].ends)


def _filled(places: Sequence[Break], measure: Callable[[int, int], float], limit: float) -> Wrapped:
    """Each line as full as it can be; a bad end only where the line has no better one."""
    lines: list[Range] = []
    cost = 0
    start = 0
    while start < len(places) - 1:
        end = start + 1
        while end + 1 < len(places) and measure(places[start].at, places[end + 1].at) <= limit:
            end += 1
        if end < len(places) - 1:
            end = max(range(start + 1, end + 1), key=lambda place: (-places[place].cost, place))
        lines.append(Range(places[start].at, places[end].at))
        cost += places[end].cost
        start = end
    return Wrapped(lines, cost)


def _measure(letters: Sequence[str], widths: Sequence[float], spacing: Sequence[float]) -> Callable[[int, int], float]:
    sums = [0.0]
    for width in widths:
        sums.append(sums[-1] + width)
    # For each end, where the line's last visible letter ends.
    seen = [0]
    for index, letter in enumerate(letters):
        seen.append(seen[-1] if is_space(letter) else index + 1)

    def measure(first: int, last: int) -> float:
        end = seen[last]
        return sums[end] - sums[first] - spacing[end - 1] if end > first else 0.0

    return measure
