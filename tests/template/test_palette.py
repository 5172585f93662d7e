"""Palettes: colours come from the photo, the same ones each time, and are readable where they stand."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.template.color import role_colors
from sajangpick.template.model import Role, Swap
from sajangpick.template.palette import (
    Oklch,
    contrast,
    from_hex,
    readable,
    swatches,
    to_hex,
    to_oklch,
    to_rgb,
)

HEX = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06X}")


def plain(color: str, size: tuple[int, int] = (120, 100)) -> np.ndarray:
    red, green, blue = (round(v * 255) for v in from_hex(color))
    return np.full((*size, 3), (blue, green, red), np.uint8)


def dish_on_table(dish: str, table: str) -> np.ndarray:
    photo = plain(table, (240, 200))
    red, green, blue = (round(v * 255) for v in from_hex(dish))
    return cv2.circle(photo, (100, 120), 70, (blue, green, red), -1)


@given(HEX)
def test_a_colour_survives_the_way_to_oklch_and_back(color: str) -> None:
    there = to_rgb(to_oklch(from_hex(color)))
    assert all(abs(a - b) < 0.01 for a, b in zip(there, from_hex(color), strict=True))


@given(st.floats(0, 1), st.floats(0, 0.4), st.floats(0, 359))
def test_a_colour_outside_the_gamut_loses_chroma_only(lightness: float, chroma: float, hue: float) -> None:
    shown = to_oklch(to_rgb(Oklch(lightness, chroma, hue)))
    assert shown.lightness == pytest.approx(lightness, abs=0.02)
    assert shown.chroma <= chroma + 0.01


@given(HEX, HEX)
def test_readable_colours_are_readable(color: str, ground: str) -> None:
    text = readable(to_oklch(from_hex(color)), on=ground)
    best = max(contrast("#000000", ground), contrast("#FFFFFF", ground))
    assert contrast(text, ground) >= min(4.5, best - 0.6)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_the_accent_is_the_dish_and_not_the_larger_table() -> None:
    accent = swatches(dish_on_table("#C8381A", "#8A8378")).accent
    assert accent.hue == pytest.approx(to_oklch(from_hex("#C8381A")).hue, abs=3)


def test_the_same_photo_gives_the_same_colours() -> None:
    photo = np.random.default_rng(3).integers(0, 256, (90, 120, 3)).astype(np.uint8)
    assert swatches(photo) == swatches(photo.copy())


def test_a_grey_photo_takes_the_colours_a_template_brings() -> None:
    role = Role(color="#B3371B", source="accent", lightness=0.5, chroma=(0.15, 0.19))
    assert role_colors({"accent": role}, swatches(plain("#808080"))) == {"accent": "#B3371B"}


def test_a_dark_yellow_accent_is_not_mud() -> None:
    role = Role(color="#B3371B", source="accent", lightness=0.56, chroma=(0.17, 0.19))
    color = to_oklch(from_hex(role_colors({"a": role}, swatches(dish_on_table("#A8A51A", "#303030")))["a"]))
    assert not 75 < color.hue < 138


@pytest.mark.parametrize(("accent", "low", "high"), [("#B03090", 150, 180), ("#9BAA1C", 240, 270)])
def test_a_complement_is_never_acid_green_or_violet(accent: str, low: float, high: float) -> None:
    role = Role(color="#C4E4F2", source="complement", lightness=0.9, chroma=(0.035, 0.045))
    color = to_oklch(from_hex(role_colors({"field": role}, swatches(dish_on_table(accent, "#404040")))["field"]))
    assert low <= color.hue <= high


def test_a_colour_is_swapped_where_the_photo_has_much_of_a_hue() -> None:
    role = Role(color="#FFE92E", swap=Swap(hues=(80, 110), share=0.4, color="#B9FFD2"))
    assert role_colors({"s": role}, swatches(plain("#E8C21A")))["s"] == "#B9FFD2"
    assert role_colors({"s": role}, swatches(plain("#B02A1A")))["s"] == "#FFE92E"


def test_hexadecimal_is_written_as_it_is_read() -> None:
    assert to_hex(from_hex("#12AB9F")) == "#12AB9F"
