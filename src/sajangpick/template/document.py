"""Reading a RenderScript document as plain JSON: its elements by id, when they are seen, where their origin is."""

import copy
from collections.abc import Iterator, Set
from typing import cast

from sajangpick.domain.json import Json, JsonObject
from sajangpick.renderer.geometry import IDENTITY, Point, Transform


def elements(composition: JsonObject) -> Iterator[JsonObject]:
    """Every element, at any depth, in document order."""
    for child in cast("list[JsonObject]", composition.get("elements", [])):
        yield child
        yield from elements(child)


def element(document: JsonObject, id: str) -> JsonObject:
    """The element `id`. Raises KeyError if there is none: a template's mistake."""
    for each in elements(document):
        if each.get("id") == id:
            return each
    raise KeyError(id)


def lineage(document: JsonObject, id: str) -> tuple[JsonObject, ...]:
    """The compositions around the element `id`, the outermost first, and the element itself. Raises KeyError."""
    for child in cast("list[JsonObject]", document.get("elements", [])):
        if child.get("id") == id:
            return (child,)
        try:
            return (child, *lineage(child, id))
        except KeyError:
            continue
    raise KeyError(id)


def seen(document: JsonObject, id: str) -> tuple[float, float]:
    """Start and end of an element's time in seconds of the document."""
    start, end = 0.0, number(document["duration"])
    for each in lineage(document, id):
        start += number(each.get("time", 0))
        if "duration" in each and each["duration"] is not None:
            end = min(end, start + number(each["duration"]))
    return start, end


def standing(document: JsonObject, id: str) -> Transform:
    """The way from pixels of the composition around `id` to those of the document, halfway through its time."""
    start, end = seen(document, id)
    clock, result = (start + end) / 2, IDENTITY
    for parent in lineage(document, id)[:-1]:
        clock -= number(parent.get("time", 0))
        x, y, width, height = (held(parent[name], clock) for name in ("x", "y", "width", "height"))
        left = x - width * number(parent.get("x_anchor", "50%")) / 100
        top = y - height * number(parent.get("y_anchor", "50%")) / 100
        turned = Transform.rotation(held(parent.get("z_rotation", 0), clock), Point(x, y))
        result = result @ turned @ Transform.translation(left, top)
    return result


def held(value: Json, clock: float) -> float:
    """A number, or the keyframe that was reached last at `clock` seconds of its element."""
    match value:
        case list():
            frames = cast("list[JsonObject]", value)
            reached = [frame for frame in frames if number(frame["time"]) <= clock]
            return number((reached or frames[:1])[-1]["value"])
        case _:
            return number(value)


def rest_color(value: Json) -> str:
    """A colour, or the last of its keyframes, as `#RRGGBB`."""
    return rest_color(cast("JsonObject", value[-1])["value"]) if isinstance(value, list) else str(value)


def number(value: Json) -> float:
    """A plain number of a document, which may be written with a unit ("48 px", "9 s")."""
    if isinstance(value, int | float):
        return float(value)
    return float(str(value).rstrip("%sxp "))


def shifted(value: Json, dy: float) -> Json:
    """A number, or each of its keyframes, plus `dy`."""
    match value:
        case list():
            return [{**frame, "value": shifted(frame["value"], dy)} for frame in cast("list[JsonObject]", value)]
        case _:
            return round(number(value) + dy, 2)


def without(document: JsonObject, ids: Set[str]) -> JsonObject:
    """A copy of `document` without the elements of these ids, wherever they are."""
    result = copy.copy(document)
    if "elements" in document:
        children = cast("list[JsonObject]", document["elements"])
        result["elements"] = [without(child, ids) for child in children if child.get("id") not in ids]
    return result
