"""Reading documents: what is accepted, what is warned of, what is refused and in which words."""

import copy
import json
from fractions import Fraction
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.renderer.facts import Facts

from sajangpick.domain.json import Json, JsonObject
from sajangpick.errors import BadInput, ScriptError
from sajangpick.renderer.elements.composition import Composition
from sajangpick.renderer.elements.image import Image
from sajangpick.renderer.elements.text import Text
from sajangpick.renderer.elements.video import Video
from sajangpick.renderer.scene import Color, Stop
from sajangpick.renderer.script import MAX_ELEMENTS, parse
from sajangpick.renderer.timeline.resolve import resolve
from sajangpick.renderer.units import Length, TrackShare

RICH: JsonObject = {
    "output_format": "mp4",
    "width": 720,
    "height": 1280,
    "frame_rate": "25 fps",
    "duration": "8 s",
    "fill_color": [{"offset": "0%", "color": "#fff"}, {"offset": "100%", "color": "rgba(0,0,0,0.5)"}],
    "fill_mode": "linear",
    "elements": [
        {
            "type": "text",
            "name": "Title",
            "track": 1,
            "time": "0.5 s",
            "duration": "1 fr",
            "text": "[color red]이번 주[/color] 메뉴",
            "x": [{"time": "start", "value": "20%"}, {"time": "end", "value": "80%", "easing": "back-out"}],
            "font_weight": "bold",
            "font_size": "8 vmin",
            "stroke_color": "#000",
            "stroke_width": "1 vmin",
            "background_color": "#fff8",
            "shadow_color": "black",
            "z_rotation": "-5°",
            "animations": [
                {"type": "text-slide", "time": "start", "duration": "1 s", "split": "word", "direction": "up"}
            ],
        },
        {
            "type": "composition",
            "track": 2,
            "duration": 3,
            "loop": True,
            "clip": True,
            "border_radius": "2 vmin",
            "animations": [{"type": "fade", "duration": 0.5, "transition": True}],
            "elements": [
                {
                    "type": "image",
                    "source": "photo.jpg",
                    "fit": "contain",
                    "opacity": [{"time": 0, "value": "0%"}, {"time": 1, "value": "100%"}],
                },
                {"type": "video", "source": "clip.mp4", "trim_start": 1, "trim_duration": "2 s", "volume": "50%"},
                {
                    "type": "shape",
                    "width": "10%",
                    "height": "10%",
                    "path": "M 0 0 L 100 0 L 50 100 Z",
                    "fill_color": "#f00",
                },
            ],
        },
        {"type": "audio", "source": "song.mp3", "duration": None, "audio_fade_out": 1},
    ],
}


def refusal(document: JsonObject) -> ScriptError:
    with pytest.raises(ScriptError) as refused:
        parse(document)
    return refused.value


def element(**properties: Json) -> JsonObject:
    return {"elements": [{"type": "text", **properties}]}


def test_a_document_is_kept_as_it_was_written() -> None:
    script = parse(RICH)
    title, scene, _ = script.root.elements
    assert (script.width, script.frame_rate, script.duration) == (720, 25, 8)
    assert script.root.fill_color == (Stop(0, Color(1, 1, 1)), Stop(1, Color(0, 0, 0, 0.5)))
    assert isinstance(title, Text)
    assert title.duration == TrackShare(Fraction(1))
    assert title.font_weight == 700
    assert title.x == Length(20, "%")
    assert title.z_rotation == -5
    assert [keyframe.time for keyframe in title.motion["x"].root] == ["start", "end"]
    assert isinstance(scene, Composition)
    assert [type(child) for child in scene.elements[:2]] == [Image, Video]
    assert script.warnings == ()


def test_json_text_and_wrappers_say_the_same() -> None:
    bare = parse(RICH)
    assert parse(json.dumps(RICH)) == bare
    assert parse({"source": RICH, "metadata": "mine"}) == bare
    outer = {key: RICH[key] for key in ("output_format", "width", "height")}
    inner = {key: value for key, value in RICH.items() if key not in outer}
    assert parse({**outer, "source": inner}) == bare


