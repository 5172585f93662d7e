"""The tables of a display list: outlines, glyphs, paints, shapes and sprites, each entry written once."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sajangpick.domain.json import Json, JsonObject
from sajangpick.media.still import encode_still
from sajangpick.renderer.display.drawn import ShapeRef
from sajangpick.renderer.geometry import Point
from sajangpick.renderer.painter import Sprite, drawn_part
from sajangpick.renderer.scene import (
    Color,
    Glyphs,
    LinearGradient,
    Outline,
    Paint,
    Path,
    RadialGradient,
    Stop,
    Stroke,
)
from sajangpick.renderer.typeset.drawing import glyph_outline, units_per_em

# A thousandth of a pixel stays unseen even in what is enlarged fifty times.
_PLACES = 3
# Canvas blends colours before their alpha is multiplied in, our painter after: so many pieces hide the difference.
_PIECES_PER_STOP = 12


@dataclass(slots=True)
class Tables:
    """Entries by what they say, in the order in which they were first needed."""

    outlines: dict[str, int] = field(default_factory=dict[str, int])
    glyphs: dict[tuple[str, int], int] = field(default_factory=dict[tuple[str, int], int])
    paints: dict[Paint, int] = field(default_factory=dict[Paint, int])
    shapes: dict[object, tuple[int, JsonObject]] = field(default_factory=dict[object, tuple[int, JsonObject]])
    sprites: dict[str, int] = field(default_factory=dict[str, int])

    def outline(self, outline: Outline) -> int:
        """The number of an outline."""
        return self.outlines.setdefault(svg(outline), len(self.outlines))

    def path(self, node: Path) -> ShapeRef | None:
        """The shape of a path; None if nothing of it is drawn."""
        stroke, outline = node.stroke, node.outline
        if stroke is not None and node.fill is None and stroke.end - stroke.start < 1:
            outline = drawn_part(outline, stroke)
        pens = self._pens(node.fill, stroke)
        if not outline or not pens:
            return None
        family = ("path", *(segment.command for segment in outline), *pens)
        return self._shape({"outline": self.outline(outline), **pens}, family)

    def letters(self, node: Glyphs) -> ShapeRef | None:
        """The shape of glyphs that have outlines; None if nothing of them is drawn."""
        pens = self._pens(node.fill, node.stroke)
        placed: list[Json] = []
        for glyph in node.glyphs:
            if glyph_outline(node.face, glyph.id):
                number = self.glyphs.setdefault((node.face, glyph.id), len(self.glyphs))
                placed += [number, _short(glyph.x, 2), _short(glyph.y, 2)]
        if not placed or not pens:
            return None
        scale = _short(node.size / units_per_em(node.face), 6)
        return self._shape({"glyphs": placed, "scale": scale, **pens}, ("glyphs", node.face, *pens))

    def picture(self, sprite: Sprite) -> ShapeRef:
        """The shape of a sprite."""
        data = base64.b64encode(encode_still(sprite.pixels, "png", straight=True)).decode()
        number = self.sprites.setdefault(data, len(self.sprites))
        box = sprite.box
        sides: list[Json] = [_short(value, 3) for value in (box.left, box.top, box.width, box.height)]
        return self._shape({"sprite": number, "box": sides}, ("sprite",))

    def as_json(self) -> JsonObject:
        """The tables as the display list holds them."""
        return {
            "outlines": list(self.outlines),
            "glyphs": [svg(glyph_outline(face, glyph)) for face, glyph in self.glyphs],
            "paints": [_paint(paint) for paint in self.paints],
            "sprites": [f"data:image/png;base64,{data}" for data in self.sprites],
            "shapes": [shape for _, shape in self.shapes.values()],
        }

    def _pens(self, fill: Paint | None, stroke: Stroke | None) -> JsonObject:
        pens: JsonObject = {}
        if fill is not None:
            pens["fill"] = self._paint(fill)
        if stroke is not None and stroke.width > 0 and stroke.end > stroke.start:
            pens["stroke"] = {
                "paint": self._paint(stroke.paint),
                "width": _short(stroke.width, 3),
                "cap": stroke.cap,
                "join": stroke.join,
            }
        return pens

    def _paint(self, paint: Paint) -> int:
        return self.paints.setdefault(paint, len(self.paints))

    def _shape(self, shape: JsonObject, family: tuple[object, ...]) -> ShapeRef:
        key = repr(shape)
        index, _ = self.shapes.setdefault(key, (len(self.shapes), shape))
        return ShapeRef(index, family)


def svg(outline: Outline) -> str:
    """An outline as SVG path data, every point relative to the one before: shorter, and more alike, than absolute."""
    pieces: list[str] = []
    pen = start = Point(0, 0)
    for command, points in outline:
        if command == "Z":
            pieces.append("z")
            pen = start
            continue
        # Each point is rounded as it lies, so that errors do not add up along the way.
        ends = [Point(round(point.x, _PLACES), round(point.y, _PLACES)) for point in points]
        pieces.append(command.lower() + _numbers(value for end in ends for value in (end.x - pen.x, end.y - pen.y)))
        pen = ends[-1]
        if command == "M":
            start = pen
    return "".join(pieces)


def css_color(color: Color) -> str:
    """A colour as #rrggbb, or #rrggbbaa where it is not opaque."""
    digits = "".join(f"{round(min(max(value, 0.0), 1.0) * 255):02x}" for value in color)
    return f"#{digits.removesuffix('ff') if color.alpha >= 1 else digits}"


