"""A plausible depth from one photo: low is near, the dish bulges, sharp is near; smooth, but true to edges."""

import cv2
import numpy as np
import numpy.typing as npt

from sajangpick.media.frame import F32
from sajangpick.motion.ramp import smoothstep

# Depth is soft: this many samples along the longer side of the frame are plenty.
LONGER_SIDE = 480

# Shares of the three cues (sum 1) and, for the dish, how much of it is there at its rim.
BY_HEIGHT, BY_DISH, BY_FOCUS = 0.50, 0.34, 0.16
RIM = 0.55


def depth_size(canvas: tuple[int, int]) -> tuple[int, int]:
    """Width and height of the depth map for a canvas (width, height)."""
    scale = LONGER_SIDE / max(canvas)
    return max(8, round(canvas[0] * scale)), max(8, round(canvas[1] * scale))


def aligned(mask: F32, luma: F32) -> F32:
    """The mask drawn to the edges of the picture: both (h, w), 0..1, small."""
    return np.clip(_guided(luma, mask, 10, 1e-3), 0, 1)


def depth_of(luma: F32, mask: F32) -> F32:
    """Nearness 0 (far) .. 1 (near), (h, w), from small luma and mask of that shape, 0..1."""
    height, width = luma.shape
    low = smoothstep(0.05, 0.98, np.linspace(0, 1, height, dtype=np.float32))[:, None]
    inside = (mask > 0.5).astype(np.uint8)
    distance = cv2.distanceTransform(inside, cv2.DIST_L2, 3)
    dome = np.sqrt(distance / max(float(distance.max()), 1.0))
    near = BY_HEIGHT * low + BY_DISH * mask * (RIM + (1 - RIM) * dome) + BY_FOCUS * _sharpness(luma)
    near = cv2.GaussianBlur(_guided(luma, near.astype(np.float32), 16, 4e-3), (0, 0), 3.5)
    first, last = (float(value) for value in np.percentile(near, [1, 99]))
    return np.clip((near - first) / max(last - first, 1e-3), 0, 1).reshape(height, width).astype(np.float32)


def _sharpness(luma: F32) -> F32:
    edges = np.abs(cv2.Laplacian(cv2.GaussianBlur(luma, (0, 0), 1.0), cv2.CV_32F))
    spread = cv2.GaussianBlur(edges, (0, 0), 9)
    # The floor keeps a photo of one colour from being all noise.
    return np.clip(spread / max(float(np.percentile(spread, 97)), 1e-3), 0, 1) ** 0.6


def _guided(guide: F32, value: F32, radius: int, epsilon: float) -> F32:
    """Guided filter (He, Sun, Tang, "Guided Image Filtering", ECCV 2010, eq. 5-8) with a grey guide."""
    side = (2 * radius + 1, 2 * radius + 1)

    def mean(plane: npt.ArrayLike) -> F32:
        return cv2.blur(np.asarray(plane, np.float32), side)

    guide_mean, value_mean = mean(guide), mean(value)
    slope = (mean(guide * value) - guide_mean * value_mean) / (mean(guide * guide) - guide_mean**2 + epsilon)
    return mean(slope) * guide + mean(value_mean - slope * guide_mean)
