"""`shift`: the picture runs through its box and comes in again on the other side."""

from typing import Literal

from sajangpick.renderer.animation import Animation, Change, Moment
from sajangpick.renderer.roll import rolled
from sajangpick.renderer.units import Direction


class Shift(Animation, frozen=True):
    """Runs along `direction` through the box, `repetitions` times, and stands."""

    type: Literal["shift"] = "shift"
    direction: Direction = 180.0
    repetitions: float = 1.0

    def change(self, moment: Moment) -> Change:
        return rolled(moment, self.direction, self.repetitions)
