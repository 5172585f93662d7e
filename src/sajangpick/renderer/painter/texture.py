"""The pixels of a source as a canvas can sample them, and the sampling."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from sajangpick.media.frame import U8, Frame
from sajangpick.renderer.assets import Pixels
from sajangpick.renderer.geometry import Rect, Size, Transform
from sajangpick.renderer.painter.box import Box
from sajangpick.renderer.painter.canvas import Canvas, Format
from sajangpick.renderer.painter.zoom import MOST_SPARE, zoom

# Beyond this a matrix element is no scale any more but a fold; keeps level counts sane.
_LARGEST_LEVEL = 12
# What arithmetic on matrices errs by: over a frame of 4000 samples less than any sampling can show.
_SAMPLING_SLACK = 1e-6
# Half of what a zoom may make in vain lies on each side; a chroma plane has half of this margin.
MARGIN_PX = MOST_SPARE


@dataclass(frozen=True, slots=True, eq=False)
class Texture:
    """A picture to sample: a canvas at the origin, and the part of it that is the picture (odd sides are padded).

    The picture begins `margin` pixels from the canvas' left and top; all around, its border pixels go on.
    """

    canvas: Canvas
    size: Size
    margin: int = 0

    @property
    def size_bytes(self) -> int:
        """Memory it takes."""
        return self.canvas.size_bytes


def with_margin(source: Texture) -> Texture:
    """The same picture with its border pixels going on around it: what a zoom near the edge wants to read."""
    box = source.canvas.box
    wide = Box(0, 0, box.width + 2 * MARGIN_PX, box.height + 2 * MARGIN_PX)
    return Texture(
        _each_plane(source.canvas, wide, lambda p, step: _widened(p, MARGIN_PX // step)), source.size, MARGIN_PX
    )


def texture(pixels: Pixels, pixel_format: Format, *, level: int = 0) -> Texture:
    """The pixels in the canvas' format, at 1 / 2**level of their size, each the mean of what it stands for."""
    match pixels:
        case Frame() if pixel_format is Format.I420:
            return _frame_texture(pixels, level)
        case Frame():
            opaque = np.full((pixels.height, pixels.width), 255, np.uint8)
            return _pixels_texture(cv2.merge([*cv2.split(pixels.to_bgr()), opaque]), pixel_format, level)
        case _:
            return _pixels_texture(pixels, pixel_format, level)


def level_for(to_device: Transform, size: Size) -> int:
    """The level to sample for a picture of `size` under `to_device`: device pixels are 1-2 of its samples apart.

    Bilinear sampling at a distance of exactly 2 is the mean of 2x2, which is the next level at a distance of 1: so
    nothing pops when a slow zoom crosses from one level to the next.
    """
    if to_device.is_affine:
        across = math.hypot(to_device.m00, to_device.m10)
        down = math.hypot(to_device.m01, to_device.m11)
    else:
        seen = to_device.bounds(Rect.of_size(size))
        across, down = seen.width / size.width, seen.height / size.height
    share = max(across, down)
    if share <= 0:
        return 0
    return min(_LARGEST_LEVEL, max(0, math.floor(-math.log2(share))))


def sample(source: Texture, to_device: Transform, box: Box) -> Canvas:
    """The texture under `to_device` (from its own pixels), inside `box`; its border pixels go on beyond its edge.

    Planes are sampled bilinearly, each on its own grid, so chroma stays where it belongs. `to_device` must be
    invertible. Where a plane only shifts by whole samples it is not sampled but shown, in shared memory.
    """
    to_device @= Transform.translation(-source.margin, -source.margin)
    return _each_plane(source.canvas, box, lambda p, step: _sample_plane(p, to_device, box, step))


