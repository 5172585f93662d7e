"""Fitting a text into its place: a fixed ladder of sizes, and line breaks a Korean reader would make.

A line breaks between words (어절). The fewest lines of the largest step that fits are taken; among the ways to break,
the one whose longest line is shortest; on ties, of two lines, the second is the longer, of more, all are alike. A word
is broken only where it alone is wider than the line, or where the last step would not hold the text otherwise.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TypeAlias

import regex

from sajangpick.errors import TextDoesNotFit
from sajangpick.template.model import Step

Width: TypeAlias = Callable[[str, float], float]
"""The width in pixels of one line of text at a size in pixels."""

EMOJI = regex.compile(
    r"(?:\p{RI}{2}|[#*0-9]\uFE0F?\u20E3|\p{Extended_Pictographic}[\p{EMod}\uFE0F\u200D\p{Extended_Pictographic}]*)"
)

NARROW_LETTER = 0.6
"""What a Latin letter, a digit or a sign counts for beside a syllable, which is as wide as high."""

MIN_PART = 2
"""A word is broken so that no part is a single syllable."""

_CLINGING = regex.compile(r"^(?:세트|정식|개|인분|판|잔|그릇|\(.{1,3}\)|\S)$")
"""Words that must not be left alone on a line."""

_ATTACHED = regex.compile(r"\(.{1,3}\)")
"""What belongs to the word before it: a size in brackets."""

_FAULT_COST = 10.0
"""More than any unevenness of lines: a lonely word is worse."""

_TIE = 0.02
"""Lines whose lengths differ by less than a fiftieth of the width are equally long to the eye."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text broken into lines, at the size of the step that holds it."""

    lines: tuple[str, ...]
    size: float


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    glue: str
    """What stands before it on the same line: a space, or nothing inside a broken word."""


def count_letters(text: str) -> float:
    """Letters as the ladders count them: syllables 1, narrow letters less, spaces and emoji nothing."""
    plain = EMOJI.sub("", text)
    return sum(1.0 if regex.match(r"[\p{Hangul}\p{Han}\p{Hiragana}\p{Katakana}]", c) else NARROW_LETTER
               for c in plain if not c.isspace())  # fmt: skip


def fit(text: str, ladder: Sequence[Step], *, width: float, measure: Width) -> Fitted:
    """Break `text` at the first step of `ladder` that holds it within `width` pixels without a fault, else with one.

    A fault is a broken word, or one left alone on its line.
    A text with line breaks of its own keeps them. Raises TextDoesNotFit if even the last step is too small.
    """
    text = text.strip()
    ugly: Fitted | None = None
    for step in ladder:
        lines = _lines(text, step, width=width, measure=measure)
        if lines is not None and not _faults(lines) and not _is_broken(text, lines):
            return Fitted(lines, step.size)
        if lines is not None and ugly is None:
            ugly = Fitted(lines, step.size)
    if ugly is not None:
        return ugly
    last = ladder[-1]
    lines = _broken_anywhere(text, last, width=width, measure=measure)
    if lines is not None:
        return Fitted(lines, last.size)
    raise TextDoesNotFit(
        f"'{_shortened(text)}'은(는) 가장 작은 글자로도 {last.lines}줄에 다 들어가지 않습니다.",
        hint=f"{int(last.letters * last.lines) if last.letters < 99 else 20}자 안팎으로 줄여 주세요.",
    )


def _lines(text: str, step: Step, *, width: float, measure: Width) -> tuple[str, ...] | None:
    if "\n" in text:
        lines = tuple(line.strip() for line in text.split("\n"))
        return lines if len(lines) <= step.lines and _all_fit(lines, step, width, measure) else None
    words = tuple(_words(text, step, width=width, measure=measure))
    for count in range(1, min(step.lines, len(words)) + 1):
        fitting = [lines for lines in _ways(words, count) if _all_fit(lines, step, width, measure)]
        if fitting:
            return min(fitting, key=lambda lines: _cost(lines, step, width, measure))
    return None


