"""What bodies look like: camelCase outside, our names inside, and no field that we do not know."""

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Body(BaseModel):
    """What a client sends: unknown fields are refused, so that a slip of the pen is not lost."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)


class Resource(BaseModel):
    """What we answer."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, from_attributes=True, frozen=True, serialize_by_alias=True
    )
