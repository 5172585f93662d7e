"""Setting texts in columns: what shares a cell, and what a space between words takes."""

import pytest

from sajangpick.template.model import Step, Text
from sajangpick.template.place import VERTICAL_STEP, WORD_SPACE, Face, Placed, place

SERIF = Face("Noto Serif KR", 700, 0.0)
SIZE = 100.0


def column(says: str) -> Placed:
    spec = Text(says=("{menu}",), at=(500, 100), width=2000, ladder=(Step(size=SIZE),), align=0.5, vertical=True,
                tops=True, parts=("menu-2",), part_y=(100,))  # fmt: skip
    (placed,) = place("menu", spec, says, SERIF)
    return placed


def test_each_syllable_stands_in_a_cell_of_its_own() -> None:
    assert column("치즈버거").properties["text"] == "치\n즈\n버\n거"


def test_two_digits_stand_side_by_side_and_longer_numbers_on_each_other() -> None:
    assert column("세트12호").properties["text"] == "세\n트\n12\n호"
    assert column("365일").properties["text"] == "3\n6\n5\n일"


def test_a_space_between_words_is_lower_than_a_letter() -> None:
    apart, together = column("수제 버거"), column("수제버거")
    space = apart.box.height - together.box.height
    assert space == pytest.approx(WORD_SPACE * VERTICAL_STEP * SIZE, abs=1)


def test_two_digits_are_hardly_wider_than_a_syllable() -> None:
    assert column("12").ink.width <= 1.13 * SIZE