def _words(text: str, step: Step, *, width: float, measure: Width) -> Iterator[_Word]:
    """Words, of which those too long for a line are broken into equal parts."""
    for word in text.split():
        letters = regex.findall(r"\X", word)
        parts = 1
        while parts < len(letters) // MIN_PART and not all(
            _fits(part, step, width, measure) for part in _equal_parts(letters, parts)
        ):
            parts += 1
        for index, part in enumerate(_equal_parts(letters, parts)):
            yield _Word(part, "" if index else " ")


def _equal_parts(letters: Sequence[str], count: int) -> list[str]:
    """`letters` in `count` parts, the later ones longer by at most one."""
    ends = [len(letters) * (i + 1) // count for i in range(count)]
    return ["".join(letters[start:end]) for start, end in zip([0, *ends[:-1]], ends, strict=True)]


def _ways(words: Sequence[_Word], count: int) -> Iterator[tuple[str, ...]]:
    """Every way to set `words` in `count` lines."""
    for cuts in combinations(range(1, len(words)), count - 1):
        bounds = [0, *cuts, len(words)]
        yield tuple(_joined(words[start:end]) for start, end in pairwise(bounds))


def _joined(words: Sequence[_Word]) -> str:
    return "".join(word.glue + word.text if i else word.text for i, word in enumerate(words))


def _all_fit(lines: Sequence[str], step: Step, width: float, measure: Width) -> bool:
    return all(_fits(line, step, width, measure) for line in lines)


def _fits(line: str, step: Step, width: float, measure: Width) -> bool:
    return count_letters(line) <= step.letters and measure(line, step.size) <= width


def _cost(lines: tuple[str, ...], step: Step, width: float, measure: Width) -> tuple[float, float]:
    """Lower is better: faults first, then the longest line, then a longer second of two, or evenness."""
    widths = [measure(line, step.size) / width for line in lines]
    longest = round((max(widths) + _FAULT_COST * _faults(lines)) / _TIE)
    match widths:
        case [_]:
            return longest, 0.0
        case [_, second]:
            return longest, -second
        case _:
            return longest, sum(each * each for each in widths)


def _faults(lines: Sequence[str]) -> int:
    """Lonely words, brackets torn apart, signs at the end of a line instead of before what they join."""
    if len(lines) == 1:
        return 0
    lonely = sum(bool(_CLINGING.match(line)) or count_letters(line) == 0 for line in lines)
    attached = sum(bool(_ATTACHED.match(line)) for line in lines[1:])
    torn = sum(line.count("(") != line.count(")") or line.endswith(("+", "&")) for line in lines)
    return lonely + attached + torn


def _is_broken(text: str, lines: Sequence[str]) -> bool:
    return sum(len(line.split()) for line in lines) > len(text.split())


def _broken_anywhere(text: str, step: Step, *, width: float, measure: Width) -> tuple[str, ...] | None:
    """Lines filled one after the other, words broken where a line is full; the last resort of the last step."""
    lines: list[str] = []
    rest = regex.findall(r"\X", " ".join(text.split()))
    while rest:
        end = len(rest)
        while end > 1 and not _fits("".join(rest[:end]).strip(), step, width, measure):
            end -= 1
        if end < len(rest):
            end = _kind_cut(rest, end)
        line = "".join(rest[:end]).strip()
        if not _fits(line, step, width, measure):
            return None
        lines.append(line)
        rest = rest[end:]
        while rest and rest[0].isspace():
            rest = rest[1:]
    return tuple(lines) if len(lines) <= step.lines else None


def _kind_cut(letters: Sequence[str], end: int) -> int:
    """A cut at or before `end` that leaves no single syllable on either side of it."""
    for cut in range(end, max(1, end - MIN_PART), -1):
        before, after = letters[max(0, cut - MIN_PART) : cut], letters[cut : cut + MIN_PART]
        at_space = letters[cut].isspace() or letters[cut - 1].isspace()
        if at_space or not any(c.isspace() for c in (*before, *after)):
            return cut
    return end


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 24 else f"{flat[:23]}…"
