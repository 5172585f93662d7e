"""Scenes made by hand, and a World that holds its pictures in memory."""

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from sajangpick.errors import SourceMissing
from sajangpick.media.frame import U8, Frame
from sajangpick.renderer.assets import Pixels, Samples, Source
from sajangpick.renderer.geometry import IDENTITY, Point, Rect, Size, Transform
from sajangpick.renderer.outline import rectangle
from sajangpick.renderer.painter import FramePainter, paint_still
from sajangpick.renderer.scene import Color, Group, Node, Outline, Paint, Path, Picture, Scene, Segment, Stroke

BLACK = Color(0, 0, 0)
WHITE = Color(1, 1, 1)
RED = Color(1, 0, 0)
GREEN = Color(0, 1, 0)
BLUE = Color(0, 0, 1)


@dataclass
class Album:
    """Stills by name, and moving pictures as lists of frames at 10 a second."""

    stills: dict[str, Pixels] = field(default_factory=dict)
    moving: dict[str, list[Frame]] = field(default_factory=dict)

    def source(self, name: str) -> Source:
        if name in self.moving:
            frame = self.moving[name][0]
            return Source("moving", Size(frame.width, frame.height), Fraction(len(self.moving[name]), 10), Fraction(10))
        match self.stills.get(name):
            case None:
                raise SourceMissing(f"There is no {name}.")
            case Frame() as frame:
                return Source("still", Size(frame.width, frame.height))
            case pixels:
                return Source("still", Size(pixels.shape[1], pixels.shape[0]))

    def pixels(self, name: str, at: Fraction | None) -> Pixels:
        if name in self.stills:
            return self.stills[name]
        frames = self.moving[name]
        return frames[min(len(frames) - 1, int((at or Fraction(0)) * 10))]

    def samples(self, name: str, *, start: Fraction = Fraction(0), duration: Fraction | None = None) -> Samples:
        raise SourceMissing(f"{name} has no sound from {start} for {duration}.")


def scene(*nodes: Node, width: int = 32, height: int = 24, background: Color = BLACK) -> Scene:
    return Scene(width, height, background, nodes)


def box(left: float, top: float, right: float, bottom: float, fill: Paint | None = WHITE, **more: Stroke) -> Path:
    return Path(rectangle(Rect(left, top, right, bottom)), fill, **more)


def circle(x: float, y: float, radius: float) -> Outline:
    """Four cubics, as usual: 0.5523 makes the best circle of them."""
    k, r = 0.5523 * radius, radius
    return (
        Segment("M", (Point(x + r, y),)),
        Segment("C", (Point(x + r, y + k), Point(x + k, y + r), Point(x, y + r))),
        Segment("C", (Point(x - k, y + r), Point(x - r, y + k), Point(x - r, y))),
        Segment("C", (Point(x - r, y - k), Point(x - k, y - r), Point(x, y - r))),
        Segment("C", (Point(x + k, y - r), Point(x + r, y - k), Point(x + r, y))),
        Segment("Z"),
    )


def group(*children: Node, at: tuple[float, float] | None = None, **more: object) -> Group:
    transform = Transform.translation(*at) if at else IDENTITY
    return Group(children, **{"transform": transform, **more})  # pyright: ignore[reportArgumentType]


def picture(name: str, left: float, top: float, right: float, bottom: float, at: Fraction | None = None) -> Picture:
    where = Rect(left, top, right, bottom)
    return Picture(name, where, where, at)


def solid(color: Color, width: int, height: int) -> U8:
    """Premultiplied BGRA of one colour."""
    red, green, blue, alpha = color
    values = np.array([blue * alpha, green * alpha, red * alpha, alpha]) * 255
    return np.broadcast_to(np.rint(values).astype(np.uint8), (height, width, 4)).copy()


def soft_noise(width: int, height: int, seed: int = 0) -> U8:
    """An opaque picture without sharp edges, premultiplied BGRA."""
    import cv2

    coarse = np.random.default_rng(seed).integers(40, 216, (max(2, height // 16), max(2, width // 16), 3), np.uint8)
    bgr = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return cv2.merge([*cv2.split(bgr), np.full((height, width), 255, np.uint8)])


def still(painted: Scene, album: Album | None = None) -> U8:
    """The scene as BGR, (h, w, 3), through the still path."""
    return paint_still(painted, album or Album())[..., :3]


def video(painted: Scene, album: Album | None = None) -> U8:
    """The scene as BGR, (h, w, 3), through the video path."""
    return FramePainter(album or Album()).paint(painted).to_bgr()


def bgr(color: Color) -> tuple[int, int, int]:
    return round(color.blue * 255), round(color.green * 255), round(color.red * 255)
