"""The boxes behind a text's lines, joined into one outline where lines touch."""

import math
from collections.abc import Callable, Iterable, Sequence

from sajangpick.renderer.geometry import Point, Rect
from sajangpick.renderer.scene import Outline, Segment

ROUND_HANDLE = 0.5522847498
"""Length of the handles of the cubic that comes closest to a quarter of a circle, in radii."""


def aligned(boxes: Sequence[Rect], threshold: float) -> tuple[Rect, ...]:
    """The boxes with neighbouring sides that differ by at most `threshold` pixels brought to the outermost of them."""
    lefts = _evened([box.left for box in boxes], threshold, outermost=min)
    rights = _evened([box.right for box in boxes], threshold, outermost=max)
    return tuple(Rect(left, box.top, right, box.bottom) for box, left, right in zip(boxes, lefts, rights, strict=True))


def backdrop(boxes: Sequence[Rect], radius: float) -> Outline:
    """One outline around boxes that follow each other downwards; its corners, inner ones too, have `radius`."""
    outline: list[Segment] = []
    for stack in _stacks(boxes):
        outline += _rounded(_silhouette(stack), radius)
    return tuple(outline)


def _evened(sides: list[float], threshold: float, *, outermost: Callable[[Iterable[float]], float]) -> list[float]:
    evened = list(sides)
    first = 0
    for index in range(1, len(sides) + 1):
        if index < len(sides) and threshold > 0 and abs(sides[index] - sides[index - 1]) <= threshold:
            continue
        evened[first:index] = [outermost(sides[first:index])] * (index - first)
        first = index
    return evened


def _stacks(boxes: Sequence[Rect]) -> list[list[Rect]]:
    """Boxes that touch the one above them, together."""
    stacks: list[list[Rect]] = []
    for box in boxes:
        above = stacks[-1][-1] if stacks else None
        if above and above.bottom >= box.top and above.left < box.right and box.left < above.right:
            stacks[-1].append(box)
        else:
            stacks.append([box])
    return stacks


def _silhouette(stack: Sequence[Rect]) -> list[Point]:
    """Corners clockwise. Where two boxes overlap, the wider one keeps its full height on that side."""
    right: list[Point] = []
    left: list[Point] = []
    for index, box in enumerate(stack):
        above = stack[index - 1] if index else None
        below = stack[index + 1] if index + 1 < len(stack) else None
        for side, points, wider in (("right", right, 1), ("left", left, -1)):
            x = box.right if side == "right" else box.left
            above_x = None if above is None else above.right if side == "right" else above.left
            below_x = None if below is None else below.right if side == "right" else below.left
            if above is None or above_x != x:
                top = box.top if above is None or above_x is None or (x - above_x) * wider > 0 else above.bottom
                points.append(Point(x, top))
            if below is None or below_x != x:
                bottom = box.bottom if below is None or below_x is None or (x - below_x) * wider > 0 else below.top
                points.append(Point(x, bottom))
    return [*right, *reversed(left)]


def _rounded(corners: Sequence[Point], radius: float) -> list[Segment]:
    segments: list[Segment] = []
    for index, corner in enumerate(corners):
        before, after = corners[index - 1], corners[(index + 1) % len(corners)]
        reach = min(radius, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        enter, leave = _towards(corner, before, reach), _towards(corner, after, reach)
        segments.append(Segment("L" if segments else "M", (enter,)))
        if reach > 0:
            handle = reach * (1 - ROUND_HANDLE)
            handles = (_towards(corner, before, handle), _towards(corner, after, handle))
            segments.append(Segment("C", (*handles, leave)))
    return [*segments, Segment("Z")]


def _towards(a: Point, b: Point, distance: float) -> Point:
    length = math.dist(a, b)
    if length == 0:
        return a
    return Point(a.x + (b.x - a.x) * distance / length, a.y + (b.y - a.y) * distance / length)
