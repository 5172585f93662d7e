"""What an element is: the properties that all share, and how one becomes primitives.

A document's value is kept exactly as it was written, typed. A property written as keyframes lies in `motion`, and its
field holds the first of them; `settled` gives the element as it is at one instant, so that lowering sees plain values.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from operator import getitem
from typing import Annotated, Any, ClassVar, Final, Literal, Self, TypeAlias, cast, get_args

from pydantic import BaseModel, Field, TypeAdapter, ValidationError, field_validator, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from sajangpick.renderer.animations import AnyAnimation
from sajangpick.renderer.geometry import Rect, Size
from sajangpick.renderer.keyframes import Keyframes
from sajangpick.renderer.outline import rectangle
from sajangpick.renderer.scene import Blend, Node, Outline
from sajangpick.renderer.stage import Stage
from sajangpick.renderer.units import (
    AbsoluteLength,
    ColorValue,
    Degrees,
    Duration,
    Fill,
    Length,
    Percent,
    Time,
)

BlendMode: TypeAlias = Literal[
    "none", "normal", "multiply", "screen", "overlay", "darken", "lighten", "color-dodge", "color-burn", "hard-light",
    "soft-light", "lighter", "difference", "exclusion", "hue", "saturation", "color", "luminosity",
]  # fmt: skip
MaskMode: TypeAlias = Literal["none", "alpha", "alpha-inverted", "luma", "luma-inverted"]
FilterKind: TypeAlias = Literal["none", "brighten", "contrast", "hue", "invert", "grayscale", "sepia"]
Status: TypeAlias = Literal["drawn", "approximated", "not-supported"]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Metadata of a property that is not drawn as the vendor draws it, and why."""

    status: Literal["approximated", "not-supported"]
    note: str


class WarpPoint(BaseModel, frozen=True):
    """A point of a warp grid, relative to the element's box."""

    x: Length
    y: Length


def px(value: float) -> Length:
    """A default in pixels."""
    return Length(value, "px")


def percent(value: float) -> Length:
    """A default relative to the property's reference."""
    return Length(value, "%")


def vmin(value: float) -> Length:
    """A default relative to the composition's shorter side."""
    return Length(value, "vmin")


NEVER_ANIMATED: Final = frozenset(
    {"type", "id", "name", "track", "time", "duration", "animations", "elements", "warp_matrix", "transcript_source"}
)

MAX_KEYFRAMES: Final = 10_000
"""Of one property: a word-by-word caption of an hour has fewer."""


