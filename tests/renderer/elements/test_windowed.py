"""Pictures in their windows."""

from fractions import Fraction

import pytest
from tests.renderer.facts import timeline

from sajangpick.domain.json import Json
from sajangpick.renderer.geometry import Rect
from sajangpick.renderer.scene import Group, Node, Path, Picture


def content(**properties: Json) -> tuple[Node, ...]:
    (placed,) = timeline({"type": "image", "source": "photo.jpg", **properties}).at(Fraction(0)).nodes
    assert isinstance(placed, Group)
    (inner,) = placed.children
    return inner.children if isinstance(inner, Group) and inner.clip is None else (inner,)


@pytest.mark.parametrize(
    ("properties", "box", "window"),
    [
        ({}, (0, -125, 1000, 625), (0, 0, 1000, 500)),
        ({"y_alignment": "0%"}, (0, 0, 1000, 750), (0, 0, 1000, 500)),
        ({"fit": "contain", "x_alignment": "100%"}, (1000 - 2000 / 3, 0, 1000, 500), (1000 - 2000 / 3, 0, 1000, 500)),
        ({"fit": "fill"}, (0, 0, 1000, 500), (0, 0, 1000, 500)),
        ({"width": 400, "height": None}, (0, 0, 400, 300), (0, 0, 400, 300)),
        ({"width": 400, "height": 400, "aspect_ratio": 2, "fit": "fill"}, (0, 0, 400, 200), (0, 0, 400, 200)),
    ],
)
def test_a_picture_covers_or_fits_its_box(
    properties: dict[str, Json], box: tuple[float, ...], window: tuple[float, ...]
) -> None:
    (picture,) = content(**properties)
    assert isinstance(picture, Picture)
    assert (picture.box, picture.window) == (Rect(*map(pytest.approx, box)), Rect(*map(pytest.approx, window)))


def test_round_corners_cut_the_picture_and_the_frame_follows_them() -> None:
    picture, frame = content(border_radius=20, stroke_color="#fff", stroke_width=4)
    assert isinstance(picture, Group)
    assert isinstance(frame, Path)
    assert picture.clip == frame.outline
    assert any(segment.command == "C" for segment in frame.outline)


def test_without_a_source_nothing_is_shown_but_a_warning() -> None:
    made = timeline({"type": "image", "source": None}, {"type": "video"})
    assert made.at(Fraction(0)).nodes == ()
    assert len(made.warnings) == 2
