"""`film-roll`: the element runs through again and again, and stops."""

from dataclasses import replace
from typing import Literal

from sajangpick.renderer.animation import Animation, Change, Moment, faded
from sajangpick.renderer.roll import rolled
from sajangpick.renderer.units import Direction

DEFAULT_REPETITIONS = 3.0
"""An assumption: fewer look like a slide, more are a flicker."""


class FilmRoll(Animation, frozen=True):
    """Runs along `direction`, `repetitions` times.

    A transition that fades lets both elements run side by side; one that does not is a single strip, whose first
    picture is the outgoing element.
    """

    type: Literal["film-roll"] = "film-roll"
    direction: Direction = 270.0
    repetitions: float = DEFAULT_REPETITIONS
    fade: bool = True

    def change(self, moment: Moment) -> Change:
        run = rolled(moment, self.direction, self._turns)
        if self._is_strip and self._turns * moment.progress < 1:
            return replace(run, transform=run.echoes[0], echoes=())
        return run.then(Change(opacity=1.0 if self._is_strip else faded(moment, self.fade)))

    def leaving_change(self, moment: Moment) -> Change:
        run = rolled(moment, self.direction, self._turns)
        if not self._is_strip:
            return run
        return replace(run, echoes=()) if self._turns * moment.progress < 1 else Change(opacity=0.0)

    @property
    def _is_strip(self) -> bool:
        return self.transition and not self.fade

    @property
    def _turns(self) -> float:
        """A strip holds whole pictures."""
        return max(round(self.repetitions), 1) if self._is_strip else self.repetitions
