"""Inline styles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.renderer.markup import Marked, parse_markup, parse_weight
from sajangpick.renderer.scene import Color

RED = Color(1, 0, 0)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("plain", [Marked("plain")]),
        ("a [color red]b[/color] c", [Marked("a "), Marked("b", color=RED), Marked(" c")]),
        ("[color #f00][weight bold]b[/weight]c[/color]", [Marked("b", color=RED, weight=700), Marked("c", color=RED)]),
        ("[size 50%][size 50%]s[/size][/size]", [Marked("s", scale=0.25)]),
        ("[style italic]i[/style]", [Marked("i", italic=True)]),
        ("[family Do Hyeon]f[/family]", [Marked("f", family="Do Hyeon")]),
        ("[color red]open", [Marked("open", color=RED)]),
        ("[weight 700][color red]x[/weight]y[/color]", [Marked("x", color=RED, weight=700), Marked("y[/color]")]),
        ("[b]not ours[/b] [1+1]", [Marked("[b]not ours[/b] [1+1]")]),
        ("[color nonsense]x[/color]", [Marked("[color nonsense]x[/color]")]),
        ("", []),
    ],
)
def test_tags(text: str, pieces: list[Marked]) -> None:
    assert list(parse_markup(text)) == pieces


@given(st.text())
def test_a_text_without_brackets_is_one_piece(text: str) -> None:
    plain = text.replace("[", "(")
    assert "".join(piece.text for piece in parse_markup(plain)) == plain


@pytest.mark.parametrize(
    ("written", "weight"), [("700", 700), (450, 450), ("Semi-Bold", 600), ("bold", 700), ("fat", None), (0, None)]
)
def test_weights(written: str | int, weight: int | None) -> None:
    assert parse_weight(written) == weight
