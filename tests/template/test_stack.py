"""Stacks close ranks."""

import pytest

from sajangpick.template.model import Row, Stack
from sajangpick.template.stack import shifts

ROWS = (
    Row(ids=("shop",), gap=60),
    Row(ids=("address",), gap=50),
    Row(ids=("phone",), gap=40),
    Row(ids=("cta", "pill"), gap=90),
)


def test_a_full_stack_stands_still() -> None:
    assert set(shifts(Stack(rows=ROWS), hidden=set(), extra={}).values()) == {0}


def test_rows_below_a_missing_one_move_up() -> None:
    moves = shifts(Stack(rows=ROWS), hidden={"address"}, extra={})
    assert moves == {"shop": 0, "address": 0, "phone": -50, "cta": -50, "pill": -50}


def test_rows_above_a_missing_one_move_down() -> None:
    moves = shifts(Stack(rows=ROWS, pull="down"), hidden={"phone"}, extra={})
    assert (moves["shop"], moves["address"], moves["cta"]) == (40, 40, 0)


def test_a_centred_stack_shares_the_gap() -> None:
    moves = shifts(Stack(rows=ROWS, pull="center"), hidden={"address"}, extra={})
    assert (moves["shop"], moves["cta"]) == (25, -25)


def test_a_row_of_which_one_element_is_left_still_stands() -> None:
    assert shifts(Stack(rows=ROWS), hidden={"cta"}, extra={})["cta"] == 0


@pytest.mark.parametrize(("pull", "shop", "phone"), [("up", 0, 44), ("down", -44, 0)])
def test_a_text_of_two_lines_takes_more_room(pull: str, shop: float, phone: float) -> None:
    moves = shifts(Stack.model_validate({"rows": ROWS, "pull": pull}), hidden=set(), extra={"address": 44})
    assert (moves["shop"], moves["phone"]) == (shop, phone)
