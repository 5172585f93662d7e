"""From Script to Timeline: every default, size, track and time settled before anything is drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Final

from sajangpick.errors import BadInput, ScriptError, SourceMissing
from sajangpick.renderer.animation import DEFAULT_DURATION
from sajangpick.renderer.assets import Source, World
from sajangpick.renderer.element import Element
from sajangpick.renderer.elements.audio import Audio
from sajangpick.renderer.elements.composition import Composition
from sajangpick.renderer.geometry import Point, Rect, Size
from sajangpick.renderer.outline import rectangle
from sajangpick.renderer.pens import fill_of
from sajangpick.renderer.playback import Playback
from sajangpick.renderer.scene import Color, Node, Path, Scene
from sajangpick.renderer.script import MAX_DIMENSION, MAX_SECONDS, Script
from sajangpick.renderer.stage import Keeper
from sajangpick.renderer.timeline.layer import Layer, Stack
from sajangpick.renderer.timeline.schedule import (
    ONE_SHARE,
    AtEnd,
    Demand,
    Length,
    TimeRange,
    natural_duration,
    schedule,
)
from sajangpick.renderer.timeline.sounds import Sound, sounds_of
from sajangpick.renderer.units import ParentShare, TrackShare
from sajangpick.renderer.windowed import Windowed

DEFAULT_FRAME_RATE: Final = Fraction(30)
"""Where neither the document nor a video in it names one. The vendor says 60; short-video platforms play 30."""

DEFAULT_SIZE: Final = Size(1920, 1080)
"""Where neither the document nor a picture in it names one."""

HIGHEST_FRAME_RATE: Final = Fraction(60)

BLACK: Final = Color(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Timeline:
    """A document that is ready to be drawn at any instant. Seconds are exact; frame i is shown at i / frame_rate."""

    width: int
    height: int
    frame_rate: Fraction
    duration: Fraction
    background: Color
    sounds: tuple[Sound, ...]
    warnings: tuple[str, ...]
    snapshot_time: Fraction
    """The instant of a still or a cover: as written, else the beginning."""
    stack: Stack
    backdrop: tuple[Node, ...] = ()
    """What lies below all layers, if one colour cannot say it."""
    keeper: Keeper = field(default_factory=Keeper, compare=False)

    @property
    def frame_count(self) -> int:
        """Frames that begin before the end."""
        return max(1, ceil(self.duration * self.frame_rate))

    def at(self, t: Fraction) -> Scene:
        """What is on screen at `t` seconds, held past the last frame.

        What did not change since the last call is the identical object.
        """
        last = (self.frame_count - 1) / self.frame_rate
        nodes = self.stack.at(min(t, last), Size(self.width, self.height))
        return self.keeper.keep(
            "scene", (id(nodes),), lambda: Scene(self.width, self.height, self.background, (*self.backdrop, *nodes))
        )


def resolve(script: Script, world: World) -> Timeline:
    """Settle the script: sizes, times and tracks, with the facts of its sources from `world`.

    Raises SourceMissing for a source that cannot be had, ScriptError for one of the wrong kind or a video that is too
    long, or for a text that no face can draw; nothing is left to fail while frames are made.
    """
    facts = _Facts(world)
    facts.read(script.root.elements, "")
    _verify(script.root.elements, "")
    warnings = list(script.warnings)
    size = _size(script, facts)
    stack = _stack(script.root.elements, facts, world, duration=script.duration)
    if stack.duration > MAX_SECONDS:
        raise ScriptError(f"The video would last {float(stack.duration):g} s; at most {MAX_SECONDS} s are made.")
    warnings += facts.warnings
    warnings += _never_seen(stack)
    background, backdrop = _background(script, size)
    return Timeline(
        width=int(size.width),
        height=int(size.height),
        frame_rate=_frame_rate(script, facts),
        duration=stack.duration,
        background=background,
        sounds=sounds_of(stack),
        warnings=tuple(warnings),
        snapshot_time=_snapshot_time(script, stack.duration),
        stack=stack,
        backdrop=backdrop,
    )


class _Facts:
    """What the world says of each element's source, by the element's identity."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sources: dict[int, Source] = {}
        self.warnings: list[str] = []

    def read(self, elements: Sequence[Element], path: str) -> None:
        for index, element in enumerate(elements):
            place = f"{path}elements[{index}]"
            if not element.visible:
                continue
            if isinstance(element, Composition):
                self.read(element.elements, f"{place}.")
            elif isinstance(element, Playback | Windowed):
                self._read(element, place)

    def _read(self, element: Playback | Windowed, place: str) -> None:
        if not element.source:
            self.warnings.append(f"{place}.source: Nothing is shown or heard, because no source is given.")
            return
        try:
            source = self.world.source(element.source)
        except ScriptError:
            raise
        except BadInput as problem:
            raise SourceMissing(f"{place}.source: {problem.message}", hint=problem.hint) from problem
        if isinstance(element, Audio):
            if source.kind == "still":
                raise ScriptError("Expected a sound, got a picture", path=f"{place}.source")
        elif source.kind == "sound":
            raise ScriptError("Expected a picture or video, got a sound", path=f"{place}.source")
        self.sources[id(element)] = source

    def of(self, element: Element) -> Source | None:
        return self.sources.get(id(element))


def _verify(elements: Sequence[Element], path: str) -> None:
    """Refuse now what could not be drawn later, by its place in the document."""
    for index, element in enumerate(elements):
        place = f"{path}elements[{index}]"
        if not element.visible:
            continue
        element.verify(place)
        if isinstance(element, Composition):
            _verify(element.elements, f"{place}.")


