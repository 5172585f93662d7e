"""`flip`: the element turns over in space until it faces the viewer."""

import math
from typing import Literal

from sajangpick.renderer.animation import Animation, Change, Moment, faded
from sajangpick.renderer.geometry import Size
from sajangpick.renderer.perspective import camera_distance, tilted
from sajangpick.renderer.units import Degrees, Percent


class Flip(Animation, frozen=True):
    """Turns from the given rotations to none; as a transition, the outgoing element is its other face."""

    type: Literal["flip"] = "flip"
    x_rotation: Degrees = 0.0
    y_rotation: Degrees = 180.0
    x_anchor: Percent = 0.5
    y_anchor: Percent = 0.5
    backface_visible: bool = True
    fade: bool = True

    def change(self, moment: Moment) -> Change:
        hides_back = self.transition or not self.backface_visible
        # Two faces of one card do not fade: through the turn exactly one of them is seen.
        opacity = 1.0 if self.transition else faded(moment, self.fade)
        return self._turned(moment, 1 - moment.progress, opacity, hides_back=hides_back)

    def leaving_change(self, moment: Moment) -> Change:
        return self._turned(moment, -moment.progress, 1.0, hides_back=True)

    def _turned(self, moment: Moment, share: float, opacity: float, *, hides_back: bool) -> Change:
        x, y = self.x_rotation * share, self.y_rotation * share
        facing = math.cos(math.radians(x)) * math.cos(math.radians(y))
        # Edge on, there is nothing to see, and no map back.
        if abs(facing) < _EDGE_ON or (facing < 0 and hides_back):
            return Change(opacity=0.0)
        distance = camera_distance(Size(moment.box.width, moment.box.height))
        about = moment.box.at(self.x_anchor, self.y_anchor)
        return Change(transform=tilted(x, y, about=about, distance=distance), opacity=opacity)


_EDGE_ON = 1e-3
"""A box of 4000 pixels seen under this cosine is 4 pixels wide."""
