"""A photo becomes a living clip: frames of any number and size, from one still, deterministic by seed.

Once per clip, each stage a module:
1. `mask`, `circle`   where the dish is
2. `framing`          where the photo goes in the frame
3. `canvas`, `grade`  the photo there, graded, continued into the dark where it does not reach
4. `depth`            what is near and what is far
5. `texture`          the finished still, with a sharp and with a soft background
6. `warp`, `steam`, `sheen`  what will move

Once per frame, in `clip`: focus, camera (`camera` names the moves, `path` says where they lead), light, steam, dither.
`heat` tells from the menu name whether a dish steams at all. Nothing here knows the service, files or templates.
"""

import math
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from sajangpick.errors import BadInput
from sajangpick.media.frame import F32, U8
from sajangpick.media.still import encode_still, read_photo
from sajangpick.motion.camera import Camera, pose
from sajangpick.motion.canvas import Planes, lay
from sajangpick.motion.circle import Circle, Point, dish_circle
from sajangpick.motion.clip import LivingClip
from sajangpick.motion.depth import aligned, depth_of, depth_size
from sajangpick.motion.framing import Aim, Placement, aim_photo, frame_photo
from sajangpick.motion.heat import Heat, heat_of
from sajangpick.motion.mask import dish_mask
from sajangpick.motion.path import CameraPath, aim_before, anchor_for, camera_path
from sajangpick.motion.sheen import Sheen
from sajangpick.motion.steam import Steam
from sajangpick.motion.texture import bake
from sajangpick.motion.warp import Warp, rising_air

__all__ = [
    "LONGEST_PHOTO_PX",
    "Aim",
    "Camera",
    "CameraPath",
    "Circle",
    "Heat",
    "LivingClip",
    "Point",
    "animate",
    "camera_path",
    "dish_circle",
    "dish_mask",
    "heat_of",
    "opening",
]

# The still is kept finer than the frame: sampled at 1.0 it would pulse between sharp and soft while zooming (0.7 %
# instead of 0.1 % of its edge energy), and more than this gains nothing.
OVERSAMPLING = 1.25
# How far the camera's anchor follows a dish off the middle: all the way, the far edge would move too fast.
FOLLOW = 0.6
# A photo is shown at most 2400 px high; more would only cost memory.
LONGEST_PHOTO_PX = 3200


def animate(
    photo: U8,
    *,
    seconds: float,
    size: tuple[int, int] = (1080, 1920),
    fps: Fraction | float = 30,
    seed: int = 0,
    camera: Camera = Camera.PUSH_IN,
    steam: float = 1.0,
    aim: Aim | None = None,
) -> LivingClip:
    """Bring an upright photo, (h, w, 3) sRGB in BGR order, to life for `seconds` at `size` (width, height; even).

    `steam` is its strength: 0 none, 1 as designed, 1.5 much. With `aim` the dish's circle sits there in the middle of
    the camera's move; else the photo fills the frame, or is extended where filling would cut the dish.
    Raises BadInput for a photo of another shape and for sizes, rates or lengths that cannot be.
    """
    _check(photo, seconds, size, float(fps), seed, steam, aim)
    canvas = (2 * round(size[0] * OVERSAMPLING / 2), 2 * round(size[1] * OVERSAMPLING / 2))
    photo_size = (photo.shape[1], photo.shape[0])
    rest = pose(camera, 0.5).zoom

    photo_mask = dish_mask(photo)
    found = dish_circle(photo_mask)
    if aim is None:
        placement = frame_photo(photo_mask, photo_size, canvas, oversampling=OVERSAMPLING)
        on_canvas = placement.circle(found, photo_size, canvas)
        anchor = anchor_for(camera, Point(0.5 + FOLLOW * (on_canvas.x - 0.5), 0.5 + FOLLOW * (on_canvas.y - 0.5)))
    else:
        anchor = anchor_for(camera, Point(aim.x, aim.y))
        placement = aim_photo(found, photo_size, canvas, aim_before(aim, anchor, rest))
        on_canvas = placement.circle(found, photo_size, canvas)
    planes = lay(photo, placement, canvas)

    small = depth_size(canvas)
    luma = cv2.resize(planes.y, small, interpolation=cv2.INTER_AREA)
    mask = aligned(_on_canvas(photo_mask, placement, photo_size, canvas, small), luma)
    depth = depth_of(luma, mask)
    count = max(1, round(seconds * fps))
    vapour: Steam | None = None
    # A dish that was aimed out of the frame has nothing to steam from.
    if steam > 0 and (food := mask * on_canvas.disc(small)).max() > 0.5:
        vapour = Steam(food, on_canvas, size, seed=seed, fps=float(fps), strength=steam)
    warp = Warp(
        depth,
        camera=camera,
        size=size,
        canvas=canvas,
        anchor=anchor,
        dish=on_canvas.center,
        seed=seed,
        heat=rising_air(mask) if vapour else None,
    )
    return LivingClip(
        bake(planes, depth, mask, scale=math.sqrt(canvas[0] * canvas[1] / (1080 * 1920))),
        warp,
        size=size,
        fps=float(fps),
        count=count,
        seed=seed,
        dish=_after(on_canvas, anchor, rest),
        sheen=_sheen(planes, mask, canvas),
        steam=vapour,
    )


