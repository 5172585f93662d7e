"""Examples as pictures, and pictures compared."""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.docs.pages import ROOT, Example

from sajangpick.media.frame import U8
from sajangpick.media.still import read_still, write_still
from sajangpick.renderer import frame
from sajangpick.renderer.assets import World
from sajangpick.renderer.script import parse
from sajangpick.renderer.soundtrack import soundtrack
from sajangpick.renderer.timeline.resolve import resolve

DIFFS = ROOT / "tests" / "diffs"
GAP_PX = 4
LONGEST_SIDE_PX = 320
TOLERANCE = 4
"""Of 255, as for the renderer's reference frames: what rounding differs by between processors."""

WAVE_SIZE_PX = (320, 96)
INK = (22, 29, 43, 255)


def strip(example: Example, world: World) -> U8:
    """The frames of an example's moments, side by side."""
    moments = example.moments or (None,)
    frames = [frame(example.document, at, modifications=example.modifications, world=world) for at in moments]
    gap = np.zeros((frames[0].shape[0], GAP_PX, 4), np.uint8)
    return np.hstack([piece for picture in frames for piece in (gap, picture)][1:])


def sound_wave(example: Example, world: World) -> U8:
    """How loud the mix of an example is over its time: one column a pixel, as high as its peak."""
    timeline = resolve(parse(example.document, modifications=example.modifications), world)
    samples = np.abs(soundtrack(timeline.sounds, timeline.duration, world)).max(axis=1)
    width, height = WAVE_SIZE_PX
    peaks = np.array([part.max() for part in np.array_split(samples, width)])
    away = np.abs(np.arange(height) + 0.5 - height / 2)[:, None]
    # Soft edges: a peak that differs in its last digit must not move one by a whole pixel.
    covered = np.clip(peaks * height / 2 - away + 0.5, 0, 1)[..., None]
    return np.rint(covered * np.array(INK, np.float64)).astype(np.uint8)


def compare(drawn: U8, picture: Path) -> None:
    """Fail where `drawn` is not what `picture` shows; with SAJANGPICK_GOLDEN=1, make it the picture."""
    assert max(drawn.shape[:2]) <= LONGEST_SIDE_PX
    if os.environ.get("SAJANGPICK_GOLDEN"):
        picture.parent.mkdir(exist_ok=True)
        write_still(drawn, picture)
    assert picture.exists(), f"{picture.name} is missing: draw it with SAJANGPICK_GOLDEN=1"
    expected = read_still(picture)
    if expected.shape != drawn.shape or cv2.absdiff(expected, drawn).max() > TOLERANCE:
        DIFFS.mkdir(exist_ok=True)
        seen = DIFFS / f"docs-{picture.name}"
        write_still(drawn, seen)
        pytest.fail(f"{picture} is not what its page draws now: see {seen}")
