"""What groups do to their own pixels, against Gaussians and matrices written down again."""

import math

import cv2
import numpy as np
import pytest
from tests.renderer.painter.builders import (
    BLACK,
    GREEN,
    RED,
    WHITE,
    Album,
    box,
    group,
    picture,
    scene,
    soft_noise,
    still,
    video,
)

from sajangpick.renderer.geometry import Point, Transform
from sajangpick.renderer.scene import Blur, Color, ColorFilter, ColorOverlay, DropShadow, Effect

both = pytest.mark.parametrize("paint", [still, video])


@both
@pytest.mark.parametrize("sigma", [1.0, 3.0, 8.0, 14.0])
def test_blur_is_gaussian(paint, sigma: float) -> None:  # noqa: ANN001
    pixels = paint(scene(group(box(40, 0, 200, 160, WHITE), effects=(Blur(sigma),)), width=160, height=160))[80]
    distance = np.arange(160) + 0.5 - 40
    wanted = np.array([0.5 * (1 + math.erf(x / sigma / math.sqrt(2))) for x in distance]) * 255
    # In video only luma is as fine as that.
    luma = pixels @ [0.0722, 0.7152, 0.2126]
    assert np.abs(luma - wanted)[:120].max() <= 4


def test_blur_spreads_beyond_what_was_drawn_and_in_from_what_was_not_seen() -> None:
    inside = still(scene(group(box(8, 8, 16, 16, WHITE), effects=(Blur(2),))))
    assert inside[12, 5].min() > 0
    hidden = still(scene(group(box(-8, 0, -1, 24, WHITE), effects=(Blur(2),))))
    assert hidden[12, 0].min() > 0


@both
def test_a_blurred_full_picture_has_no_dark_rim(paint) -> None:  # noqa: ANN001
    album = Album({"photo": soft_noise(64, 64)})
    pixels = paint(scene(group(picture("photo", 0, 0, 64, 64), effects=(Blur(6),)), width=64, height=64), album)
    photo = album.stills["photo"][..., :3]
    wanted = cv2.GaussianBlur(photo, (0, 0), 6, borderType=cv2.BORDER_REPLICATE)
    assert np.abs(pixels.astype(int) - wanted).max() <= 6


def test_lengths_of_effects_grow_with_the_group() -> None:
    small = group(
        box(10, 10, 20, 20), effects=(Blur(2), DropShadow(RED, 1, Point(4, 0))), transform=Transform.scaling(3, 3)
    )
    large = group(box(30, 30, 60, 60), effects=(Blur(6), DropShadow(RED, 3, Point(12, 0))))
    difference = np.abs(still(scene(small, width=96, height=96)).astype(int) - still(scene(large, width=96, height=96)))
    assert difference.max() <= 2


@both
def test_a_shadow_falls_below_and_aside(paint) -> None:  # noqa: ANN001
    shadow = DropShadow(Color(0, 0, 0, 0.5), 0, Point(6, 4))
    pixels = paint(scene(group(box(4, 4, 12, 12, RED), effects=(shadow,)), background=WHITE)).astype(int)
    assert np.abs(pixels[6, 6] - (0, 0, 255)).max() <= 3
    assert np.abs(pixels[14, 16] - 128).max() <= 3
    assert np.abs(pixels[20, 28] - 255).max() <= 2


def test_a_shadow_falls_by_parts_of_a_pixel() -> None:
    centers = []
    for step in range(5):
        shadow = DropShadow(WHITE, 2, Point(6 + step / 4, 0))
        cast = still(scene(group(box(4, 8, 8, 12, WHITE), effects=(shadow,)))).astype(float)
        light = np.clip(cast - still(scene(box(4, 8, 8, 12, WHITE))), 0, 255)[..., 0]
        light[:, :9] = 0
        centers.append((light * np.arange(32)).sum() / light.sum())
    assert (np.diff(centers) > 0.1).all()


