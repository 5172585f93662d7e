"""The value types of RenderScript: what a document may write for a length, a time, an angle, a share or a colour.

Each is a type for a pydantic field. A bare number is in the property's own unit: pixels, seconds, degrees, percent,
hertz or frames per second. A wrong unit is refused in the vendor's manner: "Expected a number ending with px, vw, vh,
vmin or vmax, got '6%'."
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Final, Literal, TypeAlias, cast

from pydantic import GetCoreSchemaHandler, PlainValidator
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sajangpick.renderer.colors import parse_color
from sajangpick.renderer.geometry import Size
from sajangpick.renderer.scene import Color, Stop

LengthUnit: TypeAlias = Literal["px", "%", "vw", "vh", "vmin", "vmax"]

ABSOLUTE_UNITS: Final[tuple[LengthUnit, ...]] = ("px", "vw", "vh", "vmin", "vmax")
LENGTH_UNITS: Final[tuple[LengthUnit, ...]] = ("%", *ABSOLUTE_UNITS)

_NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?)\s*(\S*)\s*", re.IGNORECASE)
_LARGEST = 1e9
"""Far beyond any picture or video, yet small enough that sums and products of such numbers stay finite."""


@dataclass(frozen=True, slots=True)
class Length:
    """A number with a unit, plus `rest`: lengths of unlike units add up and are settled only when sizes are known."""

    value: float
    unit: LengthUnit = "px"
    rest: "Length | None" = None

    def pixels(self, reference: float, frame: Size) -> float:
        """Its size in pixels: `%` is of `reference` (pixels), `v…` of `frame`, the composition it stands in."""
        own = self.value * _pixels_per_unit(self.unit, reference, frame)
        return own if self.rest is None else own + self.rest.pixels(reference, frame)

    @classmethod
    def parse(cls, written: object, units: tuple[LengthUnit, ...] = LENGTH_UNITS) -> "Length":
        """The length that a document writes, of one of `units`. Raises ValueError with a sentence."""
        if isinstance(written, Length):
            return written
        number, unit = _number(written, units, bare="px")
        return cls(float(number), cast("LengthUnit", unit))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse)


def mix_lengths(a: Length, b: Length, fraction: float) -> Length:
    """The length `fraction` of the way from `a` to `b`; unlike units are kept side by side."""
    if a.unit == b.unit and a.rest is None and b.rest is None:
        return Length(a.value + (b.value - a.value) * fraction, a.unit)
    terms = [Length(term.value * (1 - fraction), term.unit) for term in _terms(a)]
    terms += [Length(term.value * fraction, term.unit) for term in _terms(b)]
    total: Length | None = None
    for term in reversed(terms):
        total = Length(term.value, term.unit, total)
    assert total is not None, "a length has at least one term"
    return total


def _pixels_per_unit(unit: LengthUnit, reference: float, frame: Size) -> float:
    match unit:
        case "px":
            return 1.0
        case "%":
            return reference / 100
        case "vw":
            return frame.width / 100
        case "vh":
            return frame.height / 100
        case "vmin":
            return min(frame) / 100
        case "vmax":
            return max(frame) / 100


def _terms(length: Length) -> list[Length]:
    return [length] if length.rest is None else [length, *_terms(length.rest)]


@dataclass(frozen=True, slots=True)
class TrackShare:
    """A duration written "2 fr": that many equal parts of the time which its track leaves over."""

    parts: Fraction


@dataclass(frozen=True, slots=True)
class ParentShare:
    """A duration written "50%": a fraction of the parent composition's duration."""

    fraction: Fraction


def parse_seconds(written: object) -> Fraction:
    """Seconds, exactly the decimal that is written: 0.1 is 1/10. Raises ValueError with a sentence."""
    if isinstance(written, Fraction):
        return written
    return _number(written, ("s",), bare="s")[0]


def parse_duration(written: object) -> "Fraction | TrackShare | ParentShare | Literal['media']":
    """A duration as written; whoever lays out the timeline settles "media", shares and percentages."""
    if isinstance(written, Fraction | TrackShare | ParentShare):
        return written
    if written == "media":
        return "media"
    number, unit = _number(written, ("s", "fr", "%"), bare="s", words=("media",))
    if number < 0:
        raise _refusal("a duration of zero or more", written)
    match unit:
        case "fr":
            return TrackShare(number)
        case "%":
            return ParentShare(number / 100)
        case _:
            return number


def parse_time(written: object) -> "Fraction | Literal['start', 'end']":
    """A moment in an element: seconds from its start, or one of its two ends."""
    if written == "start":
        return "start"
    if written == "end":
        return "end"
    if isinstance(written, Fraction):
        return written
    return _number(written, ("s",), bare="s", words=("start", "end"))[0]


def parse_degrees(written: object) -> float:
    """An angle in degrees, "90°" or 90; positive is clockwise for rotations."""
    return float(_number(written, ("°", "deg"), bare="°")[0])


DIRECTION_DEGREES: Final[Mapping[str, float]] = {"right": 0.0, "up": 90.0, "left": 180.0, "down": 270.0}


