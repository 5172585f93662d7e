"""Modifications: slot → value, laid over a document before it is parsed.

The key grammar is Creatomate's. A key is looked up in this order, and the first meaning that fits wins:

* `Name` or an element's id             its main property (text, source or fill_color)
* `Name.property`, `Name.list.0.value`  any property of it, by path
* `Name.text.variable`                  the merge field {{variable}} in its text
* `variable`                            the merge field {{variable}} wherever it occurs
* `width`, `fill_color.0.color` …       a property of the document itself

Several elements of one name all change. Names may contain dots: the longest one that fits is taken.
"""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sajangpick.domain.json import Json, JsonObject
from sajangpick.errors import ScriptError
from sajangpick.renderer.elements import ELEMENT_TYPES

MERGE_FIELD = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Modified:
    """A document with its modifications, and what could not be placed."""

    document: JsonObject
    warnings: tuple[str, ...]


def modify(document: Mapping[str, Json], modifications: Mapping[str, Json], *, top_level: frozenset[str]) -> Modified:
    """A copy of `document` with `modifications` laid over it; `top_level` names the properties a document may have.

    A key that fits nothing changes nothing and becomes a warning.
    """
    changed = copy.deepcopy(dict(document))
    elements = tuple(_elements(changed))
    names = {name for element in elements for name in _names(element)}
    fields = {field for element in elements for field in _merge_fields(element)}
    warnings: list[str] = []
    for key, value in modifications.items():
        problem = _modify(changed, elements, key, value, names=names, fields=fields, top_level=top_level)
        if problem:
            warnings.append(problem)
    return Modified(changed, tuple(warnings))


def _modify(
    document: JsonObject,
    elements: Sequence[JsonObject],
    key: str,
    value: Json,
    *,
    names: set[str],
    fields: set[str],
    top_level: frozenset[str],
) -> str | None:
    """Lay one modification over `document`; the sentence that says why not, if it fits nothing."""
    name = _longest_name(key, names)
    if name is not None:
        path = key[len(name) + 1 :].split(".") if len(key) > len(name) else []
        problems = [_modify_element(element, path, key, value) for element in elements if name in _names(element)]
        return next((problem for problem in problems if problem), None)
    if key in fields:
        for element in elements:
            _fill(element, key, value)
        return None
    path = key.split(".")
    if path[0] in top_level or path[0] in document:
        return _set(document, path, value, key)
    close = get_close_matches(key, sorted(names | fields | top_level), n=1)
    hint = f" Did you mean '{close[0]}'?" if close else ""
    return f"The modification '{key}' fits no element, merge field or property of the document.{hint}"


def _longest_name(key: str, names: set[str]) -> str | None:
    fitting = [name for name in names if key == name or key.startswith(f"{name}.")]
    return max(fitting, key=len, default=None)


def _modify_element(element: JsonObject, path: list[str], key: str, value: Json) -> str | None:
    if not path:
        kind = ELEMENT_TYPES.get(str(element.get("type")))
        if kind is None:
            return f"The modification '{key}' names an element whose type has no main property."
        element[kind.main_property] = copy.deepcopy(value)
        return None
    variable = ".".join(path[1:])
    if path[0] == "text" and variable in _merge_fields(element):
        _fill(element, variable, value)
        return None
    return _set(element, path, value, key)


def _set(target: Json, path: Sequence[str], value: Json, key: str) -> str | None:
    """Set the place at `path` below `target`; the sentence that says why not, if there is no such place."""
    for step in path[:-1]:
        target = _child(target, step)
    last = path[-1]
    match target:
        case dict():
            target[last] = copy.deepcopy(value)
            return None
        case list() if last.isdecimal() and int(last) < len(target):
            target[int(last)] = copy.deepcopy(value)
            return None
        case _:
            return f"The modification '{key}' leads to a place that the document does not have."


def _child(target: Json, step: str) -> Json:
    match target:
        case dict():
            return target.get(step)
        case list() if step.isdecimal() and int(step) < len(target):
            return target[int(step)]
        case _:
            return None


def _names(element: JsonObject) -> tuple[str, ...]:
    return tuple(name for name in (element.get("name"), element.get("id")) if isinstance(name, str) and name)


MAX_DEPTH = 32
"""Compositions in compositions: deeper than any layout needs, shallow enough for recursion everywhere."""


def _elements(composition: JsonObject, depth: int = 0) -> Iterator[JsonObject]:
    """Every element, at any depth, in document order."""
    if depth > MAX_DEPTH:
        raise ScriptError(f"Compositions are nested deeper than {MAX_DEPTH} levels.", hint="Flatten the document.")
    children = composition.get("elements")
    for element in children if isinstance(children, list) else ():
        if isinstance(element, dict):
            yield element
            yield from _elements(element, depth + 1)


def _texts(element: JsonObject) -> Iterator[str]:
    match element.get("text"):
        case str(text):
            yield text
        case list(keyframes):
            for keyframe in keyframes:
                if isinstance(keyframe, dict) and isinstance(text := keyframe.get("value"), str):
                    yield text
        case _:
            return


def _merge_fields(element: JsonObject) -> set[str]:
    return {field for text in _texts(element) for field in MERGE_FIELD.findall(text)}


def _fill(element: JsonObject, field: str, value: Json) -> None:
    """Write `value` in place of {{field}} in the element's text."""
    words = "" if value is None else str(value)

    def filled(text: str) -> str:
        return MERGE_FIELD.sub(lambda found: words if found[1] == field else found[0], text)

    match element.get("text"):
        case str(text):
            element["text"] = filled(text)
        case list(keyframes):
            for keyframe in keyframes:
                if isinstance(keyframe, dict) and isinstance(text := keyframe.get("value"), str):
                    keyframe["value"] = filled(text)
        case _:
            return
