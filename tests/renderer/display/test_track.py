from hypothesis import given
from hypothesis import strategies as st

from sajangpick.renderer.display.track import Track, track


def value(number: Track, frame: int) -> int:
    """What the documented rule gives, word for word."""
    if isinstance(number, int):
        return number
    begin, first, *steps = number
    return first + sum(steps[: max(0, frame - begin)])


def test_a_number_that_stays_is_written_once() -> None:
    assert track([7, 7, 7], 12) == 7


def test_a_number_is_still_before_it_moves_and_after() -> None:
    assert track([5, 5, 6, 8, 8, 8], 100) == [101, 5, 1, 2]


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=60), st.integers(0, 500))
def test_every_frame_gets_its_number_back(values: list[int], first: int) -> None:
    written = track(values, first)
    assert [value(written, first + index) for index in range(len(values))] == values
