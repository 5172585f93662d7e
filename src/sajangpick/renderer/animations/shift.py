"""`shift`: the picture runs through its box and comes in again on the other side."""

import math
from typing import Literal

from sajangpick.renderer.animation import NOTHING, Animation, Change, Moment, travel
from sajangpick.renderer.geometry import Size, Transform
from sajangpick.renderer.outline import rectangle
from sajangpick.renderer.units import Direction, Length


class Shift(Animation, frozen=True):
    """Runs along `direction` through the box, `repetitions` times, and stands."""

    type: Literal["shift"] = "shift"
    direction: Direction = 180.0
    repetitions: float = 1.0

    def change(self, moment: Moment) -> Change:
        return rolled(moment, self.direction, self.repetitions)


def rolled(moment: Moment, direction: float, repetitions: float) -> Change:
    """The element and its follower on an endless band, cut at the box."""
    if moment.progress == 1:
        return NOTHING
    box = moment.box
    way = travel(direction, Length(100, "%"), Size(box.width, box.height), moment.frame)
    run = repetitions * (moment.progress - 1)
    ahead = run - math.floor(run)
    return Change(
        transform=Transform.translation(way.x * ahead, way.y * ahead),
        echoes=(Transform.translation(way.x * (ahead - 1), way.y * (ahead - 1)),),
        clips=(rectangle(box),),
    )
