"""Photos of every kind become clips, the dish sits where it was asked to, and nonsense is refused in one sentence."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

import sajangpick
from sajangpick.errors import BadInput
from sajangpick.motion import Aim, Camera, animate

Photographer = Callable[..., npt.NDArray[np.uint8]]

SIZE = (270, 480)
ESPRESSO = Path(sajangpick.__file__).parent / "data" / "photos" / "espresso.jpg"


@pytest.mark.parametrize(
    ("width", "height", "colour"),
    [
        (3, 2, (60, 80, 120)),
        (1200, 40, (60, 80, 120)),
        (40, 1200, (60, 80, 120)),
        (300, 400, (255, 255, 255)),
        (300, 400, (0, 0, 0)),
        (300, 400, (30, 40, 220)),
    ],
    ids=["tiny", "very wide", "very tall", "white", "black", "one colour"],
)
def test_hostile_photos_make_calm_clips(width: int, height: int, colour: tuple[int, int, int]) -> None:
    photo = np.full((height, width, 3), colour, np.uint8)
    clip = animate(photo, seconds=0.2, size=SIZE, steam=0)
    first, last = clip.frame(0), clip.frame(clip.count - 1)
    assert first.y.min() >= 16
    assert first.y.max() <= 235
    # One colour stays one hue, and nothing jumps.
    assert abs(float(first.y.mean()) - float(last.y.mean())) < 4
    lean = np.array([float(first.u.mean()) - 128, float(first.v.mean()) - 128])
    if len(set(colour)) == 1:
        assert np.abs(lean).max() < 1
    else:
        assert lean[1] > 0


@pytest.mark.parametrize("aim", [Aim(-0.5, 1.5, 0.05), Aim(1.5, -0.5, 0.05), Aim(0.5, 0.5, 5)])
def test_the_farthest_aims_still_make_a_picture(aim: Aim, dish_photo: Photographer) -> None:
    frame = animate(dish_photo(), seconds=0.1, size=SIZE, aim=aim).frame(2)
    assert frame.y.min() >= 16
    assert frame.y.max() <= 235


@pytest.mark.parametrize("camera", [Camera.PUSH_IN, Camera.PAN])
@pytest.mark.parametrize("aim", [Aim(0.5, 0.68, 0.9), Aim(0.62, 0.3, 0.5)])
def test_aim_puts_the_dish_there(aim: Aim, camera: Camera, dish_photo: Photographer) -> None:
    clip = animate(
        dish_photo(640, 480, 0.4, 0.55, 0.22), seconds=1.1, fps=10, size=SIZE, steam=0, camera=camera, aim=aim
    )
    assert clip.dish.x == pytest.approx(aim.x)
    assert clip.dish.y == pytest.approx(aim.y)
    assert clip.dish.radius == pytest.approx(aim.diameter / 2)
    bright = (clip.frame(5).v > 150).astype(np.uint8)
    (x, y), radius = cv2.minEnclosingCircle(cv2.findNonZero(bright))
    assert 2 * x / SIZE[0] == pytest.approx(aim.x, abs=0.03)
    assert 2 * y / SIZE[1] == pytest.approx(aim.y, abs=0.02)
    # The red food is 0.72 of the plate; which of the two is "the dish" is the network's choice.
    width = 4 * radius / SIZE[0]
    assert 0.68 * aim.diameter < width < 1.05 * aim.diameter


def test_an_extended_canvas_shows_one_dish_and_ends_in_the_dark(dish_photo: Photographer) -> None:
    photo = dish_photo(900, 300, 0.5, 0.5, 0.13)
    frame = animate(photo, seconds=0.1, size=SIZE, steam=0, aim=Aim(0.5, 0.5, 0.9)).frame(1)
    colours = frame.to_bgr()
    found, _, stats, _ = cv2.connectedComponentsWithStats((colours.max(2) > 100).astype(np.uint8))
    assert (stats[1:found, cv2.CC_STAT_AREA] > 40).sum() == 1
    left, top, width, height = stats[1, : cv2.CC_STAT_AREA]
    assert width == pytest.approx(height, rel=0.03)
    assert (left + width / 2, top + height / 2) == pytest.approx((135, 240), abs=4)
    table = 0.5 * (float(frame.y[100:112].mean()) + float(frame.y[368:380].mean()))
    assert max(float(frame.y[:10].mean()), float(frame.y[-10:].mean())) - 16 < 0.6 * (table - 16)


def test_the_extension_has_no_seam() -> None:
    ramp = np.tile(np.linspace(60, 200, 600).astype(np.uint8)[None, :, None], (250, 1, 3))
    cv2.circle(ramp, (300, 125), 90, (40, 60, 190), -1)
    luma = animate(ramp, seconds=0.1, size=SIZE, steam=0).frame(1).y.astype(np.float32)
    column = cv2.blur(luma, (41, 1))[:, 30]
    assert np.abs(np.diff(column)).max() < 4


def test_the_sample_photo_looks_like_itself() -> None:
    photo = cv2.imread(str(ESPRESSO))
    clip = animate(photo, seconds=0.1, size=SIZE)
    frame = clip.frame(0).to_bgr()
    assert 0.25 < clip.dish.radius < 0.85
    assert 0.3 < clip.focus.x < 0.7
    # Coffee is brown: red over green over blue, as in the photo.
    blue, green, red = frame.reshape(-1, 3).mean(0)
    assert red > green > blue
    assert cv2.Laplacian(clip.frame(0).y, cv2.CV_32F).std() > 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": (271, 480)},
        {"size": (0, 480)},
        {"seconds": 0},
        {"seconds": float("nan")},
        {"fps": -1},
        {"steam": -0.5},
        {"seed": -1},
        {"aim": Aim(0.5, 0.5, 0)},
        {"aim": Aim(float("nan"), 0.5, 0.5)},
        {"photo": np.zeros((4, 4), np.uint8)},
        {"photo": np.zeros((4, 4, 3), np.float32)},
    ],
    ids=str,
)
def test_nonsense_is_refused_with_a_next_step(wrong: dict[str, object]) -> None:
    wanted: dict[str, object] = {"photo": np.zeros((4, 4, 3), np.uint8), "seconds": 1.0} | wrong
    with pytest.raises(BadInput) as refusal:
        animate(wanted.pop("photo"), **wanted)
    assert refusal.value.hint
