"""Identity: what did not change is the same object again."""

from fractions import Fraction

import pytest
from tests.renderer.facts import timeline

from sajangpick.domain.json import Json, JsonObject
from sajangpick.renderer.geometry import Size
from sajangpick.renderer.scene import Group, Node, Picture

F = Fraction
PHOTO: JsonObject = {"type": "image", "source": "photo.jpg", "border_radius": 10, "shadow_color": "black"}
TITLE: JsonObject = {"type": "text", "text": "오늘의 메뉴", "font_size": 40}


def only(nodes: tuple[Node, ...]) -> Group:
    (node,) = nodes
    assert isinstance(node, Group)
    return node


def test_a_still_scene_is_one_object() -> None:
    made = timeline(PHOTO, TITLE, {"type": "composition", "elements": [PHOTO, TITLE]})
    assert made.at(F(0)) is made.at(F(4))


def test_a_moving_element_keeps_its_content() -> None:
    x: Json = [{"time": 0, "value": "0%"}, {"time": 5, "value": "100%"}]
    for still in (PHOTO, TITLE):
        made = timeline({**still, "animations": [{"type": "slide", "direction": "90°", "duration": 2}]})
        early, late = only(made.at(F(1, 2)).nodes), only(made.at(F(1)).nodes)
        assert early is not late
        assert early.children[0] is late.children[0]
        assert made.at(F(3)).nodes[0] is made.at(F(4)).nodes[0], "at rest after the animation"
    made = timeline({**PHOTO, "x": x})
    assert only(made.at(F(0)).nodes).transform != only(made.at(F(1)).nodes).transform


def test_only_the_layer_that_moves_is_new() -> None:
    made = timeline(PHOTO, {**TITLE, "opacity": [{"time": 0, "value": "10%"}, {"time": 5, "value": "90%"}]})
    first, second = made.at(F(1)), made.at(F(2))
    assert first.nodes[0] is second.nodes[0]
    assert first.nodes[1] is not second.nodes[1]


def test_a_video_is_new_only_with_its_own_frames() -> None:
    made = timeline({"type": "video", "source": "clip.mp4"}, frame_rate=60)
    assert made.at(F(0)).nodes[0] is made.at(F(1, 60)).nodes[0]
    assert made.at(F(0)).nodes[0] is not made.at(F(1, 20)).nodes[0]


def test_a_composition_around_something_moving_is_new_and_its_rest_is_not() -> None:
    spinning: JsonObject = {
        "type": "shape",
        "fill_color": "red",
        "z_rotation": [{"time": 0, "value": 0}, {"time": 5, "value": 90}],
    }
    made = timeline({"type": "composition", "elements": [PHOTO, spinning]})

    def inside(at: int) -> tuple[Node, ...]:
        content = only(made.at(F(at)).nodes).children[0]
        assert isinstance(content, Group)
        return content.children

    assert inside(1)[0] is inside(2)[0]
    assert inside(1)[1] is not inside(2)[1]


def test_time_may_run_in_any_direction() -> None:
    pan: Json = [{"type": "pan", "start_scale": "100%", "end_scale": "120%", "scope": "element"}]
    made = timeline({**PHOTO, "animations": pan}, TITLE)
    forward = [made.at(F(step)) for step in range(5)]
    assert [made.at(F(step)) for step in reversed(range(5))] == forward[::-1]


def test_a_picture_pans_inside_its_window() -> None:
    scale: Json = [
        {
            "type": "scale",
            "scope": "element",
            "start_scale": "100%",
            "end_scale": "150%",
            "fade": False,
            "easing": "linear",
        }
    ]
    made = timeline({"type": "image", "source": "photo.jpg", "width": 400, "height": 300, "animations": scale})
    before, after = (only(made.at(F(at)).nodes).children[0] for at in (0, 4))
    assert isinstance(before, Picture)
    assert isinstance(after, Picture)
    assert before.window == after.window
    assert after.box.width > before.box.width


def moving(at: Fraction, **properties: Json) -> Group:
    written: JsonObject = {"type": "shape", "fill_color": "red", "width": 400, "height": 200, **properties}
    return only(timeline(written).at(at).nodes)


def test_a_band_shows_its_follower_where_the_element_has_left_its_box() -> None:
    shift: Json = [{"type": "shift", "direction": "0°", "duration": 1, "easing": "linear"}]
    window = moving(F(1, 4), animations=shift)
    assert window.clip is not None, "both are cut at the box"
    first, second = only(window.children).children
    assert isinstance(first, Group)
    assert isinstance(second, Group)
    assert first.children == second.children
    assert first.transform.m02 == pytest.approx(300 + 100, abs=1), "lapped by its follower"
    assert second.transform.m02 == pytest.approx(300 + 100 - 400)


def test_a_band_fades_as_one() -> None:
    roll: Json = [{"type": "film-roll", "direction": "270°", "duration": 1, "easing": "linear", "repetitions": 1}]
    band = moving(F(1, 2), animations=roll)
    assert band.opacity == 0.5
    first, second = only(only(band.children).children).children
    assert isinstance(first, Group)
    assert isinstance(second, Group)
    assert second.transform.m12 == pytest.approx(first.transform.m12 - 200, abs=1)


def test_a_horizontal_composition_without_a_width_hugs_its_row() -> None:
    children: list[Json] = [
        {"type": "shape", "x": None, "y": None, "width": width, "height": 50, "fill_color": "red"} for width in (80, 40)
    ]
    row: JsonObject = {"type": "composition", "flow_direction": "horizontal", "width": None, "elements": children}
    layer = timeline({**row, "height": None}).stack.layers[0]
    assert layer.size(F(0), Size(1000, 500)) == Size(120, 50)
    assert timeline({**row, "height": 70}).stack.layers[0].size(F(0), Size(1000, 500)) == Size(120, 70)
    column = timeline({**row, "flow_direction": "vertical", "height": None}).stack.layers[0]
    assert column.size(F(0), Size(1000, 500)) == Size(80, 100)
