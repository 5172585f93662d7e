"""Which face draws a letter, and how it is fitted to the face that was asked for.

A letter is drawn whole by one face. The order: the face asked for, its sisters, its companions at the nearest weight,
then ideographs, serif, Arabic, Thai and colour emoji; emoji sequences go to the colour face first. A borrowed letter is
scaled and moved so that its face's sample letter stands as tall, and on the same foot, as that of the face asked for.
"""

from functools import lru_cache
from typing import NamedTuple

from sajangpick.errors import BadInput
from sajangpick.renderer.typeset.fonts import (
    DEFAULT_FAMILY,
    EMOJI_FACE,
    Face,
    companions,
    family_for,
    has_glyph,
    match,
    shaper,
)
from sajangpick.renderer.typeset.text import is_emoji, is_ignorable, is_square, letters_of, normalize

# Emoji among Pretendard: slightly smaller than the letters, and lifted so that both share their middle.
EMOJI_SCALE = 0.92
EMOJI_LIFT_EM = 0.06


class Loan(NamedTuple):
    """The face that draws a letter, its size relative to the text, and how far it is lifted (em of the text)."""

    face: str
    scale: float = 1.0
    lift: float = 0.0


@lru_cache(maxsize=4096)
def lend(letter: str, family: str, weight: int) -> Loan:
    """The face for one letter of a text in a bundled `family`. Raises BadInput if no face has it."""
    asked = match(family, weight)[0]
    if is_emoji(letter) and _covers(EMOJI_FACE, letter):
        return _as_emoji(asked)
    for face in chain(family, weight):
        if _covers(face.id, letter):
            return Loan(asked.id) if face == asked else _fitted(face, asked, letter)
    if _covers(EMOJI_FACE, letter):
        return _as_emoji(asked)
    raise BadInput(
        f"'{letter}' 글자(U+{ord(letter[0]):04X})는 가지고 있는 글꼴로 그릴 수 없습니다.",
        hint="이 글자를 빼거나 다른 글자로 바꿔 주세요.",
    )


def check(text: str, family: str, weight: int) -> None:
    """Raises BadInput for the first letter that no face draws in a text set in `family` (or its substitute)."""
    for letter in letters_of(normalize(text).replace("\n", "")):
        lend(letter, family_for(family).family, weight)


@lru_cache(maxsize=256)
def chain(family: str, weight: int) -> tuple[Face, ...]:
    """The faces asked in turn for a letter that is no emoji."""
    order = (
        *(family, *companions(family), DEFAULT_FAMILY),
        *("Noto Sans CJK KR", "Noto Serif KR", "Noto Sans Arabic", "Noto Sans Thai"),
    )
    own = match(family, weight)
    heaviness = own[0].weight
    lent = (face for name in dict.fromkeys(order) if name != family for face in match(name, heaviness))
    return (*own, *lent)


def covers(family: str, text: str) -> bool:
    """True if the faces of `family` (or its substitute) draw all of `text` themselves, without borrowing a letter."""
    own = match(family_for(family).family, 400)
    return all(any(_covers(face.id, letter) for face in own) for letter in letters_of(text.replace("\n", "")))


def _covers(face: str, letter: str) -> bool:
    return all(has_glyph(face, character) or is_ignorable(character) for character in letter)


def _fitted(face: Face, asked: Face, letter: str) -> Loan:
    if is_square(letter) or not has_glyph(face.id, "8"):
        ours, theirs = _stature(asked.id, "한"), _stature(face.id, "한" if has_glyph(face.id, "한") else "火")
    else:
        ours, theirs = _stature(asked.id, "8"), _stature(face.id, "8")
    scale = ours.height / theirs.height
    # Faces of one design, or nearly one size, keep their own drawing: a scaled stem would show more than it mends.
    if face.family == asked.family or abs(scale - 1) < 0.03:
        return Loan(face.id)
    return Loan(face.id, scale, ours.foot - theirs.foot * scale)


def _as_emoji(asked: Face) -> Loan:
    ours, usual = _stature(asked.id, "한"), _stature("Pretendard-Bold", "한")
    ratio = ours.height / usual.height
    lift = EMOJI_LIFT_EM * ratio + (ours.foot + ours.height / 2) - (usual.foot + usual.height / 2) * ratio
    return Loan(EMOJI_FACE, EMOJI_SCALE * ratio, lift)


class _Stature(NamedTuple):
    foot: float
    height: float


@lru_cache(maxsize=128)
def _stature(face: str, sample: str) -> _Stature:
    font = shaper(face)
    glyph = font.get_nominal_glyph(ord(sample))
    extents = font.get_glyph_extents(glyph) if glyph else None
    if extents is None:  # an Arabic, Thai or emoji face asked for by name has no Hangul: it counts as Pretendard
        return _Stature(-0.07, 0.87)
    units = font.face.upem
    return _Stature((extents.y_bearing + extents.height) / units, -extents.height / units)
