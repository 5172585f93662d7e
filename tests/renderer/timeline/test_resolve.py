"""From document to timeline: sizes, times, order, sounds, and what is on screen."""

from collections.abc import Iterator
from fractions import Fraction

import pytest
from tests.renderer.facts import Facts, timeline

from sajangpick.domain.json import Json, JsonObject
from sajangpick.errors import ScriptError, SourceMissing
from sajangpick.renderer.geometry import Point
from sajangpick.renderer.scene import Blur, Color, DropShadow, Glyphs, Group, LinearGradient, Node, Path, Picture
from sajangpick.renderer.script import parse
from sajangpick.renderer.timeline.resolve import Timeline, resolve

F = Fraction


def walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        if isinstance(node, Group):
            yield from walk(node.children)
            if node.mask:
                yield from walk((node.mask.node,))


def pictures(of: Timeline, at: Fraction | float) -> list[str]:
    return [node.source for node in walk(of.at(F(at)).nodes) if isinstance(node, Picture)]


def ranges(of: Timeline) -> dict[str, tuple[Fraction, Fraction]]:
    return {layer.element.name or "": (layer.time.start, layer.time.end) for layer in of.stack.layers}


def shape(name: str = "", **properties: Json) -> JsonObject:
    return {"type": "shape", "name": name, "fill_color": "red", **properties}


def test_media_drive_the_length_and_static_elements_stretch() -> None:
    made = timeline(
        {"type": "video", "name": "v", "source": "clip.mp4", "track": 1, "trim_start": 1, "trim_duration": 3},
        {"type": "video", "name": "w", "source": "mute.mp4", "track": 1, "speed": "200%"},
        {"type": "audio", "name": "a", "source": "song.mp3", "duration": None},
        shape("s"),
    )
    assert made.duration == 5
    assert ranges(made) == {"v": (0, 3), "w": (3, 5), "a": (0, 5), "s": (0, 5)}
    assert made.frame_rate == 30
    assert made.frame_count == 150


def test_a_composition_lasts_as_long_as_what_plays_in_it() -> None:
    made = timeline(
        {"type": "composition", "name": "one", "track": 1, "elements": [{"type": "video", "source": "mute.mp4"}]},
        {"type": "composition", "name": "two", "track": 1, "duration": 2, "elements": [shape()]},
    )
    assert ranges(made) == {"one": (0, 4), "two": (4, 6)}


def test_a_loop_goes_on_as_long_as_it_may_and_plays_count() -> None:
    inner: list[Json] = [shape(x=[{"time": 0, "value": "0%"}, {"time": 2, "value": "100%"}])]
    looped: JsonObject = {"type": "composition", "name": "l", "duration": 2, "loop": True, "elements": inner}
    made = timeline(looped, duration=8)
    assert ranges(made)["l"] == (0, 8)
    assert made.at(F(1)) == made.at(F(3))
    assert made.at(F(1)) != made.at(F(2))
    assert ranges(timeline({**looped, "plays": 3}, duration=8))["l"] == (0, 6)


def test_a_transition_pulls_the_next_element_back() -> None:
    fade: Json = [{"type": "fade", "duration": 1, "transition": True}]
    made = timeline(
        {"type": "image", "name": "a", "source": "photo.jpg", "track": 1, "duration": 3},
        {"type": "image", "name": "b", "source": "photo.jpg", "track": 1, "duration": 3, "animations": fade},
    )
    assert ranges(made) == {"a": (0, 3), "b": (2, 5)}
    assert len(pictures(made, 2.5)) == 2


def test_a_slide_transition_moves_the_outgoing_element_too() -> None:
    slide: Json = [{"type": "slide", "duration": 1, "direction": "180°", "transition": True, "easing": "linear"}]
    made = timeline(
        shape("a", track=1, duration=2, width="100%", height="100%"),
        shape("b", track=1, duration=2, width="100%", height="100%", animations=slide),
    )
    first, second = made.at(F(3, 2)).nodes
    assert isinstance(first, Group)
    assert isinstance(second, Group)
    assert first.transform.m02 == pytest.approx(second.transform.m02 - 1000)


def test_hidden_elements_take_no_time() -> None:
    made = timeline(shape("a", track=1, duration=2, visible=False), shape("b", track=1, duration=3))
    assert ranges(made) == {"b": (0, 3)}


def test_order_is_track_then_z_index_then_writing() -> None:
    made = timeline(
        shape("high", track=3), shape("low", track=1), shape("after"), shape("raised", z_index=2), shape("beside")
    )
    names = [layer.element.name for layer in made.stack.layers]
    assert names == ["low", "high", "after", "beside", "raised"]


@pytest.mark.parametrize(
    ("properties", "size"),
    [
        ({}, (800, 600)),
        ({"width": 400}, (400, 300)),
        ({"height": 301}, (400, 301)),
        ({"width": 101, "height": 99}, (101, 99)),
        ({"width": 401}, (401, 300)),
    ],
)
def test_the_size_follows_the_first_picture(properties: JsonObject, size: tuple[int, int]) -> None:
    document: JsonObject = {
        "output_format": "mp4",
        **properties,
        "elements": [{"type": "image", "source": "photo.jpg"}],
    }
    made = resolve(parse(document), Facts())
    assert (made.width, made.height) == size


def test_the_frame_rate_is_the_highest_of_the_videos_else_thirty() -> None:
    assert timeline({"type": "video", "source": "clip.mp4"}).frame_rate == 24
    assert timeline(shape()).frame_rate == 30
    assert timeline(shape(), frame_rate="29.97 fps").frame_rate == F("29.97")


