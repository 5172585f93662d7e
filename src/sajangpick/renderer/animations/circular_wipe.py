"""`circular-wipe`: the element is uncovered by a growing circle, which may have a ring."""

import math
from typing import Literal

from sajangpick.renderer.animation import NOTHING, Animation, Change, Moment, faded
from sajangpick.renderer.geometry import Point, Rect
from sajangpick.renderer.outline import ellipse, rectangle
from sajangpick.renderer.scene import Group, Path, Stroke
from sajangpick.renderer.units import ColorValue, Percent


class CircularWipe(Animation, frozen=True):
    """The circle grows around an anchor until it holds the whole box."""

    type: Literal["circular-wipe"] = "circular-wipe"
    scope: Literal["composition", "elements", "element"] = "composition"
    """What the anchor and the size of the circle are relative to."""
    x_anchor: Percent = 0.5
    y_anchor: Percent = 0.5
    ring_color: ColorValue | None = None
    ring_width: Percent = 0.1
    """Of the full radius; the ring lies outside the circle."""
    clip: Literal["both", "first-only", "second-only"] = "both"
    """Which element of a transition is cut: the outgoing first, or the incoming second."""
    fade: bool = True

    def change(self, moment: Moment) -> Change:
        opacity = faded(moment, self.fade)
        if moment.progress >= 1:
            return Change(opacity=opacity)
        if moment.progress <= 0:
            return Change(opacity=0.0)
        center, radius, full = self._circle(moment)
        is_cut = not (self.transition and self.clip == "first-only")
        circle = (ellipse(center, radius, radius),) if is_cut else ()
        return Change(clips=circle, opacity=opacity, over=self._ring(moment, center, radius, full))

    def leaving_change(self, moment: Moment) -> Change:
        if moment.progress <= 0 or self.clip == "second-only":
            return NOTHING
        if moment.progress >= 1:
            return Change(opacity=0.0)
        center, radius, _ = self._circle(moment)
        # Drawn the other way round, the circle is a hole in the box.
        return Change(clips=(rectangle(moment.box) + ellipse(center, radius, -radius),))

    def _circle(self, moment: Moment) -> tuple[Point, float, float]:
        """Centre, radius now, and the radius that holds everything."""
        scope = self._scope(moment)
        center = scope.at(self.x_anchor, self.y_anchor)
        corners = [scope.at(x, y) for x in (0, 1) for y in (0, 1)]
        full = max(math.dist(center, corner) for corner in corners)
        return center, full * moment.progress, full

    def _ring(self, moment: Moment, center: Point, radius: float, full: float) -> tuple[Group, ...]:
        if self.ring_color is None or self.ring_width <= 0:
            return ()
        width = self.ring_width * full
        line = ellipse(center, radius + width / 2, radius + width / 2)
        ring = Path(line, stroke=Stroke(self.ring_color, width))
        return (Group((ring,), clip=rectangle(self._scope(moment))),)

    def _scope(self, moment: Moment) -> Rect:
        return Rect.of_size(moment.frame) if self.scope == "composition" else moment.box
