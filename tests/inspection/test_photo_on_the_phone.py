"""The page measures a photo before it is sent, and must judge it as the service will: same pictures, same figures.

`web/src/photo/twin.json` has pictures as formulas and what this side measures on them; the page's tests read it, too.
"""

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from sajangpick.inspection.photo import _reduced, inspect_photo  # pyright: ignore[reportPrivateUsage]
from sajangpick.media.frame import U8

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "web/src/photo/twin.json").read_text(encoding="utf-8")
)


def drawn(case: dict[str, Any]) -> U8:
    """Slanting waves of each colour; the slower they are, the less crisp the picture."""
    y, x = np.mgrid[0 : case["height"], 0 : case["width"]]
    low, high, period = case["low"], case["high"], case["period"]
    waves = [np.abs((a * x + b * y) % (2 * period) - period) for a, b in ((3, 5), (5, 2), (1, 7))]
    red, green, blue = (low + (high - low) * wave // period for wave in waves)
    return np.stack([blue, green, red], axis=-1).astype(np.uint8)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_figures_that_the_page_is_held_to_are_ours(case: dict[str, Any]) -> None:
    photo = drawn(case)
    report = inspect_photo(photo)
    luma = cv2.cvtColor(_reduced(photo), cv2.COLOR_BGR2GRAY)
    measured = [luma.mean(), *np.percentile(luma, [5, 95]), report.sharpness]
    assert measured == pytest.approx(case["measured"], abs=1e-3)
    assert [advice.code for advice in report.advice] == case["codes"]
    assert any(advice.refused for advice in report.advice) is case["refused"]
