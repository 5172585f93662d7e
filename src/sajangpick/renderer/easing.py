"""Easing: how a change is spread over its time, as functions from 0-1 to a fraction that ends at 1.

The families are Penner's, as drawn on https://easings.net; `cubic-bezier` and `steps` are those of CSS
(https://www.w3.org/TR/css-easing-1/). Back and elastic leave 0-1 on the way, on purpose.
"""

import math
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

Easing: TypeAlias = Callable[[float], float]


def parse_easing(text: str) -> Easing:
    """The function that `text` names: a name of EASINGS, "cubic-bezier(x1, y1, x2, y2)" or "steps(n)".

    The function takes any float and clamps it to 0-1. Raises ValueError with a sentence where there is none.
    """
    return _parsed(text.strip())


def linear(x: float) -> float:
    """Even speed."""
    return x


def cubic_bezier(x1: float, y1: float, x2: float, y2: float) -> Easing:
    """The CSS curve through (0, 0) and (1, 1) with two handles; x1 and x2 in 0-1, so that time runs forward.

    Time is solved for the curve's parameter by Newton's method, and by halving where the curve is too steep for it,
    as browsers do.
    """
    ax, bx, cx = _coefficients(x1, x2)
    ay, by, cy = _coefficients(y1, y2)

    def ease(x: float) -> float:
        if x <= 0 or x >= 1:
            return x
        t = _solve(ax, bx, cx, x)
        return ((ay * t + by) * t + cy) * t

    return ease


def steps(count: int) -> Easing:
    """`count` jumps, each at the end of its part, as CSS `steps(n, jump-end)`; steps(1) holds, then jumps at 1."""
    return lambda x: math.floor(x * count + _STEP_SLACK) / count


_STEP_SLACK = 1e-9
"""Times arrive as binary floats: 0.3 of ten steps must be the third step, not 2.9999."""


def _power(exponent: int) -> Easing:
    return lambda x: x**exponent


def _sinusoid(x: float) -> float:
    return 1 - math.cos(x * math.pi / 2)


def _exponential(x: float) -> float:
    return 0.0 if x == 0 else 2.0 ** (10 * x - 10)


def _circular(x: float) -> float:
    return 1 - math.sqrt(max(0.0, 1 - x * x))


def _back(overshoot: float) -> Easing:
    return lambda x: x * x * ((overshoot + 1) * x - overshoot)


def _elastic(period: float) -> Easing:
    def ease(x: float) -> float:
        if x in {0, 1}:
            return x
        return -(2.0 ** (10 * x - 10)) * math.sin((10 * x - 10 - period / 4) * 2 * math.pi / period)

    return ease


def _bounce(x: float) -> float:
    """A falling ball, mirrored in time: four parabolas, each (end, middle, floor) in parts of 2.75."""
    left = (1 - x) * 2.75
    for end, middle, floor in ((1, 0, 0), (2, 1.5, 0.75), (2.5, 2.25, 0.9375)):
        if left < end:
            return 1 - ((left - middle) ** 2 + floor)
    return 1 - ((left - 2.625) ** 2 + 0.984375)


def _out(ease: Easing) -> Easing:
    return lambda x: 1 - ease(1 - x)


def _in_out(ease: Easing) -> Easing:
    return lambda x: ease(2 * x) / 2 if x < 0.5 else 1 - ease(2 - 2 * x) / 2


# Penner: back passes its target by 10 %, with the factor 1.525 also where it does so in half the time;
# the spring's period is 3 tenths of the duration, 4.5 where it swings at both ends.
_FAMILIES: Final[Mapping[str, tuple[Easing, Easing]]] = {
    "sinusoid": (_sinusoid, _sinusoid),
    "quadratic": (_power(2), _power(2)),
    "cubic": (_power(3), _power(3)),
    "quartic": (_power(4), _power(4)),
    "quintic": (_power(5), _power(5)),
    "exponential": (_exponential, _exponential),
    "circular": (_circular, _circular),
    "back": (_back(1.70158), _back(1.70158 * 1.525)),
    "elastic": (_elastic(3.0), _elastic(4.5)),
    "bounce": (_bounce, _bounce),
}
"""Each family's curve "in": alone, and as one half of "in-out"."""

EASINGS: Final[Mapping[str, Easing]] = {
    "linear": linear,
    "steps": steps(1),
    **{f"{name}-in": one for name, (one, _) in _FAMILIES.items()},
    **{f"{name}-out": _out(one) for name, (one, _) in _FAMILIES.items()},
    **{f"{name}-in-out": _in_out(half) for name, (_, half) in _FAMILIES.items()},
}
"""Every easing that has a plain name."""

_BEZIER = re.compile(r"cubic-bezier\(([^,()]+),([^,()]+),([^,()]+),([^,()]+)\)")
_STEPS = re.compile(r"steps\(\s*(\d{1,6})\s*\)")


@lru_cache(maxsize=256)
def _parsed(text: str) -> Easing:
    if text in EASINGS:
        return _clamped(EASINGS[text])
    if (match := _STEPS.fullmatch(text)) and int(match[1]) > 0:
        return _clamped(steps(int(match[1])))
    if match := _BEZIER.fullmatch(text):
        try:
            x1, y1, x2, y2 = (float(number) for number in match.groups())
        except ValueError:
            x1 = y1 = x2 = y2 = math.nan
        if 0 <= x1 <= 1 and 0 <= x2 <= 1 and math.isfinite(y1) and math.isfinite(y2):
            return _clamped(cubic_bezier(x1, y1, x2, y2))
    raise PydanticCustomError(
        "easing",
        "Expected an easing such as 'linear', 'back-out', 'cubic-bezier(0.16, 1, 0.3, 1)' or 'steps(4)', got {got}",
        {"got": repr(text)},
    )


def _clamped(ease: Easing) -> Easing:
    return lambda x: ease(min(max(x, 0.0), 1.0))


def _coefficients(p1: float, p2: float) -> tuple[float, float, float]:
    """Of the cubic a t^3 + b t^2 + c t from 0 to 1 with handles p1, p2."""
    return 1 + 3 * p1 - 3 * p2, 3 * p2 - 6 * p1, 3 * p1


def _solve(a: float, b: float, c: float, x: float) -> float:
    """The t in 0-1 with a t^3 + b t^2 + c t = x, to 1e-12; the cubic is monotonic there."""
    low, high, t = 0.0, 1.0, x
    for _ in range(64):
        error = ((a * t + b) * t + c) * t - x
        if abs(error) < 1e-12:
            break
        low, high = (t, high) if error < 0 else (low, t)
        slope = (3 * a * t + 2 * b) * t + c
        step = t - error / slope if abs(slope) > 1e-9 else math.inf
        t = step if low < step < high else (low + high) / 2
    return t


def _known_easing(text: str) -> str:
    parse_easing(text)
    return text


EasingName: TypeAlias = Annotated[str, AfterValidator(_known_easing)]
"""A field for an easing: kept as written, known to parse."""
