"""What an animation is: a change of an element that depends only on where in its time it is.

Every animation tells how to come to rest: progress 0 is its start, 1 is the element as it stands (a few, such as pan,
end somewhere else). An exit is the same, reversed, at the end. Changes combine, so animations stack.

The vendor publishes no numeric defaults; those chosen here and in `animations/` are assumptions. The fields that its
editor writes out although it leaves defaults away (fade: false, easing: linear or quadratic-out, overlap: 0%, wave
overlap: 50 % or 90 %) tell what the defaults are not.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache, reduce
from typing import ClassVar, Final, Literal

import numpy as np
from pydantic import BaseModel

from sajangpick.renderer.easing import EasingName, parse_easing
from sajangpick.renderer.geometry import IDENTITY, Point, Rect, Size, Transform
from sajangpick.renderer.outline import heading, moved
from sajangpick.renderer.scene import Group, Node, Outline
from sajangpick.renderer.units import Length, Percent, Seconds, Time

DEFAULT_EASING: Final = "quadratic-in-out"
DEFAULT_DURATION: Final = Fraction(1)
DEFAULT_OVERLAP: Final = 0.5
"""Of a unit's time, the part in which the next one is already on its way."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Where an animation stands, and what it stands on.

    `progress` is eased and already reversed where the animation is: 1 is rest; an easing may take it out of 0-1.
    `linear` is the same before easing. `elapsed` and `duration` are seconds of the animation itself, `elapsed` held at
    its ends. `active` is true inside its time. `box` is the element's, in pixels of the composition, whose size is
    `frame`.
    """

    progress: float
    elapsed: float
    duration: float
    box: Rect
    frame: Size
    linear: float
    active: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """What an animation does to a node at one moment.

    `transform` applies after the element's own, in pixels of the composition, as do `clips`, which stand still while
    what they cut moves; `content` moves a picture inside its window (an element without a window takes it as a
    transform); `over` lies on top.
    """

    transform: Transform = IDENTITY
    opacity: float = 1.0
    clips: tuple[Outline, ...] = ()
    content: Transform = IDENTITY
    over: tuple[Node, ...] = ()
    echoes: tuple[Transform, ...] = ()
    """The node drawn again, instead of `transform` at each of these."""

    def then(self, later: "Change") -> "Change":
        """This change, and `later` done to its result."""
        return Change(
            transform=later.transform @ self.transform,
            opacity=self.opacity * later.opacity,
            clips=(*(moved(clip, later.transform) for clip in self.clips), *later.clips),
            content=later.content @ self.content,
            over=(*(_placed(node, later.transform) for node in self.over), *later.over),
            echoes=(
                *(later.transform @ echo for echo in self.echoes),
                *(echo @ self.transform for echo in later.echoes),
            ),
        )

    def around(self, node: Node) -> Node:
        """The node with all but `content` done to it; the node itself where there is nothing to do."""
        changed = _placed(node, self.transform)
        if self.echoes:
            changed = Group((changed, *(_placed(node, echo) for echo in self.echoes)))
        for clip in self.clips:
            changed = Group((changed,), clip=clip)
        if self.opacity != 1:
            changed = replace(changed, opacity=self.opacity) if self.clips else Group((changed,), opacity=self.opacity)
        return Group((changed, *self.over)) if self.over else changed


NOTHING: Final = Change()
"""The change that changes nothing."""


def combine(changes: Iterable[Change]) -> Change:
    """All changes, the first one first."""
    return reduce(Change.then, changes, NOTHING)


class Animation(BaseModel, ABC, frozen=True, allow_inf_nan=False):
    """Base of every animation: when it plays. Without time and duration it lasts as long as its element."""

    type: str
    time: Time | None = None
    duration: Seconds | None = None
    easing: EasingName = DEFAULT_EASING
    reversed: bool = False
    transition: bool = False
    approximated: ClassVar[Mapping[str, str]] = {}
    """Properties that are not drawn as the vendor draws them, and why."""

    track: int | None = None
    """Order among the animations of one element; without it, the order of writing."""

    @property
    def is_lasting(self) -> bool:
        """True if it plays as long as its element stands, instead of bringing it in or out."""
        return self.time is None and self.duration is None

    def window(self, element_duration: Fraction) -> tuple[Fraction, Fraction]:
        """Start and end in seconds of the element's time; never longer than the element."""
        if self.is_lasting:
            return Fraction(0), element_duration
        written = DEFAULT_DURATION if self.duration is None else self.duration
        duration = min(max(written, Fraction(0)), element_duration)
        match self.time:
            case None | "start":
                start = Fraction(0)
            case "end":
                start = element_duration - duration
            case _:
                start = self.time
        return start, start + duration

    def moment(self, at: Fraction, *, element_duration: Fraction, box: Rect, frame: Size) -> Moment:
        """The moment `at` seconds into the element; before and after its own time an animation holds its ends.

        A reversed animation runs backwards in time, so an easing that arrives gently leaves gently, too.
        """
        start, end = self.window(element_duration)
        elapsed = min(max(at - start, Fraction(0)), end - start)
        linear = float(elapsed / (end - start)) if end > start else float(at >= start)
        if self.reversed:
            linear = 1 - linear
        return Moment(
            progress=parse_easing(self.easing)(linear),
            elapsed=float(elapsed),
            duration=float(end - start),
            box=box,
            frame=frame,
            linear=linear,
            active=start <= at < end,
        )

    @abstractmethod
    def change(self, moment: Moment) -> Change:
        """What happens to the element, or to the incoming one of a transition."""
        ...

    def leaving_change(self, moment: Moment) -> Change:  # noqa: ARG002
        """What happens to the outgoing element of a transition; `moment.box` is its box."""
        return NOTHING


