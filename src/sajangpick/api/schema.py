"""What bodies look like: camelCase outside, our names inside, and no field that we do not know."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Generic, TypeAlias, TypeVar, cast

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

EXAMPLE_ID = "01k2m3n4p5q6r7s8t9v0w1x2y3"

Id: TypeAlias = Annotated[
    str,
    StringConstraints(pattern="^[0-9a-hjkmnp-tv-z]{26}$"),
    Field(description="An id that was answered.", examples=[EXAMPLE_ID]),
]
"""An id of `domain.identifier`; whatever looks otherwise reaches no database."""

Line: TypeAlias = Annotated[str, StringConstraints(pattern="^[^\\x00-\\x1f\\x7f]*$", max_length=200)]
"""One line of text as people write it, without control characters."""

Values: TypeAlias = dict[str, JsonValue]
"""A JSON object of ours inside an answer."""

After: TypeAlias = Annotated[Id | None, Query(description="The cursor `next` of the page before.")]
Limit: TypeAlias = Annotated[int, Query(ge=1, le=100, description="Items on a page, at most.")]

ItemT = TypeVar("ItemT")

_HALF = re.compile("[\ud800-\udfff]")


class Body(BaseModel):
    """What a client sends: unknown fields are refused, so that a slip of the pen is not lost."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _refuse_broken_text(cls, sent: object) -> object:
        """JSON can say what no database keeps and no answer can repeat: NUL, and halves of characters."""
        for text in _texts(sent):
            if "\x00" in text or _HALF.search(text):
                raise PydanticCustomError("broken_text", "Text may not hold NUL or halves of characters")
        return sent


class Resource(BaseModel):
    """What we answer."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, from_attributes=True, frozen=True, serialize_by_alias=True
    )


class Listing(Resource, Generic[ItemT]):
    """A page of a list, newest first; `next` is the cursor of the page after it, null on the last one."""

    # Its parameters hide the docstring above from OpenAPI.
    model_config = ConfigDict(json_schema_extra={"description": "A page of a list, newest first."})

    items: list[ItemT]
    next: str | None = Field(default=None, description="The cursor of the page after it; null on the last one.")


def _texts(value: object) -> Iterator[str]:
    """Every string in a JSON value, names of fields too."""
    match value:
        case str():
            yield value
        case Mapping():
            for name, each in cast("Mapping[str, object]", value).items():
                yield name
                yield from _texts(each)
        case list():
            for each in cast("list[object]", value):
                yield from _texts(each)
        case _:
            return
