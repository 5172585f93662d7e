"""The dish stays the dish: a floor under what the corpus measures, on a few small clips of it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from benchmarks.dish_clips import FAITHFUL, PICTURES, SPOILT, Shape, Take, film, picture, takes

from sajangpick.errors import BadInput, SourceMissing
from sajangpick.inspection.dish import LIMITS, DishFinding, DishReport, inspect_dish
from sajangpick.inspection.footage import look_into
from sajangpick.inspection.lettering import new_lettering, strokes_near
from sajangpick.media.encode import VideoWriter
from sajangpick.media.frame import F32, Frame
from sajangpick.motion import dish_mask

SHAPE = Shape(216, 384, frame_rate=12, seconds=3.0)


@pytest.fixture(scope="module")
def mask() -> Callable[[str], F32]:
    """Where the dish of a picture is; each is asked for once."""
    found: dict[str, F32] = {}

    def mask(name: str) -> F32:
        if name not in found:
            found[name] = dish_mask(picture(name))
        return found[name]

    return mask


@pytest.fixture
def inspected(tmp_path: Path, mask: Callable[[str], F32]) -> Callable[[Take], DishReport]:
    def inspected(take: Take) -> DishReport:
        photo = film(take, tmp_path / "clip.mp4", SHAPE)
        return inspect_dish(photo, tmp_path / "clip.mp4", mask=mask(take.picture))

    return inspected


@pytest.mark.parametrize("kind", FAITHFUL)
def test_a_faithful_clip_shows_the_same_dish(kind: str, inspected: Callable[[Take], DishReport]) -> None:
    report = inspected(Take(("photo", "plate 3")[FAITHFUL.index(kind) % 2], kind, 7))
    assert report.is_same, report.to_json()
    assert report.why_ko == report.why_en == ""


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("other", "structure"),
        ("swapped", "structure"),
        ("warped", "shape"),
        ("text", "text"),
        ("colour", "colour"),
        ("object", "loss"),
        ("tail", "tail"),
        ("jump", "jump"),
    ],
)
def test_a_spoilt_clip_is_found_and_said_why(kind: str, code: str, inspected: Callable[[Take], DishReport]) -> None:
    report = inspected(Take("plate 3", kind, 6))
    assert not report.is_same
    assert code in {finding.code for finding in report.findings if not finding.ok}
    assert report.why_ko.endswith("요.")
    assert report.why_en.endswith(".")


def test_a_clip_that_spoils_only_in_its_last_moments_is_found(
    inspected: Callable[[Take], DishReport],
) -> None:
    report = inspected(Take("photo", "tail", 3))
    measured = {finding.code: finding.measured for finding in report.findings}
    assert measured["tail"] > LIMITS["tail"]


def test_a_report_is_plain_values_that_name_every_rule() -> None:
    report = DishReport(tuple(DishFinding(code, limit, limit) for code, limit in LIMITS.items()))
    assert report.is_same
    assert report.to_json() == {"ok": True, "why": {"ko": "", "en": ""}, "measured": dict(LIMITS)}
    for finding in report.findings:
        spoilt = DishReport((replace(finding, measured=finding.limit + 1),))
        assert not spoilt.is_same
        assert spoilt.why_ko
        assert spoilt.why_en


def test_half_of_the_looks_are_in_the_last_two_seconds(tmp_path: Path) -> None:
    shape = Shape(90, 160, frame_rate=12, seconds=5.0)
    with VideoWriter(tmp_path / "clip.mp4", width=90, height=160, frame_rate=12, sound=False) as writer:
        for index in range(shape.count):
            writer.write(Frame.from_bgr(np.full((160, 90, 3), 40 + index, np.uint8)))
    footage = look_into(tmp_path / "clip.mp4")
    late = [look for look in footage.looks if look.seconds >= footage.tail_from]
    assert footage.tail_from == 3.0
    assert len(late) == 5
    assert late[-1].seconds > 4.8
    assert footage.looks[0].seconds == 0.0
    assert footage.jump < LIMITS["jump"]


def test_what_is_no_video_is_refused(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_text("no clip")
    with pytest.raises(BadInput):
        look_into(tmp_path / "clip.mp4")
    with pytest.raises(SourceMissing):
        look_into(tmp_path / "gone.mp4")


def test_only_new_words_are_lettering() -> None:
    random = np.random.default_rng(3)
    bare = cv2.GaussianBlur(random.integers(0, 256, (400, 225), np.uint8), (0, 0), 3)
    words = bare.copy()
    cv2.putText(words, "SPECIAL", (30, 200), (250,), cv2.FontFace("sans"), 28)
    ground, written = bare.astype(np.float32), words.astype(np.float32)
    everywhere = np.ones(ground.shape, bool)
    assert new_lettering(ground, strokes_near(ground), written, everywhere) > 500
    assert new_lettering(written, strokes_near(written), written, everywhere) == 0
    # The photo's own words may be lit and shaded anew.
    assert new_lettering(written, strokes_near(written), written * 0.8 + 20, everywhere) == 0
    assert new_lettering(ground, strokes_near(ground), ground, everywhere) == 0


def test_the_corpus_has_every_kind_in_both_halves() -> None:
    corpus = takes(faithful=3, spoilt=3)
    for choosing in (True, False):
        half = [take for take in corpus if take.for_choosing is choosing]
        assert {take.kind for take in half} == {*FAITHFUL, *SPOILT}
    assert {take.picture for take in corpus} == set(PICTURES)
