"""What a display list draws in one frame: a Scene in whole numbers, its leaves by their place in the tables.

Groups that change nothing are dissolved, and what a chain of groups does to one child is done at once, so that a frame
has as few parts as it can have. Two equal parts draw the same.
"""

from dataclasses import dataclass
from typing import TypeAlias

PLACE_UNITS = 65536
"""Parts of one in the four factors of a place."""

PIXEL_UNITS = 64
"""Parts of a pixel in its two shifts, and in the boxes of pictures: the raster on which the painter sets ink."""

OPACITY_UNITS = 1000
TIME_UNITS_PER_SECOND = 1000

Place: TypeAlias = tuple[int, int, int, int, int, int]
"""The transform x' = ax + cy + e, y' = bx + dy + f: a, b, c, d in 65536ths and e, f in 64ths of a pixel."""

HERE: Place = (PLACE_UNITS, 0, 0, PLACE_UNITS, 0, 0)

BoxUnits: TypeAlias = tuple[int, int, int, int]
"""Left, top, width, height in 64ths of a pixel."""


@dataclass(frozen=True, slots=True)
class ShapeRef:
    """An entry of the table of shapes; `family` is equal for shapes of which one may turn into the other."""

    index: int
    family: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class PictureRef:
    """A picture by its name, at a thousandth of a second of its own time if it moves."""

    source: str
    box: BoxUnits
    window: BoxUnits
    time: int | None


@dataclass(frozen=True, slots=True)
class MaskRef:
    """What of a part is seen: by alpha or luma of another."""

    shape: "Drawn"
    by: str
    inverted: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A part of a frame: `content`, cut by the outline `clip`, changed by `effects`, put in place, laid on."""

    content: "ShapeRef | PictureRef | tuple[Drawn, ...]"
    place: Place = HERE
    opacity: int = OPACITY_UNITS
    blend: str = "source-over"
    clip: int | None = None
    alone: bool = False
    """True if its children are joined before they meet what is below."""
    mask: MaskRef | None = None
    effects: tuple[str, ...] = ()
    """CSS filter functions, and colours (`#rrggbbaa`) to lay over it."""
