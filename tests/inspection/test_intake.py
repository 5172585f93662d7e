"""What somebody sends becomes a fresh file of ours, or one sentence; nothing hidden comes along."""

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from benchmarks.mutated_uploads import music, mutants, outcome, picture, seeds
from PIL import Image
from tests.commands.test_hostile import ACCEPTED, PHOTO, REFUSED
from tests.media.test_still import swapped_profile

from sajangpick.domain.asset import AssetKind
from sajangpick.errors import BadInput, PhotoRefused
from sajangpick.inspection.intake import LONGEST_PHOTO_PX, Intake, take_in

SECRET = b"our kitchen"
MUTANTS = 1_500


def taken(tmp_path: Path, kind: AssetKind, data: bytes) -> Intake:
    source, folder = tmp_path / "source", tmp_path / "fresh"
    source.write_bytes(data)
    folder.mkdir(exist_ok=True)
    return take_in(kind, source, folder=folder)


def dish(size: tuple[int, int] = (400, 500)) -> Image.Image:
    return Image.open(io.BytesIO(PHOTO)).convert("RGB").resize(size)


def tattling() -> tuple[Image.Exif, bytes, bytes]:
    """EXIF with place, time, owner and a thumbnail; XMP; a comment: each holds the secret."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = SECRET.decode()
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (37.0, 33.0, 1.0), "E", (127.0, 2.0, 3.0)
    place[27] = SECRET
    exif.get_ifd(0x8769)[0x9286] = SECRET
    return exif, b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>", SECRET


class TestPhoto:
    @pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
    def test_nothing_of_its_owner_is_left(self, tmp_path: Path, form: str) -> None:
        exif, xmp, comment = tattling()
        options = {"comment": comment} if form == "JPEG" else {}
        data = picture(dish(), form, exif=exif, xmp=xmp, **options) + SECRET
        assert SECRET in data
        fresh = taken(tmp_path, AssetKind.PHOTO, data)
        kept = fresh.path.read_bytes()
        assert SECRET not in kept
        for mark in (b"Exif", b"GPS", b"xmp", b"xap", b"Photoshop", b"ICC_PROFILE"):
            assert mark not in kept
        with Image.open(fresh.path) as written:
            assert written.format == "JPEG"
            assert dict(written.getexif()) == {}
            assert not written.info.keys() & {"exif", "xmp", "comment", "icc_profile", "thumbnail"}

    def test_it_is_brought_upright_and_measured(self, tmp_path: Path) -> None:
        exif, _, _ = tattling()
        fresh = taken(tmp_path, AssetKind.PHOTO, picture(dish((400, 600)), "JPEG", exif=exif))
        assert (fresh.width, fresh.height) == (600, 400)
        with Image.open(fresh.path) as written:
            assert written.size == (600, 400)
        assert fresh.byte_count == fresh.path.stat().st_size
        assert fresh.sha256 == hashlib.sha256(fresh.path.read_bytes()).hexdigest()
        assert (fresh.media_type, fresh.suffix, fresh.seconds) == ("image/jpeg", ".jpg", None)

    def test_its_colours_become_srgb(self, tmp_path: Path) -> None:
        plain = np.asarray(Image.open(taken(tmp_path, AssetKind.PHOTO, picture(dish(), "PNG")).path)).astype(int)
        swapped = picture(dish(), "PNG", icc_profile=swapped_profile())
        turned = np.asarray(Image.open(taken(tmp_path, AssetKind.PHOTO, swapped).path)).astype(int)
        red, green = (values[..., 0].mean() - values[..., 1].mean() for values in (plain, turned))
        assert red > 10 > -10 > green

    def test_a_huge_one_is_made_smaller(self, tmp_path: Path) -> None:
        fresh = taken(tmp_path, AssetKind.PHOTO, picture(dish((5000, 2500)), "JPEG"))
        assert (fresh.width, fresh.height) == (LONGEST_PHOTO_PX, LONGEST_PHOTO_PX // 2)

    def test_the_coach_speaks(self, tmp_path: Path) -> None:
        fresh = taken(tmp_path, AssetKind.PHOTO, picture(dish((400, 500)), "JPEG"))
        assert "small" in [advice.code for advice in fresh.advice]

    @pytest.mark.parametrize("name", REFUSED)
    def test_the_hostile_folder_is_refused(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(BadInput) as caught:
            taken(tmp_path, AssetKind.PHOTO, REFUSED[name]())
        assert caught.value.message
        assert isinstance(caught.value, PhotoRefused) or caught.value.hint
        assert list((tmp_path / "fresh").iterdir()) == []

    @pytest.mark.parametrize("name", ACCEPTED)
    def test_odd_pictures_are_pictures(self, tmp_path: Path, name: str) -> None:
        assert taken(tmp_path, AssetKind.PHOTO, ACCEPTED[name]()).media_type == "image/jpeg"

    def test_what_hides_behind_a_picture_is_gone(self, tmp_path: Path) -> None:
        assert b"PK\x03\x04" not in taken(tmp_path, AssetKind.PHOTO, ACCEPTED["polyglot.jpg"]()).path.read_bytes()


class TestLogo:
    def test_it_keeps_its_transparency(self, tmp_path: Path) -> None:
        logo = dish((200, 100)).convert("RGBA")
        logo.putalpha(Image.linear_gradient("L").resize((200, 100)))
        fresh = taken(tmp_path, AssetKind.LOGO, picture(logo, "WEBP", lossless=True))
        assert (fresh.media_type, fresh.suffix, fresh.width, fresh.height) == ("image/png", ".png", 200, 100)
        with Image.open(fresh.path) as written:
            assert written.mode == "RGBA"
            assert written.getpixel((100, 99))[3] > 240
            assert written.getpixel((100, 0))[3] < 10

    @pytest.mark.parametrize(
        ("logo", "word"),
        [(Image.new("RGBA", (64, 64)), "투명"), (Image.new("RGB", (20, 20), "red"), "작습니다")],
    )
    def test_what_nobody_sees_is_refused(self, tmp_path: Path, logo: Image.Image, word: str) -> None:
        with pytest.raises(BadInput, match=word):
            taken(tmp_path, AssetKind.LOGO, picture(logo, "PNG"))


class TestMusic:
    def test_it_is_wrapped_anew(self, tmp_path: Path) -> None:
        fresh = taken(tmp_path, AssetKind.MUSIC, music("mp3", "mp3", title=SECRET.decode()))
        assert (fresh.media_type, fresh.suffix, fresh.width) == ("audio/mpeg", ".mp3", None)
        assert fresh.seconds == pytest.approx(2, abs=0.1)
        assert SECRET not in fresh.path.read_bytes()


@pytest.mark.parametrize("kind", [AssetKind.VIDEO, AssetKind.CLIP, AssetKind.COVER, AssetKind.CAPTION])
def test_what_we_make_is_not_sent(tmp_path: Path, kind: AssetKind) -> None:
    with pytest.raises(BadInput):
        taken(tmp_path, kind, PHOTO)


def test_every_seed_of_the_mutants_is_good(tmp_path: Path) -> None:
    for kind, data in seeds().values():
        assert outcome(kind, data, tmp_path) == "kept"


def test_broken_files_are_taken_in_or_refused_and_nothing_else(tmp_path: Path) -> None:
    ends = {outcome(kind, data, tmp_path) for _, kind, data in mutants(MUTANTS, seed=2)}
    assert ends == {"kept", "refused"}
