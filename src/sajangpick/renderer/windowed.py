"""What images and videos share: a picture seen through a window."""

from fractions import Fraction
from typing import Annotated, Literal

from sajangpick.renderer.assets import Source
from sajangpick.renderer.element import Element, Shortfall, fitted
from sajangpick.renderer.geometry import IDENTITY, Point, Rect, Size
from sajangpick.renderer.outline import rectangle
from sajangpick.renderer.pens import fill_of, stroke_of
from sajangpick.renderer.scene import Group, Node, Path, Picture
from sajangpick.renderer.stage import Stage


class Windowed(Element, frozen=True):
    """An element that shows a source in its box."""

    source: str | None = None
    fit: Literal["cover", "contain", "fill"] = "cover"
    smart_crop: Annotated[bool, Shortfall("approximated", "the crop follows x_alignment and y_alignment")] = False

    def picture_time(self, stage: Stage) -> Fraction | None:
        """The second of the source that is seen now; None for a still. A moving picture plays again and again."""
        if stage.source is None or stage.source.kind != "moving":
            return None
        length = stage.source.duration
        return frame_time(stage.clock % length if length else stage.clock, stage.source)

    def size(self, stage: Stage) -> Size:
        """A side that is null follows from the source's own proportions."""
        written, natural = super().size(stage), stage.source.size if stage.source else None
        if natural is None or self.aspect_ratio is not None or (self.width is not None and self.height is not None):
            return written
        return fitted(written, natural.width / natural.height, free=(self.width, self.height))

    def pulse(self, stage: Stage) -> tuple[object, ...]:
        """The frame that is seen, and where in its window."""
        return (self.picture_time(stage), stage.lens)

    def lower(self, stage: Stage, box: Rect) -> tuple[Node, ...]:
        """The picture, its window cut round, on its fill, in its frame."""
        nodes: list[Node] = []
        outline = self.border(stage, box)
        if fill := fill_of(self, box, stage.frame):
            nodes.append(Path(outline, fill=fill))
        if self.source and stage.source is not None and not box.is_empty:
            placed = self._placed(stage.source.size or Size(box.width, box.height), box)
            window = placed.intersection(box)
            if stage.lens != IDENTITY:
                placed = stage.lens.bounds(placed)
            radius = self.border_radius.pixels(min(box.width, box.height), stage.frame)
            picture: Node = Picture(self.source, placed, window, self.picture_time(stage))
            outline = rectangle(window, radius)
            nodes.append(Group((picture,), clip=outline) if radius > 0 else picture)
        if stroke := stroke_of(self, stage.frame):
            nodes.append(Path(outline, stroke=stroke))
        return tuple(nodes)

    def _placed(self, natural: Size, box: Rect) -> Rect:
        """The whole picture, in the coordinates of its box."""
        scales = (box.width / natural.width, box.height / natural.height)
        match self.fit:
            case "fill":
                return box
            case "cover":
                scale = max(scales)
            case "contain":
                scale = min(scales)
        size = Size(natural.width * scale, natural.height * scale)
        left = box.left + (box.width - size.width) * self.x_alignment
        top = box.top + (box.height - size.height) * self.y_alignment
        return Rect.of_size(size, Point(left, top))


def frame_time(at: Fraction, source: Source) -> Fraction:
    """The middle of the source's frame at `at`: the same for all instants that show it, and safe from rounding."""
    rate = source.frame_rate
    return (at * rate // 1 + Fraction(1, 2)) / rate if rate else at