def _stack(elements: Sequence[Element], facts: _Facts, world: World, *, duration: Fraction | None) -> Stack:
    """The layers of one composition, from back to front."""
    shown = [element for element in elements if element.visible]
    plan = schedule([_demand(element, facts) for element in shown], duration=duration)
    layers = [_layer(element, time, facts, world) for element, time in zip(shown, plan.ranges, strict=True)]
    return Stack(
        tuple(layer for _, layer in sorted(zip(_depths(shown), layers, strict=True), key=_depth)), plan.duration
    )


def _depth(item: tuple[tuple[float, float, int], Layer]) -> tuple[float, float, int]:
    return item[0]


def _depths(elements: Sequence[Element]) -> Iterator[tuple[float, float, int]]:
    """Track, z_index, order of writing. What has no track lies on the highest one written before it."""
    highest = 0
    for order, element in enumerate(elements):
        highest = max(highest, element.track or 0)
        yield (highest if element.track is None else element.track), element.z_index or 0.0, order


def _layer(element: Element, time: TimeRange, facts: _Facts, world: World) -> Layer:
    if not isinstance(element, Composition):
        return Layer(element, time, world, facts.of(element))
    own = element.duration if isinstance(element.duration, Fraction) else None
    if element.loop:
        inner = _stack(element.elements, facts, world, duration=own)
        return Layer(element, time, world, stack=inner, cycle=inner.duration)
    inner = _stack(element.elements, facts, world, duration=own or time.duration)
    return Layer(element, time, world, stack=inner)


def _demand(element: Element, facts: _Facts) -> Demand:
    start = AtEnd() if element.time == "end" else Fraction(0) if element.time == "start" else element.time
    overlap = max((_overlap(element, index) for index in range(len(element.animations))), default=Fraction(0))
    return Demand(element.track, start, _length(element, facts), overlap)


def _overlap(element: Element, index: int) -> Fraction:
    """How long a transition at the element's beginning lies over what came before."""
    animation = element.animations[index]
    if not animation.transition or animation.time not in (None, "start", Fraction(0)):
        return Fraction(0)
    return animation.duration or DEFAULT_DURATION


def _length(element: Element, facts: _Facts) -> Length:
    if isinstance(element, Composition):
        return _composition_length(element, facts)
    match element.duration:
        case Fraction() | TrackShare() | ParentShare() as written:
            return written
        case "media":
            source = facts.of(element)
            length = element.media_length(source) if source and isinstance(element, Playback) else None
            return ONE_SHARE if length is None else length
        case None:
            return ONE_SHARE


def _composition_length(element: Composition, facts: _Facts) -> Length:
    """A loop goes on as long as it may; else the length is what is written, or what plays inside."""
    match element.duration:
        case TrackShare() | ParentShare() as written:
            return written
        case Fraction() as once:
            pass
        case _:
            shown = [child for child in element.elements if child.visible]
            once = natural_duration([_demand(child, facts) for child in shown])
    if not element.loop:
        return ONE_SHARE if once is None else once
    return ONE_SHARE if element.plays is None or once is None else once * element.plays


def _sized(elements: Sequence[Element], facts: _Facts) -> Iterator[Size]:
    for element in elements:
        if isinstance(element, Composition):
            yield from _sized(element.elements, facts)
        elif isinstance(element, Windowed) and (source := facts.of(element)) and source.size:
            yield source.size


def _size(script: Script, facts: _Facts) -> Size:
    """The written size; a side that is not written follows from the first picture, even, as 4:2:0 video wants it."""
    natural = next(_sized(script.root.elements, facts), DEFAULT_SIZE)
    match script.width, script.height:
        case int() as width, int() as height:
            return Size(width, height)
        case int() as width, None:
            return Size(width, _even(natural.height * width / natural.width))
        case None, int() as height:
            return Size(_even(natural.width * height / natural.height), height)
        case _:
            scale = min(1.0, MAX_DIMENSION / max(natural))
            return Size(_even(natural.width * scale), _even(natural.height * scale))


def _even(pixels: float) -> int:
    return max(2, min(MAX_DIMENSION, round(pixels)) // 2 * 2)


def _frame_rate(script: Script, facts: _Facts) -> Fraction:
    if script.frame_rate is not None:
        return script.frame_rate
    rates = [source.frame_rate for source in facts.sources.values() if source.frame_rate]
    return min(max(rates, default=DEFAULT_FRAME_RATE), HIGHEST_FRAME_RATE)


def _snapshot_time(script: Script, duration: Fraction) -> Fraction:
    if script.snapshot_time is not None:
        return min(max(script.snapshot_time, Fraction(0)), duration)
    return duration if script.snapshot_location == "end" else Fraction(0)


def _background(script: Script, size: Size) -> tuple[Color, tuple[Node, ...]]:
    """The colour below all, and the gradient over it where the document has one. Video without a fill is black."""
    clear = BLACK._replace(alpha=0) if script.output_format in {"png", "gif"} else BLACK
    box = Rect.of_size(size, Point(0, 0))
    match fill_of(script.root, box, size):
        case None:
            return clear, ()
        case Color() as color:
            return color, ()
        case gradient:
            return clear, (Path(rectangle(box), fill=gradient),)


def _never_seen(stack: Stack) -> Iterator[str]:
    for layer in stack.layers:
        if layer.time.duration <= 0:
            name = layer.element.name or layer.element.id or layer.element.type
            yield f"{name}: It never plays, because no time is left for it."
        if layer.stack is not None:
            yield from _never_seen(layer.stack)
