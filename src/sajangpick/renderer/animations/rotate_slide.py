"""`rotate-slide`: the element slides in from outside the composition while it turns upright."""

from typing import Literal

from sajangpick.renderer.animation import Animation, Change, Moment, faded, travel
from sajangpick.renderer.geometry import Transform
from sajangpick.renderer.units import Direction, Length

QUARTER_TURN_DEGREES = 90.0
"""An assumption: enough to be seen, and what stands upright starts lying."""


class RotateSlide(Animation, frozen=True):
    """Moves along `direction` by the size of the composition."""

    type: Literal["rotate-slide"] = "rotate-slide"
    direction: Direction = 180.0
    clockwise: bool = True
    fade: bool = True

    def change(self, moment: Moment) -> Change:
        return Change(transform=self._away(moment, moment.progress - 1), opacity=faded(moment, self.fade))

    def leaving_change(self, moment: Moment) -> Change:
        return Change(transform=self._away(moment, moment.progress))

    def _away(self, moment: Moment, share: float) -> Transform:
        """`share` of the whole way past rest: -1 where it comes from, 1 where it leaves to."""
        way = travel(self.direction, Length(100, "%"), moment.frame, moment.frame)
        turn = QUARTER_TURN_DEGREES if self.clockwise else -QUARTER_TURN_DEGREES
        turned = Transform.rotation(turn * share, about=moment.box.center)
        return Transform.translation(way.x * share, way.y * share) @ turned
