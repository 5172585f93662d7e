"""Elements put together, with a time of their own."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from sajangpick.renderer.element import Element
from sajangpick.renderer.geometry import Rect, Size
from sajangpick.renderer.pens import fill_of, stroke_of
from sajangpick.renderer.scene import Group, Node, Path
from sajangpick.renderer.stage import Stage

if TYPE_CHECKING:
    from sajangpick.renderer.elements import AnyElement


class Composition(Element, frozen=True):
    """A group of elements on a background of its own; `loop` plays it again and again, at most `plays` times."""

    main_property: ClassVar[str] = "fill_color"

    type: Literal["composition"] = "composition"
    elements: "tuple[AnyElement, ...]" = ()
    flow_direction: Literal["vertical", "horizontal"] = "vertical"
    loop: bool = False
    plays: Annotated[int, Field(ge=1, le=10_000)] | None = None

    def size(self, stage: Stage) -> Size:
        """A side that is null is as long as its relatively placed elements together."""
        written, extent = super().size(stage), stage.extent
        if extent is None:
            return written
        return Size(
            extent.width if self.width is None else written.width,
            extent.height if self.height is None else written.height,
        )

    def pulse(self, stage: Stage) -> tuple[object, ...]:
        """What plays inside, by identity: what was kept holds on to it, so that no other can take its place."""
        return tuple(map(id, stage.nodes))

    def lower(self, stage: Stage, box: Rect) -> tuple[Node, ...]:
        """Background, elements, frame."""
        outline = self.border(stage, box)
        nodes: list[Node] = []
        if fill := fill_of(self, box, stage.frame):
            nodes.append(Path(outline, fill=fill))
        if stage.nodes:
            nodes.append(Group(stage.nodes))
        if stroke := stroke_of(self, stage.frame):
            nodes.append(Path(outline, stroke=stroke))
        return tuple(nodes)
