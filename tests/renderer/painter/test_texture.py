"""Sampling a picture: where it lands, to fractions of a pixel, on every plane."""

import cv2
import numpy as np
import pytest
from tests.renderer.painter.builders import soft_noise

from sajangpick.media.frame import U8, Frame
from sajangpick.renderer.geometry import Point, Size, Transform
from sajangpick.renderer.painter.box import Box
from sajangpick.renderer.painter.canvas import Canvas, Format
from sajangpick.renderer.painter.texture import level_for, sample, texture

BOX = Box(0, 0, 96, 96)


def blob(x: float, y: float, side: int = 96) -> U8:
    """An opaque picture, grey with a bright, saturated, smooth spot centred at (x, y)."""
    rows, columns = np.mgrid[:side, :side] + 0.5
    spot = np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * 5.0**2))[..., None]
    bgr = 80 + spot * np.array([150, 100, 30])
    return np.dstack([np.rint(bgr), np.full((side, side), 255)]).astype(np.uint8)


def center_of(plane: U8, step: int) -> Point:
    # Squared, so that rounding in the flat surroundings does not pull.
    weight = (plane.astype(float) - np.median(plane)) ** 2
    rows, columns = np.mgrid[: plane.shape[0], : plane.shape[1]] + 0.5
    return Point((weight * columns).sum() / weight.sum() * step, (weight * rows).sum() / weight.sum() * step)


@pytest.mark.parametrize("pixel_format", list(Format))
@pytest.mark.parametrize(
    "transform",
    [
        Transform.translation(3.25, -4.5),
        Transform.translation(5, 7),
        Transform.scaling(1.3, 1.3, Point(48, 48)) @ Transform.translation(0.4, 0.1),
        Transform.scaling(0.7, 0.9, Point(48, 48)),
        Transform.rotation(30, Point(48, 48)),
        Transform(1, 0.1, 2, 0.05, 1, 1, 4e-4, 2e-4, 1),
    ],
)
def test_a_spot_lands_where_the_transform_says_on_every_plane(pixel_format: Format, transform: Transform) -> None:
    canvas = sample(texture(blob(44.3, 51.8), pixel_format), transform, BOX)
    wanted = transform.apply(Point(44.3, 51.8))
    for plane, step in zip(canvas.planes, pixel_format.steps, strict=True):
        found = center_of(plane, step)
        # A projection moves the centroid of a spot off its centre a little.
        slack = 0.06 if transform.is_affine else 0.6
        assert abs(found.x - wanted.x) < slack
        assert abs(found.y - wanted.y) < slack


def test_slow_movement_is_even() -> None:
    source = texture(blob(48, 48), Format.I420)
    shifts = np.arange(35) / 17
    places = [center_of(sample(source, Transform.translation(dx, 0), BOX).planes[0], 1).x for dx in shifts]
    assert np.abs(np.array(places) - 48 - shifts).max() < 0.05


def test_a_whole_shift_shares_memory_with_the_frame() -> None:
    frame = Frame.from_bgr(soft_noise(64, 64)[..., :3].copy())
    canvas = sample(texture(frame, Format.I420), Transform.translation(-8, -16), Box(0, 0, 32, 32))
    assert np.shares_memory(canvas.planes[0], frame.data)
    assert np.array_equal(canvas.planes[1], frame.u[8:24, 4:20])


def test_an_odd_shift_keeps_luma_and_samples_chroma() -> None:
    frame = Frame.from_bgr(soft_noise(64, 64)[..., :3].copy())
    canvas = sample(texture(frame, Format.I420), Transform.translation(-3, 0), Box(0, 0, 32, 32))
    assert np.array_equal(canvas.planes[0], frame.y[:32, 3:35])
    expected = (frame.u[:16, 1:17].astype(int) + frame.u[:16, 2:18]) / 2
    assert np.abs(canvas.planes[1] - expected).max() <= 1


@pytest.mark.parametrize("side", [33, 64])
def test_levels_are_means(side: int) -> None:
    pixels = soft_noise(side, side)
    small = texture(pixels, Format.BGR, level=2)
    assert small.size == Size(round(side / 4), round(side / 4))
    wanted = cv2.resize(pixels, (round(side / 4),) * 2, interpolation=cv2.INTER_AREA)
    assert np.array_equal(small.canvas.to_bgra(), wanted)


def test_the_level_leaves_one_to_two_samples_a_pixel() -> None:
    size = Size(4000, 3000)
    for share in np.geomspace(0.01, 3, 60):
        level = level_for(Transform.scaling(share, share), size)
        assert level == 0 or 0.5 < share * 2**level <= 1
        assert level > 0 or share > 0.5


def test_a_zoom_through_a_level_does_not_pop() -> None:
    pixels = soft_noise(256, 256)
    wide, narrow = (_zoomed(pixels, share) for share in (0.5001, 0.4999))
    assert np.abs(wide.astype(int) - narrow).mean() < 1


def _zoomed(pixels: U8, share: float) -> U8:
    to_device = Transform.scaling(share, share)
    source = texture(pixels, Format.BGR, level=level_for(to_device, Size(256, 256)))
    fitted = to_device @ Transform.scaling(256 / source.size.width, 256 / source.size.height)
    return sample(source, fitted, Box(0, 0, 120, 120)).to_bgra()


def test_odd_sides_and_alpha_survive_the_video_format() -> None:
    pixels = soft_noise(33, 21)
    pixels[:, 20:] = 0
    source = texture(pixels, Format.I420)
    assert source.size == Size(33, 21)
    shown = sample(source, Transform(), Box(0, 0, 32, 20))
    assert isinstance(shown, Canvas)
    assert (shown.alpha[:, :19] == 255).all()
    assert (shown.alpha[:, 21:] == 0).all()
