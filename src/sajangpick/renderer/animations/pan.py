"""`pan`: a camera moves over a picture (or a whole element) and zooms."""

from typing import Literal

from sajangpick.renderer.animation import Animation, Change, Moment
from sajangpick.renderer.geometry import Rect, Transform
from sajangpick.renderer.units import Percent

DEFAULT_SCALE = 1.2
"""An assumption: the vendor's plain presets move without naming a scale, so there must be room to move in."""


class Pan(Animation, frozen=True):
    """From one view to another; x and y are the share of the overhang that lies to the left and above."""

    type: Literal["pan"] = "pan"
    scope: Literal["composition", "element"] = "composition"
    """What the view is cut from: the composition, or the element's own window."""
    start_x: Percent = 0.5
    start_y: Percent = 0.5
    start_scale: Percent = DEFAULT_SCALE
    end_x: Percent = 0.5
    end_y: Percent = 0.5
    end_scale: Percent = DEFAULT_SCALE

    def change(self, moment: Moment) -> Change:
        window = moment.box if self.scope == "element" else Rect.of_size(moment.frame)
        progress = moment.progress
        x = self.start_x + (self.end_x - self.start_x) * progress
        y = self.start_y + (self.end_y - self.start_y) * progress
        scale = self.start_scale + (self.end_scale - self.start_scale) * progress
        # Scaled around the point at x, y of its window, exactly these shares of the overhang lie to either side.
        view = Transform.scaling(scale, scale, about=window.at(x, y))
        return Change(content=view) if self.scope == "element" else Change(transform=view)
