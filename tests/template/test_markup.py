"""Small print in a line."""

import pytest

from sajangpick.renderer.markup import parse_markup
from sajangpick.renderer.typeset.text import normalize
from sajangpick.template.markup import Piece, pieces, tagged
from sajangpick.template.model import Aside, Won


def test_won_is_smaller_than_the_digits_and_stays_beside_them() -> None:
    assert tagged(pieces("4,500원", won=Won(size=0.5, weight=600, gap=0.05))) == (
        "4,500[size 20%]\N{NO-BREAK SPACE}[/size][size 50%][weight 600]원[/weight][/size]"
    )


def test_text_around_a_price_is_kept() -> None:
    assert (
        "".join(piece.text for piece in pieces("오늘 4,500원까지", won=Won())).replace("\u00a0", "")
        == "오늘 4,500원까지"
    )


def test_without_a_rule_a_price_is_plain_text() -> None:
    assert pieces("4,500원") == (Piece("4,500원"),)


def test_emoji_are_a_little_smaller_and_sequences_stay_whole() -> None:
    parts = pieces("🍜 국수 👨‍🍳")
    assert [part.text for part in parts if part.size < 1] == ["🍜", "👨‍🍳"]


def test_letters_that_a_face_lacks_are_set_in_another() -> None:
    parts = pieces("牛肉 국수", aside=Aside(family="Noto Serif KR", weight=700, size=0.62), lacks="牛肉")
    assert parts == (Piece("牛肉", 0.62, 700, "Noto Serif KR"), Piece(" 국수"))


@pytest.mark.parametrize("name", ["[size 50%]라면", "[/color] 국수", "[신메뉴] 라면", "라면 [대]"])
def test_brackets_in_a_name_are_words_and_no_tags(name: str) -> None:
    marked = parse_markup(tagged(pieces(name)))
    assert "".join(normalize(part.text) for part in marked) == name
