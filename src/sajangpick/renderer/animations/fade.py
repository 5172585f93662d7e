"""`fade`: the element appears out of nothing."""

from typing import Literal

from sajangpick.renderer.animation import Animation, Change, Moment, faded


class Fade(Animation, frozen=True):
    """Opacity from 0 to the element's own; as a transition, over the element that stays below."""

    type: Literal["fade"] = "fade"

    def change(self, moment: Moment) -> Change:
        return Change(opacity=faded(moment, fade=True))
