"""Outlines and glyphs to pixels, through Skia: drawn once, exactly where they stand, then kept as a canvas.

Glyphs are filled as outlines with analytic coverage instead of through Skia's glyph masks, which know only four
positions a pixel: slow movement stays smooth, and a letter at rest looks like the same letter on its way.
"""

import math
from collections.abc import Iterable, Iterator
from typing import assert_never, cast

import numpy as np
import skia

from sajangpick.media.frame import U8
from sajangpick.renderer.geometry import Point, Rect, Transform
from sajangpick.renderer.painter.box import Box
from sajangpick.renderer.scene import (
    Color,
    Glyphs,
    LinearGradient,
    Outline,
    Paint,
    Path,
    RadialGradient,
    Segment,
    Stop,
    Stroke,
)
from sajangpick.renderer.typeset import typeface

_NOTHING = Rect(0, 0, 0, 0)
# Skia's own limit for sharp corners, and SVG's: beyond it a miter becomes a bevel.
_MITER_LIMIT = 4.0
# Tables that hold coloured glyphs: layers, bitmaps, bitmaps of Apple, SVG documents.
_COLOR_TABLES = frozenset(int.from_bytes(tag, "big") for tag in (b"COLR", b"CBDT", b"sbix", b"SVG "))
# Antialiasing spills over the mathematical outline by less than this.
_ANTIALIAS_PIXELS = 1
# Blends gradients with alpha multiplied in, as CSS does: no grey fringe towards transparent black or white.
_PREMULTIPLIED_GRADIENT = 1

_CAPS = {"butt": skia.Paint.kButt_Cap, "square": skia.Paint.kSquare_Cap, "round": skia.Paint.kRound_Cap}
_JOINS = {"miter": skia.Paint.kMiter_Join, "bevel": skia.Paint.kBevel_Join, "round": skia.Paint.kRound_Join}


def bounds(node: Path | Glyphs) -> Rect:
    """The box around everything the node can draw, in its own coordinates; empty if it draws nothing."""
    match node:
        case Path():
            shape = _rect(_outline(node.outline).computeTightBounds())
            reach = _reach(node.stroke)
        case Glyphs():
            font = _font(node)
            shape = (
                _rect(_blob(font, node).bounds()) if has_color(node.face) else _rect(_letters(font, node).getBounds())
            )
            reach = _reach(node.stroke)
        case _:
            assert_never(node)
    # A straight line has no area, and yet a pen draws it.
    return shape.grown(reach) if reach or not shape.is_empty else _NOTHING


