"""Where a camera move leads, for whoever shows the still photo in place of the clip."""

from dataclasses import dataclass

from sajangpick.motion.camera import Camera, keeps_dish, pose
from sajangpick.motion.circle import Point
from sajangpick.motion.framing import Aim


@dataclass(frozen=True, slots=True)
class CameraPath:
    """A camera move over a photo whose dish lies at `aim`, as fractions of the frame.

    A point p of the resting frame is seen at anchor + (p - anchor - (x, y)) * zoom, where (zoom, x, y) is the pose of
    the moment; `poses` are evenly spread from the first moment to the last.
    """

    aim: Aim
    anchor: Point
    poses: tuple[tuple[float, float, float], ...]


def camera_path(camera: Camera, aim: Aim, *, count: int = 33) -> CameraPath:
    """The move of a clip that was asked for with `aim`, without breath and parallax, in `count` poses.

    The default leaves less than a tenth of a pixel between them at 1080 x 1920.
    """
    anchor = anchor_for(camera, Point(aim.x, aim.y))
    poses = [pose(camera, index / (count - 1)) for index in range(count)]
    resting = aim_before(aim, anchor, pose(camera, 0.5).zoom)
    return CameraPath(resting, anchor, tuple((each.zoom, each.x, each.y) for each in poses))


def anchor_for(camera: Camera, wanted: Point) -> Point:
    """The point around which the camera zooms."""
    if not keeps_dish(camera):
        return Point(0.5, 0.5)
    # Around a point outside the frame, a zoom would uncover the texture's edge.
    return Point(min(0.98, max(0.02, wanted.x)), min(0.98, max(0.02, wanted.y)))


def aim_before(aim: Aim, anchor: Point, zoom: float) -> Aim:
    """Where the dish must lie at rest to be at `aim` once the camera has zoomed."""
    return Aim(
        anchor.x + (aim.x - anchor.x) / zoom,
        anchor.y + (aim.y - anchor.y) / zoom,
        aim.diameter / zoom,
    )
