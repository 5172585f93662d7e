"""Every kind of element that a document may name: one file each, and one line in ELEMENTS."""

from collections.abc import Mapping
from typing import Annotated, Final, TypeAlias, cast

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from sajangpick.renderer.element import Element
from sajangpick.renderer.elements.audio import Audio
from sajangpick.renderer.elements.composition import Composition
from sajangpick.renderer.elements.image import Image
from sajangpick.renderer.elements.shape import Shape
from sajangpick.renderer.elements.text import Text
from sajangpick.renderer.elements.video import Video

ELEMENTS: Final[tuple[type[Element], ...]] = (
    Audio,
    Composition,
    Image,
    Shape,
    Text,
    Video,
)

ELEMENT_TYPES: Final[Mapping[str, type[Element]]] = {kind.model_fields["type"].default: kind for kind in ELEMENTS}
"""Each element by the `type` that a document writes."""


def parse_element(written: object) -> Element:
    """The element that a document describes. Raises ValueError; pydantic keeps the path to the wrong value."""
    if isinstance(written, Element):
        return written
    kind = cast("Mapping[str, object]", written).get("type") if isinstance(written, Mapping) else None
    if not isinstance(kind, str) or kind not in ELEMENT_TYPES:
        raise PydanticCustomError(
            "element",
            "Expected an element of a type among {types}, got {got}",
            {"types": ", ".join(ELEMENT_TYPES), "got": repr(kind)},
        )
    return ELEMENT_TYPES[kind].model_validate(written)


AnyElement: TypeAlias = Annotated[Element, PlainValidator(parse_element)]
"""A field for one element of any type."""

Composition.model_rebuild(_types_namespace={"AnyElement": AnyElement})
