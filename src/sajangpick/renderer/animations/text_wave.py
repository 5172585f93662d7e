"""`text-wave`: a wave runs through the text and calms down."""

import math
from typing import Literal

from sajangpick.renderer.animation import NOTHING, Change, Moment, TextAnimation, Unit
from sajangpick.renderer.geometry import Transform
from sajangpick.renderer.units import Hertz, Length, Percent


class TextWave(TextAnimation, frozen=True):
    """Each unit swings up and down by `distance` of its line's height, later the further right it stands.

    If it lasts as long as its element, the wave neither fades nor calms down.
    """

    type: Literal["text-wave"] = "text-wave"
    split: Literal["line", "word", "letter"] = "letter"
    distance: Length = Length(50, "%")
    frequency: Hertz = 2.0
    wavelength: Percent = 3.0
    """In line heights: a share of 100 % is as long as a line is high."""

    def change_unit(self, moment: Moment, unit: Unit) -> Change:
        return self._swung(moment, unit, 1.0) if self.is_lasting else super().change_unit(moment, unit)

    def moved_unit(self, moment: Moment, unit: Unit) -> Change:
        return NOTHING if moment.progress == 1 else self._swung(moment, unit, 1 - moment.progress)

    def change_background(self, moment: Moment, line: Unit) -> Change:
        return NOTHING if self.is_lasting else super().change_background(moment, line)

    def _swung(self, moment: Moment, unit: Unit, amplitude: float) -> Change:
        length = max(self.wavelength * unit.line.height, 1.0)
        turns = self.frequency * moment.elapsed - (unit.box.center.x - unit.element.left) / length
        swing = self.distance.pixels(unit.line.height, moment.frame) * amplitude * math.sin(turns * math.tau)
        return Change(transform=Transform.translation(0, -swing))
