"""What was made is found again, by identity and by equality, and forgotten in order of use."""

from hypothesis import given
from hypothesis import strategies as st

from sajangpick.renderer.geometry import Point
from sajangpick.renderer.painter.keeper import Keeper


def keeper(budget: int = 100) -> Keeper[bytes]:
    return Keeper(budget=budget, weigh=len)


def never() -> bytes:
    raise AssertionError("made again")


def test_made_once_for_one_subject_and_key() -> None:
    kept = keeper()
    subject = Point(1, 2)
    assert kept.get(subject, "a", lambda: b"made") == b"made"
    assert kept.get(subject, "a", never) == b"made"
    assert kept.get(subject, "b", lambda: b"other") == b"other"


def test_an_equal_subject_is_the_same_subject() -> None:
    kept = keeper()
    kept.get((Point(1, 2), "text"), 0, lambda: b"made")
    for _ in range(3):
        twin = (Point(1, 2), "".join(["te", "xt"]))
        assert kept.get(twin, 0, never) == b"made"
        assert kept.get(twin, 0, never) == b"made"


def test_the_longest_unused_is_forgotten_first() -> None:
    kept = keeper(budget=3)
    for name in "abc":
        kept.get(name, 0, lambda: b"1")
    kept.get("a", 0, never)
    kept.get("d", 0, lambda: b"1")
    kept.get("a", 0, never)
    assert kept.get("b", 0, lambda: b"again") == b"again"


def test_what_is_too_heavy_is_handed_out_but_not_kept() -> None:
    kept = keeper(budget=3)
    kept.get("a", 0, lambda: b"1")
    assert kept.get("whale", 0, lambda: b"12345") == b"12345"
    kept.get("a", 0, never)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2)), max_size=200))
def test_always_the_right_value_whatever_was_forgotten(asked: list[tuple[int, int]]) -> None:
    kept = keeper(budget=40)
    for subject, key in asked:
        value = bytes([subject]) * (subject + key + 1)
        assert kept.get((subject,), key, lambda value=value: value) == value
