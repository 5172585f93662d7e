"""Moments for tests: an element of 400 x 200 pixels in a composition of 1000 x 2000, for four seconds."""

from fractions import Fraction

from sajangpick.renderer.animation import Animation, Moment, Unit
from sajangpick.renderer.animations import parse_animation
from sajangpick.renderer.geometry import Rect, Size

BOX = Rect(100, 300, 500, 500)
FRAME = Size(1000, 2000)
DURATION = Fraction(4)


def moment(animation: Animation, at: float) -> Moment:
    return animation.moment(Fraction(str(at)), element_duration=DURATION, box=BOX, frame=FRAME)


def entrance(kind: str, **written: object) -> Animation:
    """Of the first second, at even speed, without fading."""
    fields = {"type": kind, "time": "start", "duration": 1, "easing": "linear", "fade": False, **written}
    return parse_animation(fields)


def letters(count: int) -> list[Unit]:
    """Units 20 pixels wide in one line 40 pixels high, from the box's left."""
    line = Rect(BOX.left, BOX.top, BOX.left + 20 * count, BOX.top + 40)
    boxes = [Rect(line.left + 20 * i, line.top, line.left + 20 * (i + 1), line.bottom) for i in range(count)]
    return [Unit(i, count, box, line, BOX, "가") for i, box in enumerate(boxes)]
