import numpy as np
import pytest

from sajangpick.motion import Aim, Camera, animate, camera_path
from sajangpick.motion.camera import pose


@pytest.mark.parametrize("camera", list(Camera))
def test_a_path_leads_where_the_camera_looks(camera: Camera) -> None:
    path = camera_path(camera, Aim(0.5, 0.6, 0.7), count=5)
    assert path.poses == tuple((each.zoom, each.x, each.y) for each in (pose(camera, i / 4) for i in range(5)))


@pytest.mark.parametrize("camera", [Camera.PUSH_IN, Camera.PULL_OUT, Camera.PAN])
def test_in_the_middle_of_the_move_the_dish_is_where_it_was_wanted(camera: Camera) -> None:
    aim = Aim(0.42, 0.61, 0.8)
    path = camera_path(camera, aim, count=3)
    zoom, x, y = path.poses[1]
    assert path.anchor.x + (path.aim.x - path.anchor.x - x) * zoom == pytest.approx(aim.x)
    assert path.anchor.y + (path.aim.y - path.anchor.y - y) * zoom == pytest.approx(aim.y)
    assert path.aim.diameter * zoom == pytest.approx(aim.diameter)


def test_the_real_clip_puts_the_dish_there_too() -> None:
    photo = np.full((80, 60, 3), 200, np.uint8)
    clip = animate(photo, seconds=1, size=(54, 96), steam=0, aim=Aim(0.5, 0.5, 0.6))
    assert (clip.dish.x, clip.dish.y, 2 * clip.dish.radius) == pytest.approx((0.5, 0.5, 0.6))
