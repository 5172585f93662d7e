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

ByteFormula: TypeAlias = Callable[[U8, U8], U8]
"""B(Cb, Cs) in eight bits: backdrop and source as uint8 (h, w, 3), BGR, to the blended colour."""

Formula: TypeAlias = Callable[[F32, F32], F32]
"""B(Cb, Cs) where eight bits are too coarse on the way: float32 (h, w, 3), BGR 0-1."""

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
    backdrop, source = below.straight_bgr(), above.straight_bgr()
    alpha = above.alpha
    if mode is Blend.LIGHTER:
        premultiplied = _lighter(backdrop, source, below, alpha)
    else:
        byte_formula = BYTE_FORMULAE.get(mode)
        mixed = byte_formula(backdrop, source) if byte_formula else _in_strips(FORMULAE[mode], backdrop, source)
        if below.alphas:
            mixed = _share(mixed, below.alpha, source)
        premultiplied = mixed if above.alphas is None else cv2.multiply(mixed, _thrice(alpha), scale=1 / 255)
    changed = Canvas.of_bgra(above.format, cv2.merge([*cv2.split(premultiplied), alpha]), at=(box.left, box.top))
    return Canvas(above.format, box, changed.planes, above.alphas)


def _lighter(backdrop: U8, source: U8, below: Canvas, alpha: U8) -> U8:
    """Not a mix but a sum: what "over" must add so that the result is min(1, alpha_s Cs + alpha_b Cb)."""
    light = cv2.multiply(source, _thrice(alpha), scale=1 / 255)
    present = backdrop if below.alphas is None else cv2.multiply(backdrop, _thrice(below.alpha), scale=1 / 255)
    kept = cv2.multiply(present, _thrice(cv2.bitwise_not(alpha)), scale=1 / 255)
    return cv2.subtract(cv2.add(light, present), kept)


def _share(mixed: U8, alpha: U8, source: U8) -> U8:
    """`mixed` as far as there is a backdrop, by its `alpha`, and the source's own colour else."""
    there = cv2.multiply(mixed, _thrice(alpha), scale=1 / 255)
    return cv2.add(there, cv2.multiply(source, _thrice(cv2.bitwise_not(alpha)), scale=1 / 255))


def _thrice(alpha: U8) -> U8:
    return cv2.merge([alpha, alpha, alpha])


def _in_strips(formula: Formula, backdrop: U8, source: U8) -> U8:
    mixed = np.empty_like(source)
    for top in range(0, len(mixed), _STRIP_ROWS):
        rows = slice(top, top + _STRIP_ROWS)
        strip = formula(_unit(backdrop[rows]), _unit(source[rows]))
        mixed[rows] = np.clip(np.rint(strip * 255), 0, 255).astype(np.uint8)
    return mixed


def _multiply(b: U8, s: U8) -> U8:
    return cv2.multiply(b, s, scale=1 / 255)


def _screen(b: U8, s: U8) -> U8:
    return cv2.bitwise_not(_multiply(cv2.bitwise_not(b), cv2.bitwise_not(s)))


def _hard_light(b: U8, s: U8) -> U8:
    dark = cv2.multiply(b, s, scale=2 / 255)
    light = cv2.bitwise_not(cv2.multiply(cv2.bitwise_not(b), cv2.bitwise_not(s), scale=2 / 255))
    return np.where(s <= 127, dark, light)


def _overlay(b: U8, s: U8) -> U8:
    return _hard_light(s, b)


def _darken(b: U8, s: U8) -> U8:
    return cv2.min(b, s)


def _lighten(b: U8, s: U8) -> U8:
    return cv2.max(b, s)


def _difference(b: U8, s: U8) -> U8:
    return cv2.absdiff(b, s)


def _exclusion(b: U8, s: U8) -> U8:
    product = _multiply(b, s)
    return cv2.add(cv2.subtract(b, product), cv2.subtract(s, product))


def _color_dodge(b: F32, s: F32) -> F32:
    with np.errstate(divide="ignore", invalid="ignore"):
        return _f32(np.where(b <= 0, 0, np.where(s >= 1, 1, np.minimum(1, b / (1 - s)))))


def _color_burn(b: F32, s: F32) -> F32:
    with np.errstate(divide="ignore", invalid="ignore"):
        return _f32(np.where(b >= 1, 1, np.where(s <= 0, 0, 1 - np.minimum(1, (1 - b) / s))))


def _soft_light(b: F32, s: F32) -> F32:
    root = np.where(b <= 0.25, ((16 * b - 12) * b + 4) * b, np.sqrt(b))
    return _f32(np.where(s <= 0.5, b - (1 - 2 * s) * b * (1 - b), b + (2 * s - 1) * (root - b)))


def _hue(b: F32, s: F32) -> F32:
    return _with_luminosity(_with_saturation(s, _saturation_of(b)), _luminosity_of(b))


def _saturation(b: F32, s: F32) -> F32:
    return _with_luminosity(_with_saturation(b, _saturation_of(s)), _luminosity_of(b))


def _color(b: F32, s: F32) -> F32:
    return _with_luminosity(s, _luminosity_of(b))


def _luminosity(b: F32, s: F32) -> F32:
    return _with_luminosity(b, _luminosity_of(s))


BYTE_FORMULAE: dict[Blend, ByteFormula] = {
    Blend.MULTIPLY: _multiply,
    Blend.SCREEN: _screen,
    Blend.OVERLAY: _overlay,
    Blend.DARKEN: _darken,
    Blend.LIGHTEN: _lighten,
    Blend.HARD_LIGHT: _hard_light,
    Blend.DIFFERENCE: _difference,
    Blend.EXCLUSION: _exclusion,
}

FORMULAE: dict[Blend, Formula] = {
    Blend.COLOR_DODGE: _color_dodge,
    Blend.COLOR_BURN: _color_burn,
    Blend.SOFT_LIGHT: _soft_light,
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


def _unit(pixels: U8) -> F32:
    return _f32(pixels.astype(np.float32) / 255)


def _f32(values: npt.NDArray[np.floating]) -> F32:
    return np.asarray(values, np.float32)
