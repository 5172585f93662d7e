"""The photo coach: what it refuses, what it only mentions."""

import re
from importlib import resources

import cv2
import numpy as np
import pytest

from sajangpick.errors import PhotoRefused
from sajangpick.inspection.photo import inspect_photo
from sajangpick.media.frame import U8

ESPRESSO = cv2.imread(str(resources.files("sajangpick").joinpath("data/photos/espresso.jpg")))


def darkened(gain: float) -> U8:
    return (ESPRESSO * gain).astype(np.uint8)


def blurred(fraction_of_width: float) -> U8:
    return cv2.GaussianBlur(ESPRESSO, (0, 0), ESPRESSO.shape[1] * fraction_of_width)


def sized(width: int, height: int) -> U8:
    return cv2.resize(ESPRESSO, (width, height), interpolation=cv2.INTER_AREA)


def test_a_good_photo_gets_no_advice() -> None:
    assert inspect_photo(ESPRESSO).advice == ()


@pytest.mark.parametrize(
    ("photo", "code"),
    [
        (sized(200, 240), "too_small"),
        (sized(1600, 330), "too_long"),
        (darkened(0.08), "too_dark"),
        (np.full((800, 800, 3), 127, np.uint8), "nothing_seen"),
        (blurred(1 / 150), "blurred"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_korean_sentence(photo: U8, code: str) -> None:
    with pytest.raises(PhotoRefused) as refused:
        inspect_photo(photo).require()
    assert refused.value.code == code
    assert re.search("[가-힣]", refused.value.message)


@pytest.mark.parametrize(
    ("photo", "code"),
    [(sized(510, 600), "small"), (darkened(0.28), "dark"), (blurred(1 / 400), "soft")],
)
def test_what_could_be_better_is_only_advised(photo: U8, code: str) -> None:
    report = inspect_photo(photo)
    report.require()
    assert [advice.code for advice in report.advice] == [code]


def test_an_overexposed_photo_is_advised() -> None:
    photo = np.clip(ESPRESSO.astype(np.int32) + 215, 0, 255).astype(np.uint8)
    assert "bright" in [advice.code for advice in inspect_photo(photo).advice]


def test_the_milder_advice_is_left_out_when_the_photo_is_refused_for_the_same_reason() -> None:
    codes = [advice.code for advice in inspect_photo(sized(200, 240)).advice]
    assert "small" not in codes
