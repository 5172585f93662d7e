"""A video frame as planes: 8-bit 4:2:0, BT.709, limited range.

This is the form in which clips are made, composed and encoded, so that no colour conversion happens per frame.
"""

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

U8: TypeAlias = npt.NDArray[np.uint8]
F32: TypeAlias = npt.NDArray[np.float32]

# ITU-R BT.709-6, table 4 (item 3.2-3.3): luma weights of R, G, B.
KR, KG, KB = 0.2126, 0.7152, 0.0722


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture as I420: Y 16-235 at full size, U and V 16-240 at half size in both directions.

    `data` is one contiguous uint8 array of shape (height * 3 // 2, width); the planes are views into it,
    so a frame is encoded without a copy. Width and height are even.
    """

    data: U8
    width: int
    height: int

    @classmethod
    def blank(cls, width: int, height: int) -> "Frame":
        """A black frame (Y 16, U and V 128)."""
        data = np.full((height * 3 // 2, width), 128, np.uint8)
        data[:height] = 16
        return cls(data, width, height)

    @property
    def y(self) -> U8:
        """Luma, (height, width)."""
        return self.data[: self.height]

    @property
    def u(self) -> U8:
        """Blue difference, (height // 2, width // 2)."""
        return self._chroma(0)

    @property
    def v(self) -> U8:
        """Red difference, (height // 2, width // 2)."""
        return self._chroma(1)

    def _chroma(self, index: int) -> U8:
        flat = self.data.reshape(-1)
        size = (self.height // 2) * (self.width // 2)
        start = self.height * self.width + index * size
        return flat[start : start + size].reshape(self.height // 2, self.width // 2)

    @classmethod
    def from_bgr(cls, bgr: U8) -> "Frame":
        """Convert 8-bit sRGB in BGR order, (height, width, 3), even sides; chroma is averaged over 2x2 pixels."""
        height, width = bgr.shape[:2]
        frame = cls.blank(width, height)
        luma, chroma = (
            bgr_to_yuv(bgr),
            bgr_to_yuv(cv2.resize(bgr, (width // 2, height // 2), interpolation=cv2.INTER_AREA)),
        )
        frame.y[:] = luma[..., 0]
        frame.u[:] = chroma[..., 1]
        frame.v[:] = chroma[..., 2]
        return frame

    def to_bgr(self) -> U8:
        """Convert to 8-bit sRGB in BGR order, (height, width, 3); chroma is interpolated bilinearly."""
        size = (self.width, self.height)
        planes = [self.y, *(cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR) for plane in (self.u, self.v))]
        return yuv_to_bgr(cv2.merge(planes))


def bgr_to_yuv(bgr: U8) -> U8:
    """Full-size BGR (h, w, 3) to limited-range BT.709 YUV of the same shape."""
    return cv2.transform(bgr, BGR_TO_YUV)


def yuv_to_bgr(yuv: U8) -> U8:
    """Full-size limited-range BT.709 YUV (h, w, 3) to BGR of the same shape."""
    return cv2.transform(yuv, YUV_TO_BGR)


def _bgr_to_yuv_matrix() -> F32:
    y = np.array([KB, KG, KR]) * 219 / 255
    u = (np.array([1.0, 0.0, 0.0]) - [KB, KG, KR]) / (2 * (1 - KB)) * 224 / 255
    v = (np.array([0.0, 0.0, 1.0]) - [KB, KG, KR]) / (2 * (1 - KR)) * 224 / 255
    return np.column_stack([np.stack([y, u, v]), [16, 128, 128]]).astype(np.float32)


def _inverse(matrix: F32) -> F32:
    inverse = np.linalg.inv(matrix[:, :3].astype(np.float64))
    return np.column_stack([inverse, -inverse @ matrix[:, 3]]).astype(np.float32)


# 3x4: three coefficients and an offset a row, for code values 0-255.
BGR_TO_YUV = _bgr_to_yuv_matrix()
YUV_TO_BGR = _inverse(BGR_TO_YUV)
