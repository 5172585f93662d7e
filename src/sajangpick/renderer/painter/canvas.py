"""Pixels as planes, and the one way to lay some over others.

Premultiplied "over" is the same arithmetic on every plane, whatever the plane means: below x (1 - alpha) + above. So
one compositor serves both formats: 4:2:0 for video, where no frame is converted, and BGR for stills. Code values are
multiplied by alpha with their offsets (luma 16, chroma 128), which keeps every step linear.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from sajangpick.media.frame import BGR_TO_YUV, U8, YUV_TO_BGR, Frame
from sajangpick.renderer.painter.box import Box
from sajangpick.renderer.scene import Color

F64: TypeAlias = npt.NDArray[np.float64]
Planes: TypeAlias = tuple[U8, U8, U8]
Alphas: TypeAlias = tuple[U8, U8]


class Format(Enum):
    """What the three planes of a canvas are."""

    I420 = "Y at full size, U and V at half size, BT.709 limited range"
    BGR = "blue, green and red at full size, full range"

    @property
    def grid(self) -> int:
        """Canvases lie at multiples of this, so that chroma samples of all of them coincide."""
        return 2 if self is Format.I420 else 1

    @property
    def steps(self) -> tuple[int, int, int]:
        """Pixels between two samples of each plane."""
        return (1, 2, 2) if self is Format.I420 else (1, 1, 1)

    @property
    def basis(self) -> F64:
        """4x4: premultiplied BGRA code values to this format's premultiplied planes and alpha."""
        return _I420_BASIS if self is Format.I420 else np.eye(4)

    def alphas(self, alpha: U8) -> Alphas:
        """`alpha` (h, w) at the resolution of the first plane and of the other two."""
        if self is Format.BGR:
            return alpha, alpha
        return alpha, halved(alpha)

    def code_values(self, color: Color) -> tuple[float, float, float]:
        """The opaque `color` in each plane, 0-255."""
        bgra = np.array([color.blue, color.green, color.red, 1.0]) * 255
        first, second, third, _ = self.basis @ bgra
        return float(first), float(second), float(third)


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """Premultiplied pixels at `box` of the device.

    `alphas`, at full and at chroma resolution, is None where all is opaque.
    """

    format: Format
    box: Box
    planes: Planes
    alphas: Alphas | None

    @property
    def size_bytes(self) -> int:
        """Memory its planes take."""
        return sum(plane.nbytes for plane in (*self.planes, *(self.alphas or ())))

    @property
    def alpha(self) -> U8:
        """Alpha at full resolution, (height, width)."""
        return self.alphas[0] if self.alphas else np.full((self.box.height, self.box.width), 255, np.uint8)

    @classmethod
    def transparent(cls, pixel_format: Format, box: Box) -> "Canvas":
        """Nothing, at `box`."""
        planes = _planes(pixel_format, box)
        for plane in planes:
            plane[:] = 0
        return cls(pixel_format, box, planes, pixel_format.alphas(np.zeros((box.height, box.width), np.uint8)))

    @classmethod
    def filled(cls, pixel_format: Format, box: Box, color: Color) -> "Canvas":
        """One opaque colour at `box`; alpha of `color` does not count."""
        planes = _planes(pixel_format, box)
        for plane, value in zip(planes, pixel_format.code_values(color), strict=True):
            plane[:] = round(value)
        return cls(pixel_format, box, planes, None)

    @classmethod
    def of_frame(cls, frame: Frame) -> "Canvas":
        """The frame's own planes, at the origin: what is laid over it changes the frame."""
        return cls(Format.I420, Box(0, 0, frame.width, frame.height), (frame.y, frame.u, frame.v), None)

    @classmethod
    def of_bgra(cls, pixel_format: Format, bgra: U8, *, at: tuple[int, int] = (0, 0)) -> "Canvas":
        """Premultiplied sRGB (h, w, 4) in BGRA order, with its top left corner `at` a device pixel on the grid."""
        height, width = bgra.shape[:2]
        box = Box(*at, at[0] + width, at[1] + height)
        mixed = bgra if pixel_format is Format.BGR else cv2.transform(bgra, pixel_format.basis.astype(np.float32))
        first, second, third, alpha = cv2.split(mixed)
        planes = (first, second, third) if pixel_format is Format.BGR else (first, halved(second), halved(third))
        opaque = bool(cv2.minMaxLoc(alpha)[0] == 255)
        return cls(pixel_format, box, planes, None if opaque else pixel_format.alphas(alpha))

    def to_bgra(self) -> U8:
        """Premultiplied sRGB, (height, width, 4) in BGRA order."""
        alpha = self.alpha
        if self.format is Format.BGR:
            return cv2.merge([*self.planes, alpha])
        bgr = self.straight_bgr()
        if self.alphas:
            bgr = cv2.multiply(bgr, cv2.merge([alpha] * 3), scale=1 / 255)
        return cv2.merge([*cv2.split(bgr), alpha])

    def straight_bgr(self) -> U8:
        """Colours without alpha as sRGB, (height, width, 3); arbitrary where alpha is 0."""
        size = (self.box.width, self.box.height)
        planes: list[U8] = []
        for plane, alpha in zip(self.planes, self._alpha_by_plane(), strict=True):
            whole = plane if plane.shape == (size[1], size[0]) else cv2.resize(plane, size)
            if alpha is not None:
                # Interpolated colour over interpolated alpha: nothing bleeds in from where there is no colour.
                weight = alpha if alpha.shape == whole.shape else cv2.resize(alpha, size)
                whole = cv2.divide(whole, weight, scale=255)
            planes.append(whole)
        merged = cv2.merge(planes)
        return merged if self.format is Format.BGR else cv2.transform(merged, YUV_TO_BGR)

    def cropped(self, box: Box) -> "Canvas":
        """The part inside `box` (on the grid), sharing memory; the canvas must overlap it."""
        if box.covers(self.box):
            return self
        part = self.box.intersection(box)
        planes = tuple(_part(p, part, self.box, s) for p, s in zip(self.planes, self.format.steps, strict=True))
        alphas = None
        if self.alphas:
            full, coarse = self.alphas
            alphas = (_part(full, part, self.box, 1), _part(coarse, part, self.box, self.format.grid))
        return Canvas(self.format, part, (planes[0], planes[1], planes[2]), alphas)

    def moved(self, dx: int, dy: int) -> "Canvas":
        """The same pixels shifted by multiples of the grid."""
        return self if dx == dy == 0 else replace(self, box=self.box.moved(dx, dy))

    def copy(self) -> "Canvas":
        """The same pixels in memory of their own."""
        first, second, third = self.planes
        alphas = self.format.alphas(self.alphas[0].copy()) if self.alphas else None
        if self.alphas and alphas and self.format is Format.I420:
            alphas = (alphas[0], self.alphas[1].copy())
        return replace(self, planes=(first.copy(), second.copy(), third.copy()), alphas=alphas)

    def faded(self, opacity: float) -> "Canvas":
        """The same pixels with `opacity` (0-1) multiplied in."""
        if opacity >= 1:
            return self
        alphas = self.alphas or self.format.alphas(self.alpha)
        scaled = [cv2.convertScaleAbs(plane, alpha=opacity) for plane in (*self.planes, *_distinct(alphas))]
        return replace(self, planes=(scaled[0], scaled[1], scaled[2]), alphas=(scaled[3], scaled[-1]))

    def covered(self, coverage: U8) -> "Canvas":
        """Seen through `coverage` (height, width), 0-255: nothing is left where it is 0."""
        shares = self.format.alphas(coverage)
        by_plane = (shares[0], shares[1], shares[1])
        planes = [cv2.multiply(p, c, scale=1 / 255) for p, c in zip(self.planes, by_plane, strict=True)]
        alphas = shares
        if self.alphas:
            old = _distinct(self.alphas)
            new = [cv2.multiply(a, c, scale=1 / 255) for a, c in zip(old, shares, strict=False)]
            alphas = (new[0], new[-1])
        return replace(self, planes=(planes[0], planes[1], planes[2]), alphas=alphas)

    def lay(self, above: "Canvas", *, opacity: float = 1.0) -> None:
        """Lay `above` over this canvas, in place, where the two overlap."""
        shared = self.box.intersection(above.box)
        if shared.is_empty or opacity <= 0:
            return
        below, above = self.cropped(shared), above.cropped(shared)
        if above.alphas is None:
            _lay_opaque(below, above, opacity)
        else:
            _lay_translucent(below, above, above.alphas, opacity)

    def _alpha_by_plane(self) -> Sequence[U8 | None]:
        return (self.alphas[0], self.alphas[1], self.alphas[1]) if self.alphas else (None, None, None)