@both
@pytest.mark.parametrize(
    "effect",
    [
        ColorFilter("brighten", 0.3),
        ColorFilter("brighten", -0.5),
        ColorFilter("contrast", 0.4),
        ColorFilter("contrast", -0.6),
        ColorFilter("invert", 1.0),
        ColorFilter("invert", 0.3),
        ColorFilter("grayscale", 1.0),
        ColorFilter("grayscale", 0.4),
        ColorFilter("sepia", 1.0),
        ColorFilter("hue", 0.25),
        ColorFilter("hue", -0.1),
        ColorOverlay(Color(0.9, 0.1, 0.3, 0.6)),
    ],
)
def test_colour_changes(paint, effect: Effect) -> None:  # noqa: ANN001
    # Muted colours, so that nothing leaves the range of either format.
    photo = soft_noise(64, 64)
    photo[..., :3] = photo[..., :3] // 3 + 70
    album = Album({"photo": photo})
    pixels = paint(scene(group(picture("photo", 0, 0, 64, 64), effects=(effect,)), width=64, height=64), album)
    wanted = _changed(photo[..., 2::-1] / 255.0, effect)[..., ::-1] * 255
    difference = np.abs(pixels - np.clip(wanted, 0, 255))
    assert difference.max() <= (2 if paint is still else 6)


@both
def test_an_overlay_stays_inside_the_shape(paint) -> None:  # noqa: ANN001
    pixels = paint(scene(group(box(8, 8, 16, 16, RED), effects=(ColorOverlay(GREEN),)))).astype(int)
    assert np.abs(pixels[12, 12] - (0, 255, 0)).max() <= 3
    assert pixels[2, 2].max() <= 1


def test_brightening_makes_no_edge_brighter_than_white() -> None:
    half_covered = group(box(8, 8.5, 16, 16, WHITE), effects=(ColorFilter("brighten", 1.0),))
    assert abs(int(still(scene(half_covered))[8, 12, 0]) - 128) <= 1


def test_effects_apply_in_order() -> None:
    recolored_shadow = (DropShadow(BLACK, 0, Point(8, 0)), ColorOverlay(GREEN))
    green_then_shadow = (ColorOverlay(GREEN), DropShadow(BLACK, 0, Point(8, 0)))
    square = box(4, 4, 10, 10, RED)
    assert tuple(still(scene(group(square, effects=recolored_shadow), background=WHITE))[6, 15]) == (0, 255, 0)
    assert tuple(still(scene(group(square, effects=green_then_shadow), background=WHITE))[6, 15]) == (0, 0, 0)


def _changed(rgb, effect: Effect):  # noqa: ANN001, ANN202
    """W3C Filter Effects Module Level 1, shorthand equivalents."""
    if isinstance(effect, ColorOverlay):
        return rgb * (1 - effect.color.alpha) + np.array(effect.color[:3]) * effect.color.alpha
    assert isinstance(effect, ColorFilter)
    a = effect.amount
    match effect.kind:
        case "brighten":
            return rgb * (1 + a)
        case "contrast":
            return (rgb - 0.5) * (1 + a) + 0.5
        case "invert":
            return rgb * (1 - a) + (1 - rgb) * a
        case "grayscale":
            return rgb * (1 - a) + (rgb @ [0.2126, 0.7152, 0.0722])[..., None] * a
        case "sepia":
            tone = np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]])
            return rgb * (1 - a) + rgb @ tone.T * a
        case "hue":
            c, s = math.cos(2 * math.pi * a), math.sin(2 * math.pi * a)
            turn = np.array([
                [0.213 + c * 0.787 - s * 0.213, 0.715 - c * 0.715 - s * 0.715, 0.072 - c * 0.072 + s * 0.928],
                [0.213 - c * 0.213 + s * 0.143, 0.715 + c * 0.285 + s * 0.140, 0.072 - c * 0.072 - s * 0.283],
                [0.213 - c * 0.213 - s * 0.787, 0.715 - c * 0.715 + s * 0.715, 0.072 + c * 0.928 + s * 0.072],
            ])  # fmt: skip
            return rgb @ turn.T
