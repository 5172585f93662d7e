"""The shaped letters of a block, and the lines they make at any size."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from sajangpick.renderer.typeset.block import Block, Style
from sajangpick.renderer.typeset.fonts import family_for
from sajangpick.renderer.typeset.shape import Shaped, Voice, shape
from sajangpick.renderer.typeset.text import is_space, normalize
from sajangpick.renderer.typeset.wrap import Range, Wrapped, keeps_short_words, wrap

ShapedLine: TypeAlias = tuple[Shaped, ...]

# Sums of floats must not refuse what fits exactly.
_SLACK_PX = 5e-4


class Attempt(NamedTuple):
    """How a text stands at a size: in its box, no line ending badly, no word of a usual length cut."""

    fits: bool
    ends_well: bool = False
    keeps_words: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """The letters of a block, one tuple a paragraph."""

    block: Block
    paragraphs: tuple[ShapedLine, ...]

    def lines(self, size: float) -> list[ShapedLine]:
        """The lines at a base size of `size` pixels."""
        return self._cut(self._wrapped(size))

    def attempt(self, size: float) -> Attempt:
        """What the text comes to at that size."""
        wrapped = self._wrapped(size)
        if not self.fits(self._cut(wrapped), size):
            return Attempt(fits=False)
        return Attempt(
            fits=True,
            ends_well=all(lines.cost == 0 for lines in wrapped),
            keeps_words=all(
                keeps_short_words([letter.text for letter in paragraph], lines.lines)
                for paragraph, lines in zip(self.paragraphs, wrapped, strict=True)
            ),
        )

    def fits(self, lines: Sequence[ShapedLine], size: float) -> bool:
        """True if the lines stand in the block's box at that size."""
        block = self.block
        wide = block.width is not None and any(self.width(line, size) > block.width + _SLACK_PX for line in lines)
        high = block.height is not None and sum(self.height(line, size) for line in lines) > block.height + _SLACK_PX
        return not wide and not high

    def em(self, letter: Shaped, size: float) -> float:
        """Pixels per em of a letter's style, where the base size is `size`."""
        return pixels_per_em(self.block.spans[letter.span].style, size)

    def width(self, line: ShapedLine, size: float) -> float:
        """Pixels from the first letter to the last visible one."""
        shown = line[: visible(line)]
        return sum(letter.advance * self.em(letter, size) for letter in shown) - (
            shown[-1].spacing * self.em(shown[-1], size) if shown else 0
        )

    def height(self, line: ShapedLine, size: float) -> float:
        """Pixels from this line's top to the next one's."""
        styles = [self.block.spans[letter.span].style for letter in line] or [self.block.spans[0].style]
        return self.block.line_height * max(pixels_per_em(style, size) for style in styles)

    def _cut(self, wrapped: Sequence[Wrapped]) -> list[ShapedLine]:
        return [
            paragraph[line.first : line.last]
            for paragraph, lines in zip(self.paragraphs, wrapped, strict=True)
            for line in lines.lines
        ]

    def _wrapped(self, size: float) -> list[Wrapped]:
        limit = self.block.width
        if limit is None or not self.block.wrap:
            return [Wrapped([Range(0, len(paragraph))]) for paragraph in self.paragraphs]
        ems = [pixels_per_em(span.style, size) for span in self.block.spans]
        return [
            wrap(
                [letter.text for letter in paragraph],
                [letter.advance * ems[letter.span] for letter in paragraph],
                limit,
                spacing=[letter.spacing * ems[letter.span] for letter in paragraph],
            )
            for paragraph in self.paragraphs
        ]


def flow(block: Block) -> Flow:
    """Shape the text of a block. Raises BadInput for a character that no bundled face can draw."""
    voices = [_voice(span.style) for span in block.spans]
    pieces = [normalize(span.text).split("\n") for span in block.spans]
    # Each paragraph lists every span, empty or not, so that a letter's span index is the block's.
    paragraphs: list[list[str]] = [[""] * len(pieces)] if pieces else []
    for index, (first, *others) in enumerate(pieces):
        paragraphs[-1][index] = first
        for text in others:
            paragraphs.append([""] * len(pieces))
            paragraphs[-1][index] = text
    return Flow(block, tuple(shape(tuple(zip(texts, voices, strict=True))) for texts in paragraphs))


def visible(line: ShapedLine) -> int:
    """The number of letters up to the last one that is no space."""
    return max((index + 1 for index, letter in enumerate(line) if not is_space(letter.text)), default=0)


def pixels_per_em(style: Style, size: float) -> float:
    """A style's size in pixels, where the base size is `size`."""
    return (size if style.size is None else style.size) * style.scale


def _voice(style: Style) -> Voice:
    return Voice(family_for(style.family).family, style.weight, style.letter_spacing, style.tabular)
