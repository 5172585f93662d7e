"""`text-fly`: lines, words or letters fly in from before the picture."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from sajangpick.renderer.animation import Change, Moment, TextAnimation, Unit
from sajangpick.renderer.geometry import Transform
from sajangpick.renderer.units import Percent

NEARNESS = 2.0
"""At the start a unit is three times its size: so near that it is read as before the picture (an assumption)."""


class TextFly(TextAnimation, frozen=True):
    """Each unit comes from near the viewer, out of the middle of the composition, to its place."""

    type: Literal["text-fly"] = "text-fly"
    perspective: Percent = 1.0
    """How near it begins; 0 is at its place."""

    approximated: ClassVar[Mapping[str, str]] = {
        "perspective": "the vendor does not say how near its camera stands: 100% begins at three times the size"
    }

    def moved_unit(self, moment: Moment, unit: Unit) -> Change:  # noqa: ARG002
        middle_x, middle_y = moment.frame.width / 2, moment.frame.height / 2
        scale = max(1 + NEARNESS * self.perspective * (1 - moment.progress), 0.0)
        shifted = Transform.translation(middle_x, middle_y)
        return Change(transform=shifted @ Transform.scaling(scale, scale) @ Transform.translation(-middle_x, -middle_y))
