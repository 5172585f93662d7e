"""`text-fly`: lines, words or letters fly in from before the picture."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from sajangpick.renderer.animation import Change, Moment, TextAnimation, Unit
from sajangpick.renderer.geometry import Transform
from sajangpick.renderer.units import Percent

NEARNESS = 2.0
"""At the start a unit is three times its size: so near that it is read as before the picture (an assumption)."""


class TextFly(TextAnimation, frozen=True):
    """Each unit comes from near the viewer to its place. The camera stands before the middle of the text.

    Before that of the composition, the lines of a text beside it would cross on their way.
    """

    type: Literal["text-fly"] = "text-fly"
    perspective: Percent = 1.0
    """How near it begins; 0 is at its place."""

    approximated: ClassVar[Mapping[str, str]] = {
        "perspective": "the vendor does not say how near its camera stands: 100% begins at three times the size"
    }

    def moved_unit(self, moment: Moment, unit: Unit) -> Change:
        scale = max(1 + NEARNESS * self.perspective * (1 - moment.progress), 0.0)
        return Change(transform=Transform.scaling(scale, scale, about=unit.element.center))
