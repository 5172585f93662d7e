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
    lapped = max(ahead - _LAP_PX / max(math.hypot(*way), _LAP_PX), 0.0)
    return Change(
        transform=Transform.translation(way.x * lapped, way.y * lapped),
        echoes=(Transform.translation(way.x * (ahead - 1), way.y * (ahead - 1)),),
        clips=(rectangle(box),),
    )


_LAP_PX = 1.0
"""The follower, which comes to rest, lies so far over what runs ahead: two soft edges side by side show a seam."""
