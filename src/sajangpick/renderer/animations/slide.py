"""`slide`: the element moves in a straight line to its place."""

from typing import Literal

from sajangpick.renderer.animation import Animation, Change, Moment, faded, travel
from sajangpick.renderer.geometry import Point, Size, Transform
from sajangpick.renderer.outline import rectangle
from sajangpick.renderer.units import Direction, Length


class Slide(Animation, frozen=True):
    """Moves along `direction`; as a transition, it pushes what stood there out of its way."""

    type: Literal["slide"] = "slide"
    scope: Literal["composition", "element"] = "composition"
    """What `distance` is relative to."""
    direction: Direction = 180.0
    distance: Length = Length(100, "%")
    fixed: Literal["none", "first-only", "second-only"] = "none"
    """Which element of a transition stands still: the outgoing first, or the incoming second."""
    fade: bool = True

    def change(self, moment: Moment) -> Change:
        way = self._way(moment)
        remaining = 1 - moment.progress
        x, y = -way.x * remaining, -way.y * remaining
        opacity = faded(moment, self.fade)
        if self.transition and self.fixed == "second-only":
            # It stands above the one that moves away, so it may show only where that has left room.
            seen = (rectangle(moment.box.moved(x, y)),) if moment.progress < 1 else ()
            return Change(clips=seen, opacity=opacity)
        return Change(transform=Transform.translation(x, y), opacity=opacity)

    def leaving_change(self, moment: Moment) -> Change:
        if self.fixed == "first-only":
            return Change()
        way = self._way(moment)
        return Change(transform=Transform.translation(way.x * moment.progress, way.y * moment.progress))

    def _way(self, moment: Moment) -> Point:
        box = Size(moment.box.width, moment.box.height)
        return travel(self.direction, self.distance, moment.frame if self.scope == "composition" else box, moment.frame)
