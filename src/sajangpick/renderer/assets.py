"""The renderer's only way to the outside: what it may ask for, and nothing else.

A World answers by name. The renderer opens no file, socket or clock itself.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from sajangpick.media.frame import Frame
from sajangpick.media.sound import Samples
from sajangpick.renderer.geometry import Size

Pixels: TypeAlias = Frame | npt.NDArray[np.uint8]
"""A Frame (4:2:0 BT.709), or premultiplied sRGB as uint8 (height, width, 4) in BGRA order."""


@dataclass(frozen=True, slots=True)
class Source:
    """Facts of a source, known before anything is drawn."""

    kind: Literal["still", "moving", "sound"]
    size: Size | None = None
    duration: Fraction | None = None
    frame_rate: Fraction | None = None
    has_sound: bool = False


class World(Protocol):
    """Everything a document may name."""

    def source(self, name: str) -> Source:
        """Facts of a source. Raises SourceMissing, or BadInput if it is not a picture, video or sound."""
        ...

    def pixels(self, name: str, at: Fraction | None) -> Pixels:
        """A still, or the frame of a moving source at `at` seconds (held past its end); cheap while `at` grows."""
        ...

    def samples(self, name: str, *, start: Fraction = Fraction(0), duration: Fraction | None = None) -> Samples:
        """Sound from `start` for `duration` (else to its end); shorter where the source ends."""
        ...
