"""Animations that swing around rest instead of coming to it: bounce, shake and wiggle."""

import math

from sajangpick.renderer.animation import Animation, Moment
from sajangpick.renderer.units import Hertz, Percent

DEFAULT_FREQUENCY_HERTZ = 2.0
DEFAULT_RAMP = 0.25
"""Part of the duration in which a swing grows, and in which it dies away. Assumptions, both."""


class Oscillation(Animation, frozen=True):
    """Base of the swinging animations: `count` swings in all, or `frequency` swings a second."""

    count: float | None = None
    frequency: Hertz | None = None
    phase: Percent = 0.0
    """Where in its swing it begins."""
    ramp_duration: Percent = DEFAULT_RAMP
    randomness: Percent = 0.0
    """From 0, a clean sine, to 1, a smooth wander; the same at every render."""

    def swing(self, moment: Moment) -> float:
        """How far out it is now, from -1 to 1; 0 outside its time."""
        if not moment.active:
            return 0.0
        if self.count is not None and self.frequency is None:
            turns = self.count * moment.elapsed / moment.duration
        else:
            turns = (DEFAULT_FREQUENCY_HERTZ if self.frequency is None else self.frequency) * moment.elapsed
        turns += self.phase
        clean = _wave(turns)
        wander = (_wave(turns * _SLOWER + _SLOWER) + _wave(turns * _FASTER + _FASTER)) / 2
        return self._ramp(moment) * (clean + (wander - clean) * min(max(self.randomness, 0.0), 1.0))

    def _ramp(self, moment: Moment) -> float:
        nearest_end = min(moment.linear, 1 - moment.linear)
        return min(1.0, nearest_end / self.ramp_duration) if self.ramp_duration > 0 else 1.0


_SLOWER, _FASTER = (math.sqrt(5) - 1) / 2, math.sqrt(2)
"""Irrational to each other and to 1, so that the sum of their waves never repeats."""


def _wave(turns: float) -> float:
    return math.sin(turns * math.tau)
