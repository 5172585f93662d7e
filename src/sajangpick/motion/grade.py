"""A gentle, adaptive grade: exposure, contrast and colourfulness only as far as the photo lacks them; hue untouched."""

import cv2
import numpy as np

from sajangpick.media.frame import F32

# 14 bits: finer than the 8-bit photo by far, so that a look-up needs no interpolation.
CURVE_STEPS = 1 << 14
# Medians between these are left alone; darker and brighter photos are led towards them, never all the way.
MEDIAN_LOW, MEDIAN_HIGH = 0.32, 0.58
EXPOSURE_PULL = 0.6
# Exponents beyond these would lift noise or grey the whites (brightness +15 % at most in the middle).
GAMMA_LOW, GAMMA_HIGH = 0.78, 1.15
# A photo whose luma deviates this much needs no more contrast; at the lower figure it gets all of CONTRAST.
CONTRAST_ENOUGH, CONTRAST_FLAT, CONTRAST = 0.25, 0.13, 0.18
# Mean chroma above which nothing is added, and the most that is (saturation 1.12 still looks like the same food).
COLOURFUL, COLOURFUL_SPAN, SATURATION = 0.13, 0.09, 0.12
# Highlights are rounded off above this, so that plates keep their shape.
SHOULDER = 0.90


def grade(y: F32, u: F32, v: F32) -> tuple[F32, F32, F32]:
    """Grade planes y (h, w) 0..1 and u, v (h // 2, w // 2) -0.5..0.5; returns planes of the same shapes and ranges.

    u and v are scaled by one common factor per place, so their ratio, the hue, stays what it was.
    """
    half = (u.shape[1], u.shape[0])
    sample = cv2.resize(y, (min(240, y.shape[1]), min(240, y.shape[0])), interpolation=cv2.INTER_AREA)
    curve = _curve(sample)
    before = cv2.resize(y, half, interpolation=cv2.INTER_AREA)
    after = _through(curve, before)
    chroma = cv2.magnitude(u, v)
    lack = float(np.clip((COLOURFUL - float(chroma.mean())) / COLOURFUL_SPAN, 0, 1))
    # What is colourful already (0.28 is a ripe tomato) gains least.
    gain = 1 + SATURATION * lack * (1 - np.clip(chroma / 0.28, 0, 1))
    # Chroma follows luma, less than in proportion: lifted shadows must not turn gaudy.
    gain *= np.minimum((after + 0.02) / (before + 0.02), 1.6) ** 0.75
    return _through(curve, y), u * gain, v * gain


def _curve(sample: F32) -> F32:
    low, median, high = (float(value) for value in np.percentile(sample, [1, 50, 99]))
    black, white = min(low, 0.06) * 0.8, min(high * 1.02, 1.0)
    # A photo without contrast (fog, one colour) is not stretched to full range.
    span = max(white - black, 0.6)
    x = np.linspace(0, 1, CURVE_STEPS, dtype=np.float32)
    curve = np.clip((x - black) / span, 0, 1)
    middle = float(np.clip((median - black) / span, 0.05, 0.95))
    target = float(np.clip(middle, MEDIAN_LOW, MEDIAN_HIGH))
    gamma = float(np.clip(np.log(target) / np.log(middle), GAMMA_LOW, GAMMA_HIGH))
    curve = curve ** (1 + (gamma - 1) * EXPOSURE_PULL)
    lack = float(np.clip((CONTRAST_ENOUGH - float(sample.std())) / (CONTRAST_ENOUGH - CONTRAST_FLAT), 0, 1))
    curve += CONTRAST * lack * 1.6 * (curve - 0.5) * (1 - (2 * curve - 1) ** 2)
    room = 1 - SHOULDER
    rounded = SHOULDER + room * (1 - np.exp(-(curve - SHOULDER) / room))
    return np.where(curve > SHOULDER, rounded, curve).astype(np.float32)


def _through(curve: F32, plane: F32) -> F32:
    """`plane` 0..1 through a curve."""
    return curve[(plane * np.float32(CURVE_STEPS - 1) + np.float32(0.5)).astype(np.uint16)]
