"""Laying pixels over pixels, against the arithmetic done in floats."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.media.frame import U8, Frame
from sajangpick.renderer.painter.box import Box
from sajangpick.renderer.painter.canvas import F64, Canvas, Format
from sajangpick.renderer.scene import Color

SIDE = 16
formats = pytest.mark.parametrize("pixel_format", list(Format))


def random_bgra(seed: int, *, opaque: bool = False, side: int = SIDE) -> U8:
    rng = np.random.default_rng(seed)
    alpha = np.full((side, side, 1), 255) if opaque else rng.integers(0, 256, (side, side, 1))
    return np.concatenate([np.rint(rng.integers(0, 256, (side, side, 3)) * alpha / 255), alpha], 2).astype(np.uint8)


def planes_as_floats(canvas: Canvas) -> tuple[list[F64], list[F64]]:
    alphas = canvas.alphas or canvas.format.alphas(canvas.alpha)
    return [plane.astype(float) for plane in canvas.planes], [alphas[0] / 255, alphas[1] / 255, alphas[1] / 255]


@formats
@pytest.mark.parametrize("opacity", [1.0, 0.37])
def test_over_is_below_times_what_is_left_plus_above(pixel_format: Format, opacity: float) -> None:
    below = Canvas.of_bgra(pixel_format, random_bgra(1, opaque=True))
    above = Canvas.of_bgra(pixel_format, random_bgra(2))
    values, alphas = planes_as_floats(above)
    expected = [
        plane * (1 - alpha * opacity) + value * opacity
        for plane, value, alpha in zip(planes_as_floats(below)[0], values, alphas, strict=True)
    ]
    below.lay(above, opacity=opacity)
    for plane, wanted in zip(below.planes, expected, strict=True):
        assert np.abs(plane - np.minimum(wanted, 255)).max() <= 1.5


@formats
def test_over_what_is_translucent_adds_up_alpha(pixel_format: Format) -> None:
    below, above = (Canvas.of_bgra(pixel_format, random_bgra(seed)) for seed in (1, 2))
    expected = 1 - (1 - below.alpha / 255) * (1 - above.alpha / 255)
    below.lay(above)
    assert np.abs(below.alpha / 255 - expected).max() <= 1 / 255


@formats
def test_opaque_over_anything_is_itself(pixel_format: Format) -> None:
    below, above = (
        Canvas.of_bgra(pixel_format, random_bgra(1)),
        Canvas.of_bgra(pixel_format, random_bgra(2, opaque=True)),
    )
    assert above.alphas is None
    below.lay(above)
    assert all(np.array_equal(a, b) for a, b in zip(below.planes, above.planes, strict=True))
    assert below.alpha.min() == 255


@formats
def test_only_the_overlap_changes(pixel_format: Format) -> None:
    below = Canvas.filled(pixel_format, Box(0, 0, 16, 16), Color(0, 0, 0))
    below.lay(Canvas.filled(pixel_format, Box(-4, 10, 6, 30), Color(1, 1, 1)))
    white = below.to_bgra()[..., 0] > 128
    assert np.array_equal(np.argwhere(white).min(0), [10, 0])
    assert np.array_equal(np.argwhere(white).max(0), [15, 5])
    assert white.sum() == 36


@formats
@given(opacity=st.floats(0, 1))
def test_fading_scales_alpha_and_colour_alike(pixel_format: Format, opacity: float) -> None:
    canvas = Canvas.of_bgra(pixel_format, random_bgra(3))
    faded = canvas.faded(opacity)
    assert np.abs(faded.alpha - canvas.alpha * opacity).max() <= 0.5 + 1e-6
    assert np.abs(faded.planes[0] - canvas.planes[0] * opacity).max() <= 0.5 + 1e-6


@formats
def test_coverage_multiplies(pixel_format: Format) -> None:
    canvas = Canvas.of_bgra(pixel_format, random_bgra(3))
    coverage = random_bgra(4)[..., 3]
    covered = canvas.covered(coverage)
    assert np.abs(covered.alpha - canvas.alpha * (coverage / 255)).max() <= 0.6
    assert np.abs(covered.planes[0] - canvas.planes[0] * (coverage / 255)).max() <= 0.6


@given(st.tuples(*[st.integers(0, 255)] * 4))
def test_a_flat_colour_survives_the_way_through_video(values: tuple[int, int, int, int]) -> None:
    *colors, alpha = values
    premultiplied = [round(value * alpha / 255) for value in colors]
    flat = np.broadcast_to(np.array([*premultiplied, alpha], np.uint8), (4, 4, 4)).copy()
    back = Canvas.of_bgra(Format.I420, flat).to_bgra()
    assert back[0, 0, 3] == alpha
    assert np.abs(back[..., :3].astype(int) - flat[..., :3]).max() <= 4


def test_a_frame_is_taken_as_it_is() -> None:
    frame = Frame.from_bgr(random_bgra(5, opaque=True)[..., :3].copy())
    canvas = Canvas.of_frame(frame)
    canvas.lay(Canvas.filled(Format.I420, Box(0, 0, 2, 2), Color(1, 1, 1)))
    assert frame.y[0, 0] == 235
    assert np.abs(frame.to_bgr()[:2, :2].astype(int) - 255).max() <= 60  # its chroma is shared with its neighbours


def test_of_bgra_agrees_with_the_conversion_of_frames() -> None:
    bgra = random_bgra(6, opaque=True)
    canvas, frame = Canvas.of_bgra(Format.I420, bgra), Frame.from_bgr(bgra[..., :3].copy())
    for ours, theirs in zip(canvas.planes, (frame.y, frame.u, frame.v), strict=True):
        assert np.abs(ours.astype(int) - theirs).max() <= 1


@formats
def test_cropping_shares_and_copying_does_not(pixel_format: Format) -> None:
    canvas = Canvas.of_bgra(pixel_format, random_bgra(7))
    part, twin = canvas.cropped(Box(4, 2, 8, 6)), canvas.copy()
    assert part.box == Box(4, 2, 8, 6)
    assert np.array_equal(part.to_bgra()[..., 3], canvas.alpha[2:6, 4:8])
    part.planes[0][:] = 7
    assert (canvas.planes[0][2:6, 4:8] == 7).all()
    assert not (twin.planes[0][2:6, 4:8] == 7).all()


def test_thread_count_changes_nothing() -> None:
    pictures = []
    for threads in (1, 4):
        before = cv2.getNumThreads()
        cv2.setNumThreads(threads)
        try:
            below = Canvas.of_bgra(Format.I420, random_bgra(1, opaque=True, side=512))
            below.lay(Canvas.of_bgra(Format.I420, random_bgra(2, side=512)), opacity=0.6)
            pictures.append(below.to_bgra())
        finally:
            cv2.setNumThreads(before)
    assert np.array_equal(*pictures)
