"""Pens and colours: simple figures as elements of a RenderScript document, in pixels of the card.

The card is seen from straight above and lit from the upper left; whatever is round is lighter there, and shadows fall
to the lower right. Colours are `#rrggbb`, sRGB; `alpha` is 0-1.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from sajangpick.domain.json import Json, JsonObject

Drawing: TypeAlias = list[Json]
"""Elements, the lowest first."""

Spot: TypeAlias = tuple[float, float]
"""x, y in pixels."""

# A quarter of a circle is one cubic with handles this long (https://spencermortensen.com/articles/bezier-circle/).
_HANDLE = 0.5522847498


@dataclass(frozen=True, slots=True)
class Place:
    """Where something round lies: its middle and its radius, in pixels."""

    x: float
    y: float
    r: float

    def at(self, angle: float, distance: float) -> Spot:
        """The spot at an angle (radians, clockwise from the right) and a distance in radii."""
        return self.x + math.cos(angle) * distance * self.r, self.y + math.sin(angle) * distance * self.r

    def on(self, turn: float, x: float, y: float) -> Spot:
        """The spot at x, y (radii) on something that lies here, turned by an angle."""
        cos, sin = math.cos(turn), math.sin(turn)
        return self.x + self.r * (x * cos - y * sin), self.y + self.r * (x * sin + y * cos)

    def scaled(self, size: float) -> "Place":
        """The same middle, another size."""
        return Place(self.x, self.y, self.r * size)


def mix(one: str, other: str, share: float) -> str:
    """A colour between two: `share` of the other."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def light(color: str, share: float) -> str:
    """A colour nearer to warm white."""
    return mix(color, "#fff8ea", share)


def dark(color: str, share: float) -> str:
    """A colour nearer to warm black: food shaded with grey looks stale."""
    return mix(color, "#1c0b05", share)


def clear(color: str, alpha: float) -> str:
    """A colour as `#rrggbbaa`."""
    return f"{color}{round(255 * alpha):02x}"


def glow(*colors: str, x: float = 0.5, y: float = 0.5, radius: float = 0.5) -> JsonObject:
    """A fill from the middle out; where it is, in parts of the figure's box."""
    return {
        "fill_mode": "radial",
        "fill_color": _stops(colors),
        "fill_x0": _percent(x),
        "fill_y0": _percent(y),
        "fill_radius": _percent(radius),
    }


def ramp(*colors: str, angle: float = math.pi / 4) -> JsonObject:
    """A fill from one side to the other, from the upper left unless said otherwise."""
    x, y = math.cos(angle) / 2, math.sin(angle) / 2
    return {
        "fill_mode": "linear",
        "fill_color": _stops(colors),
        "fill_x0": _percent(0.5 - x),
        "fill_y0": _percent(0.5 - y),
        "fill_x1": _percent(0.5 + x),
        "fill_y1": _percent(0.5 + y),
    }


def plain(color: str) -> JsonObject:
    """One colour."""
    return {"fill_color": color}


def ball(color: str, depth: float = 1.0) -> JsonObject:
    """The fill of something round: lit from the upper left."""
    return glow(light(color, 0.34 * depth), color, dark(color, 0.34 * depth), x=0.36, y=0.32, radius=0.78)


def shadow(depth: float, alpha: float = 0.42, color: str = "#160802") -> JsonObject:
    """The shadow of something `depth` pixels high."""
    return {
        "shadow_color": clear(color, alpha),
        "shadow_blur": depth * 1.6,
        "shadow_x": depth * 0.5,
        "shadow_y": depth * 0.8,
    }


def disc(place: Place, fill: JsonObject, *looks: JsonObject) -> JsonObject:
    """A circle."""
    return oval(place, 1.0, 0.0, fill, *looks)


def oval(place: Place, flatness: float, turn: float, fill: JsonObject, *looks: JsonObject) -> JsonObject:
    """An ellipse, `flatness` times as high as wide, turned by an angle."""
    handle = _HANDLE
    quarters = (
        ((1, handle), (handle, 1), (0, 1)),
        ((-handle, 1), (-1, handle), (-1, 0)),
        ((-1, -handle), (-handle, -1), (0, -1)),
        ((handle, -1), (1, -handle), (1, 0)),
    )
    spots = [place.on(turn, x, y * flatness) for quarter in quarters for x, y in quarter]
    curves = [" ".join(_spot(spot) for spot in spots[start : start + 3]) for start in range(0, 12, 3)]
    return shape(f"M {_spot(place.on(turn, 1, 0))} " + " ".join(f"C {curve}" for curve in curves) + " Z", fill, *looks)


def ring(place: Place, width: float, color: str, *looks: JsonObject) -> JsonObject:
    """A circle's line, `width` pixels wide."""
    return disc(place, {"stroke_color": color, "stroke_width": width}, *looks)


def slab(place: Place, size: Spot, turn: float, corner: float, fill: JsonObject, *looks: JsonObject) -> JsonObject:
    """A rectangle with round corners; sides in radii, `corner` as a part of the shorter half side."""
    half_x, half_y = size[0] / 2, size[1] / 2
    cut = corner * min(half_x, half_y)
    corners = ((-half_x, -half_y), (half_x, -half_y), (half_x, half_y), (-half_x, half_y))
    written = list[str]()
    for index, (x, y) in enumerate(corners):
        before, after = corners[index - 1], corners[(index + 1) % 4]
        first = _towards((x, y), before, cut)
        last = _towards((x, y), after, cut)
        start, control, end = (_spot(place.on(turn, *spot)) for spot in (first, (x, y), last))
        written.append(f"{'L' if written else 'M'} {start} Q {control} {end}")
    return shape(" ".join(written) + " Z", fill, *looks)


