"""`film-roll`: the element runs through again and again, and stops."""

from typing import Literal

from sajangpick.renderer.animation import Animation, Change, Moment, faded
from sajangpick.renderer.roll import rolled
from sajangpick.renderer.units import Direction

DEFAULT_REPETITIONS = 3.0
"""An assumption: fewer look like a slide, more are a flicker."""


class FilmRoll(Animation, frozen=True):
    """Runs along `direction`, `repetitions` times; the outgoing element runs off below it."""

    type: Literal["film-roll"] = "film-roll"
    direction: Direction = 270.0
    repetitions: float = DEFAULT_REPETITIONS
    fade: bool = True

    def change(self, moment: Moment) -> Change:
        return rolled(moment, self.direction, self.repetitions).then(Change(opacity=faded(moment, self.fade)))

    def leaving_change(self, moment: Moment) -> Change:
        return rolled(moment, self.direction, self.repetitions)
