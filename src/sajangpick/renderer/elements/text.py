"""Words: laid out in a box, on boxes of colour, and taken apart by animations."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from sajangpick.errors import BadInput, ScriptError
from sajangpick.renderer.animation import NOTHING, Change, TextAnimation, Unit, combine
from sajangpick.renderer.backdrop import aligned, backdrop
from sajangpick.renderer.element import Element, Shortfall, percent, vmin
from sajangpick.renderer.geometry import Point, Rect, Size, Transform
from sajangpick.renderer.markup import Marked, parse_markup, parse_weight
from sajangpick.renderer.outline import moved, rectangle
from sajangpick.renderer.pens import fill_of, stroke_of
from sajangpick.renderer.scene import Color, Group, Node, Paint, Path, Stroke
from sajangpick.renderer.stage import Stage
from sajangpick.renderer.typeset import Block, Layout, Letter, Span, Style, check, join, layout
from sajangpick.renderer.typeset.text import is_emoji, is_space
from sajangpick.renderer.units import AbsoluteLength, ColorValue, Fill, Length, Percent

MAX_CHARACTERS: Final = 20_000
"""Of one text: ten pages of a book."""

UNBOXED_VMIN: Final = 10
"""Largest size of a text with neither box nor size. The vendor says only that such a text needs a size."""

LETTER_SPACING_EM: Final = 0.1
"""What a letter_spacing of 100 % adds, in em. The vendor says "of the font size", but its own examples, 190 % on a line
of 47 letters and -19 % on a logo, leave the frame or collide unless it is about a tenth of that."""

SHOWN_LETTERS: Final = Color(0, 0, 0)


def _weight(written: object) -> object:
    weight = parse_weight(written) if isinstance(written, str | int) and not isinstance(written, bool) else None
    if weight is None:
        raise PydanticCustomError(
            "value", "Expected a font weight such as 400, '700' or 'bold', got {got}", {"got": repr(written)[:80]}
        )
    return weight


def _words(written: object) -> object:
    """A number is a text, too: a price."""
    return str(written) if isinstance(written, int | float) and not isinstance(written, bool) else written


_NO_TRANSCRIPT: Final = Shortfall("not-supported", "captions are not timed here: write the text as keyframes")


class Text(Element, frozen=True):
    """A text; `font_size` null makes it as large as its box allows."""

    main_property: ClassVar[str] = "text"

    type: Literal["text"] = "text"
    width: Length | None = None
    height: Length | None = None
    x_alignment: Percent = 0.0
    y_alignment: Percent = 0.0
    fill_color: Fill | None = Color(0, 0, 0)
    text: Annotated[str, BeforeValidator(_words), Field(max_length=MAX_CHARACTERS)] = ""
    font_family: Annotated[str, Field(max_length=200)] = "Aileron"
    font_weight: Annotated[int, BeforeValidator(_weight)] = 400
    font_style: Annotated[
        Literal["normal", "italic", "oblique"], Shortfall("approximated", "the bundled faces are upright")
    ] = "normal"
    font_size: AbsoluteLength | None = None
    font_size_minimum: AbsoluteLength = vmin(1)
    font_size_maximum: AbsoluteLength = vmin(100)
    letter_spacing: Length = percent(0)
    line_height: Length = percent(115)
    text_wrap: bool = True
    text_clip: bool = False
    text_transform: Literal["none", "capitalize", "uppercase", "lowercase"] = "none"
    background_color: ColorValue | None = None
    background_x_padding: Length = percent(25)
    background_y_padding: Length = percent(25)
    background_border_radius: Length = percent(0)
    background_align_threshold: Length = percent(20)
    transcript_source: Annotated[object, _NO_TRANSCRIPT] = None
    transcript_effect: Annotated[object, _NO_TRANSCRIPT] = None
    transcript_split: Annotated[object, _NO_TRANSCRIPT] = None
    transcript_placement: Annotated[object, _NO_TRANSCRIPT] = None
    transcript_maximum_length: Annotated[object, _NO_TRANSCRIPT] = None
    transcript_color: Annotated[object, _NO_TRANSCRIPT] = None

    def verify(self, place: str) -> None:
        """A letter that no face draws is refused, whenever it would be shown."""
        for piece in (piece for words in self.values("text") for piece in parse_markup(str(words))):
            text = _transformed(piece.text, self.text_transform)
            for family in (piece.family,) if piece.family else self.values("font_family"):
                try:
                    check(text, str(family), piece.weight or self.font_weight)
                except BadInput as problem:
                    raise ScriptError(problem.message, path=f"{place}.text", hint=problem.hint) from problem

    def size(self, stage: Stage) -> Size:
        """Sides that are null hug the letters."""
        frame = stage.frame
        dx, dy = self._paddings(frame)
        width = None if self.width is None else max(self.width.pixels(frame.width, frame), 0.0)
        height = None if self.height is None else max(self.height.pixels(frame.height, frame), 0.0)
        if width is not None and height is not None:
            return Size(width, height)
        laid = self._layout(stage)
        return Size(
            laid.width + 2 * dx if width is None else width,
            laid.height + 2 * dy if height is None else height,
        )

    def pulse(self, stage: Stage) -> tuple[object, ...]:
        """The moments of the animations that are under way."""
        return tuple(moment for _, moment in stage.animations)

    def lower(self, stage: Stage, box: Rect) -> tuple[Node, ...]:
        """The lines' boxes, then the letters: in one piece, or unit by unit while an animation takes them apart."""
        laid = self._layout(stage)
        if not laid.letters:
            return ()
        if not stage.animations:
            return self._at_rest(stage, laid, box)
        shown = self._shown(stage, laid)
        origin = Point(stage.animations[0][1].box.left, stage.animations[0][1].box.top)
        return (*self._moving_boxes(stage, shown, origin), *self._moving_letters(stage, shown, box, origin))

    def _paddings(self, frame: Size) -> tuple[float, float]:
        return self.x_padding.pixels(frame.width, frame), self.y_padding.pixels(frame.height, frame)

    def _layout(self, stage: Stage) -> Layout:
        return stage.keeper.keep("layout", (stage.state, stage.frame), lambda: layout(self._block(stage.frame)))

    def _block(self, frame: Size) -> Block:
        dx, dy = self._paddings(frame)
        width = None if self.width is None else max(self.width.pixels(frame.width, frame) - 2 * dx, 1.0)
        height = None if self.height is None else max(self.height.pixels(frame.height, frame) - 2 * dy, 1.0)
        size = None if self.font_size is None else max(self.font_size.pixels(min(frame), frame), 0.1)
        if size is not None or (width is not None and height is not None):
            return self._set(frame, size, width, height, wrap=self.text_wrap)
        if width is not None or height is not None:
            return self._set(frame, None, width, height, wrap=False)
        # Nothing says how large: as large as the composition allows a line to be, within reason, and hugged.
        room = self._set(frame, None, max(frame.width - 2 * dx, 1.0), None, wrap=False)
        largest = max(min(room.maximum_size, UNBOXED_VMIN / 100 * min(frame)), room.minimum_size)
        fitted = layout(replace(room, maximum_size=largest)).size
        return self._set(frame, fitted, None, None, wrap=False)

    def _set(self, frame: Size, size: float | None, width: float | None, height: float | None, *, wrap: bool) -> Block:
        minimum = max(self.font_size_minimum.pixels(min(frame), frame), 0.1)
        return Block(
            spans=tuple(Span(piece.text, self._style(piece, size, frame)) for piece in self._pieces()),
            width=width,
            height=height,
            line_height=_in_em(self.line_height, size, frame),
            wrap=wrap,
            x_alignment=self.x_alignment,
            y_alignment=self.y_alignment,
            ellipsis=self.text_clip,
            minimum_size=minimum,
            maximum_size=max(self.font_size_maximum.pixels(min(frame), frame), minimum),
            allow_overflow=True,
        )

    def _style(self, piece: Marked, size: float | None, frame: Size) -> Style:
        """Without colour: letters are painted later, so that a change of colour sets no type."""
        return Style(
            family=piece.family or self.font_family,
            weight=piece.weight or self.font_weight,
            italic=self.font_style != "normal" if piece.italic is None else piece.italic,
            size=size,
            scale=piece.scale,
            letter_spacing=self._letter_spacing(size, frame),
            fill=SHOWN_LETTERS,
        )

    def _letter_spacing(self, size: float | None, frame: Size) -> float:
        factor = LETTER_SPACING_EM if self.letter_spacing.unit == "%" else 1.0
        return _in_em(self.letter_spacing, size, frame) * factor

    def _pieces(self) -> tuple[Marked, ...]:
        return tuple(
            replace(piece, text=_transformed(piece.text, self.text_transform)) for piece in parse_markup(self.text)
        ) or (Marked(),)

    def _at_rest(self, stage: Stage, laid: Layout, box: Rect) -> tuple[Node, ...]:
        boxes = self._line_boxes(stage, laid)
        radius = self.background_border_radius.pixels(laid.size, stage.frame)
        nodes: list[Node] = []
        if boxes and self.background_color is not None:
            nodes.append(Path(backdrop(list(boxes.values()), radius), fill=self.background_color))
        return (*nodes, *self._letters(stage, laid.letters, box))

    def _letters(self, stage: Stage, letters: Sequence[Letter], box: Rect) -> tuple[Node, ...]:
        """Letters in their paint: all strokes first, so that none covers a neighbour's fill."""
        own = fill_of(self, box, stage.frame)
        fills: list[Paint | None] = [piece.color or own for piece in self._pieces()]
        stroke = stroke_of(self, stage.frame)
        visible = [letter for letter in letters if letter.runs]
        strokes = [_painted(letter, None, stroke) for letter in visible if stroke and not is_emoji(letter.text)]
        painted = [_painted(letter, fills[min(letter.span, len(fills) - 1)], None) for letter in visible]
        return (*join(strokes), *(glyphs for glyphs in join(painted) if glyphs.fill is not None))

    def _line_boxes(self, stage: Stage, laid: Layout) -> dict[int, Rect]:
        """The background box of every line that has letters, by its index."""
        if self.background_color is None or self.background_color.alpha == 0:
            return {}
        dx = self.background_x_padding.pixels(laid.size, stage.frame)
        dy = self.background_y_padding.pixels(laid.size, stage.frame)
        lines = [line for line in laid.lines if line.box.width > 0]
        width = stage.frame.width if self.width is None else self.width.pixels(stage.frame.width, stage.frame)
        threshold = self.background_align_threshold.pixels(width, stage.frame)
        boxes = aligned([line.box.grown(dx, dy) for line in lines], threshold)
        return {line.index: box for line, box in zip(lines, boxes, strict=True)}

    def _shown(self, stage: Stage, laid: Layout) -> Layout:
        """The layout with what the animations write in place of the text: a part of it, or other words of its size."""
        whole = "".join(piece.text for piece in self._pieces())
        words = whole
        for animation, moment in stage.animations:
            words = animation.text_at(moment, words)
        if words == whole:
            return laid
        if whole.startswith(words):
            return replace(laid, letters=_first(laid.letters, whole, len(words)))
        block = self._block(stage.frame)
        spans = tuple(replace(span, style=replace(span.style, size=laid.size)) for span in block.spans)
        return layout(
            replace(
                block,
                spans=_rewritten(spans, whole, words),
                width=block.width or laid.width,
                height=block.height or laid.height,
                # Figures of one width may need a little more room: no reason to break or cut what stands whole at rest.
                wrap=len(laid.lines) > whole.count("\n") + 1,
                ellipsis=laid.truncated,
                allow_overflow=True,
            )
        )

    def _moving_boxes(self, stage: Stage, laid: Layout, origin: Point) -> tuple[Node, ...]:
        boxes = self._line_boxes(stage, laid)
        if not boxes or self.background_color is None:
            return ()
        radius = self.background_border_radius.pixels(laid.size, stage.frame)
        changes: list[Change] = []
        for place, box in enumerate(boxes.values()):
            line = box.moved(*origin)
            changes.append(
                combine(
                    animation.change_background(moment, Unit(place, len(boxes), line, line, moment.box))
                    for animation, moment in stage.animations
                )
            )
        if all(change == NOTHING for change in changes):
            return (Path(backdrop(list(boxes.values()), radius), fill=self.background_color),)
        return tuple(
            _here(change, origin).around(Path(backdrop([box], radius), fill=self.background_color))
            for change, box in zip(changes, boxes.values(), strict=True)
        )

    def _moving_letters(self, stage: Stage, laid: Layout, box: Rect, origin: Point) -> Iterator[Node]:
        """Every unit under its change. Units are the letters that all animations under way treat alike."""
        letters = [letter for letter in laid.letters if not is_space(letter.text)]
        splits = [_split(letters, animation) for animation, _ in stage.animations]
        groups: dict[tuple[int, ...], list[Letter]] = {}
        for index, letter in enumerate(letters):
            groups.setdefault(tuple(split[index] for split in splits), []).append(letter)
        units = [_units(letters, split, laid, origin) for split in splits]
        content = stage.keeper.keep(
            "units",
            (stage.state, stage.frame, box, laid.size, "".join(letter.text for letter in letters), tuple(groups)),
            lambda: {key: _one(self._letters(stage, group, box)) for key, group in groups.items()},
        )
        for key in groups:
            change = combine(
                animation.change_unit(moment, units[number][key[number]])
                for number, (animation, moment) in enumerate(stage.animations)
            )
            node = content[key]
            if node is not None and (change.opacity > 0 or change.over):
                yield _here(change, origin).around(node)
        for (animation, moment), own in zip(stage.animations, units, strict=True):
            count = animation.cursor(moment, len(own))
            if count is not None and own:
                bar = _cursor(sorted(own, key=animation.place), count, laid.size).moved(-origin.x, -origin.y)
                yield Path(rectangle(bar), fill=fill_of(self, box, stage.frame))