def test_modifications_are_laid_over_the_document() -> None:
    script = parse({"source": RICH, "modifications": {"Title": "one"}}, modifications={"Title.x": "10%"})
    title = script.root.elements[0]
    assert isinstance(title, Text)
    assert (title.text, title.x) == ("one", Length(10, "%"))
    assert "x" not in title.motion


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"font_weight": "700"}, {"font_weight": 700}),
        ({"font_weight": 800}, {"font_weight": 800}),
        ({"height": "auto"}, {"height": None}),
        ({"fill_color": None}, {"fill_color": None}),
        ({"color_filter": None, "x_anchor": None}, {"color_filter": "none", "x_anchor": Length(50, "%")}),
        ({"x_scale": "-100%"}, {"x_scale": -1.0}),
        ({"text": 18000}, {"text": "18000"}),
        ({"id": 7}, {"id": "7"}),
        ({"mask_mode": [{"time": 0, "value": "alpha"}, {"time": 1, "value": None}]}, {"mask_mode": "alpha"}),
    ],
)
def test_habits_of_the_wild_are_understood(properties: JsonObject, expected: dict[str, object]) -> None:
    (text,) = parse(element(**properties)).root.elements
    assert {name: getattr(text, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("document", "warning"),
    [
        ({"wdith": 7, "elements": []}, "wdith: This property does not exist and is ignored. Did you mean 'width'?"),
        (element(text_color="red"), "elements[0].text_color: This property does not exist and is ignored."),
        (element(fillColor="red"), "Did you mean 'fill_color'?"),
        (element(height="auto"), 'elements[0].height: "auto" is read as null.'),
        (element(text="Hi {{name}}"), "elements[0].text: The merge field {{name}} is not filled."),
        (element(animations=[{"type": "fade", "speeed": 1}]), "elements[0].animations[0].speeed: "),
        (
            {"elements": [{"type": "composition", "elements": [{"type": "shape", "padding": 4}]}]},
            "elements[0].elements[0].padding: ",
        ),
    ],
)
def test_an_unknown_key_is_a_warning_with_its_path(document: JsonObject, warning: str) -> None:
    warnings = parse(document).warnings
    assert len(warnings) == 1
    assert warning in warnings[0]


@pytest.mark.parametrize(
    ("document", "path", "words"),
    [
        (
            element(border_radius="6%"),
            "elements[0].border_radius",
            "Expected a number ending with px, vw, vh, vmin or vmax, got '6%'",
        ),
        (element(width="5 em"), "elements[0].width", "Expected a number ending with %"),
        (element(x=[{"time": 0, "value": "1 parsec"}]), "elements[0].x[0].value", "got '1 parsec'"),
        (element(x=[{"time": "soon", "value": 1}]), "elements[0].x[0].time", "'start' or 'end'"),
        (element(fill_color="reddish"), "elements[0].fill_color", "reddish"),
        (element(blend_mode="mix"), "elements[0].blend_mode", "'multiply'"),
        (element(font_weight="heavyish"), "elements[0].font_weight", "Expected a font weight"),
        (element(animations=[{"type": "dance"}]), "elements[0].animations[0]", "got 'dance'"),
        (element(animations=[{"type": "fade", "easing": "wobble"}]), "elements[0].animations[0].easing", "wobble"),
        ({"elements": [{"type": "hologram"}]}, "elements[0]", "'hologram'"),
        ({"elements": [{"text": "no type"}]}, "elements[0]", "Expected an element of a type among audio, "),
        (
            {"elements": [{"type": "composition", "elements": [{"type": "shape", "path": "M 0 0 X"}]}]},
            "elements[0].elements[0].path",
            "path",
        ),
        ({"elements": [{"type": "video", "trim_start": -1}]}, "elements[0].trim_start", "zero seconds or more"),
        ({"width": 9000, "elements": []}, "width", "8192"),
        ({"duration": 7200, "elements": []}, "duration", "3600"),
        ({"frame_rate": "100 fps", "elements": []}, "frame_rate", "1 to 60"),
        ({"elements": "none"}, "elements", "got 'none'"),
        ({"elements": [{"type": "text"}] * (MAX_ELEMENTS + 1)}, "elements", "more than 2000"),
    ],
)
def test_a_wrong_value_is_refused_in_one_sentence_with_its_path(document: JsonObject, path: str, words: str) -> None:
    refused = refusal(document)
    assert refused.path == path
    assert words in refused.message
    assert "\n" not in refused.message


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", '"text"', "null", '{"elements": NaN}', "[" * 100_000])
def test_what_is_no_json_object_is_refused(text: str) -> None:
    with pytest.raises(ScriptError):
        parse(text)


def test_a_request_for_a_stored_template_says_what_to_do() -> None:
    assert "Export" in refusal({"template_id": "x", "modifications": {"a": 1}}).hint


def test_depth_is_limited() -> None:
    document: JsonObject = {"type": "composition", "elements": []}
    for _ in range(60):
        document = {"type": "composition", "elements": [document]}
    assert "32 levels" in refusal(document).message


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, width=32),
    st.text(max_size=12),
    st.sampled_from(["50%", "1 fr", "2 s", "media", "auto", "end", "-1 s", "1e9 vmin", "#fff", "[size 50%]"]),
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["time", "value", "type", "x", "offset", "color"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(document: Json) -> list[tuple[JsonObject | list[Json], str | int]]:
    found: list[tuple[JsonObject | list[Json], str | int]] = []
    match document:
        case dict():
            for key, value in document.items():
                found += [(document, key), *places(value)]
        case list():
            for index, value in enumerate(document):
                found += [(document, index), *places(value)]
        case _:
            pass
    return found


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_a_mutated_document_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    document = copy.deepcopy(RICH)
    for _ in range(data.draw(st.integers(1, 3))):
        spots = places(document)
        if not spots:
            break
        holder, key = spots[data.draw(st.integers(0, len(spots) - 1))]
        cast("dict[str | int, Json]", holder)[key] = data.draw(values)
    try:
        script = parse(document)
    except ScriptError:
        return
    try:
        timeline = resolve(script, Facts())
    except BadInput:
        return
    for step in range(3):
        timeline.at(timeline.duration * step / 3)
