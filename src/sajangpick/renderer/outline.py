"""Outlines of simple figures, and outlines as a document writes them.

Curves are cubic; a quarter of an ellipse is one cubic with the usual handle length, off by less than 0.03 % of the
radius (https://spencermortensen.com/articles/bezier-circle/).
"""

import math
import re
from collections.abc import Sequence
from typing import Final, Literal

from sajangpick.renderer.geometry import Point, Rect, Transform
from sajangpick.renderer.scene import Outline, Segment

_QUARTER_HANDLE: Final = 0.5522847498


def polygon(points: Sequence[Point]) -> Outline:
    """Straight lines from point to point and back to the first; no points give an outline that covers nothing."""
    if not points:
        return ()
    return (
        Segment("M", (points[0],)),
        *(Segment("L", (point,)) for point in points[1:]),
        Segment("Z"),
    )


def rectangle(box: Rect, radius: float = 0) -> Outline:
    """The sides of `box`, clockwise from its top left, with round corners of `radius` (at most half the short side)."""
    r = min(radius, box.width / 2, box.height / 2)
    if r <= 0:
        return polygon([box.at(x, y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))])
    left, top, right, bottom = box.left, box.top, box.right, box.bottom
    k = r * (1 - _QUARTER_HANDLE)
    return (
        Segment("M", (Point(left + r, top),)),
        Segment("L", (Point(right - r, top),)),
        Segment("C", (Point(right - k, top), Point(right, top + k), Point(right, top + r))),
        Segment("L", (Point(right, bottom - r),)),
        Segment("C", (Point(right, bottom - k), Point(right - k, bottom), Point(right - r, bottom))),
        Segment("L", (Point(left + r, bottom),)),
        Segment("C", (Point(left + k, bottom), Point(left, bottom - k), Point(left, bottom - r))),
        Segment("L", (Point(left, top + r),)),
        Segment("C", (Point(left, top + k), Point(left + k, top), Point(left + r, top))),
        Segment("Z"),
    )


def ellipse(center: Point, x_radius: float, y_radius: float) -> Outline:
    """A closed ellipse, clockwise from its right end."""
    handle = _QUARTER_HANDLE
    unit = (
        ((1, handle), (handle, 1), (0, 1)),
        ((-handle, 1), (-1, handle), (-1, 0)),
        ((-1, -handle), (-handle, -1), (0, -1)),
        ((handle, -1), (1, -handle), (1, 0)),
    )
    return (
        Segment("M", (Point(center.x + x_radius, center.y),)),
        *(
            Segment("C", tuple(Point(center.x + x * x_radius, center.y + y * y_radius) for x, y in quarter))
            for quarter in unit
        ),
        Segment("Z"),
    )


def moved(outline: Outline, transform: Transform) -> Outline:
    """The image of an outline; exact for affine transforms and for straight lines."""
    return tuple(Segment(command, tuple(transform.apply(point) for point in points)) for command, points in outline)


