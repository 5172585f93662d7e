"""`squash`: the element unfolds from one side of its box; the outgoing one is pressed to the other."""

from typing import Literal

from sajangpick.renderer.animation import Animation, Change, Moment, faded
from sajangpick.renderer.geometry import Transform
from sajangpick.renderer.outline import heading
from sajangpick.renderer.units import Direction


class Squash(Animation, frozen=True):
    """Grows along `direction` (right, up, left or down) from the side that it comes from."""

    type: Literal["squash"] = "squash"
    direction: Direction = 0.0
    fade: bool = True

    def change(self, moment: Moment) -> Change:
        return Change(transform=self._pressed(moment, moment.progress, side=-1), opacity=faded(moment, self.fade))

    def leaving_change(self, moment: Moment) -> Change:
        return Change(transform=self._pressed(moment, 1 - moment.progress, side=1))

    def _pressed(self, moment: Moment, share: float, *, side: int) -> Transform:
        x, y = heading(self.direction)
        about = moment.box.at((1 + side * x) / 2, (1 + side * y) / 2)
        return Transform.scaling(1 - abs(x) * (1 - share), 1 - abs(y) * (1 - share), about=about)
