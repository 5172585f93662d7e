"""A scene to pixels.

The painter knows four primitives and a World, and nothing of documents, units, time or text. Outlines and glyphs are
drawn once by Skia and kept; pictures are sampled and everything is joined by OpenCV, on planes, inside bounding boxes.
"""

import numpy as np

from sajangpick.media.frame import U8, Frame
from sajangpick.renderer.assets import World
from sajangpick.renderer.painter.box import Box
from sajangpick.renderer.painter.canvas import Canvas, Format
from sajangpick.renderer.painter.ink import drawn_part, has_color
from sajangpick.renderer.painter.painter import Painter
from sajangpick.renderer.painter.sprite import Sprite, extent, paint_sprite
from sajangpick.renderer.scene import Scene

__all__ = ["FramePainter", "Sprite", "drawn_part", "extent", "has_color", "paint_sprite", "paint_still"]


class FramePainter:
    """Paints the scenes of a video, one after another, as frames that an encoder takes as they are."""

    def __init__(self, world: World) -> None:
        self._painter = Painter(world, Format.I420)

    def paint(self, scene: Scene) -> Frame:
        """The scene in 4:2:0, BT.709 limited range, in new memory; an odd side gets one more line of background."""
        width, height = scene.width + scene.width % 2, scene.height + scene.height % 2
        frame = Frame(np.empty((height * 3 // 2, width), np.uint8), width, height)
        self._painter.paint(scene, Canvas.of_frame(frame))
        return frame


def paint_still(scene: Scene, world: World) -> U8:
    """The scene as premultiplied sRGB, (height, width, 4) in BGRA order; transparent where its background is."""
    box = Box(0, 0, scene.width, scene.height)
    if scene.background.alpha >= 1:
        canvas = Canvas.filled(Format.BGR, box, scene.background)
    else:
        canvas = Canvas.transparent(Format.BGR, box)
    Painter(world, Format.BGR).paint(scene, canvas)
    return canvas.to_bgra()