def halved(plane: U8) -> U8:
    """The mean of every 2x2 pixels: (h, w) to (h / 2, w / 2)."""
    height, width = plane.shape
    return cv2.resize(plane, (width // 2, height // 2), interpolation=cv2.INTER_AREA)


def _lay_opaque(below: Canvas, above: Canvas, opacity: float) -> None:
    for target, source in zip(below.planes, above.planes, strict=True):
        if opacity >= 1:
            np.copyto(target, source)
        else:
            cv2.addWeighted(target, 1 - opacity, source, opacity, 0, dst=target)
    for target in _distinct(below.alphas):
        if opacity >= 1:
            target[:] = 255
        else:
            cv2.convertScaleAbs(target, dst=target, alpha=1 - opacity, beta=255 * opacity)


def _lay_translucent(below: Canvas, above: Canvas, alphas: Alphas, opacity: float) -> None:
    # What each sample of the canvas below keeps: 255 - alpha x opacity.
    keeps = [_complement(alpha, opacity) for alpha in _distinct(alphas)]
    keep_by_plane = (keeps[0], keeps[-1], keeps[-1])
    for target, source, keep in zip(below.planes, above.planes, keep_by_plane, strict=True):
        _lay_plane(target, source, keep, opacity)
    for target, source, keep in zip(_distinct(below.alphas), _distinct(alphas), keeps, strict=False):
        _lay_plane(target, source, keep, opacity)


def _complement(alpha: U8, opacity: float) -> U8:
    return cv2.bitwise_not(alpha) if opacity >= 1 else cv2.convertScaleAbs(alpha, alpha=-opacity, beta=255)


def _lay_plane(target: U8, source: U8, keep: U8, opacity: float) -> None:
    cv2.multiply(target, keep, dst=target, scale=1 / 255)
    cv2.add(target, source if opacity >= 1 else cv2.convertScaleAbs(source, alpha=opacity), dst=target)


def _distinct(alphas: Alphas | None) -> Sequence[U8]:
    if alphas is None:
        return ()
    return alphas[:1] if alphas[0] is alphas[1] else alphas


def _part(plane: U8, part: Box, whole: Box, step: int) -> U8:
    local = part.moved(-whole.left, -whole.top)
    return plane[local.top // step : local.bottom // step, local.left // step : local.right // step]


def _planes(pixel_format: Format, box: Box) -> Planes:
    """Planes for `box` with nothing written in them; of a 4:2:0 canvas at the origin they are one frame's."""
    first, second, third = (np.empty((box.height // step, box.width // step), np.uint8) for step in pixel_format.steps)
    return first, second, third


def _i420_basis() -> F64:
    basis = np.zeros((4, 4))
    basis[:3] = BGR_TO_YUV
    # An offset is added once per opaque pixel, so premultiplied it is a share of alpha.
    basis[:3, 3] /= 255
    basis[3, 3] = 1
    return basis


_I420_BASIS = _i420_basis()