def half_plane(box: Rect, edge: Point, degrees: float) -> tuple[Point, ...]:
    """The corners of the part of `box` that lies behind `edge`, looking along `degrees` (0 right, 90 up)."""
    dx, dy = heading(degrees)
    corners = [box.at(x, y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
    kept: list[Point] = []
    for here, there in zip(corners, corners[1:] + corners[:1], strict=True):
        depth = (here.x - edge.x) * dx + (here.y - edge.y) * dy
        next_depth = (there.x - edge.x) * dx + (there.y - edge.y) * dy
        if depth <= 0:
            kept.append(here)
        if (depth < 0) != (next_depth < 0) and depth != next_depth:
            part = depth / (depth - next_depth)
            kept.append(Point(here.x + (there.x - here.x) * part, here.y + (there.y - here.y) * part))
    return tuple(kept)


def heading(degrees: float) -> Point:
    """The unit vector on screen (y down) of a direction: 0 right, 90 up, 180 left, 270 down."""
    angle = math.radians(degrees)
    return Point(round(math.cos(angle), 12), -round(math.sin(angle), 12))


_TOKEN = re.compile(r"[A-Za-z]|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?|[^\s,]")
_NUMBERS_OF: Final = {"M": 2, "L": 2, "H": 1, "V": 1, "Q": 4, "T": 2, "C": 6, "S": 4, "A": 7, "Z": 0}


def parse_outline(text: str) -> Outline:
    """The outline of an SVG path (https://www.w3.org/TR/SVG2/paths.html), in its own units.

    Every command of SVG is known, absolute and relative; the result has M, L, Q, C and Z, where a smooth curve has its
    handle written out and an arc is cubics. Raises ValueError with a sentence.
    """
    pen = _Pen()
    tokens = _TOKEN.findall(text)
    place, command = 0, ""
    while place < len(tokens):
        if tokens[place].upper() in _NUMBERS_OF:
            command, place = tokens[place], place + 1
        elif command.upper() in {"", "Z"}:
            raise ValueError(f"Expected a path command, got {tokens[place]!r}")
        count = _NUMBERS_OF[command.upper()]
        numbers = [_path_number(token) for token in tokens[place : place + count]]
        if len(numbers) < count or (not pen.segments and command.upper() != "M"):
            raise ValueError(f"Expected a path such as 'M 0 0 L 100 0 L 100 100 Z', got {text[:60]!r}")
        pen.draw(command, numbers)
        place += count
        command = {"M": "L", "m": "l"}.get(command, command)
    return tuple(pen.segments)


def _path_number(token: str) -> float:
    try:
        return float(token)
    except ValueError as problem:
        raise ValueError(f"Expected a number in the path, got {token!r}") from problem


class _Pen:
    """Where a path has come to, and what it has drawn."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self._at = Point(0, 0)
        self._began = Point(0, 0)
        self._handle: tuple[str, Point] = ("", Point(0, 0))
        """The last curve's kind and last handle, which a smooth curve mirrors."""

    def draw(self, command: str, numbers: list[float]) -> None:
        """One command with as many numbers as it takes."""
        kind = command.upper()
        home = self._at if command.islower() else Point(0, 0)
        match kind:
            case "Z":
                self.segments.append(Segment("Z"))
                self._at = self._began
            case "H":
                self._line("L", Point(home.x + numbers[0], self._at.y))
            case "V":
                self._line("L", Point(self._at.x, home.y + numbers[0]))
            case "A":
                end = Point(home.x + numbers[5], home.y + numbers[6])
                for curve in _arc(self._at, end, numbers[0], numbers[1], numbers[2], numbers[3] != 0, numbers[4] != 0):
                    self._curve("C", curve)
            case _:
                points = tuple(Point(home.x + x, home.y + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True))
                match kind:
                    case "M":
                        self._line("M", points[0])
                        self._began = points[0]
                    case "S":
                        self._curve("C", (self._mirrored("C"), *points))
                    case "T":
                        self._curve("Q", (self._mirrored("Q"), *points))
                    case "Q":
                        self._curve("Q", points)
                    case "C":
                        self._curve("C", points)
                    case _:
                        self._line("L", points[0])
        if kind not in {"C", "S", "Q", "T"}:
            self._handle = ("", self._at)

    def _line(self, command: Literal["M", "L"], end: Point) -> None:
        self.segments.append(Segment(command, (end,)))
        self._at = end

    def _curve(self, command: Literal["Q", "C"], points: tuple[Point, ...]) -> None:
        self.segments.append(Segment(command, points))
        self._handle = (command, points[-2])
        self._at = points[-1]

    def _mirrored(self, command: str) -> Point:
        kind, handle = self._handle
        return Point(2 * self._at.x - handle.x, 2 * self._at.y - handle.y) if kind == command else self._at


def _arc(
    start: Point, end: Point, x_radius: float, y_radius: float, turn: float, large: bool, clockwise: bool
) -> list[tuple[Point, Point, Point]]:
    """Cubics along an elliptical arc, one for each quarter begun (SVG 2, appendix B.2.4)."""
    rx, ry = abs(x_radius), abs(y_radius)
    if rx == 0 or ry == 0 or start == end:
        return [(start, end, end)]
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    half_x, half_y = (start.x - end.x) / 2, (start.y - end.y) / 2
    x, y = c * half_x + s * half_y, c * half_y - s * half_x
    stretch = math.hypot(x / rx, y / ry)
    if stretch > 1:
        rx, ry = rx * stretch, ry * stretch
    away = math.sqrt(max(0.0, 1 / ((x / rx) ** 2 + (y / ry) ** 2) - 1)) * (1 if large != clockwise else -1)
    cx, cy = away * rx * y / ry, -away * ry * x / rx
    first = math.atan2((y - cy) / ry, (x - cx) / rx)
    sweep = (math.atan2((-y - cy) / ry, (-x - cx) / rx) - first) % math.tau
    if not clockwise:
        sweep -= math.tau
    parts = max(1, math.ceil(abs(sweep) / (math.pi / 2) - 1e-9))
    place = Transform(
        m00=c * rx, m01=-s * ry, m02=c * cx - s * cy + (start.x + end.x) / 2,
        m10=s * rx, m11=c * ry, m12=s * cx + c * cy + (start.y + end.y) / 2,
    )  # fmt: skip
    return [_arc_part(place, first + sweep * i / parts, sweep / parts) for i in range(parts)]


def _arc_part(place: Transform, angle: float, sweep: float) -> tuple[Point, Point, Point]:
    handle = 4 / 3 * math.tan(sweep / 4)
    (c0, s0), (c1, s1) = ((math.cos(a), math.sin(a)) for a in (angle, angle + sweep))
    points = (Point(c0 - handle * s0, s0 + handle * c0), Point(c1 + handle * s1, s1 - handle * c1), Point(c1, s1))
    first, second, third = (place.apply(point) for point in points)
    return first, second, third
