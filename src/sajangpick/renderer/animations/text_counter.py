"""`text-counter`: the numbers of a text count to what stands there."""

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator

from sajangpick.renderer.animation import NOTHING, Change, Moment, TextAnimation, Unit, share_of
from sajangpick.renderer.easing import parse_easing
from sajangpick.renderer.units import Seconds

_NUMBER = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")

FIGURE_SPACE, PUNCTUATION_SPACE = "\u2007", "\u2008"
"""As wide as a digit and as a comma: with tabular figures a shorter number takes the room of the final one."""


class TextCounter(TextAnimation, frozen=True):
    """Each number of the text counts up from 0, or down from its double, in its own format: commas and decimals.

    `counting_from` is ours, not the vendor's: an old text whose numbers, in their order, are where counting begins, so
    that a price of "8,000원" runs to "6,000원" and "11:00" to "11:30".
    """

    type: Literal["text-counter"] = "text-counter"
    direction: Literal["up", "down"] = "up"
    counting_start: Seconds | None = None
    counting_duration: Seconds | None = None
    counting_from: Annotated[str, BeforeValidator(lambda written: str(written))] | None = None
    fade: bool = False

    def text_at(self, moment: Moment, text: str) -> str:
        share = parse_easing(self.easing)(share_of(moment, self.counting_start, self.counting_duration))
        if moment.linear >= 1 or share == 1:
            return text
        finals = [_value(number) for number in _NUMBER.findall(text)]
        starts = [_value(number) for number in _NUMBER.findall(self.counting_from or "")]
        starts += [0.0 if self.direction == "up" else 2 * final for final in finals[len(starts) :]]
        values = iter([start + (final - start) * share for start, final in zip(starts, finals, strict=False)])
        return _NUMBER.sub(lambda match: _like(match[0], next(values)), text)

    def change_unit(self, moment: Moment, unit: Unit) -> Change:
        return super().change_unit(moment, unit) if self.fade else NOTHING


def _value(number: str) -> float:
    return float(number.replace(",", ""))


def _like(final: str, value: float) -> str:
    """`value` in the format of `final`, filled from the left to its length."""
    whole, _, decimals = final.partition(".")
    written = f"{max(value, 0.0):{',' if ',' in whole else ''}.{len(decimals)}f}"
    if whole.startswith("0") and len(whole) > 1:
        return written.zfill(len(final))
    missing = final[: max(len(final) - len(written), 0)]
    return "".join(PUNCTUATION_SPACE if sign == "," else FIGURE_SPACE for sign in missing) + written
