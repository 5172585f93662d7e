"""What a group does to its own pixels before it is laid down: blur, shadow and changes of colour."""

import math
from collections.abc import Iterable
from typing import assert_never

import cv2
import numpy as np

from sajangpick.media.frame import KB, KG, KR, U8
from sajangpick.renderer.geometry import Point, Transform
from sajangpick.renderer.painter.box import Box
from sajangpick.renderer.painter.canvas import F64, Canvas, Format
from sajangpick.renderer.scene import Blur, Color, ColorFilter, ColorOverlay, DropShadow, Effect

# A Gaussian has 0.3 % of its weight beyond this many sigmas: less than one code value.
_REACH_SIGMAS = 3.0
# Blurs wider than this are made on a smaller picture, where they are this wide: nothing finer is left to lose.
_WORKING_SIGMA = 2.5
_WHITE = Color(1, 1, 1)


def reach(effects: Iterable[Effect], transform: Transform) -> float:
    """Device pixels beyond its bounds from which a group with `effects` draws, or to which it spreads."""
    return sum(_reach(effect, transform) for effect in effects)


def apply(canvas: Canvas, effects: Iterable[Effect], transform: Transform, visible: Box) -> Canvas:
    """The canvas after `effects`, one by one, right inside `visible`.

    `transform` brings the coordinates of their lengths to the device.
    """
    for effect in effects:
        canvas = _apply(canvas, effect, transform, visible)
    return canvas


def _reach(effect: Effect, transform: Transform) -> float:
    match effect:
        case Blur():
            return math.ceil(effect.sigma * _scale(transform) * _REACH_SIGMAS)
        case DropShadow():
            offset = _turned(effect.offset, transform)
            spread = effect.sigma * _scale(transform) * _REACH_SIGMAS
            return math.ceil(spread + max(abs(offset.x), abs(offset.y)))
        case ColorFilter() | ColorOverlay():
            return 0
        case _:
            assert_never(effect)


def _apply(canvas: Canvas, effect: Effect, transform: Transform, visible: Box) -> Canvas:
    match effect:
        case Blur():
            return _blur(canvas, effect.sigma * _scale(transform), visible)
        case DropShadow():
            return _shadow(canvas, effect, transform)
        case ColorFilter():
            return _mixed(canvas, _filter_matrix(effect))
        case ColorOverlay():
            return _mixed(canvas, _overlay_matrix(effect.color))
        case _:
            assert_never(effect)


def _blur(canvas: Canvas, sigma: float, visible: Box) -> Canvas:
    if sigma <= 0:
        return canvas
    if canvas.alphas is None and canvas.box.covers(visible):
        # What fills all that is seen goes on beyond its edge: a blurred backdrop has no dark rim.
        planes = [
            _blurred(plane, sigma / step, cv2.BORDER_REPLICATE)
            for plane, step in zip(canvas.planes, canvas.format.steps, strict=True)
        ]
        return Canvas(canvas.format, canvas.box, (planes[0], planes[1], planes[2]), None)
    roomy = _grown(canvas, math.ceil(sigma * _REACH_SIGMAS))
    steps = roomy.format.steps
    planes = [
        _blurred(plane, sigma / step, cv2.BORDER_CONSTANT) for plane, step in zip(roomy.planes, steps, strict=True)
    ]
    alphas = roomy.format.alphas(_blurred(roomy.alpha, sigma, cv2.BORDER_CONSTANT))
    return Canvas(roomy.format, roomy.box, (planes[0], planes[1], planes[2]), alphas)


def _blurred(plane: U8, sigma: float, border: int) -> U8:
    height, width = plane.shape
    shrink = 2 ** max(0, math.floor(math.log2(sigma / _WORKING_SIGMA)))
    small_size = (max(1, round(width / shrink)), max(1, round(height / shrink)))
    if shrink == 1:
        return cv2.GaussianBlur(plane, (0, 0), sigma, borderType=border)
    small = cv2.resize(plane, small_size, interpolation=cv2.INTER_AREA)
    # Shrinking and growing blur too: a box and a triangle as wide as the shrinking, with these variances.
    rest = math.sqrt(max(0.25, (sigma / shrink) ** 2 - 1 / 12 - 1 / 6))
    small = cv2.GaussianBlur(small, (0, 0), rest, borderType=border)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def _shadow(canvas: Canvas, effect: DropShadow, transform: Transform) -> Canvas:
    sigma = effect.sigma * _scale(transform)
    roomy = _grown(canvas, math.ceil(sigma * _REACH_SIGMAS))
    alpha = _blurred(roomy.alpha, sigma, cv2.BORDER_CONSTANT) if sigma > 0 else roomy.alpha
    offset = _turned(effect.offset, transform)
    shadow = _cast(canvas.format, roomy.box, alpha, offset, effect.color)
    result = Canvas.transparent(canvas.format, canvas.box.union(shadow.box))
    result.lay(shadow)
    result.lay(canvas)
    return result


