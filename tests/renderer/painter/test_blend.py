"""Every blend mode against the formulae of W3C Compositing and Blending Level 1, pixel by pixel in plain Python."""

import math

import numpy as np
import pytest
from tests.renderer.painter.builders import Album, group, picture, scene, soft_noise, still, video

from sajangpick.media.frame import U8
from sajangpick.renderer.painter.blend import BYTE_FORMULAE, FORMULAE
from sajangpick.renderer.scene import Blend, Scene

RGB = tuple[float, float, float]


def test_every_mode_but_normal_and_the_sum_has_a_formula() -> None:
    assert set(FORMULAE) | set(BYTE_FORMULAE) == set(Blend) - {Blend.NORMAL, Blend.LIGHTER}
    assert not set(FORMULAE) & set(BYTE_FORMULAE)


@pytest.mark.parametrize("mode", [mode for mode in Blend if mode is not Blend.NORMAL])
@pytest.mark.parametrize("opacity", [1.0, 0.4])
def test_blends_as_the_specification_says(mode: Blend, opacity: float) -> None:
    backdrop, source = _colors(seed=1), _colors(seed=2)
    album = Album({"backdrop": backdrop, "source": source})
    painted = still(_blended(mode, opacity), album)
    for index in np.ndindex(16, 16):
        cb, cs = _unit(backdrop[index]), _unit(source[index])
        expected = np.array(_composite(cb, cs, mode, opacity)) * 255
        assert np.abs(painted[index][::-1] - expected).max() <= 2, (mode, cb, cs)


@pytest.mark.parametrize("mode", [Blend.MULTIPLY, Blend.SCREEN, Blend.SOFT_LIGHT, Blend.LIGHTER])
def test_blends_video_as_stills(mode: Blend) -> None:
    album = Album({"backdrop": soft_noise(64, 64, seed=1), "source": soft_noise(64, 64, seed=2)})
    painted = scene(
        picture("backdrop", 0, 0, 64, 64),
        group(picture("source", 0, 0, 64, 64), blend=mode, opacity=0.7),
        width=64,
        height=64,
    )
    difference = np.abs(still(painted, album).astype(int) - video(painted, album))
    # Where a sum is cut off at white, coarse chroma rounds the corner.
    assert np.percentile(difference, 98) <= 4
    assert difference.mean() < 1.5


def test_blends_with_a_translucent_backdrop_only_as_far_as_it_is_there() -> None:
    album = Album({"source": _colors(seed=2)})
    alone = group(group(picture("source", 0, 0, 16, 16), blend=Blend.MULTIPLY), isolated=True)
    plain = scene(picture("source", 0, 0, 16, 16), width=16, height=16)
    assert np.array_equal(still(scene(alone, width=16, height=16), album), still(plain, album))


def _blended(mode: Blend, opacity: float) -> Scene:
    over = group(picture("source", 0, 0, 16, 16), blend=mode, opacity=opacity)
    return scene(picture("backdrop", 0, 0, 16, 16), over, width=16, height=16)


def _colors(seed: int) -> U8:
    """16x16 random opaque colours, with extremes among them."""
    pixels = np.random.default_rng(seed).integers(0, 256, (16, 16, 4), np.uint8)
    pixels[0, :4, :3] = [[0, 0, 0], [255, 255, 255], [0, 255, 0], [128, 128, 128]]
    pixels[..., 3] = 255
    return pixels


def _unit(bgra: U8) -> RGB:
    blue, green, red, _ = (float(value) / 255 for value in bgra)
    return red, green, blue


def _composite(cb: RGB, cs: RGB, mode: Blend, alpha: float) -> RGB:
    if mode is Blend.LIGHTER:
        return tuple(min(1, b + alpha * s) for b, s in zip(cb, cs, strict=True))
    mixed = _NON_SEPARABLE[mode](cb, cs) if mode in _NON_SEPARABLE else tuple(map(_SEPARABLE[mode], cb, cs))
    return tuple((1 - alpha) * b + alpha * m for b, m in zip(cb, mixed, strict=True))


def _color_dodge(b: float, s: float) -> float:
    return 0 if b == 0 else 1 if s == 1 else min(1, b / (1 - s))


def _color_burn(b: float, s: float) -> float:
    return 1 if b == 1 else 0 if s == 0 else 1 - min(1, (1 - b) / s)


def _hard_light(b: float, s: float) -> float:
    return b * 2 * s if s <= 0.5 else b + (2 * s - 1) - b * (2 * s - 1)


def _soft_light(b: float, s: float) -> float:
    if s <= 0.5:
        return b - (1 - 2 * s) * b * (1 - b)
    d = ((16 * b - 12) * b + 4) * b if b <= 0.25 else math.sqrt(b)
    return b + (2 * s - 1) * (d - b)


_SEPARABLE = {
    Blend.MULTIPLY: lambda b, s: b * s,
    Blend.SCREEN: lambda b, s: b + s - b * s,
    Blend.OVERLAY: lambda b, s: _hard_light(s, b),
    Blend.DARKEN: min,
    Blend.LIGHTEN: max,
    Blend.COLOR_DODGE: _color_dodge,
    Blend.COLOR_BURN: _color_burn,
    Blend.HARD_LIGHT: _hard_light,
    Blend.SOFT_LIGHT: _soft_light,
    Blend.DIFFERENCE: lambda b, s: abs(b - s),
    Blend.EXCLUSION: lambda b, s: b + s - 2 * b * s,
}


def _lum(color: RGB) -> float:
    return 0.3 * color[0] + 0.59 * color[1] + 0.11 * color[2]


def _sat(color: RGB) -> float:
    return max(color) - min(color)


def _clip_color(color: RGB) -> RGB:
    lum, low, high = _lum(color), min(color), max(color)
    if low < 0:
        color = tuple(lum + (c - lum) * lum / (lum - low) for c in color)
    if high > 1:
        color = tuple(lum + (c - lum) * (1 - lum) / (high - lum) for c in color)
    return color


def _set_lum(color: RGB, lum: float) -> RGB:
    return _clip_color(tuple(c + lum - _lum(color) for c in color))


def _set_sat(color: RGB, sat: float) -> RGB:
    order = sorted(range(3), key=lambda i: color[i])
    low, middle, high = (color[i] for i in order)
    result = [0.0, 0.0, 0.0]
    if high > low:
        result[order[1]] = (middle - low) * sat / (high - low)
        result[order[2]] = sat
    return tuple(result)


_NON_SEPARABLE = {
    Blend.HUE: lambda b, s: _set_lum(_set_sat(s, _sat(b)), _lum(b)),
    Blend.SATURATION: lambda b, s: _set_lum(_set_sat(b, _sat(s)), _lum(b)),
    Blend.COLOR: lambda b, s: _set_lum(s, _lum(b)),
    Blend.LUMINOSITY: lambda b, s: _set_lum(b, _lum(s)),
}
