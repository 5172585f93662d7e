"""From a Scene to what a canvas draws: places in whole numbers, leaves in the tables, effects as sprites."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from sajangpick.renderer.assets import World
from sajangpick.renderer.display.drawn import (
    HERE,
    OPACITY_UNITS,
    PIXEL_UNITS,
    PLACE_UNITS,
    TIME_UNITS_PER_SECOND,
    BoxUnits,
    Drawn,
    MaskRef,
    PictureRef,
    Place,
)
from sajangpick.renderer.display.tables import Tables, css_color
from sajangpick.renderer.geometry import IDENTITY, Point, Rect, Transform
from sajangpick.renderer.outline import rectangle
from sajangpick.renderer.painter import extent, has_color, paint_sprite
from sajangpick.renderer.scene import (
    Blend,
    Blur,
    ColorFilter,
    ColorOverlay,
    DropShadow,
    Effect,
    Glyphs,
    Group,
    Mask,
    Node,
    Path,
    Picture,
    Stroke,
)

# A blur this wide, in pixels of its sprite, is drawn as well by stretching the sprite as by more pixels.
_SPRITE_SIGMA = 1.5
# A narrower blur is not told from none at the size of a phone.
_LEAST_SIGMA = 0.3
# What is turned in space changes with every frame; half the size is enough for what is seen so briefly.
_TURNED_SCALE = 0.5
# Pieces across and down of a picture in perspective; they lie over each other a little, so that no seam shows.
_FACETS = 8
_FACET_LAP_PX = 1.0


@dataclass(slots=True)
class Lowering:
    """Lowers the nodes of one document, keeping what it made for a node as long as the node is met again."""

    world: World
    tables: Tables
    # A node is held with what was made of it, so that no other is given its identity.
    _kept: dict[int, tuple[Node, tuple[Drawn, ...]]] = field(default_factory=dict[int, tuple[Node, tuple[Drawn, ...]]])
    _sprites: dict[Node, tuple[Drawn, ...]] = field(default_factory=dict[Node, tuple[Drawn, ...]])

    def all(self, nodes: Iterable[Node]) -> tuple[Drawn, ...]:
        """What the nodes draw, from back to front."""
        return tuple(part for node in nodes for part in self._lowered(node))

    @property
    def count(self) -> int:
        """How many different nodes were lowered."""
        return len(self._kept)

    def _lowered(self, node: Node) -> tuple[Drawn, ...]:
        kept = self._kept.get(id(node))
        if kept is None:
            kept = self._kept[id(node)] = (node, self._made(node))
        return kept[1]

    def _made(self, node: Node) -> tuple[Drawn, ...]:
        match node:
            case Path():
                return self._path(node)
            case Glyphs():
                if has_color(node.face) or _is_trimmed(node.stroke):
                    return self._sprite(node, 1.0)
                shape = self.tables.letters(node)
                return () if shape is None else (Drawn(shape),)
            case Picture():
                time = None if node.at is None else round(node.at * TIME_UNITS_PER_SECOND)
                return (Drawn(PictureRef(node.source, _box(node.box), _box(node.window), time)),)
            case Group():
                return self._group(node)
            case _:
                assert_never(node)

    def _path(self, node: Path) -> tuple[Drawn, ...]:
        if node.fill is not None and _is_trimmed(node.stroke):
            return self.all((replace(node, stroke=None), replace(node, fill=None)))
        shape = self.tables.path(node)
        return () if shape is None else (Drawn(shape),)

    def _group(self, group: Group) -> tuple[Drawn, ...]:
        if group.opacity <= 0 or not group.children:
            return ()
        effects = tuple(effect for effect in group.effects if not _is_idle(effect))
        shows_picture = _shows_picture(group)
        if not group.transform.is_affine:
            if not shows_picture:
                bare = replace(group, opacity=1.0, blend=Blend.NORMAL)
                return tuple(_laid(part, group) for part in self._sprite(bare, _TURNED_SCALE))
            group = replace(group, children=tuple(_facets(group)), transform=IDENTITY, clip=None, isolated=True)
        if effects and not shows_picture:
            bare = Group(group.children, clip=group.clip, mask=group.mask, effects=effects)
            return tuple(_put(_laid(part, group), group.transform) for part in self._sprite(bare, _scale_for(effects)))
        inner = self.all(group.children)
        if not inner:
            return ()
        mask = self._mask(group.mask)
        if group.mask is not None and mask is None and not group.mask.inverted:
            return ()
        clip = None if group.clip is None else self.tables.outline(group.clip)
        changes = tuple(text for effect in effects for text in _css(effect))
        is_plain = group.opacity >= 1 and group.blend is Blend.NORMAL and not group.isolated
        if is_plain and clip is None and mask is None and not changes:
            return tuple(_put(part, group.transform) for part in inner)
        whole = Drawn(inner, clip=clip, alone=group.isolated, mask=mask, effects=changes)
        return (_put(_laid(_folded(whole), group), group.transform),)

    def _mask(self, mask: Mask | None) -> MaskRef | None:
        if mask is None:
            return None
        parts = self._lowered(mask.node)
        if not parts:
            return None
        return MaskRef(parts[0] if len(parts) == 1 else Drawn(parts), mask.by, mask.inverted)

    def _sprite(self, node: Node, scale: float) -> tuple[Drawn, ...]:
        if node not in self._sprites:
            sprite = paint_sprite(node, self.world, scale=scale)
            self._sprites[node] = () if sprite is None else (Drawn(self.tables.picture(sprite)),)
        return self._sprites[node]


def _folded(whole: Drawn) -> Drawn:
    """The same without a level that says nothing: one child that is only cut, or only placed."""
    content = whole.content
    if not isinstance(content, tuple) or len(content) != 1 or whole.mask or whole.effects:
        return whole
    child = content[0]
    if whole.clip is None:
        return child
    if child.clip is None and child.place == HERE and child.mask is None and not child.effects:
        return replace(child, clip=whole.clip)
    return whole


def _laid(part: Drawn, group: Group) -> Drawn:
    """The part with a group's opacity and blend, on a level of its own if it has a blend already."""
    opacity = max(1, round(group.opacity * OPACITY_UNITS)) if group.opacity < 1 else OPACITY_UNITS
    blend = _OPERATIONS[group.blend]
    if part.blend != "source-over":
        return part if opacity == OPACITY_UNITS and blend == "source-over" else Drawn((part,), HERE, opacity, blend)
    return replace(part, opacity=round(part.opacity * opacity / OPACITY_UNITS), blend=blend)


