"""What stands behind the texts of a document: its own pictures, small, with the footage where the clip will be."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from sajangpick.errors import SourceMissing
from sajangpick.renderer.assets import Pixels, Samples, Source
from sajangpick.renderer.geometry import Size, Transform
from sajangpick.renderer.modifications import JsonObject
from sajangpick.renderer.painter import paint_still
from sajangpick.renderer.scene import Group, Scene
from sajangpick.renderer.script import parse
from sajangpick.renderer.timeline.resolve import Timeline, resolve
from sajangpick.template.document import elements, without
from sajangpick.template.scrim import Backdrop

U8: TypeAlias = npt.NDArray[np.uint8]

Footage: TypeAlias = Callable[[float], U8]
"""The clip's picture at a time in seconds: BGR uint8 (h, w, 3), of the clip's shape at any scale."""

SCALE = 0.25
"""Of a frame; luminance behind a line of text needs no more."""

_FRAME_RATE = Fraction(30)
_LONGEST = Fraction(3600)


def backdrop(without_scrim: JsonObject, with_scrim: JsonObject, footage: Footage) -> Backdrop:
    """The pictures of two documents that differ in the strength of one scrim (0 and 1), their texts left out."""
    world = _FootageWorld(footage)
    timelines = {
        strength: resolve(parse(without(document, _unneeded(document))), world)
        for strength, document in ((0.0, without_scrim), (1.0, with_scrim))
    }

    @cache
    def picture(time: float, strength: float) -> U8:
        return _small(timelines[strength], Fraction(str(time)), world)

    return picture


def _small(timeline: Timeline, time: Fraction, world: "_FootageWorld") -> U8:
    scene = timeline.at(time)
    width, height = round(scene.width * SCALE), round(scene.height * SCALE)
    shrunk = Group(scene.nodes, transform=Transform.scaling(SCALE, SCALE))
    return paint_still(Scene(width, height, scene.background, (shrunk,)), world)


def _unneeded(document: JsonObject) -> Set[str]:
    """Texts, sounds, and pictures that are not the clip: a logo stands on its own ground."""
    return {str(each["id"]) for each in elements(document) if each["type"] in {"text", "audio", "image"}}


@dataclass(frozen=True, slots=True)
class _FootageWorld:
    """A World in which every source is the clip."""

    footage: Footage

    def source(self, name: str) -> Source:  # noqa: ARG002 - a template has one clip
        height, width = self.footage(0.0).shape[:2]
        return Source("moving", Size(width, height), _LONGEST, _FRAME_RATE)

    def pixels(self, name: str, at: Fraction | None) -> Pixels:  # noqa: ARG002
        picture = self.footage(float(at or 0))
        opaque = np.full((*picture.shape[:2], 1), 255, np.uint8)
        return np.concatenate([picture, opaque], axis=2)

    def samples(self, name: str, *, start: Fraction = Fraction(0), duration: Fraction | None = None) -> Samples:
        raise SourceMissing(f"{name}: {start} {duration}")
