"""`wiggle`: the element rocks around an anchor, in the plane or in space."""

from typing import Literal

from sajangpick.renderer.animation import Change, Moment
from sajangpick.renderer.geometry import Size, Transform
from sajangpick.renderer.oscillation import Oscillation
from sajangpick.renderer.perspective import camera_distance, tilted
from sajangpick.renderer.units import Degrees, Percent


class Wiggle(Oscillation, frozen=True):
    """Swings by each rotation to either side."""

    type: Literal["wiggle"] = "wiggle"
    x_rotation: Degrees = 0.0
    y_rotation: Degrees = 0.0
    z_rotation: Degrees = 5.0
    x_anchor: Percent = 0.5
    y_anchor: Percent = 0.5

    def change(self, moment: Moment) -> Change:
        swing = self.swing(moment)
        about = moment.box.at(self.x_anchor, self.y_anchor)
        turned = Transform.rotation(self.z_rotation * swing, about=about)
        if self.x_rotation or self.y_rotation:
            distance = camera_distance(Size(moment.box.width, moment.box.height))
            tilt = tilted(self.x_rotation * swing, self.y_rotation * swing, about=about, distance=distance)
            turned = turned @ tilt
        return Change(transform=turned)
