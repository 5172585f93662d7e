"""What videos and sounds share: which part of a source plays when, and how loud."""

from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from sajangpick.renderer.assets import Source
from sajangpick.renderer.element import Element, Shortfall
from sajangpick.renderer.units import Duration, Percent, Seconds


def _not_negative(seconds: Fraction) -> Fraction:
    if seconds < 0:
        raise PydanticCustomError("value", "Expected zero seconds or more, got {got}", {"got": str(float(seconds))})
    return seconds


Span = Annotated[Seconds, AfterValidator(_not_negative)]


class Playback(Element, frozen=True):
    """An element that plays a source with a time of its own."""

    source: str | None = None
    provider: Annotated[str | None, Shortfall("not-supported", "nothing is generated here: give a source")] = None
    duration: Duration | None = "media"
    trim_start: Span | None = None
    trim_duration: Span | None = None
    loop: bool = False
    speed: Annotated[Percent, Field(gt=0, le=100)] = 1.0
    volume: Percent = 1.0
    muted: bool = False
    audio_fade_in: Span | None = None
    audio_fade_out: Span | None = None

    @property
    def begin(self) -> Fraction:
        """The second of the source at which it begins."""
        return self.trim_start or Fraction(0)

    @property
    def rate(self) -> Fraction:
        """Seconds of the source a second."""
        return Fraction(str(self.speed))

    def source_span(self, source: Source) -> Fraction | None:
        """Seconds of the source that it plays once; None if the source has no end."""
        left = None if source.duration is None else max(source.duration - self.begin, Fraction(0))
        if self.trim_duration is None:
            return left
        return self.trim_duration if left is None else min(self.trim_duration, left)

    def media_length(self, source: Source) -> Fraction | None:
        """How long "media" is: once through, at its speed."""
        span = self.source_span(source)
        return None if span is None else span / self.rate

    def source_time(self, clock: Fraction, source: Source) -> Fraction:
        """The second of the source that is heard or seen `clock` seconds after the element began."""
        played = clock * self.rate
        span = self.source_span(source)
        if span:
            played = played % span if self.loop else min(played, span)
        return self.begin + played
