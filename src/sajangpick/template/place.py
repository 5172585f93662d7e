"""Setting a text in its place: size from the ladder, baseline where the template says, ink (not box) on the edge."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import regex

from sajangpick.domain.json import Json, JsonObject
from sajangpick.renderer.elements.text import LETTER_SPACING_EM
from sajangpick.renderer.geometry import Rect
from sajangpick.renderer.typeset import Block, Layout, Span, Style, covers, layout
from sajangpick.template.ladder import Fitted, count_letters, fit
from sajangpick.template.markup import Piece, pieces, tagged
from sajangpick.template.model import Aside, Step, Text, Won

OPTICAL_EDGE_PIXELS = 80.0
"""From this size on the bearing of the first glyph shows as an indent, so the ink is aligned instead of the box."""

VERTICAL_STEP = 1.08
"""Distance of letters in a column, as a fraction of the size."""

WORD_SPACE = 0.42
"""What a space between words takes of a column, as a fraction of a letter's step: a whole cell tears a name apart."""

COLUMN_PITCH = 1.13
"""Distance of columns, which follow each other from right to left, as a fraction of the size."""

_MEASURED_PIXELS = 100.0


@dataclass(frozen=True, slots=True)
class Face:
    """The look of a text element: family, weight, tracking in em."""

    family: str
    weight: int
    tracking: float

    @classmethod
    def of(cls, element: Mapping[str, Json]) -> "Face":
        """The face of an element as its document writes it."""
        percent = float(str(element.get("letter_spacing", "0%")).rstrip("% "))
        tracking = percent / 100 * LETTER_SPACING_EM
        return cls(str(element["font_family"]), int(str(element["font_weight"])), tracking)