def _cast(pixel_format: Format, box: Box, alpha: U8, offset: Point, color: Color) -> Canvas:
    """`color` through `alpha`, which lies at `box`, shifted by `offset`."""
    target = Box.around(box.rect.moved(*offset), grid=pixel_format.grid)
    shift = np.array([[1, 0, box.left + offset.x - target.left], [0, 1, box.top + offset.y - target.top]], np.float64)
    moved = cv2.warpAffine(alpha, shift, (target.width, target.height), flags=cv2.INTER_LINEAR)
    alphas = pixel_format.alphas(cv2.convertScaleAbs(moved, alpha=color.alpha))
    first, second, third = pixel_format.code_values(color)
    planes = (
        cv2.convertScaleAbs(alphas[0], alpha=first / 255),
        cv2.convertScaleAbs(alphas[1], alpha=second / 255),
        cv2.convertScaleAbs(alphas[1], alpha=third / 255),
    )
    return Canvas(pixel_format, target, planes, alphas)


def _mixed(canvas: Canvas, matrix: F64) -> Canvas:
    """The canvas with `matrix` (4x4, premultiplied BGRA to the same, 0-1) applied to its colours."""
    basis = canvas.format.basis
    rows = basis @ matrix @ np.linalg.inv(basis)
    alpha = canvas.alpha
    by_plane = [*canvas.planes, alpha]
    planes = [_mixed_plane(by_plane, rows[index], canvas.planes[index].shape) for index in range(3)]
    # A premultiplied colour is never brighter than white at its alpha; chroma has no such end.
    for index, white in enumerate(canvas.format.code_values(_WHITE)[: 1 if canvas.format is Format.I420 else 3]):
        planes[index] = cv2.min(planes[index], cv2.convertScaleAbs(alpha, alpha=white / 255))
    return Canvas(canvas.format, canvas.box, (planes[0], planes[1], planes[2]), canvas.alphas)


def _mixed_plane(sources: list[U8], row: F64, shape: tuple[int, ...]) -> U8:
    height, width = shape
    used: list[U8] = []
    shares: list[float] = []
    for source, share in zip(sources, row, strict=True):
        if abs(share) > 1e-6:
            used.append(source if source.shape == shape else _resized(source, width, height))
            shares.append(float(share))
    if not used:
        return np.zeros((height, width), np.uint8)
    if len(used) == 1:
        # A weighted sum rather than a scaled absolute value: what goes below 0 is 0.
        return cv2.addWeighted(used[0], shares[0], used[0], 0, 0)
    if len(used) == 2:
        return cv2.addWeighted(used[0], shares[0], used[1], shares[1], 0)
    return cv2.transform(cv2.merge(used), np.array([shares], np.float32))


def _resized(plane: U8, width: int, height: int) -> U8:
    smaller = plane.shape[1] > width
    return cv2.resize(plane, (width, height), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR)


def _overlay_matrix(color: Color) -> F64:
    matrix = np.eye(4)
    matrix[:3, :3] *= 1 - color.alpha
    matrix[:3, 3] = np.array([color.blue, color.green, color.red]) * color.alpha
    return matrix


def _filter_matrix(effect: ColorFilter) -> F64:
    """Matrices of W3C Filter Effects Module Level 1, sections 13.1.1 to 13.1.8, in BGRA order."""
    amount = effect.amount
    match effect.kind:
        case "brighten":
            return np.diag([1 + amount, 1 + amount, 1 + amount, 1.0])
        case "contrast":
            return _affine(np.eye(3) * (1 + amount), -amount / 2)
        case "invert":
            return _affine(np.eye(3) * (1 - 2 * amount), amount)
        case "grayscale":
            return _affine(np.eye(3) * (1 - amount) + _LUMA_ROWS * amount, 0.0)
        case "sepia":
            return _affine(np.eye(3) * (1 - amount) + _SEPIA * amount, 0.0)
        case "hue":
            return _affine(_hue_rotation(amount * 2 * math.pi), 0.0)
        case _:
            assert_never(effect.kind)


def _hue_rotation(angle: float) -> F64:
    """Colour difference turned by `angle`, luma kept."""
    return _LUMA_ROWS + math.cos(angle) * (np.eye(3) - _LUMA_ROWS) + math.sin(angle) * _HUE_SWING


def _affine(colors: F64, offset: float) -> F64:
    matrix = np.eye(4)
    matrix[:3, :3] = colors
    matrix[:3, 3] = offset
    return matrix


def _grown(canvas: Canvas, margin: int) -> Canvas:
    roomy = Canvas.transparent(canvas.format, canvas.box.grown(margin, grid=canvas.format.grid))
    roomy.lay(canvas)
    return roomy


def _scale(transform: Transform) -> float:
    """How much longer lengths get, on average over directions."""
    return math.sqrt(abs(transform.m00 * transform.m11 - transform.m01 * transform.m10))


def _turned(offset: Point, transform: Transform) -> Point:
    return Point(
        transform.m00 * offset.x + transform.m01 * offset.y,
        transform.m10 * offset.x + transform.m11 * offset.y,
    )


_LUMA_ROWS = np.tile(np.array([KB, KG, KR]), (3, 1))
# The specification's sepia, rows and columns in BGR order.
_SEPIA = np.array([[0.131, 0.534, 0.272], [0.168, 0.686, 0.349], [0.189, 0.769, 0.393]])
# The part of the specification's hue rotation that goes with the sine.
_HUE_SWING = np.array([[0.072, 0.715, -0.787], [-0.283, 0.140, 0.143], [0.928, -0.715, -0.213]])