def _put(part: Drawn, transform: Transform) -> Drawn:
    """The part moved by `transform`; its own place was in the coordinates that `transform` moves."""
    if transform == IDENTITY:
        return part
    if part.place == HERE:
        return replace(part, place=_place(transform))
    return replace(part, place=_place(transform @ _transform(part.place)))


def _place(transform: Transform) -> Place:
    factors = (transform.m00, transform.m10, transform.m01, transform.m11)
    a, b, c, d = (round(value * PLACE_UNITS) for value in factors)
    return a, b, c, d, round(transform.m02 * PIXEL_UNITS), round(transform.m12 * PIXEL_UNITS)


def _transform(place: Place) -> Transform:
    a, b, c, d = (value / PLACE_UNITS for value in place[:4])
    return Transform(a, c, place[4] / PIXEL_UNITS, b, d, place[5] / PIXEL_UNITS)


def _box(rect: Rect) -> BoxUnits:
    left, top, width, height = (round(value * PIXEL_UNITS) for value in (rect.left, rect.top, rect.width, rect.height))
    return left, top, width, height


def _facets(group: Group) -> Iterator[Group]:
    """The children of a group in perspective, piece by piece: near its middle, each is as good as flat."""
    own = Group(group.children, clip=group.clip)
    box = extent(own)
    for row in range(_FACETS):
        for column in range(_FACETS):
            start, end = box.at(column / _FACETS, row / _FACETS), box.at((column + 1) / _FACETS, (row + 1) / _FACETS)
            piece = Rect(*start, *end)
            flat = _flattened(group.transform, piece.center)
            if flat is not None:
                yield Group((own,), transform=flat, clip=rectangle(piece.grown(_FACET_LAP_PX)))


def _flattened(t: Transform, at: Point) -> Transform | None:
    """The affine map that does near a point what a perspective does; None behind the eye."""
    x, y = at
    w = t.m20 * x + t.m21 * y + t.m22
    if w <= 0:
        return None
    u, v = t.apply(at)
    a, c = (t.m00 - u * t.m20) / w, (t.m01 - u * t.m21) / w
    b, d = (t.m10 - v * t.m20) / w, (t.m11 - v * t.m21) / w
    return Transform(a, c, u - a * x - c * y, b, d, v - b * x - d * y)


def _shows_picture(node: Node) -> bool:
    match node:
        case Picture():
            return True
        case Group():
            masked = node.mask is not None and _shows_picture(node.mask.node)
            return masked or any(_shows_picture(child) for child in node.children)
        case _:
            return False


def _is_trimmed(stroke: Stroke | None) -> bool:
    return stroke is not None and stroke.end - stroke.start < 1


def _is_idle(effect: Effect) -> bool:
    return isinstance(effect, Blur) and effect.sigma < _LEAST_SIGMA


def _scale_for(effects: Sequence[Effect]) -> float:
    """Pixels of a sprite for one of the frame: few, where a blur leaves nothing finer."""
    if len(effects) != 1 or not isinstance(effects[0], Blur):
        return 1.0
    return min(1.0, _SPRITE_SIGMA / effects[0].sigma)


def _css(effect: Effect) -> tuple[str, ...]:
    """An effect on a picture that only the browser has, as it says it (W3C Filter Effects Module Level 1)."""
    match effect:
        case Blur():
            return (f"blur({effect.sigma:.2f}px)",)
        case DropShadow():
            x, y = effect.offset
            return (f"drop-shadow({x:.2f}px {y:.2f}px {effect.sigma:.2f}px {css_color(effect.color)})",)
        case ColorOverlay():
            return (css_color(effect.color),)
        case ColorFilter():
            amount = effect.amount
            match effect.kind:
                case "brighten":
                    return (f"brightness({1 + amount:.4f})",)
                case "contrast":
                    return (f"contrast({1 + amount:.4f})",)
                case "hue":
                    return (f"hue-rotate({amount * 2 * math.pi:.4f}rad)",)
                case "invert" | "grayscale" | "sepia" as name:
                    return (f"{name}({amount:.4f})",)
                case _:
                    assert_never(effect.kind)
        case _:
            assert_never(effect)


_OPERATIONS = {blend: "source-over" if blend is Blend.NORMAL else blend.value for blend in Blend}
"""What canvas calls them, in globalCompositeOperation: it has them all."""
