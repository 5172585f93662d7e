"""`text-slide`: lines, words or letters slide to their places, each cut at its line if wanted."""

from dataclasses import replace
from typing import Literal

from sajangpick.renderer.animation import NOTHING, Change, Moment, TextAnimation, Unit, faded, travel
from sajangpick.renderer.geometry import Point, Rect, Size, Transform
from sajangpick.renderer.outline import heading, rectangle
from sajangpick.renderer.units import Direction, Length


class TextSlide(TextAnimation, frozen=True):
    """Each unit moves along `direction`; "up" comes from below."""

    type: Literal["text-slide"] = "text-slide"
    scope: Literal["composition", "element", "split", "split-clip"] = "split"
    """What `distance` is relative to: the composition, or the unit (its line's height, its own width); with
    "split-clip" a unit is seen only inside its own place."""
    direction: Direction = 90.0
    distance: Length = Length(100, "%")
    background_effect: Literal["disabled", "sliding", "scaling", "scaling-clip"] = "scaling"
    """The box behind a line stands still, slides with it, or grows from the side that the text comes from; with
    "scaling-clip" it also cuts the text that is not yet on it."""

    def change_unit(self, moment: Moment, unit: Unit) -> Change:
        change = super().change_unit(moment, unit)
        line = self.unit_moment(moment, replace(unit, index=unit.row, count=unit.rows))
        if self.background_effect != "scaling-clip" or line.progress >= 1:
            return change
        return change.then(Change(clips=(rectangle(self._grown(line, unit).bounds(unit.line)),)))

    def moved_unit(self, moment: Moment, unit: Unit) -> Change:
        if moment.progress == 1:
            return NOTHING
        way = self._way(moment, unit)
        remaining = 1 - moment.progress
        clips = (rectangle(self._window(moment, unit)),) if self.scope == "split-clip" else ()
        return Change(transform=Transform.translation(-way.x * remaining, -way.y * remaining), clips=clips)

    def change_background(self, moment: Moment, line: Unit) -> Change:
        own = self.unit_moment(moment, line)
        match self.background_effect:
            case "disabled":
                return NOTHING
            case "sliding":
                way = self._way(own, line)
                remaining = own.progress - 1
                moved = Transform.translation(way.x * remaining, way.y * remaining)
                return Change(transform=moved, opacity=faded(own, self.fade))
            case "scaling" | "scaling-clip":
                return Change(transform=self._grown(own, line))

    def _way(self, moment: Moment, unit: Unit) -> Point:
        own = Size(unit.box.width, unit.line.height)
        return travel(self.direction, self.distance, moment.frame if self.scope == "composition" else own, moment.frame)

    def _window(self, moment: Moment, unit: Unit) -> Rect:
        """Where a unit may be seen: cut along its way only, so that nothing that overhangs to the sides is lost."""
        direction, frame = heading(self.direction), Rect.of_size(moment.frame)
        left, right = (unit.box.left, unit.box.right) if direction.x else (frame.left, frame.right)
        top, bottom = (unit.line.top, unit.line.bottom) if direction.y else (frame.top, frame.bottom)
        return Rect(left, top, right, bottom)

    def _grown(self, moment: Moment, line: Unit) -> Transform:
        x, y = heading(self.direction)
        share = min(max(moment.progress, 0.0), 1.0)
        about = line.line.at((1 - x) / 2, (1 - y) / 2)
        return Transform.scaling(1 - abs(x) * (1 - share), 1 - abs(y) * (1 - share), about=about)
