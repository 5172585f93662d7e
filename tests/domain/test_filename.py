"""Names of files: whatever is sent, one harmless line comes out."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.domain.filename import LONGEST_NAME, clean_name


@pytest.mark.parametrize(
    ("given_name", "clean"),
    [
        ("김치찌개.HEIC", "김치찌개.jpg"),
        (unicodedata.normalize("NFD", "김치찌개.jpg"), "김치찌개.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\사장님\\사진.png", "사진.jpg"),
        ("a\0b\r\nc\x7f.jpg", "ab c.jpg"),
        ("evil\u202egpj.exe", "evilgpj.jpg"),
        ("두 \u200b 칸.jpg", "두 칸.jpg"),
        ("..", "file.jpg"),
        ("", "file.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("사진 1.5배", "사진 1.5배.jpg"),
        ("점심   특선 .webp", "점심 특선.jpg"),
        ("\ud800사진.jpg", "사진.jpg"),
        ("가" * 300 + ".png", "가" * (LONGEST_NAME - 4) + ".jpg"),
    ],
)
def test_a_name_is_cleaned(given_name: str, clean: str) -> None:
    assert clean_name(given_name, suffix=".jpg") == clean


def test_without_a_suffix_its_own_stays() -> None:
    assert clean_name("국밥.mov") == "국밥.mov"
    assert clean_name("/", instead="사진") == "사진"


@given(st.text(st.characters(), max_size=400))
def test_any_text_becomes_one_short_line(text: str) -> None:
    name = clean_name(text, suffix=".m4a")
    assert name.endswith(".m4a")
    assert 4 < len(name) <= LONGEST_NAME
    assert name.isprintable()
    assert not set(name) & set("/\\\0")
    assert unicodedata.normalize("NFC", name) == name
    assert clean_name(name, suffix=".m4a") == name
