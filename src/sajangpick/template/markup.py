"""Small print inside a line: 원 beside digits, emoji, letters a face cannot write. As RenderScript's inline tags."""

from dataclasses import dataclass, replace
from itertools import groupby

import regex

from sajangpick.template.ladder import EMOJI
from sajangpick.template.model import Aside, Won

EMOJI_SIZE = 0.92
"""An emoji as high as a syllable looks larger than it."""

_PRICE = regex.compile(r"(\d[\d,]*)원")
_TAG = regex.compile(r"\[(?=/?(?:color|size|weight|style|family)\b)")
_WORD_JOINER = "\N{WORD JOINER}"
"""Invisible: it keeps an owner's "[size …]" the words they are."""

_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_SPACE_EM = 0.25
"""The advance of a space in the bundled faces, near enough to set a gap of a few hundredths."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of letters; `size` is a fraction of the line's, the rest differs from the line's where it is given."""

    text: str
    size: float = 1.0
    weight: int | None = None
    family: str | None = None


def pieces(text: str, *, won: Won | None = None, aside: Aside | None = None, lacks: str = "") -> tuple[Piece, ...]:
    """`text` cut where its look changes; `lacks` are the letters of it that its face cannot write."""
    result: list[Piece] = []
    for run in _emoji_apart(text):
        result.extend(
            part
            for piece in (_won_apart(run, won) if won and run.size == 1 else (run,))
            for part in _aside_apart(piece, aside, lacks)
        )
    return tuple(result)


def tagged(parts: tuple[Piece, ...]) -> str:
    """The pieces as text with inline tags."""
    return "".join(_tag(part) for part in parts)


def _tag(piece: Piece) -> str:
    text = _TAG.sub("[" + _WORD_JOINER, piece.text)
    if piece.family is not None:
        text = f"[family {piece.family}]{text}[/family]"
    if piece.weight is not None:
        text = f"[weight {piece.weight}]{text}[/weight]"
    if piece.size != 1:
        text = f"[size {round(piece.size * 100, 1):g}%]{text}[/size]"
    return text


def _emoji_apart(text: str) -> list[Piece]:
    result: list[Piece] = []
    start = 0
    for match in EMOJI.finditer(text):
        result += [Piece(text[start : match.start()]), Piece(match.group(), size=EMOJI_SIZE)]
        start = match.end()
    return [piece for piece in [*result, Piece(text[start:])] if piece.text]


def _won_apart(piece: Piece, won: Won) -> tuple[Piece, ...]:
    result: list[Piece] = []
    start = 0
    for match in _PRICE.finditer(piece.text):
        result.append(Piece(piece.text[start : match.end(1)]))
        result.append(Piece(_NO_BREAK_SPACE, size=won.gap / _SPACE_EM))
        result.append(Piece("원", size=won.size, weight=won.weight, family=won.family))
        start = match.end()
    result.append(Piece(piece.text[start:]))
    return tuple(part for part in result if part.text)


def _aside_apart(piece: Piece, aside: Aside | None, lacks: str) -> tuple[Piece, ...]:
    if aside is None or not set(piece.text) & set(lacks):
        return (piece,)
    runs = ("".join(letters) for _, letters in groupby(piece.text, key=lambda letter: letter in lacks))
    return tuple(
        replace(piece, text=run, size=aside.size, family=aside.family, weight=aside.weight)
        if run[0] in lacks
        else replace(piece, text=run)
        for run in runs
    )