def draw(node: Path | Glyphs, transform: Transform, box: Box) -> U8:
    """The node under `transform` inside `box` of the device: premultiplied sRGB, (height, width, 4), BGRA order."""
    pixels = np.zeros((box.height, box.width, 4), np.uint8)
    info = skia.ImageInfo.Make(box.width, box.height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    surface = skia.Surface.MakeRasterDirect(info, pixels, box.width * 4)
    canvas = surface.getCanvas()
    canvas.setMatrix(_matrix(Transform.translation(-box.left, -box.top) @ transform))
    match node:
        case Path():
            outline = _outline(node.outline)
            for paint in _paints(node.fill, node.stroke):
                canvas.drawPath(outline, paint)
        case Glyphs():
            _draw_glyphs(canvas, node)
        case _:
            assert_never(node)
    return pixels


def coverage(outline: Outline, transform: Transform, box: Box) -> U8:
    """How much of each pixel of `box` lies inside the outline under `transform`: (height, width), 0-255."""
    pixels = np.zeros((box.height, box.width), np.uint8)
    info = skia.ImageInfo.Make(box.width, box.height, skia.kAlpha_8_ColorType, skia.kPremul_AlphaType)
    canvas = skia.Surface.MakeRasterDirect(info, pixels, box.width).getCanvas()
    canvas.setMatrix(_matrix(Transform.translation(-box.left, -box.top) @ transform))
    canvas.drawPath(_outline(outline), skia.Paint(AntiAlias=True))
    return pixels


def outline_bounds(outline: Outline) -> Rect:
    """The box around an outline, in its own coordinates."""
    return _rect(_outline(outline).computeTightBounds())


def drawn_part(outline: Outline, stroke: Stroke) -> Outline:
    """The part of an outline that a stroke's `start`, `end` and `offset` leave; empty if they leave nothing."""
    effect = _trim(stroke)
    if effect is None:
        return ()
    if not effect:
        return outline
    whole, part = _outline(outline), skia.Path()
    pen = skia.StrokeRec(skia.StrokeRec.kHairline_InitStyle)
    effect[0].filterPath(part, whole, pen, whole.getBounds())
    return tuple(_segments(part))


def has_color(face: str) -> bool:
    """True if the glyphs of a face bring their own colours."""
    return not _COLOR_TABLES.isdisjoint(typeface(face).getTableTags())


def _segments(path: skia.Path) -> Iterator[Segment]:
    """A path that was made of our commands, as them. Of each verb's points the first is where the pen stands."""
    steps = cast("Iterable[tuple[object, list[skia.Point]]]", path)
    for verb, points in steps:
        ends = tuple(Point(point.x(), point.y()) for point in points[1:])
        match verb:
            case skia.Path.kMove_Verb:
                yield Segment("M", (Point(points[0].x(), points[0].y()),))
            case skia.Path.kLine_Verb:
                yield Segment("L", ends)
            case skia.Path.kQuad_Verb:
                yield Segment("Q", ends)
            case skia.Path.kCubic_Verb:
                yield Segment("C", ends)
            case _:
                yield Segment("Z")


def _draw_glyphs(canvas: skia.Canvas, node: Glyphs) -> None:
    font = _font(node)
    if has_color(node.face):
        fill = _paint(node.fill if node.fill is not None else Color(0, 0, 0))
        canvas.drawTextBlob(_blob(font, node), 0, 0, fill)
        return
    letters = _letters(font, node)
    # The pen goes below the fill, so that a letter keeps its own shape inside a thick outline.
    for paint in reversed(list(_paints(node.fill, node.stroke))):
        canvas.drawPath(letters, paint)


def _paints(fill: Paint | None, stroke: Stroke | None) -> Iterator[skia.Paint]:
    if fill is not None:
        yield _paint(fill)
    if stroke is not None and stroke.width > 0 and (effect := _trim(stroke)) is not None:
        pen = _paint(stroke.paint)
        pen.setStyle(skia.Paint.kStroke_Style)
        pen.setStrokeWidth(stroke.width)
        pen.setStrokeCap(_CAPS[stroke.cap])
        pen.setStrokeJoin(_JOINS[stroke.join])
        pen.setStrokeMiter(_MITER_LIMIT)
        if effect:
            pen.setPathEffect(effect[0])
        yield pen


def _trim(stroke: Stroke) -> tuple[skia.PathEffect, ...] | None:
    """Nothing to trim is (), nothing left is None."""
    length = stroke.end - stroke.start
    if length <= 0:
        return None
    if length >= 1:
        return ()
    start = (stroke.start + stroke.offset) % 1.0
    end = start + length
    if end <= 1:
        return (skia.TrimPathEffect.Make(start, end),)
    # The drawn part runs over the outline's first point: it is all but the gap.
    return (skia.TrimPathEffect.Make(end - 1, start, skia.TrimPathEffect.kInverted),)


def _paint(paint: Paint) -> skia.Paint:
    match paint:
        case Color():
            solid = skia.Paint(skia.Color4f(*paint))
            solid.setAntiAlias(True)
            return solid
        case LinearGradient():
            points = [skia.Point(*paint.start), skia.Point(*paint.end)]
            colors, offsets = _ramp(paint.stops)
            shader = skia.GradientShader.MakeLinear(points, colors, offsets, flags=_PREMULTIPLIED_GRADIENT)
        case RadialGradient():
            colors, offsets = _ramp(paint.stops)
            center = skia.Point(*paint.center)
            radius = max(paint.radius, 1e-3)
            shader = skia.GradientShader.MakeRadial(center, radius, colors, offsets, flags=_PREMULTIPLIED_GRADIENT)
        case _:
            assert_never(paint)
    # Long gradients band in 8 bits; the dither is ordered, so the same node still gives the same pixels.
    return skia.Paint(AntiAlias=True, Dither=True, Shader=shader)


def _ramp(stops: Iterable[Stop]) -> tuple[list[int], list[float]]:
    ordered = sorted(stops, key=lambda stop: stop.offset)
    return [skia.Color4f(*stop.color).toColor() for stop in ordered], [min(1, max(0, s.offset)) for s in ordered]


def _reach(stroke: Stroke | None) -> float:
    """How far a pen goes beyond the outline."""
    if stroke is None:
        return 0.0
    spread = _MITER_LIMIT if stroke.join == "miter" else math.sqrt(2) if stroke.cap == "square" else 1.0
    return stroke.width / 2 * spread


def _outline(outline: Outline) -> skia.Path:
    path = skia.Path()
    for command, points in outline:
        flat = [value for point in points for value in point]
        match command:
            case "M":
                path.moveTo(*flat)
            case "L":
                path.lineTo(*flat)
            case "Q":
                path.quadTo(*flat)
            case "C":
                path.cubicTo(*flat)
            case "Z":
                path.close()
            case _:
                assert_never(command)
    return path


def _font(node: Glyphs) -> skia.Font:
    font = skia.Font(typeface(node.face), node.size)
    font.setHinting(skia.FontHinting.kNone)
    font.setSubpixel(True)
    font.setEdging(skia.Font.Edging.kAntiAlias)
    return font


def _letters(font: skia.Font, node: Glyphs) -> skia.Path:
    path = skia.Path()
    outlines = font.getPaths([glyph.id for glyph in node.glyphs])
    for glyph, outline in zip(node.glyphs, outlines, strict=True):
        path.addPath(outline, glyph.x, glyph.y)
    return path


def _blob(font: skia.Font, node: Glyphs) -> skia.TextBlob:
    builder = skia.TextBlobBuilder()
    builder.allocRunPos(font, [glyph.id for glyph in node.glyphs], [skia.Point(g.x, g.y) for g in node.glyphs])
    return builder.make()


def _matrix(transform: Transform) -> skia.Matrix:
    return skia.Matrix.MakeAll(*(value for row in transform.rows for value in row))


def _rect(rect: skia.Rect) -> Rect:
    return Rect(rect.left(), rect.top(), rect.right(), rect.bottom())
