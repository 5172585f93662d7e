"""How the camera moves: for each move, where it looks at every moment between start and end."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

# Push and pull stay where one photo still passes for space; nothing behind the dish ever has to be invented.
PUSH = 0.07
# Sideways moves need a margin to move in; half of what the zoom sets free is used.
PAN_ZOOM, PAN = 1.085, 0.032
ORBIT_ZOOM, ORBIT = 1.05, 0.019
# A hair of zoom for all that breathe, so that the hand-held sway stays inside the picture.
BREATH_ZOOM = 1.012


class Camera(StrEnum):
    """A camera move."""

    PUSH_IN = "push-in"
    PULL_OUT = "pull-out"
    PAN = "pan"
    TILT = "tilt"
    ORBIT = "orbit"
    STILL = "still"


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the camera stands.

    `zoom` magnifies around the anchor; `x`, `y` move the view by fractions of the frame's width and height; `orbit`
    moves what is nearer than the dish to the left and what is farther to the right, in fractions of the mean side.
    """

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0
    orbit: float = 0.0


def pose(camera: Camera, progress: float) -> Pose:
    """Where the camera stands at `progress` 0..1 of the clip; at 0.5 it is at rest in the middle of its move."""
    way = ease(progress)
    match camera:
        case Camera.PUSH_IN:
            return Pose(BREATH_ZOOM + PUSH * way)
        case Camera.PULL_OUT:
            return Pose(BREATH_ZOOM + PUSH * (1 - way))
        case Camera.PAN:
            return Pose(PAN_ZOOM, x=PAN * (2 * way - 1))
        case Camera.TILT:
            return Pose(PAN_ZOOM, y=PAN * (1 - 2 * way))
        case Camera.ORBIT:
            return Pose(ORBIT_ZOOM, orbit=ORBIT * (2 * way - 1))
        case Camera.STILL:
            return Pose()
        case _:
            assert_never(camera)


def keeps_dish(camera: Camera) -> bool:
    """True if the move turns around the dish, False if it turns around the frame's middle."""
    return camera not in (Camera.PAN, Camera.TILT)


def ease(progress: float) -> float:
    """Slow at both ends but never standing: 0..1 with slope 0.45 at the ends and 1.55 in the middle."""
    return progress - 0.55 * math.sin(2 * math.pi * progress) / (2 * math.pi)


def sway(seconds: float, phases: tuple[float, ...]) -> tuple[float, float]:
    """The breath of a hand-held camera, in pixels of a 1080x1920 frame: 1-2 px at a quarter to half a hertz."""
    a, b, c, d = phases[:4]
    return (
        0.7 * math.sin(1.9 * seconds + a) + 0.45 * math.sin(3.1 * seconds + b),
        0.6 * math.sin(1.6 * seconds + c) + 0.4 * math.sin(2.7 * seconds + d),
    )
