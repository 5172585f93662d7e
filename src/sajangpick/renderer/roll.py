"""An endless band: what the animations share in which an element runs out of its box and comes in again."""

import math

from sajangpick.renderer.animation import NOTHING, Change, Moment, travel
from sajangpick.renderer.geometry import Size, Transform
from sajangpick.renderer.outline import rectangle
from sajangpick.renderer.units import Length


def rolled(moment: Moment, direction: float, repetitions: float) -> Change:
    """The element and its follower on an endless band along `direction` (degrees), cut at the box."""
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
