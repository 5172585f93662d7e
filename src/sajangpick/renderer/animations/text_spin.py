"""`text-spin`: lines, words or letters turn as they slide to their places."""

from typing import Literal

from sajangpick.renderer.animation import Change, Moment, TextAnimation, Unit, travel
from sajangpick.renderer.geometry import Size, Transform
from sajangpick.renderer.units import Degrees, Direction, Length, Percent


class TextSpin(TextAnimation, frozen=True):
    """Each unit moves along `direction` and turns by `rotation` around an anchor of its own box."""

    type: Literal["text-spin"] = "text-spin"
    split: Literal["line", "word", "letter"] = "letter"
    direction: Direction = 90.0
    distance: Length = Length(100, "%")
    rotation: Degrees = 90.0
    x_anchor: Percent = 0.5
    y_anchor: Percent = 0.5

    def moved_unit(self, moment: Moment, unit: Unit) -> Change:
        remaining = 1 - moment.progress
        way = travel(self.direction, self.distance, Size(unit.box.width, unit.line.height), moment.frame)
        turned = Transform.rotation(-self.rotation * remaining, about=unit.box.at(self.x_anchor, self.y_anchor))
        return Change(transform=Transform.translation(-way.x * remaining, -way.y * remaining) @ turned)
