"""`text-appear`: lines, words or letters show up in their places."""

from typing import Literal

from sajangpick.renderer.animation import NOTHING, Change, Moment, TextAnimation, Unit, faded
from sajangpick.renderer.units import Percent


class TextAppear(TextAnimation, frozen=True):
    """Each unit goes from `start_opacity` to full; without `fade` it does so at once when its turn comes."""

    type: Literal["text-appear"] = "text-appear"
    split: Literal["line", "word", "letter"] = "word"
    start_opacity: Percent = 0.0
    background_effect: Literal["disabled", "animated"] = "animated"

    def change_unit(self, moment: Moment, unit: Unit) -> Change:
        own = self.unit_moment(moment, unit)
        shown = faded(own, fade=True) if self.fade else float(own.linear > 0)
        return Change(opacity=self.start_opacity + (1 - self.start_opacity) * shown)

    def change_background(self, moment: Moment, line: Unit) -> Change:
        return self.change_unit(moment, line) if self.background_effect == "animated" else NOTHING
