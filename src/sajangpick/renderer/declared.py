"""A World of declared facts: sources that someone else has, and that are grey here."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from sajangpick.errors import SourceMissing
from sajangpick.media.frame import U8
from sajangpick.media.sound import SAMPLE_RATE_HZ, Samples
from sajangpick.renderer.assets import Source

MID_GREY: U8 = np.array([[[128, 128, 128, 255]]], np.uint8)


class DeclaredWorld:
    """Knows of each source what is said of it, and opens nothing. Pictures are grey, sounds silent."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = dict(sources)

    def source(self, name: str) -> Source:
        """Facts of a source. Raises SourceMissing for one that was not declared."""
        if name not in self._sources:
            raise SourceMissing(f"Nothing is known of the source '{name}'.", hint="Declare it: its kind and its size.")
        return self._sources[name]

    def pixels(self, name: str, at: Fraction | None) -> U8:  # noqa: ARG002 (grey at every moment)
        """One grey pixel, which stretches over any box."""
        self.source(name)
        return MID_GREY

    def samples(self, name: str, *, start: Fraction = Fraction(0), duration: Fraction | None = None) -> Samples:
        """Silence for as long as is asked, else to the source's end."""
        left = max((self.source(name).duration or Fraction(0)) - start, Fraction(0))
        seconds = left if duration is None else min(duration, left)
        return np.zeros((round(seconds * SAMPLE_RATE_HZ), 2), np.float32)
