"""The bundled faces are the ones documented, open in both libraries, and answer to the names people use."""

import hashlib
import re
from importlib.resources import files
from pathlib import Path

import pytest

from sajangpick.renderer.typeset import FAMILIES, covers, family_for, typeface
from sajangpick.renderer.typeset.fonts import Face, face_named, has_glyph, match, shaper

FONTS = Path(str(files("sajangpick"))) / "data" / "fonts"
FACES = [face for family in FAMILIES for face in match(family, 400)]


def test_every_font_file_is_documented_with_its_sum() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| ([\d,]+) \|.*\| `([0-9a-f]{64})` \|$", (FONTS / "README.md").read_text(), re.M)
    documented = {name: (int(size.replace(",", "")), digest) for name, size, digest in rows}
    bundled = {
        path.relative_to(FONTS).as_posix(): (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in FONTS.glob("*/*")
        if path.suffix in {".otf", ".ttf"}
    }
    assert documented == bundled
    assert {face.file for face in FACES} == set(bundled)


def test_every_family_brings_its_licence() -> None:
    for face in FACES:
        text = (FONTS / face.file).with_name("OFL.txt").read_text()
        assert "SIL Open Font License, Version 1.1" in " ".join(text.split())


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.id)
def test_harfbuzz_and_skia_open_the_same_glyphs(face: Face) -> None:
    name = face.id
    drawn = typeface(name)
    assert face_named(name) == face
    assert drawn.getUnitsPerEm() == shaper(name).face.upem
    for character in "가A8火あمขน🍜":
        assert drawn.unicharToGlyph(ord(character)) == (shaper(name).get_nominal_glyph(ord(character)) or 0)


@pytest.mark.parametrize(
    ("weight", "expected"),
    [(100, 400), (400, 400), (450, 500), (500, 500), (550, 600), (600, 600), (650, 700), (800, 800), (1000, 900)],
)
def test_weights_follow_the_css_rule(weight: int, expected: int) -> None:
    assert match("Pretendard", weight)[0].weight == expected


def test_a_light_serif_is_the_lightest_there_is() -> None:
    assert match("Noto Serif KR", 400)[0].id == "NotoSerifKR-SemiBold"
    assert match("Noto Serif KR", 900)[0].id == "NotoSerifKR-Bold"


@pytest.mark.parametrize(
    ("name", "family", "exact"),
    [
        ("Pretendard", "Pretendard", True),
        ("black han sans", "Black Han Sans", True),
        ("BlackHanSans", "Black Han Sans", True),
        ("Do-Hyeon", "Do Hyeon", True),
        ("나눔손글씨 펜", "Nanum Pen Script", True),
        ("Montserrat", "Pretendard", False),
        ("Aileron", "Pretendard", False),
        ("Open Sans", "Pretendard", False),
        ("Noto Sans Serif Mix", "Pretendard", False),
        ("Roboto Slab", "Noto Serif KR", False),
        ("Playfair Display", "Noto Serif KR", False),
        ("Nanum Myeongjo", "Noto Serif KR", False),
        ("Dancing Script", "Nanum Pen Script", False),
        ("", "Pretendard", False),
    ],
)
def test_any_family_name_finds_a_bundled_one(name: str, family: str, exact: bool) -> None:
    assert family_for(name) == (family, exact)


def test_display_faces_lack_what_the_fallback_must_lend() -> None:
    assert not has_glyph("Jua-Regular", "₩")
    assert not has_glyph("BlackHanSans-Regular", "쀍")
    assert covers("Pretendard", "쀍똠뷁 ₩18,000\n한글")
    assert not covers("Jua", "₩18,000")
    assert not covers("Black Han Sans", "새우 🍜")
    assert covers("Noto Color Emoji", "👨‍👩‍👧‍👦🇰🇷1️⃣")


def test_pretendard_and_the_serif_have_every_hangul_syllable() -> None:
    for face in ("Pretendard-Regular", "Pretendard-Black", "NotoSerifKR-Bold", "NanumPenScript-Regular"):
        assert all(has_glyph(face, chr(code)) for code in range(0xAC00, 0xD7A4))