def test_the_background_is_a_colour_or_a_gradient_below_all() -> None:
    assert timeline(fill_color="#fff").at(F(0)).background == Color(1, 1, 1)
    assert timeline(output_format="png").at(F(0)).background.alpha == 0
    stops: Json = [{"offset": "0%", "color": "red"}, {"offset": "100%", "color": "blue"}]
    (path,) = timeline(fill_color=stops, fill_mode="linear").at(F(0)).nodes
    assert isinstance(path, Path)
    assert isinstance(path.fill, LinearGradient)


def test_past_the_end_the_last_frame_is_held() -> None:
    made = timeline(shape(x=[{"time": 0, "value": "0%"}, {"time": 5, "value": "100%"}]), duration=5)
    assert made.at(made.duration) == made.at(F(149, 30))
    assert made.at(F(149, 30)) != made.at(F(148, 30))


def test_the_snapshot_is_where_it_is_written() -> None:
    assert timeline(shape(), snapshot_time=2).snapshot_time == 2
    assert timeline(shape(), snapshot_location="end").snapshot_time == 5
    assert timeline(shape()).snapshot_time == 0


def test_what_never_plays_is_a_warning() -> None:
    made = timeline({"type": "video", "source": "mute.mp4"}, shape("late", time=7))
    assert made.warnings == ("late: It never plays, because no time is left for it.",)


def test_a_missing_source_and_a_wrong_kind_name_their_place() -> None:
    with pytest.raises(SourceMissing, match=r"elements\[0\]\.elements\[0\]\.source: There is no gone\.jpg"):
        timeline({"type": "composition", "elements": [{"type": "image", "source": "gone.jpg"}]})
    with pytest.raises(ScriptError, match="got a sound"):
        timeline({"type": "image", "source": "song.mp3"})
    with pytest.raises(ScriptError, match="got a picture"):
        timeline({"type": "audio", "source": "photo.jpg"})


@pytest.mark.parametrize("text", ["\u0d15", [{"time": 0, "value": "가"}, {"time": 4, "value": "\u0d15"}]])
def test_a_letter_that_no_face_draws_is_refused_with_its_place_before_anything_is_drawn(text: Json) -> None:
    inner: JsonObject = {"type": "composition", "elements": [shape(), {"type": "text", "text": text, "time": 1}]}
    with pytest.raises(ScriptError) as refused:
        timeline(shape(), inner)
    assert refused.value.path == "elements[1].elements[1].text"
    assert str(refused.value).startswith("elements[1].elements[1].text: 'ക' ")
    assert refused.value.hint


def test_an_element_plays_in_its_half_open_range() -> None:
    made = timeline({"type": "image", "source": "photo.jpg", "time": 1, "duration": 2}, duration=5)
    assert [len(pictures(made, at)) for at in (0, 1, 2.9, 3)] == [0, 1, 1, 0]


def test_a_video_shows_the_frame_of_its_own_time() -> None:
    made = timeline({"type": "video", "source": "clip.mp4", "time": 1, "trim_start": 2, "speed": "200%"}, duration=6)
    (picture,) = [node for node in walk(made.at(F(2)).nodes) if isinstance(node, Picture)]
    assert picture.at == F(4) + F(1, 48), "the middle of the 24 fps frame at 4 s"


def test_a_mask_cuts_the_layer_below_and_is_not_seen_itself() -> None:
    made = timeline(
        {"type": "image", "source": "photo.jpg"},
        {"type": "text", "text": "M", "font_size": 90, "mask_mode": "luma-inverted"},
    )
    (group,) = made.at(F(0)).nodes
    assert isinstance(group, Group)
    assert group.mask is not None
    assert (group.mask.by, group.mask.inverted) == ("luma", True)
    assert any(isinstance(node, Glyphs) for node in walk((group.mask.node,)))


def test_effects_and_clip_follow_each_other_as_a_designer_expects() -> None:
    (placed,) = timeline(
        {"type": "image", "source": "photo.jpg", "blur_radius": 8, "clip": True, "shadow_color": "#000",
         "shadow_blur": 4, "shadow_x": 3, "opacity": "50%", "blend_mode": "multiply"}
    ).at(F(0)).nodes  # fmt: skip
    assert isinstance(placed, Group)
    assert (placed.opacity, placed.blend) == (0.5, "multiply")
    (framed,) = placed.children
    assert isinstance(framed, Group)
    assert framed.clip is not None
    assert framed.effects == (DropShadow(Color(0, 0, 0), 2, Point(3, 0)),)
    (blurred,) = framed.children
    assert isinstance(blurred, Group)
    assert blurred.effects == (Blur(4),)


def test_relatively_placed_elements_flow_one_below_the_other() -> None:
    made = timeline(
        {"type": "composition", "y_alignment": "0%", "elements": [
            shape("a", x=None, y=None, width=100, height=50), shape("b", x=None, y=None, width=200, height=70)]}
    )  # fmt: skip
    boxes = [node for node in walk(made.at(F(0)).nodes) if isinstance(node, Group) and node.transform.m02 > 0]
    assert [(box.transform.m02, box.transform.m12) for box in boxes] == [(450, 0), (400, 50)]


def test_a_repeated_element_tiles_the_composition() -> None:
    made = timeline(shape(width=250, height=250, repeat=True))
    assert sum(isinstance(node, Path) for node in walk(made.at(F(0)).nodes)) >= 8


def test_a_hidden_back_is_not_drawn() -> None:
    turned = shape(width=100, height=100, y_rotation=170)
    assert len(timeline(turned).at(F(0)).nodes) == 1
    assert timeline({**turned, "backface_visible": False}).at(F(0)).nodes == ()
