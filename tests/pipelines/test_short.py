"""The main recipe on the real photo, with the real engines, at a small size."""

import hashlib
import shutil
from fractions import Fraction
from importlib import resources
from pathlib import Path

import cv2
import numpy as np
import pytest

from sajangpick import Short, make_short
from sajangpick.errors import BadInput, PhotoRefused, SourceMissing
from sajangpick.media.decode import VideoReader
from sajangpick.media.encode import VideoWriter
from sajangpick.media.frame import Frame
from sajangpick.media.probe import probe
from sajangpick.media.still import read_still, write_still
from sajangpick.provenance.badge import find_badge
from sajangpick.provenance.claim import read_claim
from sajangpick.settings import settings

PHOTO = Path(str(resources.files("sajangpick").joinpath("data/photos/espresso.jpg")))
SMALL = (360, 640)


@pytest.fixture(autouse=True, scope="module")
def own_data_dir(tmp_path_factory: pytest.TempPathFactory) -> None:
    patch = pytest.MonkeyPatch()
    patch.setenv("SAJANGPICK_DATA_DIR", str(tmp_path_factory.mktemp("data")))
    settings.cache_clear()


def order(output: Path, **changes: object) -> Short:
    wanted: dict[str, object] = {
        "photo": PHOTO, "menu": "시그니처 에스프레소", "price": "6000→4500", "shop": "커피온",
        "address": "서울 성동구 연무장길 18", "phone": "02-123-4567", "template": "minimal", "seconds": 6.0,
        "size": SMALL, "output": output,
    }  # fmt: skip
    return make_short(**(wanted | changes))  # pyright: ignore[reportArgumentType]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Short:
    return order(tmp_path_factory.mktemp("short") / "short.mp4")


def test_a_short_is_finished_inspected_and_signed(made: Short) -> None:
    assert made.file.passed
    assert probe(made.path).size == SMALL
    claim = read_claim(made.path)
    assert claim is not None
    assert claim.valid
    assert claim.record["template"] == "minimal"


def test_the_badge_is_there_from_the_first_frame_to_the_last(made: Short) -> None:
    assert find_badge(made.path).whole


def test_cover_and_caption_lie_beside_the_video(made: Short) -> None:
    assert read_still(made.cover).shape[:2] == SMALL[::-1]
    assert "시그니처 에스프레소 6,000원 → 4,500원" in made.caption.read_text(encoding="utf-8")


def test_only_the_three_files_are_left(made: Short) -> None:
    assert {path.name for path in made.path.parent.iterdir()} == {"short.mp4", "short.jpg", "short.txt"}


def test_the_same_order_gives_the_same_pixels_and_sound(made: Short, tmp_path: Path) -> None:
    again = order(tmp_path / "again.mp4")
    assert _payload(again.path) == _payload(made.path)


def _payload(path: Path) -> str:
    """Digest of the coded frames and samples: the claim carries its own time and signature."""
    data = path.read_bytes()
    return hashlib.sha256(data[data.index(b"mdat") :]).hexdigest()


def test_without_music_there_is_no_sound_track(tmp_path: Path) -> None:
    assert not probe(order(tmp_path / "silent.mp4", music="none").path).has_sound


def test_an_owners_logo_and_music_are_used(tmp_path: Path) -> None:
    logo, music = tmp_path / "logo.png", tmp_path / "music.mp4"
    write_still(np.full((80, 200, 4), (200, 80, 20, 255), np.uint8), logo)
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(48_000 * 2) / 48_000)
    with VideoWriter(music, width=64, height=64) as writer:
        writer.write_samples(np.stack([tone, tone], axis=1).astype(np.float32))
        for _ in range(60):
            writer.write(Frame.blank(64, 64))
    with_logo = order(tmp_path / "short.mp4", logo=logo, music=str(music))
    assert with_logo.file.passed
    with VideoReader(with_logo.path) as video:
        last = video.frame(Fraction(11, 2)).to_bgr().reshape(-1, 3).astype(int)
    assert (np.abs(last - (200, 80, 20)).max(axis=1) < 30).mean() > 0.002


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"price": "공짜"}, "."),
        ({"menu": "   "}, "메뉴 이름"),
        ({"menu": "가" * 200}, "."),
        ({"template": "nothing"}, "nothing"),
        ({"seconds": 60.0}, "60 seconds"),
        ({"size": (1080, 1080)}, "1080x1080"),
        ({"music": "polka"}, "polka"),
        ({"steam": "maybe"}, "maybe"),
        ({"output": Path("nowhere/short.mp4")}, "folder"),
    ],
)
def test_bad_orders_are_refused_with_a_sentence_and_leave_nothing(
    tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(BadInput, match=message) as refused:
        order(**({"output": tmp_path / "short.mp4"} | changes))
    assert refused.value.message
    assert list(tmp_path.iterdir()) == []


def test_a_photo_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match=r"missing\.jpg"):
        order(tmp_path / "short.mp4", photo=tmp_path / "missing.jpg")


def test_a_dark_photo_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    dark = tmp_path / "dark.png"
    cv2.imwrite(str(dark), np.full((800, 800, 3), 3, np.uint8))
    with pytest.raises(PhotoRefused, match="어두워"):
        order(tmp_path / "short.mp4", photo=dark)
    assert list(tmp_path.iterdir()) == [dark]


def test_the_owners_photo_is_never_overwritten_by_the_cover(tmp_path: Path) -> None:
    photo = Path(shutil.copy(PHOTO, tmp_path / "lunch.jpg"))
    with pytest.raises(BadInput, match=r"overwrite .*lunch\.jpg"):
        order(tmp_path / "lunch.mp4", photo=photo)
    assert photo.read_bytes() == PHOTO.read_bytes()


def test_an_older_short_stays_until_the_new_one_is_finished(tmp_path: Path) -> None:
    target = tmp_path / "short.mp4"
    shutil.copy(PHOTO, target)
    before = target.read_bytes()
    with pytest.raises(BadInput):
        order(target, menu="가" * 200)
    assert target.read_bytes() == before
