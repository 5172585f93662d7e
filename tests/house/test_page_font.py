"""The page's own letters: whatever it says can be drawn before any slice of the whole font has come."""

import hashlib
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from fontTools.ttLib import TTFont

WEB = Path(__file__).parents[2] / "web"
FONTS = WEB / "src" / "fonts"
# On a slow line the page has this much to say before it is read.
MOST_BYTES = 100_000


@pytest.fixture(scope="module")
def cut_font() -> ModuleType:
    spec = importlib.util.spec_from_file_location("cut_font", WEB / "cut_font.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def letters() -> set[int]:
    return set(TTFont(FONTS / "core.woff2").getBestCmap())


def test_every_letter_of_the_page_is_in_its_font(cut_font: ModuleType, letters: set[int]) -> None:
    missing = {letter for letter in cut_font.wanted() if ord(letter) not in letters}
    assert not missing, f"make fonts, for {''.join(sorted(missing))}"


def test_the_style_sheet_names_the_letters_that_there_are(cut_font: ModuleType, letters: set[int]) -> None:
    style = (FONTS / "core.css").read_text(encoding="utf-8")
    assert f"unicode-range: {cut_font.ranges(sorted(letters))};" in style
    assert cut_font.NAME in (WEB / "src" / "styles" / "tokens.css").read_text(encoding="utf-8")


def test_code_points_are_written_in_as_few_ranges_as_they_are(cut_font: ModuleType) -> None:
    assert cut_font.ranges([0x20, 0x21, 0x22, 0xAC00, 0xAC02]) == "U+20-22, U+AC00, U+AC02"


def test_it_says_where_it_comes_from_under_a_name_of_its_own(cut_font: ModuleType) -> None:
    data = (FONTS / "core.woff2").read_bytes()
    assert len(data) < MOST_BYTES
    assert hashlib.sha256(data).hexdigest() in (FONTS / "README.md").read_text(encoding="utf-8")
    assert "Reserved Font Name Pretendard" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
    names = TTFont(FONTS / "core.woff2")["name"].names
    assert cut_font.NAME in {str(record) for record in names}
    # The licence and the copyright stay; the original's name does not.
    assert not [record for record in names if re.search("pretendard", str(record), re.IGNORECASE) and record.nameID > 0]
