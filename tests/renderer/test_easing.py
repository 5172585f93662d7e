"""Every easing starts, ends and bends as its source says."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.renderer.easing import EASINGS, parse_easing

FAMILIES = (
    "sinusoid", "quadratic", "cubic", "quartic", "quintic", "exponential", "circular", "back", "elastic", "bounce",
)  # fmt: skip


def test_every_name_of_the_vendor_is_there() -> None:
    assert set(EASINGS) == {
        "linear",
        "steps",
        *(f"{name}-{way}" for name in FAMILIES for way in ("in", "out", "in-out")),
    }


@pytest.mark.parametrize(
    "name", [*EASINGS, "steps(7)", "cubic-bezier(0.16, 1, 0.3, 1)", "cubic-bezier(0,1.52,0.27,0.98)"]
)
def test_it_starts_at_0_and_ends_at_1_and_holds_outside(name: str) -> None:
    ease = parse_easing(name)
    assert ease(0) == pytest.approx(0, abs=1e-9)
    assert ease(1) == pytest.approx(1)
    assert ease(-3) == ease(0)
    assert ease(2) == ease(1)


@given(st.sampled_from(FAMILIES), st.floats(0, 1))
def test_out_is_in_turned_round(name: str, x: float) -> None:
    assert EASINGS[f"{name}-out"](x) == pytest.approx(1 - EASINGS[f"{name}-in"](1 - x))


@given(st.sampled_from(FAMILIES), st.floats(0, 1))
def test_in_out_is_symmetric_around_the_middle(name: str, x: float) -> None:
    ease = EASINGS[f"{name}-in-out"]
    # Next to its ends the elastic one jumps by a thousandth, as its source does.
    assert ease(x) + ease(1 - x) == pytest.approx(1, abs=1e-3)


# Values of the formulae on easings.net, worked out by hand.
@pytest.mark.parametrize(
    ("name", "x", "value"),
    [
        ("quadratic-in", 0.5, 0.25),
        ("cubic-in", 0.5, 0.125),
        ("quartic-out", 0.5, 0.9375),
        ("quintic-in-out", 0.25, 16 * 0.25**5),
        ("sinusoid-in", 0.5, 1 - math.sqrt(0.5)),
        ("exponential-in", 0.5, 2**-5),
        ("circular-out", 0.5, math.sqrt(0.75)),
        ("back-in", 0.5, 2.70158 * 0.125 - 1.70158 * 0.25),
        ("back-in-out", 0.25, (0.25 * ((2.5949095 + 1) * 0.5 - 2.5949095)) / 2),
        ("elastic-out", 0.5, 2**-5 * math.sin((5 - 0.75) * 2 * math.pi / 3) + 1),
        ("elastic-in-out", 0.25, -(2**-5) * math.sin((5 - 11.125) * 2 * math.pi / 4.5) / 2),
        ("bounce-out", 0.2, 7.5625 * 0.04),
        ("bounce-out", 0.95, 7.5625 * (0.95 - 2.625 / 2.75) ** 2 + 0.984375),
    ],
)
def test_known_values(name: str, x: float, value: float) -> None:
    assert EASINGS[name](x) == pytest.approx(value, abs=1e-7)


@given(st.floats(0, 1), st.floats(-2, 3), st.floats(0, 1), st.floats(-2, 3))
def test_a_bezier_is_the_curve_walked_densely(x1: float, y1: float, x2: float, y2: float) -> None:
    ease = parse_easing(f"cubic-bezier({x1!r}, {y1!r}, {x2!r}, {y2!r})")
    t = np.linspace(0, 1, 41)
    x = 3 * (1 - t) ** 2 * t * x1 + 3 * (1 - t) * t**2 * x2 + t**3
    y = 3 * (1 - t) ** 2 * t * y1 + 3 * (1 - t) * t**2 * y2 + t**3
    # Where the curve is almost upright, one x belongs to many y.
    slope = np.gradient(x, t)
    for place, height in zip(x[slope > 0.02], y[slope > 0.02], strict=True):
        assert ease(float(place)) == pytest.approx(float(height), abs=1e-6)


@pytest.mark.parametrize("curve", ["cubic-bezier(1, 0, 0, 1)", "cubic-bezier(0, 1, 1, 0)", "cubic-bezier(1,1,1,1)"])
def test_steep_beziers_never_run_back(curve: str) -> None:
    ease = parse_easing(curve)
    values = [ease(i / 500) for i in range(501)]
    assert all(later >= earlier - 1e-7 for earlier, later in itertools.pairwise(values))


def test_steps_jump_at_the_end_of_each_part() -> None:
    assert [parse_easing("steps(4)")(x) for x in (0, 0.24, 0.25, 0.74, 0.75, 1)] == [0, 0, 0.25, 0.5, 0.75, 1]
    assert [parse_easing(f"steps({n})")(i / n) for n in (3, 7, 10) for i in range(n)] == [
        i / n for n in (3, 7, 10) for i in range(n)
    ]
    assert [parse_easing("steps")(x) for x in (0, 0.999, 1)] == [0, 0, 1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ease",
        "quadratic",
        "steps(0)",
        "steps(-1)",
        "cubic-bezier(1,2)",
        "cubic-bezier(2,0,0,1)",
        "cubic-bezier(a,0,0,1)",
        "cubic-bezier(0,nan,0,1)",
    ],
)
def test_what_is_no_easing(text: str) -> None:
    with pytest.raises(ValueError, match="Expected an easing such as"):
        parse_easing(text)
