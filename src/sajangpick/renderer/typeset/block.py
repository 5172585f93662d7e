"""What typesetting takes and gives: a block of styled spans in a box, and the placed letters of it.

Everything is in pixels, y down, from the top left corner of the box; where the box hugs its text, of the text.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from sajangpick.renderer.geometry import Rect
from sajangpick.renderer.scene import Color, Glyphs, Paint, Stroke
from sajangpick.renderer.typeset.fonts import DEFAULT_FAMILY

BLACK = Color(0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How letters look. `size` is pixels per em, None = as large as the box allows; `scale` multiplies either."""

    family: str = DEFAULT_FAMILY
    weight: int = 400
    italic: bool = False
    """Accepted and not drawn: the bundled faces are upright, and a slanted Hangul is a fault."""
    size: float | None = None
    scale: float = 1.0
    letter_spacing: float = 0.0
    """Added after each letter but a line's last, in em."""
    tabular: bool = False
    """All figures equally wide; figure and punctuation spaces as wide as a figure and a comma."""
    fill: Paint | None = BLACK
    stroke: Stroke | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Letters of one style."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A text and the box it must stand in; None hugs the text."""

    spans: tuple[Span, ...]
    width: float | None = None
    height: float | None = None
    line_height: float = 1.15
    """Of the largest size in a line."""
    wrap: bool = True
    x_alignment: float = 0.0
    """Where the lines stand in the free width: 0 left, 0.5 centre, 1 right."""
    y_alignment: float = 0.0
    ellipsis: bool = False
    """Cut what does not fit, and end it with "…"."""
    minimum_size: float = 1.0
    maximum_size: float = 1000.0
    allow_overflow: bool = False
    """Let a text stand out of its box, as RenderScript does, instead of refusing it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One grapheme. `box` is its advance by its line's height; `ink` what it covers (an empty box for a space).

    `word` counts spaced words over the whole text; a space belongs to the word before it.
    """

    text: str
    line: int
    word: int
    span: int
    box: Rect
    runs: tuple[Glyphs, ...]
    ink: Rect


@dataclass(frozen=True, slots=True)
class Line:
    """Letters first to last (exclusive). `box` is as wide as its visible text, as high as the line."""

    index: int
    box: Rect
    baseline: float
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A placed text. `size` is the base size: as given, or as fitted."""

    size: float
    width: float
    height: float
    lines: tuple[Line, ...]
    letters: tuple[Letter, ...]
    substitutes: tuple[tuple[str, str], ...]
    """Families that are not bundled, and the ones that stand in for them."""
    truncated: bool

    @property
    def texts(self) -> tuple[str, ...]:
        """The words of each line."""
        return tuple(
            "".join(letter.text for letter in self.letters[line.first : line.last]).strip() for line in self.lines
        )

    @property
    def ink(self) -> Rect:
        """What the whole text covers."""
        box = Rect(0, 0, 0, 0)
        for letter in self.letters:
            box = box.union(letter.ink)
        return box


def join(letters: Iterable[Letter]) -> tuple[Glyphs, ...]:
    """The glyphs of several letters, in as few runs as their faces, sizes and paints allow."""
    runs = (run for letter in letters for run in letter.runs)
    return tuple(
        replace(group[0], glyphs=tuple(glyph for run in group for glyph in run.glyphs))
        for _, same in groupby(runs, key=lambda run: (run.face, run.size, run.fill, run.stroke))
        for group in [list(same)]
    )
