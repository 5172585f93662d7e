"""Where a line of a paragraph may end, and how gladly.

Korean is broken between its spaced words (어절). What belongs together is held together: a number and its unit, a phone
number, a sign and what follows it, a bracketed tail. A word is cut only where it alone is wider than the line.
Ideographs and kana may break anywhere but before closing and after opening marks.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

from sajangpick.renderer.typeset.text import is_hangul, is_ideographic, is_space, script_of

# Costs of a break, compared only between layouts of equally many lines.
_GLUE_COST = 6  # inside something held together
_WORD_COST = 1  # inside a word, between two letters
_FIGURE_COST = 4  # inside a word, next to a digit or within Latin
_STUB_COST = 20  # a part of a word with one letter
LONELY_COST = 10
"""The cost of a line that holds only a syllable, a unit, a count or a particle."""


class Break(NamedTuple):
    """A line may end before the letter `at`, at `cost`."""

    at: int
    cost: int = 0


class Word(NamedTuple):
    """Letters first to last (exclusive) without spaces."""

    first: int
    last: int


def words_of(letters: Sequence[str]) -> list[Word]:
    """The spaced words of a paragraph, as ranges of letters."""
    words: list[Word] = []
    first: int | None = None
    for index, letter in enumerate([*letters, " "]):
        if is_space(letter):
            if first is not None:
                words.append(Word(first, index))
            first = None
        elif first is None:
            first = index
    return words


def breaks_of(letters: Sequence[str], widths: Sequence[float], limit: float) -> list[Break]:
    """Every place where a line may end, in order; cuts inside a word only where it is wider than `limit`."""
    found: list[Break] = []
    for group in _held_together(tuple(letters)):
        if found or group[0].first:
            found.append(Break(group[0].first))
        whole = sum(widths[group[0].first : group[-1].last]) <= limit
        for position, word in enumerate(group):
            if position and not whole:
                found.append(Break(word.first, _GLUE_COST))
            found += _inside(letters, word, cut=sum(widths[word.first : word.last]) > limit)
    return [place for place in found if place.at > 0]


def is_lonely(text: str) -> bool:
    """True for a line that must not stand alone: a syllable, "세트", "2인분", "(대)", a joining word or sign."""
    stripped = text.strip()
    return _LONELY.fullmatch(stripped) is not None and not is_ideographic(stripped[:1])


@lru_cache(maxsize=64)
def _held_together(letters: tuple[str, ...]) -> list[list[Word]]:
    words = [(word, "".join(letters[word.first : word.last])) for word in words_of(letters)]
    groups: list[list[Word]] = []
    depth = 0
    for index, (word, text) in enumerate(words):
        before = words[index - 1][1] if index else ""
        held = groups and (
            depth > 0
            or _JOINER.fullmatch(before)
            or (_RANGE.fullmatch(text) or _RANGE.fullmatch(before))
            or (_FIGURES_END.search(before) and _UNIT.fullmatch(text))
            or (_DIGITS.fullmatch(before) and _DIGITS.fullmatch(text) and _is_phone(words, index))
        )
        if held:
            groups[-1].append(word)
        else:
            groups.append([word])
        depth = max(0, depth + sum(text.count(mark) for mark in "([（") - sum(text.count(mark) for mark in ")]）"))
    return groups


def _is_phone(words: Sequence[tuple[Word, str]], index: int) -> bool:
    """True if the figures at `index` go on a phone number, of which they are the second or the third part."""
    spans = (words[index - 1 : index + 2], words[max(0, index - 2) : index + 1])
    return any(_PHONE.search(" ".join(text for _, text in span)) for span in spans)


def _inside(letters: Sequence[str], word: Word, *, cut: bool) -> list[Break]:
    korean = any(is_hangul(letter) for letter in letters[word.first : word.last])
    found: list[Break] = []
    for index in range(word.first + 1, word.last):
        before, after = letters[index - 1], letters[index]
        if before[-1] in _NOT_LAST or after[0] in _NOT_FIRST:
            if cut:
                found.append(Break(index, _STUB_COST))
        elif not korean and (is_ideographic(before) or is_ideographic(after)):
            found.append(Break(index))
        elif cut:
            stub = index - word.first < 2 or word.last - index < 2
            found.append(Break(index, _STUB_COST if stub else _cut_cost(before, after)))
    return found


def _cut_cost(before: str, after: str) -> int:
    if before[-1] in _GOOD_LAST or after[0] in "([（":
        return 0
    figures = before[0].isdigit() or after[0].isdigit()
    latin = before[0].isalpha() and after[0].isalpha() and script_of(before) == script_of(after) == "Latn"
    return _FIGURE_COST if figures or latin else _WORD_COST


_UNITS = (
    "원|만원|천원|개|인|인분|인용|명|명분|잔|병|캔|팩|판|줄|그릇|접시|공기|마리|조각|쪽|피스|모|단|포기|송이|박스|봉|봉지|세트|"
    "가지|종|종류|곳|층|호|호점|번|번지|회|배|도|시|분|초|시간|일|주|개월|월|년|주년|살|그램|킬로|리터|"
    "g|kg|mg|ml|mL|l|L|cc|cm|mm|m|km|oz|lb|pcs|p|P|ea|EA|kcal|Kcal|%|℃|°C|도씨|㎏|㎖|ℓ"
)
_UNIT = regex.compile(rf"(?:{_UNITS})(?:짜리|씩|부터|까지|입니다|이상|이하|대|만)?[.,!~)]*")
_FIGURES_END = regex.compile(r"\d만?$")
_DIGITS = regex.compile(r"[0-9)(+]+[,.]?")
_PHONE = regex.compile(r"(?:^|\s)(?:\(?0\d{1,2}\)?\s\d{3,4}(?:\s\d{4})?|1\d{3}\s\d{4}|\d{3,4}\s\d{4})(?:\s|$)")
_JOINER = regex.compile(r"[+&×xX→=/·|]|및|와|과|또는")
_RANGE = regex.compile(r"[~\-–—〜]")
_LONELY = regex.compile(
    rf"\X|(?:[0-9][0-9,.~]*\s?)?(?!만?원)(?:{_UNITS})|정식|한정|추가|포함|제공|[(\[（]\X{{1,3}}[)\]）]"
    r"|[+&×→=/·|~\-–—]|및|와|과|또는|은|는|이|가|을|를|의|에|도|로|으로"
)
_NOT_FIRST = set(")]}）」』】〉》、。，．,.!?！？:;：；%℃℉°~〜…‥·・ー々ゝゞヽヾ'\"’”") | set(
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶะาำๆฯ"
)
_NOT_LAST = set("([{（「『【〈《₩￦$¥€#@“‘เแโใไ")
_GOOD_LAST = set("/·,&+-~")
