"""The document as its author wrote it: RenderScript JSON, checked and typed.

An unknown key is a warning with its JSON path. A wrong value (type, unit, range) refuses the document, in one sentence
with its JSON path.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Final, Literal, NoReturn, TypeAlias, cast

from pydantic import AfterValidator, BaseModel, Field, PlainValidator, ValidationError, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from sajangpick.domain.json import Json
from sajangpick.errors import ScriptError
from sajangpick.renderer.element import Element
from sajangpick.renderer.elements.composition import Composition
from sajangpick.renderer.elements.text import Text
from sajangpick.renderer.modifications import MAX_DEPTH, MERGE_FIELD, modify
from sajangpick.renderer.units import FrameRate, Seconds, parse_percent

MAX_DIMENSION: Final = 8192
"""Pixels on a side: beyond what H.264 encodes at level 6.2."""
MAX_SECONDS: Final = 3600
MAX_ELEMENTS: Final = 2000
"""In one document; the largest in the wild have about a hundred."""
MAX_JSON_BYTES: Final = 20_000_000


def _in_limits(seconds: Fraction) -> Fraction:
    if not 0 < seconds <= MAX_SECONDS:
        raise PydanticCustomError(
            "limit", "Expected more than 0 and at most {limit} seconds, got {got}",
            {"limit": MAX_SECONDS, "got": f"{float(seconds):g}"},
        )  # fmt: skip
    return seconds


Dimension: TypeAlias = Annotated[int, Field(ge=1, le=MAX_DIMENSION)]


class Script(BaseModel, frozen=True):
    """A document. What is null was left to the renderer."""

    output_format: Literal["jpg", "png", "gif", "mp4"] | None = None
    width: Dimension | None = None
    height: Dimension | None = None
    frame_rate: FrameRate | None = None
    duration: Annotated[Seconds, AfterValidator(_in_limits)] | None = None
    snapshot_time: Seconds | None = None
    snapshot_location: Literal["start", "end"] | None = None
    emoji_style: Literal["facebook", "google", "twitter", "apple"] | None = None
    crf: Annotated[float, Field(ge=0, le=51)] | None = None
    gif_quality: Literal["fast", "best"] | None = None
    gif_compression: Annotated[float, Field(ge=0, le=200)] | None = None
    loop: bool | None = None
    fonts: object = None
    root: Composition = Composition()
    """The elements, on the document's own fill."""
    warnings: tuple[str, ...] = ()

    @field_validator("width", "height", mode="before")
    @classmethod
    def _whole(cls, written: object) -> object:
        """Editors write 1080.0 and "1080 px"."""
        if isinstance(written, str):
            written = written.strip().removesuffix("px").strip()
            written = float(written) if written.replace(".", "", 1).isdecimal() and len(written) < 20 else written
        return round(written) if isinstance(written, float) and abs(written) < 1e9 else written


ROOT_PROPERTIES: Final = frozenset(
    {"elements", "fill_color", "fill_mode", "fill_x0", "fill_y0", "fill_x1", "fill_y1", "fill_radius"}
)
REQUEST_PROPERTIES: Final = frozenset(
    {"source", "modifications", "template_id", "tags", "metadata", "webhook_url", "render_scale", "max_width",
     "max_height", "name", "id"}
)  # fmt: skip
"""What a request says around its document; accepted, and of no effect on the picture."""
TOP_LEVEL: Final = frozenset(Script.model_fields) - {"root", "warnings"} | ROOT_PROPERTIES


def parse(document: Mapping[str, Json] | str, *, modifications: Mapping[str, Json] | None = None) -> Script:
    """The script of a RenderScript document, as a mapping or as JSON text, bare or wrapped in `{"source": …}`.

    `modifications`, and those in the wrapper, are laid over it first. Raises ScriptError, and nothing else.
    """
    try:
        written = _unwrapped(read_object(document))
        warnings: list[str] = []
        for layer in (written.pop("modifications", None), modifications):
            if isinstance(layer, Mapping):
                modified = modify(written, cast("Mapping[str, Json]", layer), top_level=TOP_LEVEL)
                written = modified.document
                warnings += modified.warnings
        _check_limits(written)
        script = _typed(written)
        warnings += _oddities(written, script)
        return script.model_copy(update={"warnings": tuple(warnings)})
    except RecursionError as problem:
        raise ScriptError("The document is nested too deeply to be read.", hint="Flatten it.") from problem


def read_object(document: Mapping[str, Json] | str) -> dict[str, Json]:
    """The JSON object in a text, or a copy of a mapping. Raises ScriptError."""
    if isinstance(document, str):
        if len(document) > MAX_JSON_BYTES:
            raise ScriptError(f"The document is longer than {MAX_JSON_BYTES:,} characters.")
        try:
            document = cast("Mapping[str, Json] | str", json.loads(document, parse_constant=_no_constant))
        except RecursionError as problem:
            raise ScriptError("The document is nested too deeply to be read.", hint="Flatten it.") from problem
        except ValueError as problem:
            raise ScriptError(f"This is not JSON: {problem}.", hint="Check commas, quotes and brackets.") from problem
    if isinstance(document, Mapping):
        return dict(document)
    raise ScriptError("Expected a JSON object with elements.", hint='Such as {"width": 1080, "elements": […]}.')


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")


def _unwrapped(written: dict[str, Json]) -> dict[str, Json]:
    """The document inside a request; what the request itself says (size, format) holds where the document is silent."""
    source = written.get("source")
    if isinstance(source, str):
        source = read_object(source)
    if isinstance(source, Mapping):
        return {**{key: value for key, value in written.items() if key != "source"}, **source}
    if "elements" not in written and ("template_id" in written or "tags" in written):
        raise ScriptError(
            "This is a request for a template that the vendor keeps, not a document.",
            hint="Export the template's source and give that.",
        )
    return written


