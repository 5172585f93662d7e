"""Blend modes, after W3C Compositing and Blending Level 1, sections 9 and 10.

With an opaque or translucent backdrop, blending is normal "over" of a source whose colour was changed first:
Cs' = (1 - alpha_b) Cs + alpha_b B(Cb, Cs). So a mode is one function B of two colours.
"""

from collections.abc import Callable
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from sajangpick.media.frame import F32, U8
from sajangpick.renderer.painter.canvas import Canvas
from sajangpick.renderer.scene import Blend

Formula: TypeAlias = Callable[[F32, F32], F32]
"""B(Cb, Cs): backdrop and source as float32 (h, w, 3), BGR 0-1, to the blended colour."""

# Float work is done in strips of this many rows, which stay in the cache and bound the memory.
_STRIP_ROWS = 64
# Blue, green and red as section 10.2 weighs them.
_LUMINANCE = np.array([0.11, 0.59, 0.3], np.float32)


def blended(below: Canvas, above: Canvas, mode: Blend) -> Canvas:
    """The canvas to lay over `below` instead of `above` so that the two blend by `mode`; cropped to their overlap."""
    box = below.box.intersection(above.box)
    if mode is Blend.NORMAL or box.is_empty:
        return above
    below, above = below.cropped(box), above.cropped(box)
    backdrop, source = _straight(below), _straight(above)
    pixels = np.empty((box.height, box.width, 4), np.uint8)
    for top in range(0, box.height, _STRIP_ROWS):
        rows = slice(top, top + _STRIP_ROWS)
        pixels[rows] = _blended_rows(_unit(backdrop[rows]), _unit(source[rows]), mode)
    changed = Canvas.of_bgra(above.format, pixels, at=(box.left, box.top))
    return Canvas(above.format, box, changed.planes, above.alphas)


def _blended_rows(below: F32, above: F32, mode: Blend) -> U8:
    backdrop, backdrop_alpha = below[..., :3], below[..., 3:]
    source, source_alpha = above[..., :3], above[..., 3:]
    if mode is Blend.LIGHTER:
        # Not a mix but a sum: what "over" must add so that the result is min(1, alpha_s Cs + alpha_b Cb).
        total = np.minimum(1, source_alpha * source + backdrop_alpha * backdrop)
        premultiplied = total - (1 - source_alpha) * backdrop_alpha * backdrop
    else:
        mixed = FORMULAE[mode](backdrop, source)
        premultiplied = source_alpha * (source + backdrop_alpha * (mixed - source))
    pixels = np.concatenate([premultiplied, source_alpha], axis=2) * 255
    return np.clip(np.rint(pixels), 0, 255).astype(np.uint8)


def _multiply(b: F32, s: F32) -> F32:
    return b * s


def _screen(b: F32, s: F32) -> F32:
    return _f32(b + s - b * s)


def _hard_light(b: F32, s: F32) -> F32:
    return _f32(np.where(s <= 0.5, _multiply(b, 2 * s), _screen(b, 2 * s - 1)))


def _overlay(b: F32, s: F32) -> F32:
    return _hard_light(s, b)


def _darken(b: F32, s: F32) -> F32:
    return np.minimum(b, s)


def _lighten(b: F32, s: F32) -> F32:
    return np.maximum(b, s)


def _color_dodge(b: F32, s: F32) -> F32:
    with np.errstate(divide="ignore", invalid="ignore"):
        return _f32(np.where(b <= 0, 0, np.where(s >= 1, 1, np.minimum(1, b / (1 - s)))))


def _color_burn(b: F32, s: F32) -> F32:
    with np.errstate(divide="ignore", invalid="ignore"):
        return _f32(np.where(b >= 1, 1, np.where(s <= 0, 0, 1 - np.minimum(1, (1 - b) / s))))


def _soft_light(b: F32, s: F32) -> F32:
    root = np.where(b <= 0.25, ((16 * b - 12) * b + 4) * b, np.sqrt(b))
    return _f32(np.where(s <= 0.5, b - (1 - 2 * s) * b * (1 - b), b + (2 * s - 1) * (root - b)))


def _difference(b: F32, s: F32) -> F32:
    return np.abs(b - s)


def _exclusion(b: F32, s: F32) -> F32:
    return _f32(b + s - 2 * b * s)


def _hue(b: F32, s: F32) -> F32:
    return _with_luminosity(_with_saturation(s, _saturation_of(b)), _luminosity_of(b))


def _saturation(b: F32, s: F32) -> F32:
    return _with_luminosity(_with_saturation(b, _saturation_of(s)), _luminosity_of(b))


def _color(b: F32, s: F32) -> F32:
    return _with_luminosity(s, _luminosity_of(b))


def _luminosity(b: F32, s: F32) -> F32:
    return _with_luminosity(b, _luminosity_of(s))


FORMULAE: dict[Blend, Formula] = {
    Blend.MULTIPLY: _multiply,
    Blend.SCREEN: _screen,
    Blend.OVERLAY: _overlay,
    Blend.DARKEN: _darken,
    Blend.LIGHTEN: _lighten,
    Blend.COLOR_DODGE: _color_dodge,
    Blend.COLOR_BURN: _color_burn,
    Blend.HARD_LIGHT: _hard_light,
    Blend.SOFT_LIGHT: _soft_light,
    Blend.DIFFERENCE: _difference,
    Blend.EXCLUSION: _exclusion,
    Blend.HUE: _hue,
    Blend.SATURATION: _saturation,
    Blend.COLOR: _color,
    Blend.LUMINOSITY: _luminosity,
}


def _luminosity_of(color: F32) -> F32:
    return (color @ _LUMINANCE)[..., None]


def _saturation_of(color: F32) -> F32:
    return color.max(axis=2, keepdims=True) - color.min(axis=2, keepdims=True)


def _with_luminosity(color: F32, luminosity: F32) -> F32:
    """The specification's SetLum: shift, then pull what left 0-1 back towards the grey of that luminosity."""
    shifted = color + (luminosity - _luminosity_of(color))
    low, high = shifted.min(axis=2, keepdims=True), shifted.max(axis=2, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        raised = np.where(low < 0, luminosity + (shifted - luminosity) * luminosity / (luminosity - low), shifted)
        room = (1 - luminosity) / (high - luminosity)
        return _f32(np.where(high > 1, luminosity + (raised - luminosity) * room, raised))


def _with_saturation(color: F32, saturation: F32) -> F32:
    """The specification's SetSat: the smallest channel to 0, the largest to `saturation`, the middle in proportion."""
    low = color.min(axis=2, keepdims=True)
    spread = color.max(axis=2, keepdims=True) - low
    with np.errstate(divide="ignore", invalid="ignore"):
        return _f32(np.where(spread > 0, (color - low) * saturation / spread, 0))


def _straight(canvas: Canvas) -> U8:
    return cv2.merge([*cv2.split(canvas.straight_bgr()), canvas.alpha])


def _unit(pixels: U8) -> F32:
    return _f32(pixels.astype(np.float32) / 255)


def _f32(values: npt.NDArray[np.floating]) -> F32:
    return np.asarray(values, np.float32)
