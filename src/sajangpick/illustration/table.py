"""The table: its surface, the light that falls on it, and what lies beside a dish."""

import math
from typing import assert_never

import numpy as np

from sajangpick.domain.json import JsonObject
from sajangpick.illustration.drawing import (
    Drawing,
    Place,
    Spot,
    clear,
    dark,
    glow,
    leaf,
    light,
    line,
    mix,
    oval,
    plain,
    polygon,
    ramp,
    shadow,
    shape,
    slab,
)
from sajangpick.illustration.mood import Mood, Surface


def draw_surface(mood: Mood, size: Spot, focus: Place, rng: np.random.Generator) -> Drawing:
    """The whole card as a table top, brightest around the dish."""
    width, height = size
    reach = math.hypot(width, height) / max(width, height)
    lit: JsonObject = glow(
        light(mood.ground, 0.16),
        mood.ground,
        mix(mood.ground, mood.shade, 0.62),
        mood.shade,
        x=focus.x / width - 0.08,
        y=focus.y / height - 0.1,
        radius=reach * 0.78,
    )
    ground = shape(_sheet(0, 0, width, height), lit)
    match mood.surface:
        case Surface.WOOD:
            return [ground, *_planks(mood, size, rng)]
        case Surface.STONE:
            return [ground, *_veins(mood, size, rng)]
        case Surface.LINEN:
            return [ground, *_weave(mood, size)]
        case Surface.COLOUR:
            return [ground, _field(mood, size)]
        case _:
            assert_never(mood.surface)


def draw_air(mood: Mood, size: Spot, focus: Place) -> Drawing:
    """What lies over everything: the lamp's glow, and the dark at the edges."""
    width, height = size
    longest = max(size)
    lamp = glow(clear(mood.lamp, 0.3), clear(mood.lamp, 0.08), clear(mood.lamp, 0.0), x=0.2, y=0.06, radius=0.5)
    edge = clear(dark(mood.shade, 0.6), 0.0)
    corners = glow(
        edge,
        edge,
        clear(dark(mood.shade, 0.55), 0.5),
        x=focus.x / width,
        y=focus.y / height,
        radius=0.74 * math.hypot(width, height) / longest,
    )
    return [shape(_sheet(0, 0, width, height), look) for look in (lamp, corners)]


def draw_window(mood: Mood, size: Spot) -> Drawing:
    """Panes of sunlight that fall across the table."""
    width, height = size
    side = max(size)
    slant, pane, gap = 0.34, side * 0.2, side * 0.045
    drawn: Drawing = []
    for index in range(2):
        left = width * 0.08 + index * (pane + gap)
        spots = [
            (left, -height * 0.1),
            (left + pane, -height * 0.1),
            (left + pane - slant * height * 1.2, height * 1.1),
            (left - slant * height * 1.2, height * 1.1),
        ]
        drawn.append(shape(polygon(spots), plain(clear(mood.lamp, 0.3 * mood.hardness)), {"blur_radius": side * 0.012}))
    return drawn


def draw_cloth(mood: Mood, focus: Place, rng: np.random.Generator) -> Drawing:
    """A napkin under one side of the dish."""
    turn = -0.32 + rng.uniform(-0.1, 0.1)
    place = Place(*focus.at(2.55, 0.62), focus.r)
    cloth = mood.cloth
    drawn: Drawing = [
        slab(
            place, (1.5, 1.36), turn, 0.06, ramp(light(cloth, 0.16), cloth, dark(cloth, 0.22)), shadow(focus.r * 0.05)
        ),
        slab(
            place,
            (1.4, 1.26),
            turn,
            0.05,
            {"stroke_color": clear(light(cloth, 0.55), 0.55), "stroke_width": focus.r * 0.012},
        ),
    ]
    for offset in (-0.36, 0.22):
        x, y = math.cos(turn), math.sin(turn)
        along = [
            (place.x + focus.r * (offset * x - t * y), place.y + focus.r * (offset * y + t * x))
            for t in (-0.66, 0, 0.66)
        ]
        drawn.append(line(along, focus.r * 0.03, clear(dark(cloth, 0.5), 0.22), {"blur_radius": focus.r * 0.03}))
    return drawn


def draw_chopsticks(mood: Mood, start: Spot, length: float, turn: float) -> Drawing:
    """A pair of chopsticks and a spoon, as a Korean table is laid."""
    metal = mix("#c9a35f", mood.lamp, 0.25)
    drawn: Drawing = []
    for offset, skew in ((-0.028, 0.012), (0.028, -0.012)):
        first = Place(*start, length).on(turn, -0.5, offset)
        last = Place(*start, length).on(turn + skew, 0.5, offset)
        drawn += [
            line([first, last], length * 0.021, metal, shadow(length * 0.016, 0.5)),
            line([first, last], length * 0.006, clear(light(metal, 0.8), 0.8)),
        ]
    handle = [Place(*start, length).on(turn, t, 0.135) for t in (-0.2, 0.5)]
    head = Place(*Place(*start, length).on(turn, -0.33, 0.135), length * 0.125)
    drawn += [
        line(handle, length * 0.024, metal, shadow(length * 0.016, 0.5)),
        line(handle, length * 0.006, clear(light(metal, 0.8), 0.8)),
        oval(
            head.scaled(1.1), 0.64, turn, ramp(light(metal, 0.6), metal, dark(metal, 0.3)), shadow(length * 0.02, 0.45)
        ),
        oval(head.scaled(0.92), 0.6, turn, ramp(dark(metal, 0.32), metal, light(metal, 0.6))),
    ]
    return drawn


