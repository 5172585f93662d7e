"""Compositions in compositions."""

from fractions import Fraction

from tests.renderer.facts import timeline

from sajangpick.domain.json import JsonObject
from sajangpick.renderer.geometry import Rect
from sajangpick.renderer.outline import rectangle
from sajangpick.renderer.scene import Color, Group, Path

DOT: JsonObject = {"type": "shape", "fill_color": "red", "width": "50%", "height": "10 vmin", "x": "100%", "y": "0%"}


def placed(**properties: object) -> Group:
    made = timeline({"type": "composition", "width": 400, "height": 200, "elements": [DOT], **properties})  # pyright: ignore[reportArgumentType]
    (group,) = made.at(Fraction(0)).nodes
    assert isinstance(group, Group)
    return group


def test_children_are_measured_in_their_composition() -> None:
    (inside,) = placed().children
    assert isinstance(inside, Group)
    (dot,) = inside.children
    assert isinstance(dot, Group)
    assert (dot.transform.m02, dot.transform.m12) == (300, -10), "200 x 20 around the top right corner of 400 x 200"


def test_it_has_ground_and_frame_and_cuts_what_reaches_out() -> None:
    (cut,) = placed(fill_color="#fff", stroke_color="#000", stroke_width=2, clip=True, border_radius=8).children
    assert isinstance(cut, Group)
    assert cut.clip == rectangle(Rect(0, 0, 400, 200), 8)
    (content,) = cut.children
    assert isinstance(content, Group)
    ground, _, frame = content.children
    assert isinstance(ground, Path)
    assert isinstance(frame, Path)
    assert ground.fill == Color(1, 1, 1)
    assert frame.stroke is not None


def test_its_children_have_its_clock() -> None:
    made = timeline({"type": "composition", "time": 2, "duration": 3, "elements": [{**DOT, "time": 1, "duration": 1}]})
    shown = [bool(made.at(Fraction(at)).nodes) for at in (0, 2, 3, 4)]
    assert shown == [False, False, True, False]
