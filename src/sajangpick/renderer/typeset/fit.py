"""The largest size at which a text fits its box."""

from collections.abc import Callable

# Finer steps would not be seen, and whole half pixels make equal boxes give equal sizes.
_STEP_PX = 0.5
# Lines end well if that keeps at least this share of the size.
_WELL_SHARE = 0.6


def largest(fits: Callable[[float], bool], minimum: float, maximum: float) -> float | None:
    """The largest size of the grid minimum, minimum + 0.5 … maximum for which `fits`; None if not even the minimum.

    Bisection: `fits` is taken to hold below any size at which it holds.
    """
    if not fits(minimum):
        return None
    if fits(maximum):
        return maximum
    low, high = 0, int((maximum - minimum) / _STEP_PX) + 1
    while high - low > 1:
        middle = (low + high) // 2
        if minimum + middle * _STEP_PX < maximum and fits(minimum + middle * _STEP_PX):
            low = middle
        else:
            high = middle
    return minimum + low * _STEP_PX


def preferred(well: float | None, anyhow: float | None) -> float | None:
    """Of the size at which lines end well and the one at which they only fit, the better; None if neither exists."""
    if well is not None and anyhow is not None and well < anyhow * _WELL_SHARE:
        return anyhow
    return anyhow if well is None else well
