"""`scale`: the element grows or shrinks to its size, or a picture zooms inside its window."""

from typing import Literal

from sajangpick.renderer.animation import Animation, Change, Moment, faded
from sajangpick.renderer.geometry import Transform
from sajangpick.renderer.units import Percent


class Scale(Animation, frozen=True):
    """From `start_scale` to `end_scale` around an anchor of the element's box."""

    type: Literal["scale"] = "scale"
    scope: Literal["composition", "element"] = "composition"
    """What grows: the element in its composition, or the picture in the element's window."""
    axis: Literal["x", "y", "both"] = "both"
    start_scale: Percent = 0.0
    end_scale: Percent = 1.0
    x_anchor: Percent = 0.5
    y_anchor: Percent = 0.5
    fade: bool = True

    def change(self, moment: Moment) -> Change:
        scale = self.start_scale + (self.end_scale - self.start_scale) * moment.progress
        grown = Transform.scaling(
            1.0 if self.axis == "y" else scale,
            1.0 if self.axis == "x" else scale,
            about=moment.box.at(self.x_anchor, self.y_anchor),
        )
        opacity = faded(moment, self.fade)
        if self.scope == "element":
            return Change(content=grown, opacity=opacity)
        return Change(transform=grown, opacity=opacity)
