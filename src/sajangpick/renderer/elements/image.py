"""A still picture."""

from typing import Annotated, ClassVar, Literal

from sajangpick.renderer.element import Shortfall
from sajangpick.renderer.windowed import Windowed


class Image(Windowed, frozen=True):
    """An image; an animated one plays in a loop."""

    main_property: ClassVar[str] = "source"

    type: Literal["image"] = "image"
    provider: Annotated[str | None, Shortfall("not-supported", "nothing is generated here: give a source")] = None