def _in_em(length: Length, size: float | None, frame: Size) -> float:
    """A length relative to the font size; where that is free and the length is not, a size of 5 % of the frame."""
    em = size or min(frame) * 0.05
    return length.pixels(em, frame) / em


def _transformed(text: str, how: Literal["none", "capitalize", "uppercase", "lowercase"]) -> str:
    match how:
        case "none":
            return text
        case "uppercase":
            return text.upper()
        case "lowercase":
            return text.lower()
        case "capitalize":
            return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))


def _painted(letter: Letter, fill: Paint | None, stroke: Stroke | None) -> Letter:
    if fill is None and stroke is None and is_emoji(letter.text):
        fill = SHOWN_LETTERS
    return replace(letter, runs=tuple(replace(run, fill=fill, stroke=stroke) for run in letter.runs))


def _rewritten(spans: Sequence[Span], whole: str, words: str) -> tuple[Span, ...]:
    """Other words in the look of those they stand for, letter by letter; what is longer stretches where it begins.

    Figures become equally wide, so that what counts does not jitter.
    """
    first = next((at for at, (old, new) in enumerate(zip(whole, words, strict=False)) if old != new), len(whole) - 1)
    ends = list(accumulate(len(span.text) for span in spans))
    ends = [0, *(end + (len(words) - len(whole) if end > first else 0) for end in ends)]
    return tuple(
        Span(words[start:end], replace(span.style, tabular=True))
        for span, (start, end) in zip(spans, pairwise(ends), strict=True)
    )


