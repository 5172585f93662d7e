"""The key grammar of modifications."""

import copy
from typing import cast

import pytest

from sajangpick.domain.json import Json, JsonObject
from sajangpick.errors import ScriptError
from sajangpick.renderer.modifications import modify
from sajangpick.renderer.script import TOP_LEVEL

DOCUMENT: JsonObject = {
    "width": 1080,
    "fill_color": [{"offset": "0%", "color": "red"}],
    "elements": [
        {
            "type": "text",
            "name": "Title",
            "id": "a1",
            "text": "Hello {{who}} and {{ who }}",
            "x": [{"time": 0, "value": 1}],
        },
        {"type": "text", "name": "Mr. Dot", "text": "dotted"},
        {"type": "text", "name": "Mr. Dot.text", "text": "more dots"},
        {"type": "shape", "name": "Box", "fill_color": "red"},
        {
            "type": "composition",
            "name": "Scene",
            "elements": [
                {"type": "video", "name": "Clip", "source": "a.mp4"},
                {"type": "image", "name": "Clip", "source": "a.jpg"},
                {
                    "type": "text",
                    "name": "Caption",
                    "text": [{"time": 0, "value": "{{who}}!"}, {"time": 1, "value": "bye"}],
                },
            ],
        },
    ],
}


def at(document: Json, *path: str | int) -> Json:
    for step in path:
        document = cast("list[Json]", document)[step] if isinstance(step, int) else cast("JsonObject", document)[step]
    return document


CASES = [
    ("Title", "New", ("elements", 0, "text"), "New"),
    ("a1", "New", ("elements", 0, "text"), "New"),
    ("Title.text", "New", ("elements", 0, "text"), "New"),
    ("a1.font_size", "5 vmin", ("elements", 0, "font_size"), "5 vmin"),
    ("Title.x.0.value", "50%", ("elements", 0, "x", 0, "value"), "50%"),
    ("Title.text.who", "Kim", ("elements", 0, "text"), "Hello Kim and Kim"),
    ("Title.visible", False, ("elements", 0, "visible"), False),
    ("who", "Kim", ("elements", 0, "text"), "Hello Kim and Kim"),
    ("who", "Kim", ("elements", 4, "elements", 2, "text", 0, "value"), "Kim!"),
    ("Mr. Dot", "New", ("elements", 1, "text"), "New"),
    ("Mr. Dot.x", 1, ("elements", 1, "x"), 1),
    ("Mr. Dot.text", "New", ("elements", 2, "text"), "New"),
    ("Box", "blue", ("elements", 3, "fill_color"), "blue"),
    ("Scene", "blue", ("elements", 4, "fill_color"), "blue"),
    ("Clip", "b.x", ("elements", 4, "elements", 0, "source"), "b.x"),
    ("Clip", "b.x", ("elements", 4, "elements", 1, "source"), "b.x"),
    ("Caption", "New", ("elements", 4, "elements", 2, "text"), "New"),
    ("Scene.elements", [], ("elements", 4, "elements"), []),
    ("width", 720, ("width",), 720),
    ("height", 720, ("height",), 720),
    ("fill_color.0.color", "blue", ("fill_color", 0, "color"), "blue"),
]


@pytest.mark.parametrize(("key", "value", "path", "expected"), CASES)
def test_a_key_finds_its_place(key: str, value: Json, path: tuple[str | int, ...], expected: Json) -> None:
    before = copy.deepcopy(DOCUMENT)
    modified = modify(DOCUMENT, {key: value}, top_level=TOP_LEVEL)
    assert at(modified.document, *path) == expected
    assert modified.warnings == ()
    assert before == DOCUMENT, "the document that came in is left alone"


@pytest.mark.parametrize("key", ["Nobody", "Title.x.7.value", "Title.text.0.value.deep", "Titel"])
def test_a_key_that_fits_nothing_is_a_warning(key: str) -> None:
    modified = modify(DOCUMENT, {key: 1}, top_level=TOP_LEVEL)
    assert modified.document == DOCUMENT
    assert len(modified.warnings) == 1
    assert key in modified.warnings[0]


def test_a_near_miss_gets_a_suggestion() -> None:
    assert "Did you mean 'Title'?" in modify(DOCUMENT, {"Titel": 1}, top_level=TOP_LEVEL).warnings[0]


def test_too_deep_a_document_is_refused() -> None:
    document: JsonObject = {"elements": []}
    for _ in range(40):
        document = {"elements": [document]}
    with pytest.raises(ScriptError, match="32 levels"):
        modify(document, {"a": 1}, top_level=TOP_LEVEL)
