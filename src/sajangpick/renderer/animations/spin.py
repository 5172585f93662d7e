"""`spin`: the element turns in the plane of the picture until it stands."""

from typing import Literal

from sajangpick.renderer.animation import Animation, Change, Moment, faded
from sajangpick.renderer.geometry import Rect, Transform
from sajangpick.renderer.units import Degrees, Percent


class Spin(Animation, frozen=True):
    """Turns by `rotation` degrees, clockwise where positive, and ends upright."""

    type: Literal["spin"] = "spin"
    scope: Literal["composition", "element"] = "element"
    """Whose box the anchor belongs to."""
    rotation: Degrees = 360.0
    x_anchor: Percent = 0.5
    y_anchor: Percent = 0.5
    fade: bool = True

    def change(self, moment: Moment) -> Change:
        scope = Rect.of_size(moment.frame) if self.scope == "composition" else moment.box
        turned = Transform.rotation(
            -self.rotation * (1 - moment.progress), about=scope.at(self.x_anchor, self.y_anchor)
        )
        return Change(transform=turned, opacity=faded(moment, self.fade))
