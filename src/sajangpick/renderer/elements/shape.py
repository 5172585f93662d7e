"""A drawn outline, or a rectangle."""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from sajangpick.renderer.element import Element
from sajangpick.renderer.geometry import Point, Rect, Size, Transform
from sajangpick.renderer.outline import moved, parse_outline
from sajangpick.renderer.pens import fill_of, stroke_of
from sajangpick.renderer.scene import Node, Outline, Path, Segment
from sajangpick.renderer.stage import Stage
from sajangpick.renderer.units import Length

MAX_PATH_CHARACTERS: Final = 200_000
"""More than any drawn icon has; a bound for what one document may ask for."""

BOX_UNITS: Final = 100
"""Coordinates of a path in a box run from 0 to this, across and down."""


def _parse(written: object) -> Outline:
    if isinstance(written, tuple):
        return tuple(segment for segment in written if isinstance(segment, Segment))
    if not isinstance(written, str) or len(written) > MAX_PATH_CHARACTERS:
        raise PydanticCustomError("path", "Expected path data such as 'M 0 0 L 100 0 L 50 100 Z'")
    try:
        return parse_outline(written.replace("%", " "))
    except ValueError as problem:
        raise PydanticCustomError("path", "{sentence}", {"sentence": str(problem)}) from problem


class Shape(Element, frozen=True):
    """An outline in its box (0-100 across and down), or in pixels from x, y where it has no width and height."""

    main_property: ClassVar[str] = "fill_color"

    type: Literal["shape"] = "shape"
    width: Length | None = None
    height: Length | None = None
    path: Annotated[Outline, PlainValidator(_parse)] | None = None

    def size(self, stage: Stage) -> Size:
        """Nothing for a path without a box, whose anchor is its own origin; the composition for a bare rectangle."""
        return Size(0, 0) if self._is_unboxed else super().size(stage)

    def lower(self, stage: Stage, box: Rect) -> tuple[Node, ...]:
        """One path; a boxed path may reach out of its box."""
        outline = self._outline(stage, box)
        extent = _bounds(outline) if self._is_unboxed else box
        fill, stroke = fill_of(self, extent, stage.frame), stroke_of(self, stage.frame)
        return (Path(outline, fill, stroke),) if outline and (fill or stroke) else ()

    def border(self, stage: Stage, box: Rect) -> Outline:
        """A shape is cut by its box; a path without one is not cut."""
        return super().border(stage, _bounds(self.path or ()) if self._is_unboxed else box)

    @property
    def _is_unboxed(self) -> bool:
        return self.path is not None and self.width is None and self.height is None

    def _outline(self, stage: Stage, box: Rect) -> Outline:
        if self.path is None:
            return super().border(stage, box)
        if self._is_unboxed:
            return self.path
        to_box = Transform(m00=box.width / BOX_UNITS, m11=box.height / BOX_UNITS, m02=box.left, m12=box.top)
        return moved(self.path, to_box)


def _bounds(outline: Outline) -> Rect:
    """The smallest box around all points, handles included."""
    points = [point for segment in outline for point in segment.points] or [Point(0, 0)]
    xs, ys = [point.x for point in points], [point.y for point in points]
    return Rect(min(xs), min(ys), max(xs), max(ys))
