"""A document to look at before there is a photo: a few of its colours, or grey, stand where the dish will be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import floor
from typing import cast

import cv2
import numpy as np

from sajangpick.domain.json import Json, JsonObject
from sajangpick.domain.order import Order
from sajangpick.media.frame import U8, Frame
from sajangpick.motion import Aim, Camera, CameraPath, Circle, Heat, animate, camera_path, heat_of
from sajangpick.motion.framing import aim_photo
from sajangpick.renderer import FileWorld, Moving
from sajangpick.renderer.files import InMemory
from sajangpick.renderer.geometry import Size
from sajangpick.template.model import Template
from sajangpick.template.solve import ClipWish, Solved, clip_wish, solve

CLIP = "clip"
"""The name of the footage in every template."""

MID_GREY: U8 = np.full((1, 1, 3), 128, np.uint8)
_FRAME_WIDTH = 1080
# Of the stand-in: there is nothing finer in a handful of colours.
_STAND_IN_WIDTH = 270
# Where nobody knows where the dish is: in the middle, as large as `dish_circle` says of a photo without one.
_USUAL_RADIUS = 0.38
_FRAME_RATE = Fraction(30)


@dataclass(frozen=True, slots=True)
class Preview:
    """A solved document at the size it is wanted, without sound, its world, and how a still photo stands in it."""

    script: JsonObject
    world: FileWorld
    solved: Solved
    path: CameraPath


def preview(
    template: Template,
    order: Order,
    *,
    colors: U8 = MID_GREY,
    photo_size: tuple[int, int] = (3, 4),
    photo: U8 | None = None,
    pictures: Mapping[str, InMemory] | None = None,
    width: int = _FRAME_WIDTH,
    seconds: float | None = None,
    seed: int = 0,
) -> Preview:
    """The document of `template` for `order`, `width` pixels wide, to draw or to make a display list of.

    `colors` (h, w, 3; BGR) are the mean colours of the photo's tiles, and `photo_size` its width and height (or their
    proportion): they stand in for it. With the `photo` itself (BGR) the clip is the real one. `pictures` are the other
    sources by name. `seconds` stretches the template. Raises TextDoesNotFit and what else an order is refused with.
    """
    bpm = None if seconds is None else template.block.beats * 60 / seconds
    wish = clip_wish(template, bpm=bpm)
    path = camera_path(Camera(wish.camera), Aim(wish.x, wish.y, wish.diameter))
    if photo is None:
        stand_in = _StandIn(_proportioned(colors, photo_size), wish, path)
        moving = Moving(Size(wish.width, wish.height), Fraction(str(wish.seconds)), stand_in.frame, _FRAME_RATE)
        solved = solve(template, order, photo=colors, footage=stand_in.at, bpm=bpm)
    else:
        moving = _clip(photo, order, wish, scale=width / _FRAME_WIDTH, seed=seed)
        solved = solve(template, order, photo=photo, footage=_pictures_of(moving), bpm=bpm)
    world = FileWorld(sources={**(pictures or {}), CLIP: moving})
    script = _without_sound(solved.script)
    if width != _FRAME_WIDTH:
        script = {**script, "render_scale": width / _FRAME_WIDTH}
    return Preview(script, world, solved, path)


class _StandIn:
    """Colours laid where the photo will be, under the camera of the clip."""

    def __init__(self, photo: U8, wish: ClipWish, path: CameraPath) -> None:
        self._path, self._seconds = path, wish.seconds
        self._size = (_STAND_IN_WIDTH, 2 * round(_STAND_IN_WIDTH * wish.height / wish.width / 2))
        height, width = photo.shape[:2]
        dish = Circle(0.5, 0.5, _USUAL_RADIUS * min(width, height) / width)
        placed = aim_photo(dish, (width, height), self._size, path.aim)
        to_canvas = np.array([[placed.scale, 0, placed.left], [0, placed.scale, placed.top]])
        # Beyond the photo its edge goes on: how a clip continues there cannot be told from a few colours.
        self._canvas = cv2.warpAffine(photo, to_canvas, self._size, borderMode=cv2.BORDER_REPLICATE)

    def at(self, seconds: float) -> U8:
        """The picture at a time, BGR."""
        poses = self._path.poses
        progress = min(max(seconds / self._seconds, 0.0), 1.0)
        zoom, x, y = poses[round(progress * (len(poses) - 1))]
        width, height = self._size
        left, top = self._path.anchor.x * width, self._path.anchor.y * height
        move = np.array([[zoom, 0, left - (left + x * width) * zoom], [0, zoom, top - (top + y * height) * zoom]])
        return cv2.warpAffine(self._canvas, move, self._size, borderMode=cv2.BORDER_REPLICATE)

    def frame(self, at: Fraction) -> Frame:
        """The same as a frame of video."""
        return Frame.from_bgr(self.at(float(at)))


def _proportioned(colors: U8, size: tuple[int, int]) -> U8:
    """The colours as a small picture of the photo's proportions, one running into the next."""
    width, height = size
    scale = _STAND_IN_WIDTH / max(width, height)
    return cv2.resize(colors, (max(1, round(width * scale)), max(1, round(height * scale))))


def _clip(photo: U8, order: Order, wish: ClipWish, *, scale: float, seed: int) -> Moving:
    """The clip that the recipe would have our own engine make."""
    size = (2 * round(wish.width * scale / 2), 2 * round(wish.height * scale / 2))
    clip = animate(
        photo,
        seconds=wish.seconds,
        size=size,
        fps=_FRAME_RATE,
        seed=seed,
        camera=Camera(wish.camera),
        steam=1.0 if heat_of(order.dish.menu) is Heat.HOT else 0.0,
        aim=Aim(wish.x, wish.y, wish.diameter),
    )

    def frame(at: Fraction) -> Frame:
        return clip.frame(min(clip.count - 1, floor(at * _FRAME_RATE)))

    return Moving(Size(*size), clip.count / _FRAME_RATE, frame, _FRAME_RATE)


def _pictures_of(moving: Moving) -> Callable[[float], U8]:
    """The clip's picture at a time, BGR."""

    @cache
    def picture(seconds: float) -> U8:
        return moving.frame(Fraction(str(seconds))).to_bgr()

    return picture


def _without_sound(script: JsonObject) -> JsonObject:
    elements = cast("list[JsonObject]", script["elements"])
    kept: list[Json] = [each for each in elements if each["type"] != "audio"]
    return {**script, "elements": kept}
