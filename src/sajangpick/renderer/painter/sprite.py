"""Parts of a scene painted by themselves, for whoever draws the rest by other means."""

import math
from dataclasses import dataclass
from typing import assert_never

import numpy as np

from sajangpick.media.frame import U8
from sajangpick.renderer.assets import World
from sajangpick.renderer.geometry import IDENTITY, Rect, Transform
from sajangpick.renderer.painter import effects, ink
from sajangpick.renderer.painter.box import Box
from sajangpick.renderer.painter.canvas import Canvas, Format
from sajangpick.renderer.painter.painter import Painter
from sajangpick.renderer.scene import Color, Glyphs, Group, Node, Path, Picture, Scene

# What a sprite may be at most: a frame of 4K. Larger ones are made at a smaller scale.
_MOST_PIXELS = 3840 * 2160
_NOTHING = Color(0, 0, 0, 0)
# Premultiplied colours of one paint differ from its own by the rounding of two or three steps.
_ONE_COLOR_TOLERANCE = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """sRGB, (height, width, 4) in BGRA order, alpha not multiplied in, to be stretched over `box`."""

    pixels: U8
    box: Rect


def paint_sprite(node: Node, world: World, *, scale: float) -> Sprite | None:
    """The node alone, at `scale` pixels for one of its own coordinates; None if there is nothing to see."""
    rect = extent(node)
    if rect.is_empty:
        return None
    scale = min(scale, math.sqrt(_MOST_PIXELS / (rect.width * rect.height)))
    zoom = Transform.scaling(scale, scale)
    box = Box.around(zoom.bounds(rect))
    if box.is_empty:
        return None
    canvas = Canvas.transparent(Format.BGR, Box(0, 0, box.width, box.height))
    placed = Group((node,), transform=Transform.translation(-box.left, -box.top) @ zoom)
    Painter(world, Format.BGR).paint(Scene(box.width, box.height, _NOTHING, (placed,)), canvas)
    pixels = canvas.to_bgra()
    rows, columns = (np.flatnonzero(pixels[..., 3].any(axis)) for axis in (1, 0))
    if rows.size == 0:
        return None
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    seen = Rect(box.left + left, box.top + top, box.left + right, box.top + bottom)
    return Sprite(_straight(pixels[top:bottom, left:right]), Transform.scaling(1 / scale, 1 / scale).bounds(seen))


def extent(node: Node) -> Rect:
    """A box around everything the node can draw, in its parent's coordinates."""
    match node:
        case Path() | Glyphs():
            return ink.bounds(node)
        case Picture():
            return node.window.intersection(node.box)
        case Group():
            inner = Rect(0, 0, 0, 0)
            for child in node.children:
                inner = inner.union(extent(child))
            if node.clip is not None:
                inner = inner.intersection(ink.outline_bounds(node.clip))
            if inner.is_empty:
                return Rect(0, 0, 0, 0)
            return node.transform.bounds(inner.grown(effects.reach(node.effects, IDENTITY)))
        case _:
            assert_never(node)


def _straight(pixels: U8) -> U8:
    """Premultiplied to straight. Where all is of one colour, all gets exactly that: rounding would cost most bytes."""
    alpha = pixels[..., 3:].astype(np.float32)
    mean = pixels[..., :3].sum((0, 1), dtype=np.float64) / max(float(alpha.sum(dtype=np.float64)), 1.0)
    colors = mean.astype(np.float32) * 255 + np.zeros_like(alpha)
    if np.abs(pixels[..., :3] - mean.astype(np.float32) * alpha).max() > _ONE_COLOR_TOLERANCE:
        colors = np.where(alpha > 0, pixels[..., :3] * (255 / np.maximum(alpha, 1)), colors)
    return np.concatenate([np.rint(colors).clip(0, 255).astype(np.uint8), pixels[..., 3:]], axis=2)
