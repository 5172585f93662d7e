"""Text to letters with glyphs, without a size yet: every measure is in em of the letter's own style.

Runs of one face, script and direction are shaped whole, so that kerning and Arabic joining work; the glyphs are then
dealt out to the letters they draw, so that a line can be broken, and a letter animated, without shaping again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Any, Final, NamedTuple

import uharfbuzz as hb
from bidi import algorithm as bidi

from sajangpick.renderer.geometry import Rect
from sajangpick.renderer.typeset.fallback import Loan, lend
from sajangpick.renderer.typeset.fonts import EMOJI_FACE, match, shaper
from sajangpick.renderer.typeset.text import has_right_to_left, is_ignorable, is_space, letters_of, script_of

# Ideographs take their Korean forms; script and direction are set per run.
_LANGUAGE = "ko"


class Voice(NamedTuple):
    """What of a style decides the shapes: a bundled family, a weight, spacing in em, figures of one width."""

    family: str
    weight: int
    letter_spacing: float
    tabular: bool


class Stamp(NamedTuple):
    """A glyph relative to its letter's origin on the baseline (em, y down)."""

    glyph: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Shaped:
    """One letter: who draws it, how wide it is, what it inks (em, y down, origin on the baseline).

    `advance` includes `spacing`, which a line's end takes off again. `level` is the bidirectional level: odd reads from
    the right. `span` is the index of the span it came from. `opens` is True where a spaced word begins.
    """

    text: str
    span: int
    face: str
    scale: float
    advance: float
    spacing: float
    stamps: tuple[Stamp, ...]
    ink: Rect
    level: int
    opens: bool


@lru_cache(maxsize=128)
def shape(spans: tuple[tuple[str, Voice], ...]) -> tuple[Shaped, ...]:
    """One paragraph, normalised and without line feeds, to letters in reading order. Raises BadInput (see `lend`)."""
    pieces = [(letter, index) for index, (text, _) in enumerate(spans) for letter in letters_of(text)]
    levels = _levels([letter for letter, _ in pieces])
    items = [
        _Item(
            text=letter,
            span=span,
            voice=spans[span][1],
            loan=lend(letter, spans[span][1].family, spans[span][1].weight),
            script=script_of(letter),
            level=level,
            opens=not is_space(letter) and (position == 0 or is_space(pieces[position - 1][0])),
        )
        for position, ((letter, span), level) in enumerate(zip(pieces, levels, strict=True))
    ]
    shaped = (letter for run in _runs(items) for letter in _shape_run(run))
    return tuple(_tabular(letter, voice) if (voice := spans[letter.span][1]).tabular else letter for letter in shaped)


@dataclass(slots=True)
class _Item:
    text: str
    span: int
    voice: Voice
    loan: Loan
    script: str
    level: int
    opens: bool


def _levels(letters: Sequence[str]) -> list[int]:
    """The bidirectional level of each letter (Unicode Standard Annex 9, through the implicit rules)."""
    if not any(has_right_to_left(letter) for letter in letters):
        return [0] * len(letters)
    # A letter goes where its base goes; joiners, which the algorithm would drop, count as spaces.
    bases = "".join(" " if is_ignorable(letter[0]) else letter[0] for letter in letters)
    base = bidi.get_base_level(bases)
    storage: dict[str, Any] = {**bidi.get_empty_storage(), "base_level": base, "base_dir": "LR"[base]}
    bidi.get_embedding_levels(bases, storage)
    bidi.explicit_embed_and_overrides(storage)
    bidi.resolve_weak_types(storage)
    bidi.resolve_neutral_types(storage, False)
    bidi.resolve_implicit_levels(storage, False)
    return [int(character["level"]) for character in storage["chars"]]


def _runs(items: Iterable[_Item]) -> Iterable[list[_Item]]:
    for _, run in groupby(items, key=lambda item: (item.span, item.loan, item.script, item.level)):
        yield list(run)


