"""`text-typewriter`: letters stand there one after the other, as if typed."""

from typing import Literal

from sajangpick.renderer.animation import NOTHING, Change, Moment, TextAnimation, Unit, share_of
from sajangpick.renderer.easing import parse_easing
from sajangpick.renderer.units import Hertz, Seconds

_SLACK = 1e-6
"""Of a letter: times arrive as binary floats, and the last letter must stand at the last moment."""


class TextTypewriter(TextAnimation, frozen=True):
    """Typing begins `typing_start` seconds into the animation and takes `typing_duration`, else all that is left.

    The text is laid out once, so nothing moves while it is typed. The box behind it stands from the beginning.
    """

    type: Literal["text-typewriter"] = "text-typewriter"
    split: Literal["line", "word", "letter"] = "letter"
    typing_start: Seconds | None = None
    typing_duration: Seconds | None = None
    cursor_frequency: Hertz | None = None
    """How often a cursor after the last letter blinks, as long as the animation lasts; 0 is steady, null is none."""

    def change_unit(self, moment: Moment, unit: Unit) -> Change:
        return Change(opacity=float(self.place(unit) < self._typed(moment, unit.count)))

    def change_background(self, moment: Moment, line: Unit) -> Change:  # noqa: ARG002
        return NOTHING

    def cursor(self, moment: Moment, count: int) -> int | None:
        if self.cursor_frequency is None or not moment.active or moment.elapsed * self.cursor_frequency % 1 >= 0.5:
            return None
        return self._typed(moment, count)

    def _typed(self, moment: Moment, count: int) -> int:
        share = parse_easing(self.easing)(share_of(moment, self.typing_start, self.typing_duration))
        return min(max(int(share * count + _SLACK), 0), count)
