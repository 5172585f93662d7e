"""`shake`: the element moves to and fro along a line."""

from typing import Literal

from sajangpick.renderer.animation import Change, Moment, travel
from sajangpick.renderer.geometry import Transform
from sajangpick.renderer.oscillation import Oscillation
from sajangpick.renderer.units import Direction, Length


class Shake(Oscillation, frozen=True):
    """Swings by `distance`, relative to the composition, to either side along `direction`."""

    type: Literal["shake"] = "shake"
    direction: Direction = 0.0
    distance: Length = Length(1, "%")

    def change(self, moment: Moment) -> Change:
        way = travel(self.direction, self.distance, moment.frame, moment.frame)
        swing = self.swing(moment)
        return Change(transform=Transform.translation(way.x * swing, way.y * swing))
