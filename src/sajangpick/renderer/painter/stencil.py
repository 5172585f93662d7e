"""Where pixels may stay: clips and masks."""

import cv2
import numpy as np

from sajangpick.media.frame import U8
from sajangpick.renderer.geometry import Rect, Transform
from sajangpick.renderer.painter.box import SLACK_PIXELS, Box
from sajangpick.renderer.painter.canvas import Canvas, Format
from sajangpick.renderer.scene import Mask, Outline

_RECTANGLE = ("M", "L", "L", "L", "Z")


def hard_box(outline: Outline, transform: Transform, within: Box, *, grid: int) -> Box | None:
    """The part of `within` that the outline leaves, if no pixel of it is cut in two; else None.

    That is so where the outline is a box with sides parallel to the device's, on lines of the grid or out of sight.
    """
    rect = _box_of(outline)
    if rect is None or not transform.is_affine or transform.m01 or transform.m10:
        return None
    device = transform.bounds(rect)
    sides = (
        (device.left, device.left < within.left),
        (device.top, device.top < within.top),
        (device.right, device.right > within.right),
        (device.bottom, device.bottom > within.bottom),
    )
    for side, is_out_of_sight in sides:
        if not is_out_of_sight and abs(side / grid - round(side / grid)) * grid > SLACK_PIXELS:
            return None
    return Box.around(device, grid=grid).intersection(within)


def mask_alpha(canvas: Canvas | None, mask: Mask, box: Box) -> U8:
    """How much of each pixel of `box` a mask lets through, drawn as `canvas`: (height, width), 0-255."""
    alpha = np.zeros((box.height, box.width), np.uint8)
    if canvas is not None:
        part = canvas.box.intersection(box)
        if not part.is_empty:
            rows = slice(part.top - box.top, part.bottom - box.top)
            columns = slice(part.left - box.left, part.right - box.left)
            cropped = canvas.cropped(part)
            alpha[rows, columns] = cropped.alpha if mask.by == "alpha" else _luminance(cropped)
    return cv2.bitwise_not(alpha) if mask.inverted else alpha


def _luminance(canvas: Canvas) -> U8:
    """Luma with alpha multiplied in, over the full range."""
    if canvas.format is Format.I420:
        # Luma 16-235 to 0-255; its offset is a share of alpha.
        return cv2.addWeighted(canvas.planes[0], 255 / 219, canvas.alpha, -16 / 219, 0)
    return cv2.cvtColor(cv2.merge(canvas.planes), cv2.COLOR_BGR2GRAY)


def _box_of(outline: Outline) -> Rect | None:
    """The box that an outline is, if it is one."""
    if tuple(segment.command for segment in outline) != _RECTANGLE:
        return None
    a, b, c, d = (segment.points[0] for segment in outline[:4])
    across_first = a.y == b.y and b.x == c.x and c.y == d.y and d.x == a.x
    down_first = a.x == b.x and b.y == c.y and c.x == d.x and d.y == a.y
    if not (across_first or down_first):
        return None
    return Rect(min(a.x, c.x), min(a.y, c.y), max(a.x, c.x), max(a.y, c.y))