def _each_plane(canvas: Canvas, box: Box, change: Callable[[U8, int], U8]) -> Canvas:
    """The canvas at `box` with every plane changed, given the pixels between two of its samples."""
    first, second, third = (change(p, step) for p, step in zip(canvas.planes, canvas.format.steps, strict=True))
    alphas = None
    if canvas.alphas:
        full = change(canvas.alphas[0], 1)
        same = canvas.format is Format.BGR
        alphas = (full, full if same else change(canvas.alphas[1], canvas.format.grid))
    return Canvas(canvas.format, box, (first, second, third), alphas)


def _sample_plane(plane: U8, to_device: Transform, box: Box, step: int) -> U8:
    # Pixel (i, j) has its centre at (i + 1/2, j + 1/2), and sample i of a coarse plane spans `step` of them: continuous
    # coordinates of that plane are those of the picture divided by `step`.
    placed = Transform.translation(-box.left, -box.top) @ to_device
    coarse = Transform.scaling(1 / step, 1 / step) @ placed @ Transform.scaling(step, step)
    width, height = box.width // step, box.height // step
    if _is_whole_shift(coarse):
        left, top = -round(coarse.m02), -round(coarse.m12)
        if left >= 0 and top >= 0 and left + width <= plane.shape[1] and top + height <= plane.shape[0]:
            return plane[top : top + height, left : left + width]
    centred = Transform.translation(-0.5, -0.5) @ coarse @ Transform.translation(0.5, 0.5)
    back = centred.inverse()
    if back is None:
        return np.zeros((height, width), np.uint8)
    zoomed = zoom(plane, back, width, height)
    if zoomed is not None:
        return zoomed
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    matrix: npt.NDArray[np.float64] = np.array(back.rows)
    border = _border(plane, back, width, height)
    if back.is_affine:
        return cv2.warpAffine(plane, matrix[:2], (width, height), flags=flags, borderMode=border)
    return cv2.warpPerspective(plane, matrix, (width, height), flags=flags, borderMode=border)


def _border(plane: U8, back: Transform, width: int, height: int) -> int:
    """Going on beyond the edge costs a third of the sampling, even where no edge is near."""
    if not back.is_affine:
        return cv2.BORDER_REPLICATE
    seen = back.bounds(Rect(0, 0, width - 1, height - 1))
    is_inside = (
        seen.left >= 0 and seen.top >= 0 and seen.right <= plane.shape[1] - 1 and seen.bottom <= plane.shape[0] - 1
    )
    return cv2.BORDER_CONSTANT if is_inside else cv2.BORDER_REPLICATE


def _is_whole_shift(transform: Transform) -> bool:
    whole = Transform.translation(round(transform.m02), round(transform.m12))
    rows, whole_rows = np.array(transform.rows), np.array(whole.rows)
    return bool(np.abs(rows - whole_rows).max() < _SAMPLING_SLACK)


def _widened(plane: U8, by: int) -> U8:
    return cv2.copyMakeBorder(plane, by, by, by, by, cv2.BORDER_REPLICATE)


def _frame_texture(frame: Frame, level: int) -> Texture:
    if level:
        width, height = (max(2, round(side / 2**level / 2) * 2) for side in (frame.width, frame.height))
        smaller = Frame.blank(width, height)
        for source, target in ((frame.y, smaller.y), (frame.u, smaller.u), (frame.v, smaller.v)):
            cv2.resize(source, target.shape[::-1], dst=target, interpolation=cv2.INTER_AREA)
        frame = smaller
    return Texture(Canvas.of_frame(frame), Size(frame.width, frame.height))


def _pixels_texture(bgra: U8, pixel_format: Format, level: int) -> Texture:
    if level:
        height, width = (max(1, round(side / 2**level)) for side in bgra.shape[:2])
        bgra = cv2.resize(bgra, (width, height), interpolation=cv2.INTER_AREA)
    height, width = bgra.shape[:2]
    grid = pixel_format.grid
    if width % grid or height % grid:
        bgra = cv2.copyMakeBorder(bgra, 0, height % grid, 0, width % grid, cv2.BORDER_REPLICATE)
    return Texture(Canvas.of_bgra(pixel_format, bgra), Size(width, height))