class Element(BaseModel, frozen=True):
    """One thing in a composition. Lengths relative to the composition unless said otherwise."""

    main_property: ClassVar[str]
    """What a modification that names the element alone changes."""

    type: str
    id: str | None = None
    name: str | None = None
    track: Annotated[int, Field(ge=-1000, le=100_000)] | None = None
    time: Time | None = None
    duration: Duration | None = None
    dynamic: bool = False
    locked: bool = False
    visible: bool = True

    x: Length | None = percent(50)
    y: Length | None = percent(50)
    width: Length | None = percent(100)
    height: Length | None = percent(100)
    aspect_ratio: Annotated[float, Field(gt=0, le=1000)] | None = None
    x_padding: Length = px(0)
    y_padding: Length = px(0)
    z_index: float | None = None
    x_anchor: Length = percent(50)
    y_anchor: Length = percent(50)
    x_scale: Percent = 1.0
    y_scale: Percent = 1.0
    x_skew: Degrees = 0.0
    y_skew: Degrees = 0.0
    x_rotation: Degrees = 0.0
    y_rotation: Degrees = 0.0
    z_rotation: Degrees = 0.0
    perspective: AbsoluteLength | None = None
    backface_visible: bool = True
    x_alignment: Percent = 0.5
    y_alignment: Percent = 0.5

    fill_color: Fill | None = None
    fill_mode: Literal["solid", "linear", "radial"] = "solid"
    fill_x0: Length = percent(50)
    fill_y0: Length = percent(0)
    fill_x1: Length = percent(50)
    fill_y1: Length = percent(100)
    fill_radius: Length = percent(50)
    stroke_color: ColorValue | None = None
    stroke_width: AbsoluteLength = vmin(0.1)
    stroke_cap: Literal["butt", "square", "round"] = "round"
    stroke_join: Literal["miter", "bevel", "round"] = "round"
    stroke_start: Percent = 0.0
    stroke_end: Percent = 1.0
    stroke_offset: Percent = 0.0
    border_radius: AbsoluteLength = px(0)
    shadow_color: ColorValue | None = None
    shadow_blur: AbsoluteLength = vmin(3)
    shadow_x: Length = px(0)
    shadow_y: Length = px(0)
    clip: bool = False
    opacity: Percent = 1.0
    blend_mode: BlendMode = "none"
    color_filter: FilterKind = "none"
    color_filter_value: Percent = 0.0
    color_overlay: ColorValue | None = None
    blur_radius: AbsoluteLength = px(0)
    blur_mode: Annotated[
        Literal["stack", "box", "box-2"],
        Shortfall("approximated", "every blur is Gaussian"),
    ] = "stack"
    mask_mode: MaskMode = "none"
    repeat: bool = False
    warp_mode: Literal["default", "perspective"] = "default"
    warp_matrix: tuple[tuple[WarpPoint, ...], ...] | None = None
    animations: tuple[AnyAnimation, ...] = ()

    motion: Mapping[str, Keyframes[object]] = Field(default_factory=dict, exclude=True, repr=False)
    """Keyframes by property; never read from the document under this name."""

    @model_validator(mode="before")
    @classmethod
    def _take_keyframes(cls, written: object) -> object:
        """Set keyframes apart, and leave out what is null but may not be: null means "the default"."""
        if not isinstance(written, Mapping):
            return written
        plain: dict[str, object] = {}
        motion: dict[str, Keyframes[object]] = {}
        for key, value in cast("Mapping[str, object]", written).items():
            if key not in cls.model_fields or key == "motion":
                continue
            if value is None and not _may_be_null(cls, key):
                continue
            if key in {"width", "height"} and value == "auto":
                plain[key] = None
            elif key not in NEVER_ANIMATED and _looks_like_keyframes(value):
                motion[key] = _keyframes(cls, key, cast("list[object]", value))
                first = _first(cast("list[Mapping[str, object]]", value), motion[key])
                if first is not None or _may_be_null(cls, key):
                    plain[key] = first
            else:
                plain[key] = value
        return {**plain, "motion": motion}

    @field_validator("id", "name", mode="before")
    @classmethod
    def _as_text(cls, written: object) -> object:
        return str(written) if isinstance(written, int | float) else written

    def values(self, name: str) -> tuple[object, ...]:
        """Every value that a property is given: the one, or those of its keyframes."""
        keyframes = self.motion.get(name)
        return (getattr(self, name),) if keyframes is None else tuple(keyframe.value for keyframe in keyframes.root)

    def verify(self, place: str) -> None:
        """Raises ScriptError for what could not be drawn at some instant; `place` is its JSON path."""

    @property
    def is_moving(self) -> bool:
        """True if it has keyframes or animations."""
        return bool(self.motion or self.animations)

    def state(self, clock: Fraction, duration: Fraction) -> tuple[object, ...]:
        """The values of its animated properties `clock` seconds after it began."""
        return tuple(keyframes.value_at(clock, duration=duration) for keyframes in self.motion.values())

    def settled(self, state: tuple[object, ...]) -> Self:
        """The element with its animated properties at the values of `state`."""
        return self.model_copy(update=dict(zip(self.motion, state, strict=True))) if self.motion else self

    def size(self, stage: Stage) -> Size:
        """Its outer box in pixels, padding included."""
        frame = stage.frame
        width = frame.width if self.width is None else self.width.pixels(frame.width, frame)
        height = frame.height if self.height is None else self.height.pixels(frame.height, frame)
        return fitted(Size(max(width, 0.0), max(height, 0.0)), self.aspect_ratio, free=(self.width, self.height))

    def lower(self, stage: Stage, box: Rect) -> tuple[Node, ...]:  # noqa: ARG002
        """Its content as primitives, in pixels; `box` is its own, without padding, with the origin at the top left."""
        return ()

    def pulse(self, stage: Stage) -> tuple[object, ...]:  # noqa: ARG002
        """What its content depends on at this instant besides its properties; equal pulses mean equal content."""
        return ()

    def border(self, stage: Stage, box: Rect) -> Outline:
        """Where `clip` cuts it."""
        return rectangle(box, self.border_radius.pixels(min(box.width, box.height), stage.frame))

    def shortfalls(self) -> Iterator[tuple[str, Shortfall]]:
        """Its properties that are not drawn as the vendor draws them; only those that are written count."""
        for name, info in type(self).model_fields.items():
            yield from ((name, note) for note in info.metadata if isinstance(note, Shortfall))
        if self.warp_matrix is not None and not self.has_corner_pin:
            yield "warp_matrix", Shortfall("not-supported", "only a perspective warp of 2 x 2 points is drawn")

    @property
    def has_corner_pin(self) -> bool:
        """True if its four corners are pinned to places of their own."""
        rows = self.warp_matrix or ()
        return self.warp_mode == "perspective" and [len(row) for row in rows] == [2, 2]


