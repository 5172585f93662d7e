"""Every document in `cases/` is drawn as it was when a person last looked at it.

A case is two files, no code: RenderScript, and the frame at its snapshot time. `make golden` draws the frames anew.
A frame that differs is laid beside the reference, with the difference, in `tests/diffs/`.
"""

import os
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

import sajangpick
from sajangpick.media.frame import U8, Frame
from sajangpick.media.still import read_still, write_still
from sajangpick.renderer import FileWorld, Moving, frame
from sajangpick.renderer.geometry import Size

CASES = Path(__file__).parent / "cases"
DIFFS = Path(__file__).parents[1] / "diffs"
PHOTOS = Path(sajangpick.__file__).parent / "data" / "photos"
LONGEST_SIDE = 320
# Of 255: what rounding differs by between processors, and no eye sees.
TOLERANCE = 4
DOCUMENTS = sorted(CASES.glob("*/*.json"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_is_drawn_as_it_was(document: Path) -> None:
    drawn = frame(document, world=FileWorld(PHOTOS, sources={"video": video()}))
    assert max(drawn.shape[:2]) <= LONGEST_SIDE
    reference = document.with_suffix(".png")
    if os.environ.get("SAJANGPICK_GOLDEN"):
        write_still(drawn, reference)
    assert reference.exists(), f"{reference} is missing: look at `make golden`'s"
    expected = read_still(reference)
    if expected.shape != drawn.shape or (difference := _difference(expected, drawn)).max() > TOLERANCE:
        write_still(_beside(expected, drawn), _diff_path(document))
        pytest.fail(f"see {_diff_path(document)}")
    assert difference.max() <= TOLERANCE


def test_there_is_a_document_for_every_picture() -> None:
    assert {path.with_suffix(".json") for path in CASES.glob("*/*.png")} <= set(DOCUMENTS)


def video() -> Moving:
    """Two seconds of a light bar that walks to the right over a warm ground."""

    def at(t: Fraction) -> Frame:
        pixels = np.full((160, 90, 3), (40, 90, 170), np.uint8)
        left = int(min(t, Fraction(2)) * 40)
        pixels[:, left : left + 10] = (220, 240, 250)
        return Frame.from_bgr(pixels)

    return Moving(Size(90, 160), Fraction(2), at, Fraction(30))


def _difference(expected: U8, drawn: U8) -> U8:
    return cv2.absdiff(expected, drawn)


def _beside(expected: U8, drawn: U8) -> U8:
    """Reference, drawn, and the difference eightfold, as far as sizes agree."""
    height, width = min(expected.shape[0], drawn.shape[0]), min(expected.shape[1], drawn.shape[1])
    expected, drawn = expected[:height, :width], drawn[:height, :width]
    loud = cv2.convertScaleAbs(_difference(expected, drawn), alpha=8)
    loud[..., 3] = 255
    return np.hstack([expected, drawn, loud])


def _diff_path(document: Path) -> Path:
    DIFFS.mkdir(exist_ok=True)
    return DIFFS / f"{document.parent.name}-{document.stem}.png"
