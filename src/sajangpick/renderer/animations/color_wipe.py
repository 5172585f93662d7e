"""`color-wipe`: a field of colour crosses the box, and the element stands where it has passed."""

from typing import Literal

from sajangpick.renderer.animation import NOTHING, Animation, Change, Moment, travel
from sajangpick.renderer.geometry import Size
from sajangpick.renderer.outline import rectangle
from sajangpick.renderer.scene import Color, Group, Path
from sajangpick.renderer.units import ColorValue, Direction, Length


class ColorWipe(Animation, frozen=True):
    """In the first half the colour covers the box, in the second it uncovers the element."""

    type: Literal["color-wipe"] = "color-wipe"
    color: ColorValue = Color(0, 0, 0)
    direction: Direction = 0.0

    def change(self, moment: Moment) -> Change:
        if moment.progress >= 1:
            return NOTHING
        box = moment.box
        way = travel(self.direction, Length(100, "%"), Size(box.width, box.height), moment.frame)
        # From just outside on one side, over the whole box at half time, to just outside on the other.
        passed = 2 * moment.progress - 1
        field = Path(rectangle(box.moved(way.x * passed, way.y * passed)), fill=self.color)
        is_hidden = moment.progress < 0.5
        seen = Group((field,), clip=rectangle(box))
        return Change(opacity=0.0 if is_hidden else 1.0, over=(seen,))
