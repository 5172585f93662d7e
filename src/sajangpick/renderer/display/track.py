"""Numbers over frames, written as what changes from one frame to the next."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

Track: TypeAlias = int | list[int]
"""A number that stays, or [frame, value, step, step, …]: `value` up to `frame`, then one step a frame, then still."""


def track(values: Sequence[int], first: int) -> Track:
    """The values of the frames from `first` on; there is at least one."""
    moves = [now - before for before, now in pairwise(values)]
    moved = [index for index, move in enumerate(moves) if move]
    if not moved:
        return values[0]
    return [first + moved[0], values[0], *moves[moved[0] : moved[-1] + 1]]
