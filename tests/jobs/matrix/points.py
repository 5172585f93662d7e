"""Where a making is killed: before and after everything that it writes down or says to a vendor."""

from enum import StrEnum


class Point(StrEnum):
    """The last thing that happened before the kill. Its value heads a column."""

    NEVER = "never"
    STAKING = "before the claim"
    STAKED = "claim written"
    TAKEN = "vendor took it"
    ANSWERED = "vendor answered"
    TICKETED = "answer written"
    LOOKING = "before a look"
    LOOKED = "saw it at work"
    DONE = "saw its end"
    CHARGED = "cost written"
    KEPT = "file kept"
    ENDING = "before the end"
    ENDED = "end written"
    CLEARED = "folder cleared"
    STOPPED = "stop written"
    UNDOING = "before the undo"
    UNDONE = "undone at the vendor"


KILLS = tuple(point for point in Point if point is not Point.NEVER)

UNKNOWABLE = frozenset({Point.STAKED, Point.TAKEN, Point.ANSWERED})
"""Between a claim and its answer: whoever comes after cannot know whether the vendor took the order, so it asks nobody,
and keeps the credits held until somebody has looked."""