def opening(photo: Path, *, size: tuple[int, int], aim: tuple[float, float, float] | None = None) -> bytes:
    """A photo as a clip of ours begins, as JPEG: framed, the dish at its `aim` (see Aim), continued where it ends.

    For engines that take a picture as their first frame, and could not aim. Raises BadInput as `animate` does.
    """
    clip = animate(
        read_photo(photo, longest=LONGEST_PHOTO_PX),
        seconds=1.0,
        size=size,
        camera=Camera.STILL,
        steam=0.0,
        aim=None if aim is None else Aim(*aim),
    )
    return encode_still(clip.frame(0).to_bgr(), "jpeg")


def _check(
    photo: U8, seconds: float, size: tuple[int, int], fps: float, seed: int, steam: float, aim: Aim | None
) -> None:
    if photo.ndim != 3 or photo.shape[2] != 3 or photo.dtype != np.uint8 or 0 in photo.shape:
        raise BadInput(
            f"A photo must be 8-bit BGR of shape (height, width, 3), not {photo.dtype} {photo.shape}.",
            hint="Read it with media.still and drop its alpha.",
        )
    if min(size) < 16 or size[0] % 2 or size[1] % 2:
        raise BadInput(f"A clip cannot be {size[0]}x{size[1]} pixels.", hint="Use even sides of at least 16 pixels.")
    if not (math.isfinite(seconds) and seconds > 0 and math.isfinite(fps) and fps > 0):
        raise BadInput(
            f"A clip cannot last {seconds} seconds at {fps} frames per second.", hint="Use positive numbers."
        )
    if not (math.isfinite(steam) and steam >= 0):
        raise BadInput(f"Steam cannot be {steam}.", hint="Use 0 for none up to 1.5 for much.")
    if seed < 0:
        raise BadInput(f"A seed cannot be {seed}.", hint="Use 0 or more.")
    if aim and not (-0.5 <= aim.x <= 1.5 and -0.5 <= aim.y <= 1.5 and 0.05 <= aim.diameter <= 5):
        raise BadInput(
            f"The dish cannot be placed at {aim}.",
            hint="Use a centre at most half a frame outside, and a diameter of 0.05 to 5 frame widths.",
        )


def _after(circle: Circle, anchor: Point, zoom: float) -> Circle:
    """Where a circle of the canvas lies in the frame once the camera has zoomed."""
    return Circle(
        anchor.x + (circle.x - anchor.x) * zoom,
        anchor.y + (circle.y - anchor.y) * zoom,
        circle.radius * zoom,
    )


def _on_canvas(
    mask: F32, placement: Placement, photo: tuple[int, int], canvas: tuple[int, int], small: tuple[int, int]
) -> F32:
    """The photo's mask as it lies on the canvas, at the `small` size; nothing outside the photo is dish."""
    rows, columns = mask.shape
    to_x = photo[0] * placement.scale / columns * small[0] / canvas[0]
    to_y = photo[1] * placement.scale / rows * small[1] / canvas[1]
    left, top = placement.left * small[0] / canvas[0], placement.top * small[1] / canvas[1]
    matrix = np.array([[to_x, 0, left + to_x / 2 - 0.5], [0, to_y, top + to_y / 2 - 0.5]])
    return cv2.warpAffine(mask, matrix, small, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)


def _sheen(planes: Planes, mask: F32, canvas: tuple[int, int]) -> Sheen:
    return Sheen(planes.y, mask, scale=math.sqrt(canvas[0] * canvas[1] / (1080 * 1920)))
