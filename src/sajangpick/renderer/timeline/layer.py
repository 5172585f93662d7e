"""Layers: resolved elements in time, and the stack that a composition makes of them.

What is shown at t is a function of t. A layer remembers only what it made last, so that a node whose pixels did not
change is the identical object again, and a painter may keep what it drew by identity. Moving layers keep their content
and wrap it anew.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final, TypeAlias

from sajangpick.renderer.animation import NOTHING, Animation, Change, Moment, TextAnimation, combine
from sajangpick.renderer.assets import Source, World
from sajangpick.renderer.element import BLENDS, Element
from sajangpick.renderer.elements.composition import Composition
from sajangpick.renderer.geometry import IDENTITY, Point, Rect, Size, Transform
from sajangpick.renderer.pens import look_of, shadow_of
from sajangpick.renderer.placement import Placement, place
from sajangpick.renderer.scene import Blend, Effect, Group, Mask, Node
from sajangpick.renderer.stage import Keeper, Stage
from sajangpick.renderer.timeline.schedule import TimeRange

MAX_TILES: Final = 4096
"""Of one repeated element; smaller tiles than this allows are not told apart on a screen."""

Leaving: TypeAlias = tuple[Animation, Fraction, Fraction]
"""A transition of the next layer on the track: the animation, and the next layer's clock and duration."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One element, and when it plays. `stack` is what plays inside it, again and again every `cycle` seconds."""

    element: Element
    time: TimeRange
    world: World
    source: Source | None = None
    stack: "Stack | None" = None
    cycle: Fraction | None = None
    keeper: Keeper = field(default_factory=Keeper, compare=False)

    @property
    def is_steady(self) -> bool:
        """True if it looks the same as long as it plays."""
        is_still = self.source is None or self.source.kind == "still"
        return is_still and self.stack is None and not self.element.is_moving

    def inner_clock(self, t: Fraction) -> Fraction:
        """The clock of what plays inside, at `t` of the composition around."""
        clock = t - self.time.start
        return clock % self.cycle if self.cycle else clock

    def size(self, t: Fraction, frame: Size) -> Size:
        """Its outer box at `t`, in pixels."""
        stage = self._stage(t, frame)
        return self._now(stage).size(stage)

    def at(self, t: Fraction, frame: Size, *, leaving: Leaving | None = None, flow: Point | None = None) -> Node | None:
        """What it shows at `t` in a composition of `frame` pixels; None if there is nothing to see."""
        if self.is_steady and leaving is None:
            return self.keeper.keep("steady", (frame, flow), lambda: self._shown(t, frame, None, flow))
        return self._shown(t, frame, leaving, flow)

    def _shown(self, t: Fraction, frame: Size, leaving: Leaving | None, flow: Point | None) -> Node | None:
        stage = self._stage(t, frame)
        now = self._now(stage)
        size = now.size(stage)
        spot = self.keeper.keep("spot", (stage.state, size, frame, flow), lambda: place(now, size, frame, flow=flow))
        if not spot.is_seen or now.opacity <= 0:
            return None
        change, units = self._change(stage, spot, leaving)
        if change.opacity <= 0 and not change.over:
            return None
        if units or change.content != IDENTITY:
            stage = replace(stage, lens=_local(change.content, spot.box), animations=units)
        content = self._content(stage, now, spot)
        if content is None and not change.over:
            return None
        return self._placed(content, now, spot, change, frame)

    def _stage(self, t: Fraction, frame: Size) -> Stage:
        clock, duration = t - self.time.start, self.time.duration
        state = self.element.state(clock, duration)
        stage = Stage(self.world, frame, clock, duration, self.keeper, state, self.source)
        if self.stack is None or (self.element.width is not None and self.element.height is not None):
            return stage
        extent = self.stack.extent(self.inner_clock(t), frame, direction=_direction(self._now(stage)))
        return replace(stage, extent=extent)

    def _now(self, stage: Stage) -> Element:
        return self.keeper.keep("now", stage.state, lambda: self.element.settled(stage.state))

    def _change(
        self, stage: Stage, spot: Placement, leaving: Leaving | None
    ) -> tuple[Change, tuple[tuple[TextAnimation, Moment], ...]]:
        """What the animations do to the whole, and those that are left to a text's units."""
        changes: list[Change] = []
        units: list[tuple[TextAnimation, Moment]] = []
        for number, animation in enumerate(self._animations):
            moment, change = self._moment(number, animation, stage, spot)
            if isinstance(animation, TextAnimation):
                if moment.active or moment.linear < 1:
                    units.append((animation, moment))
            elif change != NOTHING:
                changes.append(change)
        if leaving is not None:
            animation, clock, duration = leaving
            moment = animation.moment(clock, element_duration=duration, box=spot.box, frame=stage.frame)
            changes.append(animation.leaving_change(moment))
        return changes[0] if len(changes) == 1 else combine(changes), tuple(units)

    @property
    def _animations(self) -> tuple[Animation, ...]:
        """In the order of their tracks, then of writing."""
        return self.keeper.keep(
            "animations", (), lambda: tuple(sorted(self.element.animations, key=lambda each: each.track or 0))
        )

    def _moment(self, number: int, animation: Animation, stage: Stage, spot: Placement) -> tuple[Moment, Change]:
        """The animation's moment and change; before and after its time they are the same ones again and again."""
        start, end = self.keeper.keep(f"window{number}", (), lambda: animation.window(stage.duration))
        clock = start - 1 if stage.clock < start else min(stage.clock, end)

        def make() -> tuple[Moment, Change]:
            moment = animation.moment(clock, element_duration=stage.duration, box=spot.box, frame=stage.frame)
            return moment, animation.change(moment)

        return self.keeper.keep(f"moment{number}", (clock, spot.box, stage.frame), make)

    def _content(self, stage: Stage, now: Element, spot: Placement) -> Node | None:
        """Everything that the element's own place and opacity do not change."""
        box = spot.own_box
        if self.stack is not None:
            inside = self.stack.at(
                self.inner_clock(stage.clock + self.time.start),
                Size(box.width, box.height),
                direction=_direction(now),
                alignment=Point(now.x_alignment, now.y_alignment),
            )
            stage = replace(stage, nodes=inside)
        key = (stage.state, box, stage.frame, *now.pulse(stage))
        nodes = self.keeper.keep("nodes", key, lambda: now.lower(stage, box))
        if not nodes:
            return None
        # A picture moves inside its window; all else moves as a whole inside its border.
        lens = IDENTITY if self.source is not None else stage.lens
        return self.keeper.keep(
            "content", (id(nodes), stage.state, box, stage.frame, lens), lambda: _cut(now, nodes, stage, box, lens)
        )

    def _placed(self, content: Node | None, now: Element, spot: Placement, change: Change, frame: Size) -> Node:
        opacity, blend = min(now.opacity, 1.0) * change.opacity, BLENDS[now.blend_mode]
        key = (id(content), id(spot), change, opacity, blend)
        return self.keeper.keep("placed", key, lambda: _place(content, now, spot, change, opacity, blend, frame))


