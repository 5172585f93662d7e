"""What a document may write for a value, and how a wrong one is refused."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageColor
from pydantic import BaseModel, ValidationError

from sajangpick.renderer import units
from sajangpick.renderer.colors import COLOR_NAMES, parse_color
from sajangpick.renderer.geometry import Size
from sajangpick.renderer.scene import Color, Stop
from sajangpick.renderer.units import AbsoluteLength, Length, ParentShare, TrackShare, mix_lengths

FRAME = Size(1080, 1920)


class Shape(BaseModel):
    x: Length = Length(50, "%")
    border_radius: AbsoluteLength = Length(0)
    fill_color: units.Fill | None = None


@pytest.mark.parametrize(
    ("written", "pixels"),
    [
        (250, 250),
        ("250", 250),
        ("250px", 250),
        (" -12.5 px ", -12.5),
        ("50%", 100),
        ("8 vmin", 86.4),
        ("1 vmax", 19.2),
        ("10vw", 108),
        (".5 vh", 9.6),
        ("1e2", 100),
    ],
)
def test_a_length_in_pixels(written: object, pixels: float) -> None:
    assert Length.parse(written).pixels(200, FRAME) == pytest.approx(pixels)


@pytest.mark.parametrize("written", ["6%", "abc", "12 px px", "", None, True, [1], {"value": 1}, "nan", float("inf")])
def test_a_wrong_length_is_refused_like_the_vendor_does(written: object) -> None:
    with pytest.raises(ValidationError) as caught:
        Shape.model_validate({"border_radius": written})
    [problem] = caught.value.errors()
    assert problem["loc"] == ("border_radius",)
    assert problem["msg"] == f"Expected a number ending with px, vw, vh, vmin or vmax, got {written!r}"


def test_a_huge_number_and_a_long_value_are_refused_in_one_line() -> None:
    with pytest.raises(ValueError, match="a number below 1,000,000,000, got '1e99 px'"):
        Length.parse("1e99 px")
    with pytest.raises(ValueError, match=r"got 'x+\.\.\.$"):
        Length.parse("x" * 5000)


@given(
    st.decimals(-10_000, 10_000, places=3),
    st.sampled_from(units.LENGTH_UNITS),
    st.sampled_from(["", " "]),
    st.floats(0, 5000),
)
def test_a_length_survives_being_written(value: object, unit: str, gap: str, reference: float) -> None:
    length = Length.parse(f"{value}{gap}{unit}")
    assert length.unit == unit
    assert Length.parse(f"{length.value!r}{length.unit}") == length
    assert Length.parse(length) is length


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from(["5 vw", "-3%", "40px"]), st.sampled_from(["7 vh", "9%", "1"]))
def test_lengths_of_unlike_units_mix_as_their_pixels_do(first: float, second: float, a: str, b: str) -> None:
    here, there = Length.parse(a), Length.parse(b)
    mixed = mix_lengths(mix_lengths(here, there, first), there, second)
    expected = here.pixels(300, FRAME) * (1 - first) + there.pixels(300, FRAME) * first
    expected += (there.pixels(300, FRAME) - expected) * second
    assert mixed.pixels(300, FRAME) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("1.5 s", Fraction(3, 2)),
        ("2s", Fraction(2)),
        (3, Fraction(3)),
        (0.1, Fraction(1, 10)),
        ("-0.25", Fraction(-1, 4)),
    ],
)
def test_seconds_are_the_decimal_that_is_written(written: object, seconds: Fraction) -> None:
    assert units.parse_seconds(written) == seconds


@given(st.decimals(0, 100_000, places=4))
def test_seconds_survive_as_number_and_as_text(value: object) -> None:
    assert units.parse_seconds(f"{value} s") == units.parse_seconds(float(str(value))) == Fraction(str(value))


@pytest.mark.parametrize(
    ("parse", "written", "value"),
    [
        (units.parse_time, "start", "start"),
        (units.parse_time, "end", "end"),
        (units.parse_time, "0.5 s", Fraction(1, 2)),
        (units.parse_duration, "media", "media"),
        (units.parse_duration, "2 fr", TrackShare(Fraction(2))),
        (units.parse_duration, "50%", ParentShare(Fraction(1, 2))),
        (units.parse_duration, 4, Fraction(4)),
        (units.parse_degrees, "-22.5°", -22.5),
        (units.parse_degrees, 90, 90),
        (units.parse_direction, "up", 90),
        (units.parse_direction, "180°", 180),
        (units.parse_percent, "50%", 0.5),
        (units.parse_percent, 50, 0.5),
        (units.parse_hertz, "1.5 Hz", 1.5),
        (units.parse_frame_rate, "25 fps", Fraction(25)),
        (units.parse_frame_rate, 29.97, Fraction(2997, 100)),
    ],
)
def test_other_values(parse: Callable[[object], object], written: object, value: object) -> None:
    assert parse(written) == value
    assert parse(value) is not None


@pytest.mark.parametrize(
    ("parse", "written", "sentence"),
    [
        (units.parse_time, "late", "Expected a number ending with s, or 'start' or 'end', got 'late'"),
        (units.parse_duration, "1 m", "Expected a number ending with s, fr or %, or 'media', got '1 m'"),
        (units.parse_duration, -1, "Expected a duration of zero or more, got -1"),
        (units.parse_direction, "north", "Expected a number ending with ° or deg, or 'right', 'up', 'left' or 'down'"),
        (units.parse_percent, "50 px", "Expected a number ending with %, got '50 px'"),
        (units.parse_frame_rate, "0 fps", "Expected a frame rate from 1 to 60 fps, got '0 fps'"),
        (units.parse_fill, [], "Expected a colour or at least one gradient stop"),
        (units.parse_fill, [{"offset": "0%"}], "Expected a gradient stop with an offset and a color"),
        (units.parse_color_value, 7, "Expected a colour such as"),
    ],
)
def test_wrong_values_are_refused_in_one_sentence(
    parse: Callable[[object], object], written: object, sentence: str
) -> None:
    with pytest.raises(ValueError, match=r"^Expected") as caught:
        parse(written)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    ("written", "color"),
    [
        ("#fff", Color(1, 1, 1)),
        ("#F008", Color(1, 0, 0, 0x88 / 255)),
        ("#ff4757", Color(1, 0x47 / 255, 0x57 / 255)),
        ("#00000080", Color(0, 0, 0, 128 / 255)),
        ("rgba(255,71,87,0.5)", Color(1, 71 / 255, 87 / 255, 0.5)),
        ("RGB(100% 0% 50% / 25%)", Color(1, 0, 0.5, 0.25)),
        ("rgba(300, -5, 0, 2)", Color(1, 0, 0, 1)),
        ("White", Color(1, 1, 1)),
        ("transparent", Color(0, 0, 0, 0)),
    ],
)
def test_colours(written: str, color: Color) -> None:
    assert units.parse_color_value(written) == pytest.approx(color)


def test_every_css_name_is_the_colour_of_css() -> None:
    assert len(COLOR_NAMES) == 148
    for name in COLOR_NAMES:
        assert parse_color(name) == pytest.approx([channel / 255 for channel in ImageColor.getrgb(name)] + [1])


@pytest.mark.parametrize(
    "written", ["#ff", "#12345", "rgb(1,2)", "rgba(1,2,3,4,5)", "rgb(a,b,c)", "rgb(nan,0,0)", "blu"]
)
def test_what_is_no_colour(written: str) -> None:
    with pytest.raises(ValueError, match="Expected a colour"):
        units.parse_color_value(written)


def test_a_gradient_lies_in_the_order_of_its_offsets() -> None:
    stops = [{"offset": "100%", "color": "#000"}, {"offset": "0%", "color": "#fff"}]
    shape = Shape.model_validate({"fill_color": stops})
    assert shape.fill_color == (Stop(0, Color(1, 1, 1)), Stop(1, Color(0, 0, 0)))
    assert units.parse_fill(shape.fill_color) == shape.fill_color
