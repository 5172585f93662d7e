"""Typesetting: text to placed glyphs, with Korean line breaking, that cannot show an empty box.

    layout(Block(spans=(Span("새우 파스타", Style(family="Black Han Sans", size=190)),), width=875)).letters

text → letters (`text`), a face for each (`fallback`, `fonts`), glyphs (`shape`), lines (`breaks`, `wrap`), a size that
fits (`fit`, `flow`), places (`layout`). Nothing here draws: a painter takes the glyphs, and `typeface` for each face.
"""

from sajangpick.renderer.typeset.block import Block, Layout, Letter, Line, Span, Style, join
from sajangpick.renderer.typeset.fallback import check, covers
from sajangpick.renderer.typeset.fonts import FAMILIES, Substitute, family_for, typeface
from sajangpick.renderer.typeset.layout import layout
from sajangpick.renderer.typeset.text import letters_of, normalize

__all__ = [
    "FAMILIES",
    "Block",
    "Layout",
    "Letter",
    "Line",
    "Span",
    "Style",
    "Substitute",
    "check",
    "covers",
    "family_for",
    "join",
    "layout",
    "letters_of",
    "normalize",
    "typeface",
]
