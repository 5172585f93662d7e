"""What bodies look like: camelCase outside, our names inside, and no field that we do not know."""

from typing import Annotated, Generic, TypeAlias, TypeVar

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints
from pydantic.alias_generators import to_camel

Id: TypeAlias = Annotated[
    str, StringConstraints(pattern="^[0-9a-hjkmnp-tv-z]{26}$"), Field(examples=["01k2m3n4p5q6r7s8t9v0w1x2y3"])
]
"""An id of `domain.identifier`; whatever looks otherwise reaches no database."""

Line: TypeAlias = Annotated[str, StringConstraints(pattern="^[^\\x00-\\x1f\\x7f]*$", max_length=200)]
"""One line of text as people write it, without control characters."""

Values: TypeAlias = dict[str, JsonValue]
"""A JSON object of ours inside an answer."""

After: TypeAlias = Annotated[Id | None, Query(description="The cursor `next` of the page before.")]
Limit: TypeAlias = Annotated[int, Query(ge=1, le=100, description="Items on a page, at most.")]

ItemT = TypeVar("ItemT")


class Body(BaseModel):
    """What a client sends: unknown fields are refused, so that a slip of the pen is not lost."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)


class Resource(BaseModel):
    """What we answer."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, from_attributes=True, frozen=True, serialize_by_alias=True
    )


class Listing(Resource, Generic[ItemT]):
    """A page of a list, newest first; `next` is the cursor of the page after it, null on the last one."""

    items: list[ItemT]
    next: str | None = None
