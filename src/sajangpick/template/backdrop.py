"""What stands behind the texts of a document: its own pictures, small, with the footage where the clip will be."""

from collections.abc import Callable, Set
from fractions import Fraction
from functools import cache
from typing import TypeAlias

import cv2

from sajangpick.domain.json import JsonObject
from sajangpick.errors import SourceMissing
from sajangpick.media.frame import U8, Frame
from sajangpick.renderer.assets import Samples, Source
from sajangpick.renderer.geometry import Size, Transform
from sajangpick.renderer.painter import FramePainter
from sajangpick.renderer.scene import Group, Scene
from sajangpick.renderer.script import parse
from sajangpick.renderer.timeline.resolve import resolve
from sajangpick.template.document import elements, without
from sajangpick.template.scrim import Backdrop

Footage: TypeAlias = Callable[[float], U8]
"""The clip's picture at a time in seconds: BGR uint8 (h, w, 3), of the clip's shape at any scale."""

SCALE = 0.25
"""Of a frame; luminance behind a line of text needs no more."""

_FOOTAGE_WIDTH = 320
_FRAME_RATE = Fraction(30)
_LONGEST = Fraction(3600)


def backdrop(without_scrim: JsonObject, with_scrim: JsonObject, footage: Footage) -> Backdrop:
    """The pictures of two documents that differ in the strength of one scrim (0 and 1), their texts left out."""
    world = _FootageWorld(footage)
    timelines = {
        strength: resolve(parse(without(document, _unneeded(document))), world)
        for strength, document in ((0.0, without_scrim), (1.0, with_scrim))
    }

    painter = FramePainter(world)

    @cache
    def picture(time: float, strength: float) -> U8:
        return painter.paint(_small(timelines[strength].at(Fraction(str(time))))).to_bgr()

    return picture


def _small(scene: Scene) -> Scene:
    width, height = round(scene.width * SCALE), round(scene.height * SCALE)
    return Scene(width, height, scene.background, (Group(scene.nodes, transform=Transform.scaling(SCALE, SCALE)),))


def _unneeded(document: JsonObject) -> Set[str]:
    """Texts, sounds, and pictures that are not the clip: a logo stands on its own ground."""
    return {str(each["id"]) for each in elements(document) if each["type"] in {"text", "audio", "image"}}


class _FootageWorld:
    """A World in which every source is the clip, small."""

    def __init__(self, footage: Footage) -> None:
        self._footage = footage
        self._seen: dict[float, Frame] = {}

    def source(self, name: str) -> Source:  # noqa: ARG002 - a template has one clip
        first = self.pixels("", Fraction(0))
        return Source("moving", Size(first.width, first.height), _LONGEST, _FRAME_RATE)

    def pixels(self, name: str, at: Fraction | None) -> Frame:  # noqa: ARG002
        time = float(at or 0)
        if time not in self._seen:
            self._seen[time] = _shrunk(self._footage(time))
        return self._seen[time]

    def samples(self, name: str, *, start: Fraction = Fraction(0), duration: Fraction | None = None) -> Samples:
        raise SourceMissing(f"{name} ({start}, {duration}) is not heard where pictures are measured.")


def _shrunk(picture: U8) -> Frame:
    height, width = picture.shape[:2]
    share = min(1.0, _FOOTAGE_WIDTH / width)
    size = (max(2, round(width * share / 2) * 2), max(2, round(height * share / 2) * 2))
    return Frame.from_bgr(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
