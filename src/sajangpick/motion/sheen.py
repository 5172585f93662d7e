"""Light that glides once over what glistens on the dish."""

import cv2
import numpy as np

from sajangpick.media.frame import F32
from sajangpick.motion.ramp import smoothstep

# The sheen is soft: one sample per 8 texture pixels.
COARSE_PX = 8
# Strength in 8-bit luma steps, width of the band in fractions of the frame.
STRENGTH = 24.0
BAND = 0.13
# The band's direction: from the upper left to the lower right.
ACROSS, DOWN = 0.8, 0.6


class Sheen:
    """Extra luma over time, on a coarse grid of the texture."""

    def __init__(self, luma: F32, mask: F32, *, scale: float) -> None:
        """From texture luma (h, w) 0..1 and a small mask; `scale` is texture pixels per pixel of a 1080x1920 frame."""
        size = (max(2, luma.shape[1] // COARSE_PX), max(2, luma.shape[0] // COARSE_PX))
        light = cv2.resize(luma, size, interpolation=cv2.INTER_AREA)
        over_surroundings = light - cv2.GaussianBlur(light, (0, 0), max(0.5, 2.8 * scale))
        glisten = np.clip(over_surroundings * 5, 0, 1) * smoothstep(0.35, 0.8, light)
        glisten *= cv2.resize(mask, size, interpolation=cv2.INTER_AREA)
        # Room up to white shrinks as it gets lighter.
        glisten *= np.clip((1 - light) * 4, 0, 1)
        self._glisten: F32 = cv2.GaussianBlur(glisten, (0, 0), 0.8) * np.float32(STRENGTH * 256)
        x = np.linspace(0, 1, size[0], dtype=np.float32)[None]
        y = np.linspace(0, 1, size[1], dtype=np.float32)[:, None]
        self._along: F32 = (x * ACROSS + y * DOWN).astype(np.float32)

    @property
    def is_visible(self) -> bool:
        """False where nothing glistens."""
        return bool(self._glisten.max() > 1)

    def at(self, progress: float) -> F32:
        """The extra luma times 256 at `progress` 0..1 of the clip, on the coarse grid."""
        band = cv2.subtract(self._along, 2.1 * progress - 0.35)
        cv2.multiply(band, band, dst=band, scale=-1 / BAND**2)
        cv2.exp(band, dst=band)
        return cv2.multiply(band, self._glisten, dst=band)