def fitted(size: Size, aspect_ratio: float | None, free: tuple[Length | None, Length | None]) -> Size:
    """`size` brought to the aspect ratio (width / height): a side that is not written follows, else both shrink."""
    if aspect_ratio is None:
        return size
    if free[0] is None and free[1] is not None:
        return Size(size.height * aspect_ratio, size.height)
    if free[1] is None and free[0] is not None:
        return Size(size.width, size.width / aspect_ratio)
    return Size(min(size.width, size.height * aspect_ratio), min(size.height, size.width / aspect_ratio))


BLENDS: Final[Mapping[BlendMode, Blend]] = {
    mode: Blend.NORMAL if mode == "none" else Blend(mode) for mode in get_args(BlendMode)
}


@lru_cache(maxsize=4096)
def _may_be_null(element: type[Element], name: str) -> bool:
    return type(None) in get_args(element.model_fields[name].annotation)


@lru_cache(maxsize=4096)
def _adapter(element: type[Element], name: str) -> TypeAdapter[Keyframes[object]]:
    info = element.model_fields[name]
    # The type checkers know Annotated[…] only where it is spelled out.
    plain: Any = (
        getitem(cast("Any", Annotated), (info.annotation, *info.metadata)) if info.metadata else info.annotation
    )
    keyframed: Any = Keyframes
    return TypeAdapter(keyframed[plain])


def _keyframes(element: type[Element], name: str, written: list[object]) -> Keyframes[object]:
    if len(written) > MAX_KEYFRAMES:
        raise PydanticCustomError(
            "limit", "Expected at most {limit} keyframes in {name}", {"limit": MAX_KEYFRAMES, "name": name}
        )
    try:
        return _adapter(element, name).validate_python([_without_null(element, name, frame) for frame in written])
    except ValidationError as problem:
        # Raised inside a validator of the whole element, it would lose the property's name.
        details = [
            InitErrorDetails(
                type=PydanticCustomError("keyframe", "{sentence}", {"sentence": error["msg"]}),
                loc=(name, *error["loc"]),
                input=error["input"],
            )
            for error in problem.errors()
        ]
        raise ValidationError.from_exception_data(element.__name__, details) from problem


def _without_null(element: type[Element], name: str, written: object) -> object:
    """A keyframe whose null says "none" where the property cannot be null."""
    if not isinstance(written, Mapping) or _may_be_null(element, name):
        return cast("object", written)
    keyframe = cast("Mapping[str, object]", written)
    default = element.model_fields[name].default
    is_word = isinstance(default, str | bool | Length)
    return {**keyframe, "value": default} if keyframe.get("value") is None and is_word else keyframe


def _first(written: list[Mapping[str, object]], keyframes: Keyframes[object]) -> object:
    """The value, as written, of the keyframe that comes first in time."""
    order = [_seconds(frame.time) for frame in keyframes.root]
    return written[order.index(min(order))]["value"]


def _looks_like_keyframes(written: object) -> bool:
    """A list of things with a value; gradient stops and warp points have none."""
    if not isinstance(written, list) or not written:
        return False
    items = cast("list[object]", written)
    return all(isinstance(item, Mapping) and "value" in item for item in items)


def _seconds(time: Fraction | Literal["start", "end"]) -> tuple[int, Fraction]:
    """Sorts "start" before, and "end" after, every number."""
    match time:
        case "start":
            return -1, Fraction(0)
        case "end":
            return 1, Fraction(0)
        case _:
            return 0, time