def parse_direction(written: object) -> float:
    """Where something moves to, in degrees: 0 right, 90 up, 180 left, 270 down; also as these words."""
    if isinstance(written, str) and written.strip() in DIRECTION_DEGREES:
        return DIRECTION_DEGREES[written.strip()]
    return float(_number(written, ("°", "deg"), bare="°", words=tuple(DIRECTION_DEGREES))[0])


def parse_percent(written: object) -> float:
    """A share as a fraction: "50%" is 0.5. A bare number is in percent, so 50 is 0.5, too (an assumption)."""
    return float(_number(written, ("%",), bare="%")[0]) / 100


def parse_hertz(written: object) -> float:
    """Cycles a second: "1.5 Hz" is 1.5."""
    return float(_number(written, ("Hz",), bare="Hz")[0])


def parse_frame_rate(written: object) -> Fraction:
    """Frames a second, exactly as written; 1 to 60, the vendor's range. Raises ValueError with a sentence."""
    if isinstance(written, Fraction):
        return written
    rate = _number(written, ("fps",), bare="fps")[0]
    if not 1 <= rate <= 60:
        raise _refusal("a frame rate from 1 to 60 fps", written)
    return rate


def parse_color_value(written: object) -> Color:
    """sRGB from hexadecimal, rgb(), rgba() or a CSS name. Raises ValueError with a sentence."""
    if isinstance(written, Color):
        return written
    if not isinstance(written, str):
        raise _refusal("a colour such as '#ff4757', 'rgba(255, 71, 87, 0.5)' or 'white'", written)
    try:
        return parse_color(written)
    except ValueError as problem:
        raise _custom(str(problem)) from problem


def parse_fill(written: object) -> Color | tuple[Stop, ...]:
    """One colour, or a gradient's stops [{offset, color}], in order of their offset."""
    if not isinstance(written, list | tuple) or isinstance(written, Color):
        return parse_color_value(written)
    stops = [_stop(item) for item in cast("list[object]", written)]
    if not stops:
        raise _refusal("a colour or at least one gradient stop", written)
    return tuple(sorted(stops, key=lambda stop: stop.offset))


def _stop(written: object) -> Stop:
    if isinstance(written, Stop):
        return written
    if not isinstance(written, Mapping) or not {"offset", "color"} <= cast("Mapping[str, object]", written).keys():
        raise _refusal("a gradient stop with an offset and a color", written)
    stop = cast("Mapping[str, object]", written)
    return Stop(parse_percent(stop["offset"]), parse_color_value(stop["color"]))


def _number(
    written: object,
    units: tuple[str, ...],
    *,
    bare: str,
    words: Sequence[str] = (),
) -> tuple[Fraction, str]:
    """The exact number and its unit; `bare` is the unit of a number without one, `words` are named in the refusal."""
    match written:
        case bool() | None:
            text = ""
        case Fraction():
            return written, bare
        case int() | float():
            text = repr(written)
        case str():
            text = written
        case _:
            text = ""
    match = _NUMBER.fullmatch(text)
    if match is None or (match[2] or bare) not in units:
        raise _refusal(_expectation(units, words), written)
    if abs(float(match[1])) > _LARGEST:
        raise _refusal(f"a number below {_LARGEST:,.0f}", written)
    return Fraction(match[1]), match[2] or bare


def _expectation(units: Sequence[str], words: Sequence[str]) -> str:
    sentence = f"a number ending with {_either(units)}"
    return f"{sentence}, or {_either([repr(word) for word in words])}" if words else sentence


def _either(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _refusal(expected: str, written: object) -> PydanticCustomError:
    """A ValueError whose text pydantic passes on as it is. Long values are cut: the text ends up in one line."""
    shown = repr(written)
    return _custom(f"Expected {expected}, got {shown if len(shown) <= 80 else shown[:77] + '...'}")


def _custom(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("value", "{sentence}", {"sentence": sentence})


AbsoluteLength: TypeAlias = Annotated[Length, PlainValidator(lambda written: Length.parse(written, ABSOLUTE_UNITS))]
"""A length that is not relative to a box: border_radius, stroke_width, shadow_blur, font_size…"""

Seconds: TypeAlias = Annotated[Fraction, PlainValidator(parse_seconds)]
Time: TypeAlias = Annotated[Fraction | Literal["start", "end"], PlainValidator(parse_time)]
Duration: TypeAlias = Annotated[
    Fraction | TrackShare | ParentShare | Literal["media"],
    PlainValidator(parse_duration),
]
Degrees: TypeAlias = Annotated[float, PlainValidator(parse_degrees)]
Direction: TypeAlias = Annotated[float, PlainValidator(parse_direction)]
Percent: TypeAlias = Annotated[float, PlainValidator(parse_percent)]
Hertz: TypeAlias = Annotated[float, PlainValidator(parse_hertz)]
FrameRate: TypeAlias = Annotated[Fraction, PlainValidator(parse_frame_rate)]
ColorValue: TypeAlias = Annotated[Color, PlainValidator(parse_color_value)]
Fill: TypeAlias = Annotated[Color | tuple[Stop, ...], PlainValidator(parse_fill)]