def travel(degrees: float, distance: Length, reference: Size, frame: Size) -> Point:
    """The way, in pixels on screen, of a move along `degrees` (0 right, 90 up) by `distance`.

    A share is of `reference`; along a diagonal it reaches as far on its longer axis as it would along that axis alone,
    so that 100 % always leaves the reference behind.
    """
    x, y = heading(degrees)
    longest = max(abs(x), abs(y))
    return Point(
        x / longest * distance.pixels(reference.width, frame),
        y / longest * distance.pixels(reference.height, frame),
    )


def faded(moment: Moment, fade: bool) -> float:
    """The opacity of something that comes to rest."""
    return min(max(moment.progress, 0.0), 1.0) if fade else 1.0


def share_of(moment: Moment, start: Fraction | None, duration: Fraction | None) -> float:
    """How much is over, 0-1, of a part that begins `start` seconds in and takes `duration`, else all that is left."""
    begin = float(start or 0)
    length = float(duration or max(moment.duration - begin, 0.0))
    if length <= 0 or moment.linear >= 1:
        return 1.0
    return min(max((moment.linear * moment.duration - begin) / length, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Unit:
    """A line, word or letter of a text: its place among `count`, its box, its line's and its element's (pixels).

    `row` is its line's place among `rows`.
    """

    index: int
    count: int
    box: Rect
    line: Rect
    element: Rect
    text: str = ""
    row: int = 0
    rows: int = 1


class TextAnimation(Animation, frozen=True):
    """Base of the animations that take a text apart and let its units come one after the other."""

    split: Literal["line", "word", "letter"] = "line"
    order: Literal["default", "reversed", "random"] = "default"
    overlap: Percent = DEFAULT_OVERLAP
    fade: bool = True

    def change(self, moment: Moment) -> Change:  # noqa: ARG002
        """Nothing: it is the units that change."""
        return NOTHING

    def change_unit(self, moment: Moment, unit: Unit) -> Change:
        """What happens to one unit at a moment of the whole."""
        own = self.unit_moment(moment, unit)
        return self.moved_unit(own, unit).then(Change(opacity=faded(own, self.fade)))

    def moved_unit(self, moment: Moment, unit: Unit) -> Change:  # noqa: ARG002
        """What happens to one unit at a moment of its own, apart from fading."""
        return NOTHING

    def change_background(self, moment: Moment, line: Unit) -> Change:
        """What happens to the background box behind a line (`line.box`) at a moment of the whole."""
        return Change(opacity=faded(self.unit_moment(moment, line), self.fade))

    def text_at(self, moment: Moment, text: str) -> str:  # noqa: ARG002
        """The text to set at a moment, of which `text` is what stands at rest."""
        return text

    def cursor(self, moment: Moment, count: int) -> int | None:  # noqa: ARG002
        """After how many of `count` units a cursor stands now; None where there is none."""
        return None

    def unit_moment(self, moment: Moment, unit: Unit) -> Moment:
        """The moment of one unit: all take equally long, each starts when `overlap` of the one before is left.

        The first starts with the animation and the last ends with it.
        """
        step = 1 - min(max(self.overlap, 0.0), 1.0)
        length = 1 / (1 + (unit.count - 1) * step)
        start = self.place(unit) * step * length
        linear = min(max((moment.linear - start) / length, 0.0), 1.0)
        return replace(moment, linear=linear, progress=parse_easing(self.easing)(linear))

    def place(self, unit: Unit) -> int:
        """When its turn comes: 0 is first."""
        match self.order:
            case "default":
                return unit.index
            case "reversed":
                return unit.count - 1 - unit.index
            case "random":
                return _shuffled(unit.count)[unit.index]


@lru_cache(maxsize=64)
def _shuffled(count: int) -> tuple[int, ...]:
    """A random order that is the same for every frame and every render: the count is the seed."""
    return tuple(int(place) for place in np.random.default_rng(count).permutation(count))


def _placed(node: Node, transform: Transform) -> Node:
    return node if transform == IDENTITY else Group((node,), transform=transform)
