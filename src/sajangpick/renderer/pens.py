"""How an element's fill, stroke and effects are written down for the painter."""

from sajangpick.renderer.element import Element
from sajangpick.renderer.geometry import Point, Rect, Size
from sajangpick.renderer.scene import (
    Blur,
    Color,
    ColorFilter,
    ColorOverlay,
    DropShadow,
    Effect,
    LinearGradient,
    Paint,
    RadialGradient,
    Stop,
    Stroke,
)

BLUR_SIGMA_PER_RADIUS = 0.5
"""A blur radius reaches two standard deviations, as in CSS (https://www.w3.org/TR/css-backgrounds-3/#shadow-blur)."""


def fill_of(element: Element, box: Rect, frame: Size) -> Paint | None:
    """The element's fill; gradient points are relative to `box`, whose coordinates the node must share."""
    match element.fill_color:
        case None:
            return None
        case Color() as color:
            return color if color.alpha > 0 else None
        case stops:
            return _gradient(element, stops, box, frame)


def stroke_of(element: Element, frame: Size, *, paint: Paint | None = None) -> Stroke | None:
    """The element's stroke, if it has a colour and a width; in pixels."""
    width = element.stroke_width.pixels(min(frame), frame)
    color = paint or element.stroke_color
    if color is None or width <= 0:
        return None
    return Stroke(
        color,
        width,
        element.stroke_cap,
        element.stroke_join,
        element.stroke_start,
        element.stroke_end,
        element.stroke_offset,
    )


def look_of(element: Element, frame: Size) -> tuple[Effect, ...]:
    """What changes the element's own pixels: colour filter, overlay, blur."""
    effects: list[Effect] = []
    if element.color_filter != "none" and element.color_filter_value != 0:
        effects.append(ColorFilter(element.color_filter, element.color_filter_value))
    if element.color_overlay is not None and element.color_overlay.alpha > 0:
        effects.append(ColorOverlay(element.color_overlay))
    radius = element.blur_radius.pixels(min(frame), frame)
    if radius > 0:
        effects.append(Blur(radius * BLUR_SIGMA_PER_RADIUS))
    return tuple(effects)


def shadow_of(element: Element, frame: Size) -> DropShadow | None:
    """The element's shadow, if it has a colour."""
    if element.shadow_color is None or element.shadow_color.alpha == 0:
        return None
    return DropShadow(
        element.shadow_color,
        max(0.0, element.shadow_blur.pixels(min(frame), frame)) * BLUR_SIGMA_PER_RADIUS,
        Point(element.shadow_x.pixels(frame.width, frame), element.shadow_y.pixels(frame.height, frame)),
    )


def _gradient(element: Element, stops: tuple[Stop, ...], box: Rect, frame: Size) -> Paint:
    if len(stops) == 1:
        return stops[0].color
    start = Point(
        box.left + element.fill_x0.pixels(box.width, frame), box.top + element.fill_y0.pixels(box.height, frame)
    )
    if element.fill_mode == "radial":
        return RadialGradient(start, element.fill_radius.pixels(max(box.width, box.height), frame), stops)
    end = Point(
        box.left + element.fill_x1.pixels(box.width, frame), box.top + element.fill_y1.pixels(box.height, frame)
    )
    return LinearGradient(start, end, stops)
