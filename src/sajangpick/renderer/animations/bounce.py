"""`bounce`: the element swells and shrinks around its size."""

from typing import Literal

from sajangpick.renderer.animation import Change, Moment
from sajangpick.renderer.geometry import Transform
from sajangpick.renderer.oscillation import Oscillation
from sajangpick.renderer.units import Percent


class Bounce(Oscillation, frozen=True):
    """Its size swings between `scale` and as much below its own."""

    type: Literal["bounce"] = "bounce"
    axis: Literal["x", "y", "both"] = "both"
    scale: Percent = 1.1
    x_anchor: Percent = 0.5
    y_anchor: Percent = 0.5

    def change(self, moment: Moment) -> Change:
        scale = 1 + (self.scale - 1) * self.swing(moment)
        return Change(
            transform=Transform.scaling(
                1.0 if self.axis == "y" else scale,
                1.0 if self.axis == "x" else scale,
                about=moment.box.at(self.x_anchor, self.y_anchor),
            )
        )
