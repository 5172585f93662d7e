"""`text-reveal`: lines, words or letters are uncovered in their places."""

from typing import Literal

from sajangpick.renderer.animation import NOTHING, Change, Moment, TextAnimation, Unit
from sajangpick.renderer.geometry import Rect
from sajangpick.renderer.outline import rectangle
from sajangpick.renderer.units import Percent


class TextReveal(TextAnimation, frozen=True):
    """A window grows around each unit from an anchor of its box."""

    type: Literal["text-reveal"] = "text-reveal"
    axis: Literal["x", "y", "both"] = "both"
    start_reveal: Percent = 0.0
    scope: Literal["element", "text", "split"] = "split"
    """Whose box the window grows over: the whole text's, or the unit's."""
    x_anchor: Percent = 0.5
    y_anchor: Percent = 0.5

    def moved_unit(self, moment: Moment, unit: Unit) -> Change:
        share = self.start_reveal + (1 - self.start_reveal) * moment.progress
        if moment.progress >= 1:
            return NOTHING
        box = unit.box if self.scope == "split" else unit.element
        frame = Rect.of_size(moment.frame)
        anchor = box.at(self.x_anchor, self.y_anchor)
        share = max(share, 0.0)
        left, right = (
            (frame.left, frame.right)
            if self.axis == "y"
            else (anchor.x + (box.left - anchor.x) * share, anchor.x + (box.right - anchor.x) * share)
        )
        top, bottom = (
            (frame.top, frame.bottom)
            if self.axis == "x"
            else (anchor.y + (box.top - anchor.y) * share, anchor.y + (box.bottom - anchor.y) * share)
        )
        return Change(clips=(rectangle(Rect(left, top, right, bottom)),))
