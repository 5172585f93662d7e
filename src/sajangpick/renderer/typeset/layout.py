"""A text and its box to placed letters: the one entry of typesetting."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache, lru_cache

from sajangpick.errors import TextDoesNotFit
from sajangpick.renderer.geometry import Rect
from sajangpick.renderer.scene import Glyph, Glyphs
from sajangpick.renderer.typeset.block import Block, Layout, Letter, Line, Style
from sajangpick.renderer.typeset.fit import largest, preferred
from sajangpick.renderer.typeset.flow import Attempt, Flow, ShapedLine, flow, pixels_per_em, visible
from sajangpick.renderer.typeset.fonts import family_for, match, shaper
from sajangpick.renderer.typeset.shape import Shaped, Voice, shape

ELLIPSIS = "…"


@lru_cache(maxsize=64)
def layout(block: Block) -> Layout:
    """Place a text.

    Raises TextDoesNotFit if it stands out of a fixed box at its size, or at the minimum size where the size is free
    (unless `allow_overflow` or `ellipsis`), and BadInput for a character that no bundled face can draw.
    """
    text = flow(block)
    size = _size(text)
    lines = text.lines(size)
    truncated = False
    if not text.fits(lines, size):
        if block.ellipsis:
            lines, truncated = _shortened(text, lines, size), True
        elif not block.allow_overflow:
            raise _refusal(block, size)
    return _placed(text, lines, size, truncated=truncated)


def _size(text: Flow) -> float:
    block = text.block
    fixed = [span.style.size for span in block.spans if span.style.size is not None]
    if len(fixed) == len(block.spans):
        return max(fixed, default=block.minimum_size)

    # Three searches meet the same sizes again, and each try breaks the whole text into lines.
    attempt = cache(text.attempt)

    def search(passes: Callable[[Attempt], bool]) -> float | None:
        return largest(lambda size: passes(attempt(size)), block.minimum_size, block.maximum_size)

    well = search(lambda tried: tried.fits and tried.ends_well)
    if well == block.maximum_size:
        return block.maximum_size
    fitted = preferred(well, search(lambda tried: tried.fits and tried.keeps_words))
    return fitted or search(lambda tried: tried.fits) or block.minimum_size


def _shortened(text: Flow, lines: list[ShapedLine], size: float) -> list[ShapedLine]:
    """The lines that fit the height, those too wide and the last one ended by an ellipsis."""
    block = text.block
    kept: list[ShapedLine] = []
    height = 0.0
    for line in lines:
        height += text.height(line, size)
        if kept and block.height is not None and height > block.height:
            break
        kept.append(line)
    dropped = len(kept) < len(lines)
    return [
        _ended(text, line, size) if (dropped and line is kept[-1]) or not text.fits([line], size) else line
        for line in kept
    ]


def _ended(text: Flow, line: ShapedLine, size: float) -> ShapedLine:
    span = line[-1].span if line else 0
    style = text.block.spans[span].style
    voice = Voice(family_for(style.family).family, style.weight, style.letter_spacing, style.tabular)
    dots = tuple(replace(dot, opens=False) for dot in shape((("", voice),) * span + ((ELLIPSIS, voice),)))
    shown = line[: visible(line)]
    while shown and text.block.width is not None and text.width(shown + dots, size) > text.block.width:
        shown = shown[:-1]
        shown = shown[: visible(shown)]
    return shown + dots


def _refusal(block: Block, size: float) -> TextDoesNotFit:
    quoted = "".join(span.text for span in block.spans)
    box = " x ".join("any" if side is None else f"{side:g}" for side in (block.width, block.height))
    return TextDoesNotFit(
        f'The text "{quoted}" does not fit its box of {box} px even at {size:g} px.',
        hint="Shorten the text, enlarge its box, or allow a smaller size.",
    )


def _placed(text: Flow, lines: list[ShapedLine], size: float, *, truncated: bool) -> Layout:
    block = text.block
    widths = [text.width(line, size) for line in lines]
    heights = [text.height(line, size) for line in lines]
    width = max(widths, default=0.0) if block.width is None else block.width
    height = sum(heights) if block.height is None else block.height
    top = (height - sum(heights)) * block.y_alignment
    placed_lines: list[Line] = []
    letters: list[Letter] = []
    word = -1
    for index, (line, line_width, line_height) in enumerate(zip(lines, widths, heights, strict=True)):
        left = (width - line_width) * block.x_alignment
        box = Rect(left, top, left + line_width, top + line_height)
        baseline = _baseline(text, line, size, box)
        first = len(letters)
        origins = _origins(text, line, size, left)
        for position, letter in enumerate(line):
            word += letter.opens
            letters.append(_letter(text, letter, size, origins[position], box, baseline, line=index, word=max(word, 0)))
        placed_lines.append(Line(index, box, baseline, first, len(letters)))
        top += line_height
    return Layout(size, width, height, tuple(placed_lines), tuple(letters), _substitutes(block), truncated)


def _origins(text: Flow, line: ShapedLine, size: float, left: float) -> list[tuple[float, float]]:
    """The left and right edge of each letter, in reading order; trailing spaces have no width."""
    end = visible(line)
    edges = [(left, left)] * len(line)
    pen = left
    for index in _visual_order([letter.level for letter in line]):
        advance = line[index].advance * text.em(line[index], size) if index < end else 0.0
        edges[index] = (pen, pen + advance)
        pen += advance
    return edges


def _visual_order(levels: list[int]) -> list[int]:
    """Indices from left to right (Unicode Standard Annex 9, rule L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end + 1
    return order


def _baseline(text: Flow, line: ShapedLine, size: float, box: Rect) -> float:
    """Where the letters stand: the largest style's ascent and descent, centred in the line (CSS half-leading)."""
    styles = [text.block.spans[letter.span].style for letter in line] or [text.block.spans[0].style]
    style = max(styles, key=lambda style: pixels_per_em(style, size))
    font = shaper(match(family_for(style.family).family, style.weight)[0].id)
    metrics = font.get_font_extents("ltr")
    rise = (metrics.ascender + metrics.descender) / 2 / font.face.upem
    return (box.top + box.bottom) / 2 + rise * pixels_per_em(style, size)


def _letter(
    text: Flow,
    letter: Shaped,
    size: float,
    edges: tuple[float, float],
    line_box: Rect,
    baseline: float,
    *,
    line: int,
    word: int,
) -> Letter:
    style: Style = text.block.spans[letter.span].style
    em = pixels_per_em(style, size)
    left, right = edges
    glyphs = tuple(Glyph(stamp.glyph, left + stamp.x * em, baseline + stamp.y * em) for stamp in letter.stamps)
    ink = Rect(
        left + letter.ink.left * em,
        baseline + letter.ink.top * em,
        left + letter.ink.right * em,
        baseline + letter.ink.bottom * em,
    )
    return Letter(
        text=letter.text,
        line=line,
        word=word,
        span=letter.span,
        box=Rect(left, line_box.top, right, line_box.bottom),
        runs=(Glyphs(letter.face, em * letter.scale, glyphs, style.fill, style.stroke),) if glyphs else (),
        ink=ink,
    )


def _substitutes(block: Block) -> tuple[tuple[str, str], ...]:
    asked = {span.style.family: family_for(span.style.family) for span in block.spans}
    return tuple((name, found.family) for name, found in asked.items() if not found.exact)