def draw_sprig(base: Spot, length: float, turn: float, color: str) -> Drawing:
    """A herb that dropped beside the dish."""
    stem = [Place(*base, length).on(turn, t, 0.06 * math.sin(t * 3)) for t in (0, 0.35, 0.7, 1)]
    drawn: Drawing = [line(stem, length * 0.035, dark(color, 0.2))]
    for index in range(7):
        t, side = 0.12 + index * 0.13, 1 if index % 2 else -1
        grown = length * (0.4 - 0.03 * index)
        foot = Place(*base, length).on(turn, t, 0.06 * math.sin(t * 3))
        drawn += leaf(foot, grown, grown * 0.32, turn + side * 0.85, color, shadow(length * 0.03, 0.35))
    return drawn


def _planks(mood: Mood, size: Spot, rng: np.random.Generator) -> Drawing:
    width, height = size
    board = max(size) / 7
    drawn: Drawing = []
    for index in range(math.ceil(width / board) + 1):
        left = index * board - board * 0.4
        tint = light(mood.ground, 0.3) if rng.uniform() < 0.5 else dark(mood.ground, 0.6)
        drawn.append(shape(_sheet(left, 0, board, height), plain(clear(tint, 0.05 + 0.09 * float(rng.uniform())))))
        for _ in range(9):
            x, sway = left + board * float(rng.uniform(0.06, 0.94)), board * float(rng.uniform(0.02, 0.06))
            spots = [(x + sway * math.sin(step * 1.1 + x), height * step / 7) for step in range(8)]
            drawn.append(line(spots, board * float(rng.uniform(0.006, 0.022)), clear(dark(mood.ground, 0.6), 0.2)))
        drawn.append(
            shape(_sheet(left - board * 0.008, 0, board * 0.016, height), plain(clear(dark(mood.shade, 0.5), 0.75)))
        )
        drawn.append(
            shape(_sheet(left + board * 0.008, 0, board * 0.008, height), plain(clear(light(mood.ground, 0.4), 0.22)))
        )
    return drawn


def _veins(mood: Mood, size: Spot, rng: np.random.Generator) -> Drawing:
    width, height = size
    drawn: Drawing = []
    for _ in range(7):
        x, y, heading = float(rng.uniform(0, width)), float(rng.uniform(0, height)), float(rng.uniform(0.5, 1.2))
        spots: list[Spot] = [(x, y)]
        for _ in range(7):
            heading += float(rng.uniform(-0.5, 0.5))
            spots.append(
                (spots[-1][0] + math.cos(heading) * height / 12, spots[-1][1] + math.sin(heading) * height / 12)
            )
        tint, wide = light(mood.ground, 0.6), max(size) * float(rng.uniform(0.001, 0.004))
        drawn.append(line(spots, wide * 5, clear(tint, 0.08), {"blur_radius": wide * 4}))
        drawn.append(line(spots, wide, clear(tint, 0.2)))
    for _ in range(150):
        x, y = float(rng.uniform(0, width)), float(rng.uniform(0, height))
        tint = light(mood.ground, 0.7) if rng.uniform() < 0.5 else dark(mood.ground, 0.6)
        drawn.append(line([(x, y), (x + 1, y + 1)], max(size) * float(rng.uniform(0.0008, 0.0025)), clear(tint, 0.3)))
    return drawn


def _weave(mood: Mood, size: Spot) -> Drawing:
    width, height = size
    step = max(size) / 150
    threads = [f"M 0 {y * step:.1f} H {width:.1f}" for y in range(math.ceil(height / step))]
    threads += [f"M {x * step:.1f} 0 V {height:.1f}" for x in range(math.ceil(width / step))]
    return [
        shape(" ".join(threads), {"stroke_color": clear(dark(mood.ground, 0.35), 0.16), "stroke_width": step * 0.3}),
        shape(" ".join(threads), {"stroke_color": clear(light(mood.ground, 0.8), 0.2), "stroke_width": step * 0.16}),
    ]


def _field(mood: Mood, size: Spot) -> JsonObject:
    """The other half of the table, in its second colour: two fields that meet behind the dish."""
    width, height = size
    spots = [(0, height * 0.62), (width, height * 0.42), (width, height), (0, height)]
    return shape(polygon(spots), ramp(mood.shade, dark(mood.shade, 0.16)))


def _sheet(left: float, top: float, width: float, height: float) -> str:
    return polygon([(left, top), (left + width, top), (left + width, top + height), (left, top + height)])