@dataclass(frozen=True, slots=True)
class _Setting:
    """What decides how a line looks beside its size."""

    face: Face
    won: Won | None
    aside: Aside | None
    leading: float
    align: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A text element as it will stand, in pixels of its composition."""

    id: str
    says: str
    size: float
    lines: tuple[str, ...]
    box: Rect
    ink: Rect
    baseline: float
    properties: JsonObject

    @property
    def letters(self) -> float:
        """Letters of the whole text, as the ladders count them."""
        return count_letters(self.says)

    def moved(self, dy: float) -> "Placed":
        """The same, `dy` lower."""
        return replace(
            self,
            box=self.box.moved(0, dy),
            ink=self.ink.moved(0, dy),
            baseline=self.baseline + dy,
            properties={**self.properties, "y": _number(self.box.top + dy)},
        )


def place(id: str, spec: Text, says: str, face: Face, *, holds: str | None = None) -> tuple[Placed, ...]:
    """`says` as the element `id` shows it, and its further lines as the elements of `spec.parts`.

    `holds` is another text that has to fit at the same size. Raises TextDoesNotFit before anything is drawn.
    """
    fitted = _fitted(spec, says, face, holds or says)
    first = _first_baseline(spec, fitted)
    if not spec.parts:
        return (_placed(id, spec, says, fitted.lines, fitted.size, face, x=spec.at[0], y=first),)
    result: list[Placed] = []
    for index, line in enumerate(fitted.lines):
        x = spec.part_x[index % len(spec.part_x)] if spec.part_x else spec.at[0]
        y = first + index * spec.leading * fitted.size
        if spec.vertical:
            x, y = spec.at[0] - index * COLUMN_PITCH * fitted.size, spec.part_y[index % len(spec.part_y)]
        part = (id, *spec.parts)[index]
        placed = _placed(part, spec, says, (line,), fitted.size, face, x=x, y=y)
        result.append(replace(placed, lines=fitted.lines))
    return tuple(result)


def _fitted(spec: Text, says: str, face: Face, holds: str) -> Fitted:
    setting = _setting(spec, face)

    def height(line: str, size: float) -> float:
        return sum(WORD_SPACE if cell.isspace() else 1.0 for cell in _cells(line)) * VERTICAL_STEP * size

    def width(line: str, size: float) -> float:
        return _set((line,), setting, _MEASURED_PIXELS).width * size / _MEASURED_PIXELS

    if spec.vertical:
        return fit(says, spec.ladder, width=spec.width, measure=height)
    if spec.fill is None:
        return fit(says, spec.ladder, width=spec.width, measure=width)
    low, high = spec.fill
    widest = max(width(says, 1.0), width(holds, 1.0))
    size = int(min(high, max(low, spec.width / widest)))
    return fit(says, (Step(size=size), *spec.ladder), width=spec.width, measure=width)


def _first_baseline(spec: Text, fitted: Fitted) -> float:
    count = len(fitted.lines)
    if count in spec.baselines:
        return spec.baselines[count]
    if spec.hang == "last":
        return spec.at[1] - (count - 1) * spec.leading * fitted.size
    return spec.at[1]


def _placed(
    id: str, spec: Text, says: str, lines: tuple[str, ...], size: float, face: Face, *, x: float, y: float
) -> Placed:
    shown = tuple(cell for line in lines for cell in _cells(line)) if spec.vertical else lines
    type_set = _set(shown, _setting(spec, face), size)
    ink = _ink(type_set)
    first = type_set.lines[0].baseline
    top = y - ink.top if spec.tops else y - first
    left = x - spec.align * type_set.width
    if size >= OPTICAL_EDGE_PIXELS and not spec.vertical:
        left += (1 - spec.align) * -ink.left + spec.align * (type_set.width - ink.right)
    text = "\n".join(tagged(_pieces(line, _setting(spec, face))) for line in shown)
    anchor = f"{round(spec.align * 100)}%"
    box = Rect(left, top, left + type_set.width, top + type_set.height)
    properties: JsonObject = {
        "text": text,
        "font_size": _number(size),
        "line_height": f"{_number(_setting(spec, face).leading * 100)}%",
        "x": _number(left + spec.align * type_set.width),
        "y": _number(top),
        "x_anchor": anchor,
        "y_anchor": "0%",
        "x_alignment": anchor,
    }
    return Placed(id, says, size, lines, box, ink.moved(left, top), top + first, properties)


@cache
def _set(lines: tuple[str, ...], setting: _Setting, size: float) -> Layout:
    """The lines set without wrapping, at the origin."""
    spans: list[Span] = []
    for index, line in enumerate(lines):
        spans.extend(_span(piece, setting.face, size) for piece in _pieces(line, setting))
        if index < len(lines) - 1:
            spans.append(_span(Piece("\n"), setting.face, size))
    return layout(
        Block(
            spans=tuple(spans),
            width=None,
            height=None,
            line_height=setting.leading,
            wrap=False,
            x_alignment=setting.align,
            y_alignment=0.0,
        )
    )


def _span(piece: Piece, face: Face, size: float) -> Span:
    style = Style(
        family=piece.family or face.family,
        weight=piece.weight or face.weight,
        size=size * piece.size,
        letter_spacing=face.tracking,
    )
    return Span(piece.text, style)


def _pieces(line: str, setting: _Setting) -> tuple[Piece, ...]:
    if line.isspace():
        return (Piece(line, size=WORD_SPACE),)
    lacks = ""
    if setting.aside:
        family = setting.face.family
        lacks = "".join(c for c in dict.fromkeys(line) if not c.isspace() and not covers(family, c))
    return pieces(line, won=setting.won, aside=setting.aside, lacks=lacks)


def _setting(spec: Text, face: Face) -> _Setting:
    leading = VERTICAL_STEP if spec.vertical else spec.leading
    return _Setting(face, spec.won, spec.aside, leading, float(spec.align))


def _cells(line: str) -> tuple[str, ...]:
    """The letters of a column from top to bottom; two digits share a cell, a space between words is a low one."""
    return tuple(regex.findall(r"(?<!\d)\d{2}(?!\d)|\X", line))


def _ink(type_set: Layout) -> Rect:
    result = Rect(0, 0, 0, 0)
    for letter in type_set.letters:
        result = result.union(letter.ink)
    return result


def _number(value: float) -> float:
    """Hundredths of a pixel are enough, and read well in a document."""
    return round(value, 2)
