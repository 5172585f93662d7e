"""Is this photo good enough to become a short? One Korean sentence of advice, before anything is spent."""

from dataclasses import dataclass

import cv2
import numpy as np

from sajangpick.errors import PhotoRefused
from sajangpick.media.frame import F32, U8

SMALLEST_SIDE_PX = 320
"""Below this the dish would be enlarged more than five times: mush."""
SMALL_SIDE_PX = 700
"""Below this a dish that fills the frame looks soft."""
LONGEST_RATIO = 4.0
"""Longer than 4:1 no crop of the dish fills a 9:16 frame."""

# Mean luma 0-255. Dim restaurant shots sit above 35, usable night shots above 22.
DARKEST_MEAN = 14.0
DARK_MEAN = 34.0
BRIGHT_MEAN = 236.0
# A picture whose 5th and 95th percentile are closer than this shows nothing (lens cap, blank paper).
FLATTEST_SPAN = 16.0
# `sharpness()` of ten food photos: in focus 0.96-5.0; blurred by 1/600 of the width 0.35-0.73; by 1/300 under 0.36.
BLURRED_BELOW = 0.30
SOFT_BELOW = 0.55


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to know about a photo. `refused` means that no short is made of it."""

    code: str
    sentence: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class PhotoReport:
    """What was measured, and the advice that follows, worst first."""

    width: int
    height: int
    sharpness: float
    advice: tuple[Advice, ...]

    def require(self) -> None:
        """Raise PhotoRefused with the first reason for which the photo cannot be used."""
        for advice in self.advice:
            if advice.refused:
                raise PhotoRefused(advice.sentence, code=advice.code)


def inspect_photo(photo: U8) -> PhotoReport:
    """Measure a photo, upright BGR (height, width, 3), and say what the owner should know."""
    height, width = photo.shape[:2]
    small = _reduced(photo)
    luma = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    low, high = np.percentile(luma, [5, 95])
    mean, sharp = float(luma.mean()), sharpness(photo)
    rules = [
        (
            min(width, height) < SMALLEST_SIDE_PX,
            Advice("too_small", f"사진이 너무 작아요({width}×{height}). 휴대폰 원본 사진을 올려 주세요.", refused=True),
        ),
        (
            max(width, height) > LONGEST_RATIO * min(width, height),
            Advice("too_long", "사진이 너무 길쭉해요. 음식이 가운데 오도록 다시 찍어 주세요.", refused=True),
        ),
        (
            mean < DARKEST_MEAN,
            Advice("too_dark", "사진이 너무 어두워 음식이 보이지 않아요. 조명을 켜고 다시 찍어 주세요.", refused=True),
        ),
        (
            high - low < FLATTEST_SPAN,
            Advice("nothing_seen", "사진에서 음식이 보이지 않아요. 음식이 나오게 다시 찍어 주세요.", refused=True),
        ),
        (
            sharp < BLURRED_BELOW,
            Advice("blurred", "사진이 많이 흔들렸어요. 음식을 눌러 초점을 맞추고 다시 찍어 주세요.", refused=True),
        ),
        (sharp < SOFT_BELOW, Advice("soft", "초점이 조금 흐려요. 음식을 눌러 초점을 맞추면 더 선명해져요.")),
        (mean < DARK_MEAN, Advice("dark", "사진이 조금 어두워요. 창가나 조명 아래에서 찍으면 더 맛있어 보여요.")),
        (mean > BRIGHT_MEAN, Advice("bright", "사진이 너무 밝아요. 음식이 하얗게 날아가지 않게 밝기를 낮춰 주세요.")),
        (
            min(width, height) < SMALL_SIDE_PX,
            Advice("small", f"사진이 작은 편이에요({width}×{height}). 원본을 올리면 더 선명해져요."),
        ),
    ]
    found = [advice for holds, advice in rules if holds]
    codes = {advice.code for advice in found}
    milder = {"soft": "blurred", "dark": "too_dark", "small": "too_small"}
    advice = tuple(advice for advice in found if milder.get(advice.code) not in codes)
    return PhotoReport(width, height, sharp, advice)


def sharpness(photo: U8) -> float:
    """How crisp the crispest parts are: edge strength over local contrast, about 1-5 in focus, 0.3 when shaken.

    98th percentile of |Laplacian| over the standard deviation of luma, per 64 px tile of the photo reduced to 768 px,
    then the 90th percentile of the tiles: a blurred background, wanted in food photos, does not count against it.
    """
    luma: F32 = cv2.cvtColor(_reduced(photo), cv2.COLOR_BGR2GRAY).astype(np.float32)
    edges = np.abs(cv2.Laplacian(luma, cv2.CV_32F))
    height, width = luma.shape
    tiles = [
        (slice(y, y + 64), slice(x, x + 64))
        for y in range(0, max(height - 63, 1), 32)
        for x in range(0, max(width - 63, 1), 32)
    ]
    # 4 code values keep sensor noise on a flat wall from counting as detail.
    return float(np.percentile([np.percentile(edges[tile], 98) / (luma[tile].std() + 4) for tile in tiles], 90))


def _reduced(photo: U8) -> U8:
    scale = 768 / max(photo.shape[:2])
    return photo if scale >= 1 else cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
