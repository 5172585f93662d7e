"""Every kind of element; a new one is one file and one line here."""

from typing import Annotated, TypeAlias

from pydantic import Field

from sajangpick.renderer.elements.audio import Audio
from sajangpick.renderer.elements.composition import Composition
from sajangpick.renderer.elements.image import Image
from sajangpick.renderer.elements.shape import Shape
from sajangpick.renderer.elements.text import Text
from sajangpick.renderer.elements.video import Video

ELEMENTS = (Audio, Composition, Image, Shape, Text, Video)

AnyElement: TypeAlias = Annotated[
    Audio | Composition | Image | Shape | Text | Video,
    Field(discriminator="type"),
]

Composition.model_rebuild(_types_namespace={"AnyElement": AnyElement})
