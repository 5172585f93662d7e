"""The shaped letters of a block, and the lines they make at any size."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sajangpick.renderer.typeset.block import Block, Style
from sajangpick.renderer.typeset.fonts import family_for
from sajangpick.renderer.typeset.shape import Shaped, Voice, shape
from sajangpick.renderer.typeset.text import is_space, normalize
from sajangpick.renderer.typeset.wrap import Range, Wrapped, keeps_short_words, wrap

ShapedLine: TypeAlias = tuple[Shaped, ...]

# Sums of floats must not refuse what fits exactly.
_SLACK_PX = 5e-4


@dataclass(frozen=True, slots=True)
class Flow:
    """The letters of a block, one tuple a paragraph."""

    block: Block
    paragraphs: tuple[ShapedLine, ...]

    def lines(self, size: float) -> list[ShapedLine]:
        """The lines at a base size of `size` pixels."""
        return [
            paragraph[line.first : line.last]
            for paragraph in self.paragraphs
            for line in self._wrapped(paragraph, size).lines
        ]

    def breaks_well(self, size: float) -> bool:
        """True if at that size no word is cut, nothing torn apart, nothing left alone on a line."""
        return all(self._wrapped(paragraph, size).cost == 0 for paragraph in self.paragraphs)

    def keeps_words(self, size: float) -> bool:
        """True if at that size no word is cut but one so long that it could only be whole if it were tiny."""
        return all(
            keeps_short_words([letter.text for letter in paragraph], self._wrapped(paragraph, size).lines)
            for paragraph in self.paragraphs
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

    def _wrapped(self, paragraph: ShapedLine, size: float) -> Wrapped:
        if self.block.width is None or not self.block.wrap:
            return Wrapped([Range(0, len(paragraph))])
        ems = [self.em(letter, size) for letter in paragraph]
        return wrap(
            [letter.text for letter in paragraph],
            [letter.advance * em for letter, em in zip(paragraph, ems, strict=True)],
            self.block.width,
            spacing=[letter.spacing * em for letter, em in zip(paragraph, ems, strict=True)],
        )


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