def _numbers(values: Iterable[float]) -> str:
    """Numbers in a row, with a space only where one is needed to tell them apart."""
    text = ""
    for value in values:
        number = f"{value:.{_PLACES}f}".rstrip("0").rstrip(".")
        number = "0" if number in {"-0", ""} else number.replace("0.", ".", 1) if abs(value) < 1 else number
        text += number if not text or number.startswith("-") else f" {number}"
    return text


def _short(value: float, places: int) -> float | int:
    rounded = round(value, places)
    return int(rounded) if rounded == int(rounded) else rounded


def _paint(paint: Paint) -> Json:
    match paint:
        case Color():
            return css_color(paint)
        case LinearGradient():
            ends: list[Json] = [_short(value, 3) for value in (*paint.start, *paint.end)]
            return {"linear": ends, "stops": _stops(paint.stops)}
        case RadialGradient():
            circle: list[Json] = [_short(value, 3) for value in (*paint.center, max(paint.radius, 1e-3))]
            return {"radial": circle, "stops": _stops(paint.stops)}


def _stops(stops: Sequence[Stop]) -> list[Json]:
    """The stops of a gradient, so many that a canvas shows what comes of multiplying alpha in first."""
    ordered = sorted(stops, key=lambda stop: stop.offset)
    fine: list[Stop] = []
    for before, after in pairwise(ordered):
        pieces = 1 if before.color[:3] == after.color[:3] else _PIECES_PER_STOP
        fine += [_between(before, after, piece / pieces) for piece in range(pieces + 1)]
    return [[_short(min(max(s.offset, 0.0), 1.0), 4), css_color(s.color)] for s in dict.fromkeys(fine or ordered)]


def _between(before: Stop, after: Stop, share: float) -> Stop:
    offset = before.offset + (after.offset - before.offset) * share
    alpha = before.color.alpha * (1 - share) + after.color.alpha * share
    # Where nothing is seen the colour is its neighbour's, or the other one would bleed in.
    weight = after.color.alpha * share / alpha if alpha > 0 else float(before.color.alpha <= 0)
    if alpha == 0 and before.color.alpha > 0:
        weight = 0.0
    (r, g, b, _), (r2, g2, b2, _) = before.color, after.color
    mixed = Color(r + (r2 - r) * weight, g + (g2 - g) * weight, b + (b2 - b) * weight, alpha)
    return Stop(offset, mixed)
