"""Finds lettering that a picture has and the photo has not: rows of strokes, as words are."""

import cv2
import numpy as np
import numpy.typing as npt

from sajangpick.media.frame import F32, U8

# A stroke is narrower than this and stands out by so many code values; sizes are pixels of a picture 400 px high, where
# a word that one can read on a phone is 8 to 40 px high.
_STROKE_PX, _STANDS_OUT = 9, 26.0
# Light changes over more than this; words do within less.
_LIGHT_PX = 16.0
# An edge of the photo may lie this far off, and leave this much of itself when it is taken out.
_OFF_PX, _LEFT_OVER = 9, 0.75
_LOWEST_PX, _HIGHEST_PX = 6, 60
# A word is at least this much longer than high; its letters leave this much of it free, and fill so much.
_LONGER, _LEAST_FILL, _MOST_FILL = 1.6, 0.2, 0.8
_LEAST_LETTERS = 3

_KERNEL = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_STROKE_PX, _STROKE_PX))


def strokes_near(photo: F32) -> F32:
    """How strong the strongest stroke near each place of a photo, luma 0-255, is: what `new_lettering` reckons with."""
    edges = np.maximum(*(cv2.morphologyEx(photo, way, _KERNEL) for way in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT)))
    return cv2.dilate(edges, np.ones((_OFF_PX, _OFF_PX), np.uint8))


def new_lettering(photo: F32, strokes: F32, picture: F32, valid: npt.NDArray[np.bool_]) -> float:
    """Pixels of words in `picture`, luma 0-255, that `photo`, over which it lies, has not; `strokes` are near those."""
    had, has = (luma - cv2.GaussianBlur(luma, (0, 0), _LIGHT_PX) for luma in (photo, picture))
    fresh = has - had * min(1.5, float(has[valid].std()) / max(1.0, float(had[valid].std()))) if valid.any() else has
    area = 0.0
    # Letters are all lighter than their ground, or all darker.
    for way in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT):
        stands_out = cv2.morphologyEx(fresh, way, _KERNEL)
        area += _words(((stands_out > np.maximum(_STANDS_OUT, _LEFT_OVER * strokes)) & valid).astype(np.uint8))
    return area


def _words(strokes: U8) -> float:
    joined = cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, np.ones((3, 13), np.uint8))
    count, labels, facts, _ = cv2.connectedComponentsWithStats(joined)
    area = 0.0
    for label in range(1, count):
        left, top, width, height = (int(facts[label, column]) for column in range(4))
        if not (_LOWEST_PX <= height <= _HIGHEST_PX and width > _LONGER * height):
            continue
        here = np.s_[top : top + height, left : left + width]
        word = strokes[here] * (labels[here] == label).astype(np.uint8)
        fill = float(word.mean())
        if _LEAST_FILL < fill < _MOST_FILL and _letters(word, height) >= _LEAST_LETTERS:
            area += width * height
    return area


def _letters(word: U8, height: int) -> int:
    """Parts about as high as the word itself."""
    count, _, facts, _ = cv2.connectedComponentsWithStats(word)
    return sum(int(facts[label, 3]) > 0.4 * height for label in range(1, count))
