"""Every template as it is seen: frames with and without their texts, over a light and over a dark photo."""

from fractions import Fraction
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from tests.templates.conftest import footage_of, solved

from sajangpick.domain.json import JsonObject
from sajangpick.media.frame import Frame
from sajangpick.renderer.assets import Samples, Source
from sajangpick.renderer.geometry import Rect, Size, Transform
from sajangpick.renderer.painter import FramePainter
from sajangpick.renderer.scene import Group, Scene
from sajangpick.renderer.script import parse
from sajangpick.renderer.timeline.resolve import resolve
from sajangpick.template import TEMPLATE_IDS, Solved
from sajangpick.template.arrange import SAFE
from sajangpick.template.document import element, elements, rest_color, seen, without
from sajangpick.template.palette import from_hex, luminance, ratio

SCALE = 0.25
READABLE = 4.5
CHANGED = 24
"""Levels of 255 by which a pixel differs where there is ink."""

NAMES = ("two letters", "nine letters", "forty letters", "emoji")
CASES = [(id, name, ground) for id in TEMPLATE_IDS for ground in ("light", "dark") for name in NAMES]


class StillWorld:
    """A clip that stands still, and a plain logo."""

    def __init__(self, id: str, ground: str) -> None:
        self._clip = Frame.from_bgr(_even(footage_of(id, ground)(0)))

    def source(self, name: str) -> Source:
        size = Size(self._clip.width, self._clip.height)
        return (
            Source("moving", size, Fraction(60), Fraction(30))
            if name == "clip"
            else Source("sound", None, Fraction(60))
        )

    def pixels(self, name: str, at: Fraction | None) -> Frame:  # noqa: ARG002 - there is one clip, and it stands still
        return self._clip

    def samples(self, name: str, *, start: Fraction = Fraction(0), duration: Fraction | None = None) -> Samples:
        raise AssertionError(f"{name} is not heard in pictures: {start} {duration}")


class Shown:
    """A solved template that is drawn small, with its texts and without."""

    def __init__(self, id: str, result: Solved, ground: str) -> None:
        world = StillWorld(id, ground)
        texts = {str(each["id"]) for each in elements(result.script) if each["type"] == "text"}
        self._timelines = [
            resolve(parse(document), world) for document in (result.script, without(result.script, texts))
        ]
        self._painter = FramePainter(world)

    def frames(self, time: float) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
        """The frame with and without texts, BGR."""
        whole, bare = (self._painter.paint(_small(timeline.at(Fraction(str(time))))) for timeline in self._timelines)
        return whole.to_bgr(), bare.to_bgr()


@cache
def shown(id: str, name: str, ground: str) -> tuple[Shown, Solved]:
    result = solved(id, name, "plain", "full", ground)
    return Shown(id, result, ground), result


@pytest.mark.parametrize(("id", "name", "ground"), CASES)
def test_texts_are_readable_over_the_photo_and_inside_the_safe_box(id: str, name: str, ground: str) -> None:
    pictures, result = shown(id, name, ground)
    for time in (result.snapshot_time, round(float(str(result.script["duration"])) - 0.3, 2)):
        whole, bare = pictures.frames(time)
        assert inked(whole, bare)
        left, top, right, bottom = inked(whole, bare)
        assert left >= SAFE.left * SCALE - 1.5
        assert top >= SAFE.top * SCALE - 1.5
        assert right <= SAFE.right * SCALE + 1.5
        assert bottom <= SAFE.bottom * SCALE + 1.5
        for text in result.texts:
            start, end = seen(result.script, text.id)
            if start + 0.6 <= time <= end - 0.35:
                assert contrast_behind(bare, text.ink, ink_color(result.script, text.id, time)) >= READABLE, (
                    text.id,
                    time,
                )


@pytest.mark.parametrize("id", TEMPLATE_IDS)
def test_the_first_frame_is_a_cover_and_not_an_empty_page(id: str) -> None:
    pictures, _ = shown(id, "nine letters" if (TEMPLATE_IDS.index(id)) % 2 else "forty letters", "light")
    whole, _ = pictures.frames(0)
    assert whole.mean() > 12
    assert whole.std() > 10


@pytest.mark.parametrize("id", TEMPLATE_IDS)
def test_nothing_but_the_dish_moves_after_the_price_has_landed(id: str) -> None:
    pictures, result = shown(id, "nine letters" if (TEMPLATE_IDS.index(id)) % 2 else "forty letters", "light")
    start, end = seen(result.script, "price")
    price = element(result.script, "price")
    entrance = max((a["duration"] for a in price.get("animations", []) if a["time"] == "start"), default=0.5)
    landed = round(start + float(entrance) + 0.3, 2)
    assert landed + 0.8 <= end
    first, later = (pictures.frames(time) for time in (landed, round(landed + 0.4, 2)))
    ink = [cv2.absdiff(whole, bare).max(axis=2) > CHANGED for whole, bare in (first, later)]
    assert (ink[0] != ink[1]).mean() < 0.006


def ink_color(script: JsonObject, id: str, time: float) -> tuple[float, float, float]:
    """The colour of a text at a time (a badge changes its colours with the ground)."""
    written = element(script, id)["fill_color"]
    if isinstance(written, list):
        reached = [frame for frame in written if frame["time"] <= time]
        written = reached[-1]["value"]
    return from_hex(rest_color(written))


def contrast_behind(bare: npt.NDArray[np.uint8], ink: Rect, color: tuple[float, float, float]) -> float:
    """The worse contrast against the 3rd and 97th percentile of luminance behind a text."""
    top, bottom, left, right = (int(v * SCALE) for v in (ink.top, ink.bottom, ink.left, ink.right))
    pixels = bare[top : bottom + 1, left : right + 1, ::-1].reshape(-1, 3) / 255
    levels = np.percentile(luminance(pixels), (3, 97))
    return min(ratio(float(luminance(np.array(color))), float(level)) for level in levels)


def inked(whole: npt.NDArray[np.uint8], bare: npt.NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """The box of what differs: left, top, right, bottom in pixels of the small frame."""
    rows, columns = np.nonzero(cv2.absdiff(whole, bare).max(axis=2) > CHANGED)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def _small(scene: Scene) -> Scene:
    width, height = round(scene.width * SCALE), round(scene.height * SCALE)
    return Scene(width, height, scene.background, (Group(scene.nodes, transform=Transform.scaling(SCALE, SCALE)),))


def _even(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    height, width = picture.shape[:2]
    return picture[: height // 2 * 2, : width // 2 * 2]
