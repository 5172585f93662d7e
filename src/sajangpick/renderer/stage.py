"""What an element may know when it turns itself into primitives."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar, cast

from sajangpick.renderer.animation import Moment, TextAnimation
from sajangpick.renderer.assets import Source, World
from sajangpick.renderer.geometry import IDENTITY, Size, Transform
from sajangpick.renderer.scene import Node

Made = TypeVar("Made")


@dataclass(slots=True)
class Keeper:
    """Remembers the last thing made in each slot, so that equal inputs give back the identical object."""

    _kept: dict[str, tuple[tuple[object, ...], object]] = field(
        default_factory=dict[str, tuple[tuple[object, ...], object]]
    )

    def keep(self, slot: str, key: tuple[object, ...], make: Callable[[], Made]) -> Made:
        """What was made last in `slot`, if that was for an equal `key`; else what `make` makes now."""
        kept = self._kept.get(slot)
        if kept is not None and kept[0] == key:
            return cast("Made", kept[1])
        made = make()
        self._kept[slot] = (key, made)
        return made


@dataclass(frozen=True, slots=True)
class Stage:
    """One element's surroundings at one instant.

    `clock` is seconds since the element began; `frame` the size, in pixels, of the composition it stands in; `nodes`
    what plays inside it, if it is a composition; `lens` moves and scales a picture inside its window.
    """

    world: World
    frame: Size
    clock: Fraction
    duration: Fraction
    keeper: Keeper
    state: tuple[object, ...] = ()
    """The values of the element's animated properties: part of every key under which something is kept."""
    source: Source | None = None
    nodes: tuple[Node, ...] = ()
    extent: Size | None = None
    """What relatively placed children of a composition fill together."""
    lens: Transform = IDENTITY
    animations: tuple[tuple[TextAnimation, Moment], ...] = ()
    """Those that take a text apart now."""
