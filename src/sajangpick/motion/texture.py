"""The finished still in 16-bit planes, once nearly sharp throughout and once with a soft background."""

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from sajangpick.media.frame import F32
from sajangpick.motion.canvas import Planes
from sajangpick.motion.ramp import smoothstep

U16: TypeAlias = npt.NDArray[np.uint16]

# Limited range times 256: 8 bits of fraction, which the dither spends at the very end.
BLACK, WHITE, NEUTRAL = 16 * 256, 235 * 256, 128 * 256

# Blur radii of the two states in pixels of a 1080x1920 frame, and how strongly depth switches them on.
NEAR_BLUR_PX, FAR_BLUR_PX = 8.0, 15.0
NEAR_GAIN, FAR_GAIN, NEAR_MOST = 0.9, 1.7, 0.8
# Only what lies behind this depth may blur.
BEHIND = 0.60
COARSE_PX = 8

# Glow around highlights, and the edge fall-off of a lens.
BLOOM = 0.20
VIGNETTE = 0.22


@dataclass(frozen=True, slots=True)
class Texture:
    """Planes y (h, w), u and v (h // 2, w // 2) as limited-range BT.709 times 256, in uint16."""

    y: U16
    u: U16
    v: U16


def bake(planes: Planes, depth: F32, mask: F32, *, scale: float) -> tuple[Texture, Texture]:
    """The still with little and with much background blur; `scale` is texture pixels per pixel of a 1080x1920 frame.

    `depth` and `mask` (small, 0..1, of the same aspect) say what is background; the dish never blurs nor bleeds.
    """
    height, width = planes.y.shape
    far = np.clip((BEHIND - depth) / BEHIND, 0, 1) * (1 - np.clip(mask * 1.5, 0, 1))
    glow, lens = _glow(planes.y, scale), _vignette(width, height)

    def state(blur_px: float, strength: F32) -> Texture:
        y = _defocused(planes.y, strength, mask, blur_px * scale)
        np.subtract(1, y, out=y)
        y *= 1 - glow
        np.subtract(1, y, out=y)
        y *= lens
        y *= 219 * 256
        y += BLACK
        return Texture(
            np.clip(y, BLACK, WHITE, out=y).astype(np.uint16),
            *(chroma(plane, strength, blur_px) for plane in (planes.u, planes.v)),
        )

    def chroma(plane: F32, strength: F32, blur_px: float) -> U16:
        soft = _defocused(plane, strength, mask, blur_px * scale)
        soft *= cv2.resize(lens, (plane.shape[1], plane.shape[0]), interpolation=cv2.INTER_AREA)
        soft *= 224 * 256
        soft += NEUTRAL
        return np.clip(soft, BLACK, 240 * 256, out=soft).astype(np.uint16)

    near = np.clip(far * NEAR_GAIN, 0, NEAR_MOST).astype(np.float32)
    return state(NEAR_BLUR_PX, near), state(FAR_BLUR_PX, np.clip(far * FAR_GAIN, 0, 1).astype(np.float32))


def _defocused(plane: F32, strength: F32, mask: F32, sigma: float) -> F32:
    """`plane` with its background blurred, from background alone: a rim of the dish must not bleed into a halo."""
    height, width = plane.shape
    coarse = (max(1, width // COARSE_PX), max(1, height // COARSE_PX))
    weight = 1.02 - np.clip(cv2.resize(mask, coarse) * 1.6, 0, 1)
    radius = max(0.3, sigma / COARSE_PX)
    small = cv2.resize(plane, coarse, interpolation=cv2.INTER_AREA) * weight
    small = cv2.GaussianBlur(small, (0, 0), radius) / cv2.GaussianBlur(weight, (0, 0), radius)
    soft = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    soft -= plane
    soft *= cv2.resize(strength, (width, height), interpolation=cv2.INTER_LINEAR)
    soft += plane
    return soft


def _glow(luma: F32, scale: float) -> F32:
    height, width = luma.shape
    coarse = (max(1, width // COARSE_PX), max(1, height // COARSE_PX))
    small = cv2.resize(luma, coarse, interpolation=cv2.INTER_AREA)
    light = np.clip((small - 0.78) / 0.22, 0, 1) ** 1.5 * small
    # White plates and white backgrounds must not fog the frame.
    damp = float(np.clip(1 - (light > 0.3).mean() * 3.2, 0.12, 1))
    spread = 0.55 * cv2.GaussianBlur(light, (0, 0), 3.2 * scale) + 0.45 * cv2.GaussianBlur(light, (0, 0), 9 * scale)
    return cv2.resize(spread * np.float32(BLOOM * damp), (width, height), interpolation=cv2.INTER_LINEAR)


def _vignette(width: int, height: int) -> F32:
    x = np.linspace(-0.95, 0.95, width, dtype=np.float32)[None]
    y = np.linspace(-0.85, 0.85, height, dtype=np.float32)[:, None]
    return 1 - np.float32(VIGNETTE) * smoothstep(0.6, 1.6, np.hypot(x, y))