def _shape_run(run: Sequence[_Item]) -> list[Shaped]:
    first = run[0]
    face, scale, lift = first.loan
    font = shaper(face)
    em = scale / font.face.upem
    emoji = face == EMOJI_FACE
    buffer = hb.Buffer()
    buffer.add_codepoints([ord(character) for item in run for character in item.text])
    buffer.direction = "rtl" if first.level % 2 else "ltr"
    buffer.script = first.script
    buffer.language = _LANGUAGE
    # A letter must stay one piece to be animated, so optional ligatures are off; those of a script are always on.
    features = {} if emoji else {"kern": True, "liga": False, "clig": False, "tnum": first.voice.tabular}
    hb.shape(font, buffer, features)
    owner = [index for index, item in enumerate(run) for _ in item.text]
    glyphs: list[list[tuple[hb.GlyphInfo, hb.GlyphPosition]]] = [[] for _ in run]
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions or (), strict=True):
        glyphs[owner[info.cluster]].append((info, position))
    # Letters of a joined script must touch.
    spacing = 0.0 if first.script == "Arab" else first.voice.letter_spacing
    return [
        _letter(item, pieces, font, em=em, lift=lift, spacing=spacing, emoji=emoji)
        for item, pieces in zip(run, glyphs, strict=True)
    ]


def _tabular(letter: Shaped, voice: Voice) -> Shaped:
    """A figure in the middle of a place as wide as the widest one, which a face without such figures needs.

    The spaces that hold the place of a figure or a comma are as wide as these.
    """
    if letter.text not in _FIGURES and letter.text not in _PLACES:
        return letter
    advance = _widest(match(voice.family, voice.weight)[0].id, _PLACES.get(letter.text, _FIGURES)) + letter.spacing
    aside = (advance - letter.advance) / 2
    return replace(
        letter,
        advance=advance,
        stamps=tuple(stamp._replace(x=stamp.x + aside) for stamp in letter.stamps),
        ink=letter.ink if letter.ink.is_empty else letter.ink.moved(aside, 0),
    )


_FIGURES: Final = "0123456789"
_PLACES: Final = {"\u2007": _FIGURES, "\u2008": ","}


@lru_cache(maxsize=256)
def _widest(face: str, signs: str) -> float:
    """The largest advance of `signs` in a face that has them (em), all figures being of one width if it can do that."""
    font = shaper(face)
    advances: list[int] = []
    for sign in signs:
        buffer = hb.Buffer()
        buffer.add_codepoints([ord(sign)])
        buffer.direction, buffer.script = "ltr", "Latn"
        hb.shape(font, buffer, {"tnum": True})
        advances += [position.x_advance for position in buffer.glyph_positions or ()]
    return max(advances) / font.face.upem


def _letter(
    item: _Item,
    pieces: Sequence[tuple[hb.GlyphInfo, hb.GlyphPosition]],
    font: hb.Font,
    *,
    em: float,
    lift: float,
    spacing: float,
    emoji: bool,
) -> Shaped:
    pen = 0.0
    stamps: list[Stamp] = []
    ink = Rect(0, 0, 0, 0)
    for info, position in pieces:
        x, y = pen + position.x_offset * em, -position.y_offset * em - lift
        extents = font.get_glyph_extents(info.codepoint)
        if extents is not None and extents.width:
            left, top = x + extents.x_bearing * em, y - extents.y_bearing * em
            ink = ink.union(Rect(left, top, left + extents.width * em, top - extents.height * em))
            stamps.append(Stamp(info.codepoint, x, y))
        elif emoji:
            # A colour glyph has no outline of its own: its em box, as high as the face says, is what it inks.
            metrics = font.get_font_extents("ltr")
            ink = ink.union(Rect(x, y - metrics.ascender * em, x + position.x_advance * em, y - metrics.descender * em))
            stamps.append(Stamp(info.codepoint, x, y))
        pen += position.x_advance * em
    return Shaped(
        text=item.text,
        span=item.span,
        face=item.loan.face,
        scale=item.loan.scale,
        advance=pen + spacing,
        spacing=spacing,
        stamps=tuple(stamps),
        ink=ink,
        level=item.level,
        opens=item.opens,
    )