@dataclass(frozen=True, slots=True)
class Stack:
    """The layers of one composition, from back to front."""

    layers: tuple[Layer, ...]
    duration: Fraction
    keeper: Keeper = field(default_factory=Keeper, compare=False)

    def at(
        self,
        t: Fraction,
        frame: Size,
        *,
        direction: str = "vertical",
        alignment: Point = Point(0.5, 0.5),  # noqa: B008
    ) -> tuple[Node, ...]:
        """What is shown at `t`, from back to front, in pixels of `frame`; relatively placed layers flow in a row."""
        active = [layer for layer in self.layers if t in layer.time]
        flows = _flow(active, t, frame, direction, alignment)
        shown: list[Node | None] = []
        for layer in active:
            node = layer.at(t, frame, leaving=_leaving(layer, active, t), flow=flows.get(id(layer)))
            if layer.element.mask_mode == "none" and "mask_mode" not in layer.element.motion:
                shown.append(node)
                continue
            mode = layer.element.settled(layer.element.state(t - layer.time.start, layer.time.duration)).mask_mode
            if mode == "none":
                shown.append(node)
            elif shown:
                shown[-1] = self._masked(shown[-1], node, mode, slot=f"mask{len(shown)}")
        nodes = tuple(node for node in shown if node is not None)
        return self.keeper.keep("nodes", tuple(map(id, nodes)), lambda: nodes)

    def extent(self, t: Fraction, frame: Size, *, direction: str = "vertical") -> Size:
        """What the relatively placed layers fill together."""
        sizes = [layer.size(t, frame) for layer in self.layers if t in layer.time and _flows(layer, direction)]
        if not sizes:
            return frame
        widths, heights = [size.width for size in sizes], [size.height for size in sizes]
        return Size(max(widths), sum(heights)) if direction == "vertical" else Size(sum(widths), max(heights))

    def _masked(self, node: Node | None, mask: Node | None, mode: str, *, slot: str) -> Node | None:
        """The part of `node` that `mask` leaves; a mask without anything to see leaves nothing, inverted all."""
        inverted = mode.endswith("-inverted")
        if node is None or mask is None:
            return node if inverted else None
        shape = Mask(mask, by="luma" if mode.startswith("luma") else "alpha", inverted=inverted)
        return self.keeper.keep(slot, (id(node), id(mask), mode), lambda: Group((node,), mask=shape))


