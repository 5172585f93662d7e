"""Text before type: what is kept of it, what a letter is, and what kind of letter it is."""

import unicodedata
from functools import lru_cache

import regex

SPACES = " \u3000"
"""The spaces at which a line may end; a no-break space is a letter like any other."""

_NEW_LINES = regex.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
# Joiners, variation selectors and tags shape emoji and Arabic; every other invisible character would only do harm.
_INVISIBLE = regex.compile(r"(?![\n\u200C\u200D\U000E0020-\U000E007F])[\p{Cc}\p{Cf}]")
_CLUSTER = regex.compile(r"\X")
_EMOJI = regex.compile(
    r"(?!.\uFE0E)(?:\p{Emoji_Presentation}|\p{Emoji}\uFE0F|[0-9#*]\u20E3|\p{Regional_Indicator}{2}"
    r"|\p{Emoji_Modifier_Base}\p{Emoji_Modifier}|\p{Extended_Pictographic}\u200D)"
)
_IGNORABLE = regex.compile(r"\p{Default_Ignorable_Code_Point}")
_IDEOGRAPHIC = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\u3000-\u303F\uFF01-\uFF60ー]")
_SQUARE = regex.compile(r"[\p{Hangul}\p{Han}\p{Hiragana}\p{Katakana}]")
_HANGUL = regex.compile(r"\p{Hangul}")
_RIGHT_TO_LEFT = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}]")
_SCRIPTS = (("Arab", regex.compile(r"\p{Arabic}")), ("Thai", regex.compile(r"\p{Thai}")), ("Hang", _SQUARE))


def normalize(text: str) -> str:
    """Composed (NFC) text with plain line feeds; tabs become spaces, other invisible characters go."""
    plain = _NEW_LINES.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", plain))


def letters_of(text: str) -> list[str]:
    """The letters a reader sees: extended grapheme clusters (Unicode Standard Annex 29)."""
    return _CLUSTER.findall(text)


def is_space(letter: str) -> bool:
    """True if a line may end after it and it draws nothing."""
    return letter in SPACES


@lru_cache(maxsize=4096)
def is_emoji(letter: str) -> bool:
    """True if the letter asks for colour: by default, by a selector, or as a sequence."""
    return _EMOJI.match(letter) is not None


def is_square(letter: str) -> bool:
    """True for Hangul, ideographs and kana, which fill a square."""
    return _SQUARE.match(letter) is not None


def is_ideographic(letter: str) -> bool:
    """True for ideographs, kana and their punctuation, between which a line may break."""
    return _IDEOGRAPHIC.match(letter) is not None


def is_hangul(letter: str) -> bool:
    """True for Hangul."""
    return _HANGUL.match(letter) is not None


def is_ignorable(character: str) -> bool:
    """True for characters that need no glyph: joiners, selectors, tags."""
    return _IGNORABLE.match(character) is not None


def has_right_to_left(text: str) -> bool:
    """True if any part of it is read from the right."""
    return _RIGHT_TO_LEFT.search(text) is not None


@lru_cache(maxsize=4096)
def script_of(letter: str) -> str:
    """The script to shape a letter with: Arab, Thai, Hang (all square ones), or Latn for the rest."""
    return next((name for name, pattern in _SCRIPTS if pattern.match(letter)), "Latn")