def blob(
    place: Place,
    rng: np.random.Generator,
    fill: JsonObject,
    *looks: JsonObject,
    wobble: float = 0.14,
    corners: int = 9,
    flatness: float = 1.0,
    turn: float = 0.0,
) -> JsonObject:
    """An uneven round figure."""
    radii = 1 + wobble * rng.uniform(-1, 1, corners)
    angles = [2 * math.pi * index / corners for index in range(corners)]
    return shape(
        closed(
            [place.on(turn, r * math.cos(a), r * math.sin(a) * flatness) for r, a in zip(radii, angles, strict=True)]
        ),
        fill,
        *looks,
    )


def leaf(base: Spot, length: float, width: float, turn: float, color: str, *looks: JsonObject) -> Drawing:
    """A leaf with its vein; it grows from `base` in the direction `turn`."""
    place = Place(*base, length)
    flank = width / length

    def spots(side: float) -> str:
        return " ".join(_spot(place.on(turn, x, y * side * flank)) for x, y in ((0.25, 0.75), (0.75, 0.62), (1, 0)))

    back = " ".join(_spot(place.on(turn, x, -y * flank)) for x, y in ((0.75, 0.62), (0.25, 0.75), (0, 0)))
    outline = f"M {_spot(base)} C {spots(1)} C {back} Z"
    vein = line([place.on(turn, 0.06, 0), place.on(turn, 0.9, 0)], length * 0.035, clear(light(color, 0.5), 0.6))
    return [shape(outline, ramp(light(color, 0.22), color, dark(color, 0.3), angle=turn + 1.2), *looks), vein]


def line(spots: Sequence[Spot], width: float, color: str, *looks: JsonObject) -> JsonObject:
    """A smooth line through spots, with round ends."""
    return shape(curve(spots), {"stroke_color": color, "stroke_width": max(width, 0.5)}, *looks)


def strand(spots: Sequence[Spot], width: float, color: str) -> Drawing:
    """A round cord along spots: its shade, itself, and its light."""
    lit = [(x - width * 0.16, y - width * 0.2) for x, y in spots]
    return [
        line(spots, width * 1.25, clear(dark(color, 0.62), 0.55)),
        line(spots, width, color),
        line(lit, width * 0.34, clear(light(color, 0.75), 0.75)),
    ]


def gloss(place: Place, flatness: float, turn: float, alpha: float) -> JsonObject:
    """A soft light on something wet."""
    return oval(place, flatness, turn, glow(clear("#ffffff", alpha), clear("#ffffff", 0.0)))


def shape(path: str, *looks: JsonObject) -> JsonObject:
    """A path in pixels of the card."""
    drawn: JsonObject = {"type": "shape", "x": 0, "y": 0, "path": path}
    for look in looks:
        drawn |= look
    return drawn


def curve(spots: Sequence[Spot]) -> str:
    """Path data of a smooth line through spots (Catmull-Rom)."""
    padded = [spots[0], *spots, spots[-1]]
    return f"M {_spot(spots[0])} " + " ".join(_bend(*padded[i : i + 4]) for i in range(len(spots) - 1))


def closed(spots: Sequence[Spot]) -> str:
    """Path data of a smooth closed line through spots."""
    around = [spots[-1], *spots, spots[0], spots[1]]
    return f"M {_spot(spots[0])} " + " ".join(_bend(*around[i : i + 4]) for i in range(len(spots))) + " Z"


def polygon(spots: Sequence[Spot]) -> str:
    """Path data of straight lines through spots and back."""
    return "M " + " L ".join(map(_spot, spots)) + " Z"


def scatter(place: Place, rng: np.random.Generator, count: int, *, gap: float, reach: float = 1.0) -> list[Spot]:
    """Up to `count` spots in a place, none nearer to another than `gap` radii: the eye sees heaps in true chance."""
    found = list[Spot]()
    for _ in range(count * 12):
        angle, distance = rng.uniform(0, 2 * math.pi), math.sqrt(rng.uniform()) * reach
        spot = place.at(angle, distance)
        if all(math.dist(spot, other) >= gap * place.r for other in found):
            found.append(spot)
        if len(found) == count:
            break
    return found


def _bend(before: Spot, start: Spot, end: Spot, after: Spot) -> str:
    first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
    last = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
    return f"C {_spot(first)} {_spot(last)} {_spot(end)}"


def _towards(spot: Spot, other: Spot, distance: float) -> Spot:
    share = distance / max(math.dist(spot, other), 1e-6)
    return spot[0] + (other[0] - spot[0]) * share, spot[1] + (other[1] - spot[1]) * share


def _spot(spot: Spot) -> str:
    return f"{spot[0]:.2f} {spot[1]:.2f}"


def _stops(colors: Sequence[str]) -> Json:
    return [{"offset": _percent(i / (len(colors) - 1)), "color": color} for i, color in enumerate(colors)]


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