def _leaving(layer: Layer, active: Sequence[Layer], t: Fraction) -> Leaving | None:
    """The transition under way into the layer that follows `layer` on its track."""
    track = layer.element.track
    if track is None:
        return None
    for other in active:
        if other is layer or other.element.track != track or other.time.start <= layer.time.start:
            continue
        for animation in other.element.animations:
            if animation.transition:
                return animation, t - other.time.start, other.time.duration
    return None


def _direction(element: Element) -> str:
    return element.flow_direction if isinstance(element, Composition) else "vertical"


def _flows(layer: Layer, direction: str) -> bool:
    return (layer.element.y if direction == "vertical" else layer.element.x) is None


def _flow(active: Sequence[Layer], t: Fraction, frame: Size, direction: str, alignment: Point) -> dict[int, Point]:
    """The top left corner of every layer that has no place of its own, by identity."""
    if all(layer.element.x is not None and layer.element.y is not None for layer in active):
        return {}
    free = [(layer, layer.size(t, frame)) for layer in active if layer.element.x is None or layer.element.y is None]
    row = [size for layer, size in free if _flows(layer, direction)]
    vertical = direction == "vertical"
    used = sum(size.height if vertical else size.width for size in row)
    cursor = (frame.height - used) * alignment.y if vertical else (frame.width - used) * alignment.x
    corners: dict[int, Point] = {}
    for layer, size in free:
        across = Point((frame.width - size.width) * alignment.x, (frame.height - size.height) * alignment.y)
        if _flows(layer, direction):
            corners[id(layer)] = Point(across.x, cursor) if vertical else Point(cursor, across.y)
            cursor += size.height if vertical else size.width
        else:
            corners[id(layer)] = across
    return corners


def _local(change: Transform, box: Rect) -> Transform:
    """A map in pixels of the composition, as one in own coordinates."""
    if change == IDENTITY:
        return IDENTITY
    return Transform.translation(-box.left, -box.top) @ change @ Transform.translation(box.left, box.top)


def _cut(now: Element, nodes: tuple[Node, ...], stage: Stage, box: Rect, lens: Transform) -> Node:
    """The content through its lens, filtered, cut by its border, with its shadow."""
    frame = stage.frame
    look, shadow = look_of(now, frame), shadow_of(now, frame)
    content = _join(nodes)
    if look or lens != IDENTITY:
        content = Group((content,), transform=lens, effects=look)
    effects: tuple[Effect, ...] = (shadow,) if shadow else ()
    if now.clip or effects:
        content = Group((content,), clip=now.border(stage, box) if now.clip else None, effects=effects)
    return content


def _place(
    content: Node | None,
    now: Element,
    spot: Placement,
    change: Change,
    opacity: float,
    blend: Blend,
    frame: Size,
) -> Node:
    """The content where it stands, and what its animations add."""
    places = [change.transform, *change.echoes]
    if change.clips or len(places) > 1:
        placed: Node = _join([_stand(content, now, spot, place, frame) for place in places])
        for clip in change.clips:
            placed = Group((placed,), clip=clip)
        node = Group((placed,), opacity=opacity, blend=blend) if opacity != 1 or blend != Blend.NORMAL else placed
    else:
        node = replace(_stand(content, now, spot, change.transform, frame), opacity=opacity, blend=blend)
    return Group((node, *change.over)) if change.over else node


def _stand(content: Node | None, now: Element, spot: Placement, change: Transform, frame: Size) -> Group:
    """The content at its place, moved on from there by `change`; repeated if it is to be."""
    transform = change @ spot.transform if change != IDENTITY else spot.transform
    if content is None:
        return Group(transform=transform)
    return Group(tuple(_tiles(content, spot, transform, frame)) if now.repeat else (content,), transform=transform)


def _join(nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Group(tuple(nodes))


def _tiles(content: Node, spot: Placement, transform: Transform, frame: Size) -> Iterator[Node]:
    """Copies of the content, box beside box, all over the composition."""
    box, back = spot.own_box, transform.inverse()
    if back is None or box.width < 1 or box.height < 1:
        return
    area = back.bounds(Rect(0, 0, frame.width, frame.height))
    columns = range(math.floor(area.left / box.width), math.ceil(area.right / box.width))
    rows = range(math.floor(area.top / box.height), math.ceil(area.bottom / box.height))
    if len(columns) * len(rows) > MAX_TILES:
        yield content
        return
    for row in rows:
        for column in columns:
            yield Group((content,), transform=Transform.translation(column * box.width, row * box.height))