def _first(letters: Sequence[Letter], whole: str, count: int) -> tuple[Letter, ...]:
    """The letters of the first `count` characters; line feeds count in the text and have no letter."""
    left = count - whole[:count].count("\n")
    kept: list[Letter] = []
    for letter in letters:
        left -= len(letter.text)
        if left < 0:
            break
        kept.append(letter)
    return tuple(kept)


def _split(letters: Sequence[Letter], animation: TextAnimation) -> list[int]:
    """For every letter, the number of its unit, counted from 0 without gaps."""
    match animation.split:
        case "letter":
            return list(range(len(letters)))
        case "word":
            names = [letter.word for letter in letters]
        case "line":
            names = [letter.line for letter in letters]
    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return [places[name] for name in names]


def _units(letters: Sequence[Letter], split: Sequence[int], laid: Layout, origin: Point) -> list[Unit]:
    """The units of one animation, in pixels of the composition."""
    members: dict[int, list[Letter]] = {}
    for number, letter in zip(split, letters, strict=True):
        members.setdefault(number, []).append(letter)
    element = Rect(0, 0, laid.width, laid.height).moved(*origin)
    rows = {line: row for row, line in enumerate(dict.fromkeys(letter.line for letter in letters))}
    units: list[Unit] = []
    for number, group in members.items():
        box = group[0].box
        for letter in group[1:]:
            box = box.union(letter.box)
        line = laid.lines[group[0].line].box
        text = "".join(letter.text for letter in group)
        units.append(
            Unit(
                number,
                len(members),
                box.moved(*origin),
                line.moved(*origin),
                element,
                text,
                row=rows[group[0].line],
                rows=len(rows),
            )
        )
    return units


CURSOR_WIDTH_EM: Final = 0.06
"""As thick as the stem of a regular letter."""


def _cursor(units: Sequence[Unit], count: int, size: float) -> Rect:
    """A bar of one em after the first `count` of `units`, in the order of their coming; before the first if none is."""
    left = units[count - 1].box.right if count else units[0].box.left
    middle = units[max(count - 1, 0)].line.center.y
    return Rect(left, middle - size / 2, left + CURSOR_WIDTH_EM * size, middle + size / 2)


def _one(nodes: tuple[Node, ...]) -> Node | None:
    if not nodes:
        return None
    return nodes[0] if len(nodes) == 1 else Group(nodes)


def _here(change: Change, origin: Point) -> Change:
    """A change in pixels of the composition as one in own coordinates, whose origin lies at `origin`."""
    if change == NOTHING:
        return change
    there, back = Transform.translation(*origin), Transform.translation(-origin.x, -origin.y)
    both = change.content @ change.transform
    return Change(
        transform=both if both.is_translation else back @ both @ there,
        opacity=change.opacity,
        clips=tuple(moved(clip, back) for clip in change.clips),
        over=tuple(Group((node,), transform=back) for node in change.over),
    )
