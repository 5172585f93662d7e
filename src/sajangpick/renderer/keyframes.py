"""Keyframes: a property that changes over an element's time.

A property may be written as `[{time, value, easing?}, …]`. The first value holds before its time, the last after; the
easing of a keyframe shapes the way *to* it. What can be in between is (numbers, lengths, colours, gradients, outlines
with the same commands); all else steps: words, texts, switches.
"""

from bisect import bisect_right
from fractions import Fraction
from typing import Final, Generic, Literal, Self, TypeVar, cast

from pydantic import BaseModel, RootModel, model_validator
from pydantic_core import PydanticCustomError

from sajangpick.renderer.easing import EasingName, parse_easing
from sajangpick.renderer.geometry import Point
from sajangpick.renderer.scene import Color, Segment, Stop
from sajangpick.renderer.units import Length, Time, mix_lengths

T = TypeVar("T")

DEFAULT_KEYFRAME_EASING: Final = "linear"
"""An assumption: the vendor publishes no default. Even speed is what a reader of the numbers expects."""


class Keyframe(BaseModel, Generic[T], frozen=True):
    """A value to be reached at `time` (seconds from the element's start, or one of its ends)."""

    time: Time
    value: T
    easing: EasingName = DEFAULT_KEYFRAME_EASING


class Keyframes(RootModel[tuple[Keyframe[T], ...]], Generic[T], frozen=True):
    """At least one keyframe, in any order."""

    @model_validator(mode="after")
    def _has_one(self) -> Self:
        if not self.root:
            raise PydanticCustomError("keyframes", "Expected at least one keyframe")
        return self

    def value_at(self, at: Fraction, *, duration: Fraction) -> T:
        """The value at `at` seconds of an element that lasts `duration` seconds."""
        frames = sorted(self.root, key=lambda frame: _seconds(frame.time, duration))
        times = [_seconds(frame.time, duration) for frame in frames]
        arriving = bisect_right(times, at)
        if arriving == 0:
            return frames[0].value
        if arriving == len(frames):
            return frames[-1].value
        before, after = frames[arriving - 1], frames[arriving]
        start, end = times[arriving - 1], times[arriving]
        return blend(before.value, after.value, parse_easing(after.easing)(float((at - start) / (end - start))))


def blend(a: T, b: T, fraction: float) -> T:
    """The value `fraction` of the way from `a` to `b` (an easing may overshoot 0-1); `a` until 1 where none is between.

    Colours are mixed with alpha multiplied in, so that a transparent colour does not tint the way.
    """
    mixed = _between(a, b, fraction)
    if mixed is None:
        return b if fraction >= 1 else a
    return cast("T", mixed)


def _between(a: object, b: object, fraction: float) -> object | None:
    match a, b:
        case (bool(), _) | (_, bool()):
            return None
        case Fraction(), Fraction():
            return a + (b - a) * Fraction(fraction)
        case ((int() | float()), (int() | float())):
            return a + (b - a) * fraction
        case Length(), Length():
            return mix_lengths(a, b, fraction)
        case Color(), Color():
            return _mixed_color(a, b, fraction)
        case Stop(), Stop():
            return Stop(a.offset + (b.offset - a.offset) * fraction, _mixed_color(a.color, b.color, fraction))
        case Point(), Point():
            return Point(a.x + (b.x - a.x) * fraction, a.y + (b.y - a.y) * fraction)
        case Segment(), Segment():
            same = a.command == b.command and len(a.points) == len(b.points)
            return Segment(a.command, cast("tuple[Point, ...]", _each(a.points, b.points, fraction))) if same else None
        case tuple(), tuple():
            return _each(cast("tuple[object, ...]", a), cast("tuple[object, ...]", b), fraction)
        case _:
            return None


def _each(a: tuple[object, ...], b: tuple[object, ...], fraction: float) -> tuple[object, ...] | None:
    """Item by item, or None where the two have unlike items."""
    if len(a) != len(b):
        return None
    mixed = tuple(_between(one, other, fraction) for one, other in zip(a, b, strict=True))
    return None if None in mixed else mixed


def _mixed_color(a: Color, b: Color, fraction: float) -> Color:
    alpha = min(max(a.alpha + (b.alpha - a.alpha) * fraction, 0.0), 1.0)
    if alpha == 0:
        return Color(b.red, b.green, b.blue, 0.0)
    red, green, blue = (
        min(max((one * a.alpha + (other * b.alpha - one * a.alpha) * fraction) / alpha, 0.0), 1.0)
        for one, other in zip(a[:3], b[:3], strict=True)
    )
    return Color(red, green, blue, alpha)


def _seconds(time: Fraction | Literal["start", "end"], duration: Fraction) -> Fraction:
    match time:
        case "start":
            return Fraction(0)
        case "end":
            return duration
        case _:
            return time
