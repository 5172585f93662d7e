"""The four primitives: everything a painter ever sees.

A Scene is what is on screen at one instant. Every default, unit, keyframe, animation and line break has been settled:
coordinates are pixels of the parent (y down), colours are sRGB, numbers are final. All values are frozen, so two equal
nodes have equal pixels, and a painter may keep what it drew.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Literal, NamedTuple, TypeAlias

from sajangpick.renderer.geometry import IDENTITY, Point, Rect, Transform


class Color(NamedTuple):
    """sRGB, each 0-1, alpha not multiplied in."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0


class Stop(NamedTuple):
    """A colour at a fraction of a gradient."""

    offset: float
    color: Color


@dataclass(frozen=True, slots=True)
class LinearGradient:
    """Colours along the line from `start` to `end`, in the node's own coordinates."""

    start: Point
    end: Point
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class RadialGradient:
    """Colours from `center` out to `radius`, in the node's own coordinates."""

    center: Point
    radius: float
    stops: tuple[Stop, ...]


Paint: TypeAlias = Color | LinearGradient | RadialGradient


@dataclass(frozen=True, slots=True)
class Stroke:
    """A pen along an outline. `start` and `end` are the drawn part as fractions of its length, shifted by `offset`."""

    paint: Paint
    width: float
    cap: Literal["butt", "square", "round"] = "round"
    join: Literal["miter", "bevel", "round"] = "round"
    start: float = 0.0
    end: float = 1.0
    offset: float = 0.0


class Segment(NamedTuple):
    """One drawing command: M, L (1 point), Q (2), C (3), Z (0)."""

    command: Literal["M", "L", "Q", "C", "Z"]
    points: tuple[Point, ...] = ()


Outline: TypeAlias = tuple[Segment, ...]


class Blend(StrEnum):
    """How a group meets what is below it (CSS and PDF blend modes by their usual names)."""

    NORMAL = "normal"
    MULTIPLY = "multiply"
    SCREEN = "screen"
    OVERLAY = "overlay"
    DARKEN = "darken"
    LIGHTEN = "lighten"
    COLOR_DODGE = "color-dodge"
    COLOR_BURN = "color-burn"
    HARD_LIGHT = "hard-light"
    SOFT_LIGHT = "soft-light"
    LIGHTER = "lighter"
    DIFFERENCE = "difference"
    EXCLUSION = "exclusion"
    HUE = "hue"
    SATURATION = "saturation"
    COLOR = "color"
    LUMINOSITY = "luminosity"


@dataclass(frozen=True, slots=True)
class Blur:
    """Gaussian blur of the whole group; `sigma` in pixels."""

    sigma: float


@dataclass(frozen=True, slots=True)
class DropShadow:
    """A blurred, coloured copy below the group; `sigma` and `offset` in pixels."""

    color: Color
    sigma: float
    offset: Point


@dataclass(frozen=True, slots=True)
class ColorFilter:
    """One of the colour changes of RenderScript, by `amount` 0-1 (brighten, contrast and hue may be negative)."""

    kind: Literal["brighten", "contrast", "hue", "invert", "grayscale", "sepia"]
    amount: float


@dataclass(frozen=True, slots=True)
class ColorOverlay:
    """A colour laid over the group, inside its own shape."""

    color: Color


Effect: TypeAlias = Blur | DropShadow | ColorFilter | ColorOverlay


@dataclass(frozen=True, slots=True)
class Path:
    """A filled and/or stroked outline."""

    outline: Outline
    fill: Paint | None = None
    stroke: Stroke | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, or a moving one at `at` (seconds of its own time), stretched over `box`, seen through `window`.

    `source` is the name under which the World knows it. `window` and `box` share coordinates: a cover fit is a box that
    overhangs its window.
    """

    source: str
    box: Rect
    window: Rect
    at: Fraction | None = None


class Glyph(NamedTuple):
    """A glyph of a face, its origin on the baseline."""

    id: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Glyphs of one face at one size (pixels per em). Colour glyphs (emoji) bring their own paint."""

    face: str
    size: float
    glyphs: tuple[Glyph, ...]
    fill: Paint | None = None
    stroke: Stroke | None = None


@dataclass(frozen=True, slots=True)
class Mask:
    """The part of a group that is seen, by alpha or luminance of `node` (in the group's coordinates)."""

    node: "Node"
    by: Literal["alpha", "luma"] = "alpha"
    inverted: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Nodes drawn in order as one picture, then changed as one.

    Order: children are drawn; `clip` and `mask` cut them (own coordinates); `effects` apply in sequence; `transform`
    places the result; `opacity` and `blend` lay it on what is below. A group with default opacity, blend, mask and
    effects is only a place: its children meet the background one by one.
    """

    children: tuple["Node", ...] = ()
    transform: Transform = IDENTITY
    opacity: float = 1.0
    blend: Blend = Blend.NORMAL
    clip: Outline | None = None
    mask: Mask | None = None
    effects: tuple[Effect, ...] = ()
    isolated: bool = field(default=False, kw_only=True)
    """True if the children must be joined before they meet the background, though nothing else asks for it."""


Node: TypeAlias = Group | Path | Picture | Glyphs


@dataclass(frozen=True, slots=True)
class Scene:
    """What is on screen at one instant: `background`, then `nodes` from back to front."""

    width: int
    height: int
    background: Color
    nodes: tuple[Node, ...]
