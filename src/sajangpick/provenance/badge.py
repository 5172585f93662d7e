"""The badge people see: found again in the frames of a finished file, whatever its colours."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from sajangpick.domain.json import JsonObject
from sajangpick.media.decode import VideoReader
from sajangpick.media.frame import F32, U8
from sajangpick.media.probe import probe
from sajangpick.renderer import frame

BADGE_TEXT = "AI로 제작"
# Where the badge stands if the shorter side, a short's width, has 1080 pixels: the same place in every template and
# frame (art direction, 1.17).
LEFT_PX, TOP_PX, WIDTH_PX, HEIGHT_PX = 65, 270, 170, 52
FULL_SIDE_PX = 1080
FONT_SIZE_PX = 30

SAMPLES = 12
# Correlation of the letters, dark on light or light on dark. The badge scores above 0.8 after encoding at
# any template's colours; other small Korean text in its place stays under 0.45.
LEAST_LIKENESS = 0.6
# The pill around the letters, as the templates measure it.
_PILL_WIDTH_PX, _PILL_PADDING_PX = 150.4, 19
# Searched this far around its place, for rounding at other sizes.
SLACK_PX = 12


@dataclass(frozen=True, slots=True)
class BadgeFound:
    """In how many of the sampled frames the badge was seen, and how clearly in the worst of them (0-1)."""

    sampled: int
    seen: int
    likeness: float

    @property
    def whole(self) -> bool:
        """True if it is there from the first frame to the last."""
        return self.sampled > 0 and self.seen == self.sampled


def badge_elements(size: tuple[int, int]) -> list[JsonObject]:
    """The badge as elements of a document of this size in pixels, above all others, for its whole time."""
    scale, middle = min(size) / FULL_SIDE_PX, TOP_PX + HEIGHT_PX / 2
    pill: JsonObject = {
        "id": "badge-pill", "type": "shape", "x": LEFT_PX * scale, "y": middle * scale, "x_anchor": "0%",
        "y_anchor": "50%", "width": _PILL_WIDTH_PX * scale, "height": HEIGHT_PX * scale,
        "border_radius": HEIGHT_PX / 2 * scale, "fill_color": "#110402", "opacity": "72%",
    }  # fmt: skip
    words: JsonObject = {
        "id": "badge", "type": "text", "text": BADGE_TEXT, "x": (LEFT_PX + _PILL_PADDING_PX) * scale,
        "y": middle * scale, "x_anchor": "0%", "y_anchor": "50%", "font_family": "Pretendard", "font_weight": 600,
        "font_size": FONT_SIZE_PX * scale, "line_height": "120%", "text_wrap": False, "fill_color": "#ffffff",
    }  # fmt: skip
    return [pill, words]


def find_badge(path: Path) -> BadgeFound:
    """Look for the badge in frames spread over the whole play range, both ends included. Raises BadInput."""
    facts = probe(path)
    last = max(Fraction(0), (facts.duration or Fraction(0)) - 1 / (facts.frame_rate or Fraction(30)))
    with VideoReader(path) as video:
        likeness = [_likeness(video.frame(last * i / (SAMPLES - 1)).y) for i in range(SAMPLES)]
    return BadgeFound(SAMPLES, sum(value >= LEAST_LIKENESS for value in likeness), round(min(likeness), 3))


def _likeness(luma: U8) -> float:
    scale = FULL_SIDE_PX / min(luma.shape)
    left, top = (max(0, int((edge - SLACK_PX) / scale)) for edge in (LEFT_PX, TOP_PX))
    right, bottom = (int((edge + SLACK_PX) / scale) for edge in (LEFT_PX + WIDTH_PX, TOP_PX + HEIGHT_PX))
    place = luma[top:bottom, left:right]
    if place.size == 0:
        return 0.0
    size = (round((right - left) * scale), round((bottom - top) * scale))
    letters = _letters()
    enlarged = cv2.resize(place, size, interpolation=cv2.INTER_LINEAR).astype(np.float32)
    if enlarged.shape[0] < letters.shape[0] or enlarged.shape[1] < letters.shape[1]:
        return 0.0
    return float(np.abs(np.nan_to_num(cv2.matchTemplate(enlarged, letters, cv2.TM_CCOEFF_NORMED))).max())


@cache
def _letters() -> F32:
    """The badge's words as the templates set them, cropped to their ink: white on black, (h, w)."""
    text: JsonObject = {
        "type": "text", "text": BADGE_TEXT, "font_family": "Pretendard", "font_weight": 600,
        "font_size": FONT_SIZE_PX, "fill_color": "#ffffff",
    }  # fmt: skip
    script: JsonObject = {"width": 240, "height": 80, "fill_color": "#000000", "elements": [text]}
    picture = frame(script, Fraction(0))
    luma = picture[..., 0].astype(np.float32)
    rows, columns = np.nonzero(luma > 127)
    return np.ascontiguousarray(luma[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1])
