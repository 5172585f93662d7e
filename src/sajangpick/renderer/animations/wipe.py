"""`wipe`: the element is uncovered between two straight edges that move apart."""

import math
from typing import Literal

from sajangpick.renderer.animation import NOTHING, Animation, Change, Moment, faded
from sajangpick.renderer.geometry import Point, Rect
from sajangpick.renderer.outline import half_plane, heading, polygon
from sajangpick.renderer.scene import Outline
from sajangpick.renderer.units import Degrees, Percent


class Wipe(Animation, frozen=True):
    """The edges start at `x_anchor` of the way across the box, looking along an angle: 0 is a wipe to the right.

    Between `start_angle` and `end_angle` they turn on their way. From the vendor's presets: 0 % and 270° wipe down,
    50 % and 0° open from the middle to both sides.
    """

    type: Literal["wipe"] = "wipe"
    x_anchor: Percent = 0.5
    start_angle: Degrees = 0.0
    end_angle: Degrees = 0.0
    clip: Literal["both", "first-only", "second-only"] = "both"
    """Which element of a transition is cut: the outgoing first, or the incoming second."""
    fade: bool = True

    def change(self, moment: Moment) -> Change:
        opacity = faded(moment, self.fade)
        if moment.progress >= 1 or (self.transition and self.clip == "first-only"):
            return Change(opacity=opacity)
        if moment.progress <= 0:
            return Change(opacity=0.0)
        behind, before = self._edges(moment)
        opened = _between(moment.box, behind, before, self._angle(moment))
        return Change(clips=(opened,), opacity=opacity)

    def leaving_change(self, moment: Moment) -> Change:
        if moment.progress <= 0 or self.clip == "second-only":
            return NOTHING
        if moment.progress >= 1:
            return Change(opacity=0.0)
        angle = self._angle(moment)
        behind, before = self._edges(moment)
        rest = polygon(half_plane(moment.box, behind, angle)) + polygon(half_plane(moment.box, before, angle + 180))
        return Change(clips=(rest,))

    def _angle(self, moment: Moment) -> float:
        return self.start_angle + (self.end_angle - self.start_angle) * moment.progress

    def _edges(self, moment: Moment) -> tuple[Point, Point]:
        """A point on each edge: the one that went back, and the one that went ahead."""
        box, direction = moment.box, heading(self._angle(moment))
        reach = (abs(direction.x) * box.width + abs(direction.y) * box.height) / 2
        origin = (2 * self.x_anchor - 1) * reach
        places = (origin + (end - origin) * moment.progress for end in (-reach, reach))
        middle = box.center
        back, ahead = (Point(middle.x + direction.x * at, middle.y + direction.y * at) for at in places)
        return back, ahead


def _between(box: Rect, back: Point, ahead: Point, angle: float) -> Outline:
    """The part of `box` between two parallel edges: a strip across it, long enough for every angle."""
    direction = heading(angle)
    reach = math.hypot(box.width, box.height)
    side = Point(-direction.y * reach, direction.x * reach)
    corners = ((back, 1), (ahead, 1), (ahead, -1), (back, -1))
    return polygon([Point(point.x + side.x * sign, point.y + side.y * sign) for point, sign in corners])
