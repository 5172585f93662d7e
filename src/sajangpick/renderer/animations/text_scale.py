"""`text-scale`: lines, words or letters grow to their size."""

from typing import Literal

from sajangpick.renderer.animation import Change, Moment, TextAnimation, Unit
from sajangpick.renderer.geometry import Transform
from sajangpick.renderer.units import Percent


class TextScale(TextAnimation, frozen=True):
    """Each unit grows from nothing around an anchor of its own box."""

    type: Literal["text-scale"] = "text-scale"
    axis: Literal["x", "y", "both"] = "both"
    x_anchor: Percent = 0.5
    y_anchor: Percent = 0.5

    def moved_unit(self, moment: Moment, unit: Unit) -> Change:
        return Change(
            transform=Transform.scaling(
                1.0 if self.axis == "y" else moment.progress,
                1.0 if self.axis == "x" else moment.progress,
                about=unit.box.at(self.x_anchor, self.y_anchor),
            )
        )