def _check_limits(written: Mapping[str, Json]) -> None:
    level: list[Json] = [dict(written)]
    count = 0
    for _ in range(MAX_DEPTH + 1):
        children = [_children(item) for item in level]
        level = [child for group in children for child in group]
        count += len(level)
        if count > MAX_ELEMENTS:
            raise ScriptError(f"The document has more than {MAX_ELEMENTS} elements.", path="elements")
        if not level:
            return
    raise ScriptError(f"Compositions are nested deeper than {MAX_DEPTH} levels.", path="elements")


def _children(item: Json) -> list[Json]:
    return _list(item.get("elements")) if isinstance(item, Mapping) else []


def _typed(written: Mapping[str, Json]) -> Script:
    own = {key: value for key, value in written.items() if key in Script.model_fields and key not in _OURS}
    fill = {key: value for key, value in written.items() if key in ROOT_PROPERTIES}
    try:
        return Script.model_validate({**own, "root": {**fill, "type": "composition"}})
    except ValidationError as problem:
        error = problem.errors(include_url=False)[0]
        raise ScriptError(_sentence(error), path=_path(error["loc"])) from problem


_OURS: Final = frozenset({"root", "warnings"})


def _path(location: Sequence[int | str]) -> str:
    """A JSON path such as elements[2].x[0].value."""
    path = ""
    for step in location[1:] if location[:1] == ("root",) else location:
        if isinstance(step, int):
            path += f"[{step}]"
        else:
            path += f".{step}" if path else step
    return path


def _sentence(error: ErrorDetails) -> str:
    """What was expected and what was found, in the vendor's manner."""
    message = error["msg"].replace("Input should be", "Expected")
    if ", got " in message:
        return message
    shown = repr(error["input"])
    return f"{message}, got {shown if len(shown) <= 80 else shown[:77] + '...'}"


def _oddities(written: Mapping[str, Json], script: Script) -> Iterator[str]:
    """Keys that do not exist, and merge fields that nothing filled."""
    known = TOP_LEVEL | REQUEST_PROPERTIES
    for key in written:
        if key not in known:
            yield _unknown("", key, TOP_LEVEL)
    yield from _odd_elements(written, script.root, "")


def _odd_elements(written: Mapping[str, Json], composition: Composition, path: str) -> Iterator[str]:
    for index, (item, element) in enumerate(zip(_children(dict(written)), composition.elements, strict=True)):
        place = f"{path}elements[{index}]"
        if not isinstance(item, Mapping):
            continue
        yield from _unknown_keys(item, element, place)
        if isinstance(element, Text):
            for field in MERGE_FIELD.findall(json.dumps(item.get("text"), ensure_ascii=False)):
                yield f"{place}.text: The merge field {{{{{field}}}}} is not filled."
        if isinstance(element, Composition):
            yield from _odd_elements(item, element, f"{place}.")


def _unknown_keys(item: Mapping[str, Json], element: Element, place: str) -> Iterator[str]:
    fields = frozenset(type(element).model_fields) - {"motion"}
    for key in item:
        if key not in fields:
            yield _unknown(f"{place}.", key, fields)
    yield from _factors(item, type(element), place)
    for side in ("width", "height"):
        if item.get(side) == "auto":
            yield f'{place}.{side}: "auto" is read as null.'
    animations = item.get("animations")
    pairs = zip(animations if isinstance(animations, list) else [], element.animations, strict=False)
    for number, (raw, animation) in enumerate(pairs):
        names = frozenset(type(animation).model_fields)
        for key in raw if isinstance(raw, Mapping) else ():
            if key not in names:
                yield _unknown(f"{place}.animations[{number}].", key, names)
        if isinstance(raw, Mapping):
            yield from _factors(raw, type(animation), f"{place}.animations[{number}]")


LARGEST_FACTOR: Final = 2
"""A share without a unit is in percent. Hardly anybody means so little, but many write 0.5, 1 or 1.5 as a factor."""


def _factors(item: Mapping[str, Json], model: type[BaseModel], place: str) -> Iterator[str]:
    """Shares that look as if they were written as factors."""
    for key in sorted(_percentages(model) & item.keys()):
        yield from _factor(item[key], f"{place}.{key}")
        for number, keyframe in enumerate(_list(item[key])):
            if isinstance(keyframe, Mapping):
                yield from _factor(keyframe.get("value"), f"{place}.{key}[{number}].value")
    for number, stop in enumerate(_list(item.get("fill_color"))):
        if isinstance(stop, Mapping):
            yield from _factor(stop.get("offset"), f"{place}.fill_color[{number}].offset")


def _factor(written: Json, place: str) -> Iterator[str]:
    if isinstance(written, bool) or not isinstance(written, int | float | str):
        return
    try:
        number = float(written)
    except ValueError:
        return
    if 0 < abs(number) <= LARGEST_FACTOR:
        yield f"{place}: {number:g} means {number:g} %; write {number * 100:g}% if a factor of {number:g} is meant."


def _list(written: Json) -> list[Json]:
    return written if isinstance(written, list) else []


@lru_cache(maxsize=64)
def _percentages(model: type[BaseModel]) -> frozenset[str]:
    """The fields that take a share."""
    return frozenset(
        name
        for name, info in model.model_fields.items()
        if any(isinstance(part, PlainValidator) and part.func is parse_percent for part in info.metadata)
    )


def _unknown(place: str, key: str, known: frozenset[str]) -> str:
    close = get_close_matches(key, sorted(known), n=1, cutoff=0.75)
    hint = f" Did you mean '{close[0]}'?" if close else ""
    return f"{place}{key}: This property does not exist and is ignored.{hint}"
