"""The format is what its page says: every list fits the schema, and the page's example is true."""

import json
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from tests.docs.pages import DOCS, blocks
from tests.renderer.test_cases import DOCUMENTS, PHOTOS, video

from sajangpick.domain.dish import Dish
from sajangpick.domain.json import JsonObject
from sajangpick.domain.order import Order
from sajangpick.domain.price import parse_price
from sajangpick.errors import BadInput
from sajangpick.renderer import FileWorld, display_list
from sajangpick.renderer import display as display_module
from sajangpick.template import TEMPLATE_IDS, load_template
from sajangpick.template.preview import preview

PAGE = DOCS / "renderscript" / "display-list.md"
SCHEMA = json.loads(blocks(PAGE, "jsonschema")[0].text)
FITS = jsonschema.Draft202012Validator(SCHEMA)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_page_s_example_is_true() -> None:
    document, shown = (json.loads(block.text) for block in blocks(PAGE, "jsonc"))
    assert display_list(document) == shown
    FITS.validate(shown)


def test_the_schema_refuses_what_is_no_list() -> None:
    _, shown = (json.loads(block.text) for block in blocks(PAGE, "jsonc"))
    for broken in ({**shown, "version": 2}, {**shown, "more": 1}, {**shown, "nodes": [{"shape": 0, "nodes": []}]}):
        assert not FITS.is_valid(broken)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_case_s_list_fits_the_schema(document: Path) -> None:
    shown = display_list(document, world=FileWorld(PHOTOS, sources={"video": video()}))
    FITS.validate(shown)
    assert numbers_are_in_range(shown)


@pytest.mark.parametrize("template_id", TEMPLATE_IDS)
def test_a_template_s_list_fits_the_schema(template_id: str) -> None:
    seen = preview(load_template(template_id), Order(Dish("새우 파스타 🍤", parse_price("18000"))))
    shown = display_list(seen.script, world=seen.world)
    FITS.validate(shown)
    assert numbers_are_in_range(shown)


def numbers_are_in_range(shown: JsonObject) -> bool:
    """Every number of a table names an entry of it."""
    shapes = shown["shapes"]
    paints = [shape["fill"] for shape in shapes if "fill" in shape]
    paints += [shape["stroke"]["paint"] for shape in shapes if "stroke" in shape]
    glyphs = [number for shape in shapes for number in shape.get("glyphs", [])[::3]]
    named = {"shape": set(), "clip": set()}
    waiting = list(shown["nodes"])
    while waiting:
        node = waiting.pop()
        waiting += node.get("nodes", []) + node.get("mask", {}).get("nodes", [])
        for name, numbers in named.items():
            numbers |= reached(node[name]) if name in node else set()
    return (
        max(paints, default=-1) < len(shown["paints"])
        and max(glyphs, default=-1) < len(shown["glyphs"])
        and named["shape"] <= set(range(len(shapes)))
        and named["clip"] <= set(range(len(shown["outlines"])))
    )


def reached(track: int | list[int]) -> set[int]:
    if isinstance(track, int):
        return {track}
    _, value, *steps = track
    return {value} | {value := value + step for step in steps}


def test_a_list_has_the_rate_that_is_asked_for() -> None:
    document = {"width": 90, "height": 160, "duration": 2, "elements": []}
    shown = display_list(document, frame_rate=Fraction(15))
    assert (shown["frameRate"], shown["frameCount"]) == (15, 30)


@pytest.mark.parametrize(("duration", "rate"), [(1, 0), (1, -3), (3600, 30)])
def test_a_rate_that_makes_no_list_is_refused(duration: int, rate: int) -> None:
    with pytest.raises(BadInput):
        display_list({"width": 9, "height": 16, "duration": duration, "elements": []}, frame_rate=Fraction(rate))


def test_what_moves_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display_module, "MOST_PARTS", 3)
    moving = {
        "type": "shape",
        "x": [{"time": 0, "value": 0}, {"time": 1, "value": 90}],
        "width": 9,
        "fill_color": "red",
    }
    with pytest.raises(BadInput, match="too much"):
        display_list({"width": 90, "height": 160, "duration": 1, "elements": [moving]})
