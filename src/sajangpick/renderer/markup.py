"""Inline styles of a text: `[color #f00]…[/color]`, `[size 50%]`, `[weight 800]`, `[style italic]`, `[family Name]`."""

import re
from dataclasses import dataclass, replace
from typing import Final

from sajangpick.renderer.scene import Color
from sajangpick.renderer.units import parse_color_value, parse_percent

WEIGHTS: Final = {
    "thin": 100, "extralight": 200, "light": 300, "normal": 400, "regular": 400, "medium": 500,
    "semibold": 600, "bold": 700, "extrabold": 800, "black": 900, "heavy": 900,
}  # fmt: skip
"""Names of weights as CSS and font menus have them."""

_TAG = re.compile(r"\[(/?)(color|size|weight|style|family)(?:\s+([^\[\]]*))?\]")


@dataclass(frozen=True, slots=True)
class Marked:
    """Letters with what their tags say; None where the text's own style holds."""

    text: str = ""
    color: Color | None = None
    scale: float = 1.0
    weight: int | None = None
    italic: bool | None = None
    family: str | None = None


def parse_markup(text: str) -> tuple[Marked, ...]:
    """The text without its tags, in pieces of one style. Tags nest; what is not a tag, or not a value, stays text."""
    pieces: list[Marked] = []
    open_tags: list[tuple[str, Marked]] = []
    style = Marked()
    end = 0
    for tag in _TAG.finditer(text):
        closes, name, value = bool(tag[1]), str(tag[2]), str(tag[3] or "").strip()
        inner = None if closes else _styled(style, name, value)
        is_open = any(name == each for each, _ in open_tags)
        if (closes and not is_open) or (not closes and inner is None):
            continue
        pieces.append(replace(style, text=text[end : tag.start()]))
        end = tag.end()
        if inner is not None:
            open_tags.append((name, style))
            style = inner
        else:
            index = max(index for index, (each, _) in enumerate(open_tags) if each == name)
            style = open_tags[index][1]
            del open_tags[index:]
    pieces.append(replace(style, text=text[end:]))
    return tuple(piece for piece in pieces if piece.text)


def parse_weight(written: str | int) -> int | None:
    """A weight of 1-1000 from a number or a name; None if it is neither."""
    if isinstance(written, int):
        return written if 1 <= written <= 1000 else None
    name = written.strip().lower().replace("-", "").replace(" ", "")
    if name.isdecimal() and len(name) <= 4:
        return parse_weight(int(name))
    return WEIGHTS.get(name)


def _styled(style: Marked, name: str, value: str) -> Marked | None:
    """The style inside a tag, or None if its value says nothing."""
    try:
        match name:
            case "color":
                return replace(style, color=parse_color_value(value))
            case "size":
                return replace(style, scale=style.scale * max(parse_percent(value), 0.01))
            case "weight":
                weight = parse_weight(value)
                return None if weight is None else replace(style, weight=weight)
            case "style":
                return replace(style, italic=value in {"italic", "oblique"})
            case _:
                return replace(style, family=value) if value else None
    except ValueError:
        return None
