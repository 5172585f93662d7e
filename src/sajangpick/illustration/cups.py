"""Dishes to drink."""

import math

import numpy as np

from sajangpick.direction import Tone
from sajangpick.illustration import garnish, vessels
from sajangpick.illustration.drawing import (
    Drawing,
    Place,
    ball,
    blob,
    clear,
    closed,
    dark,
    disc,
    gloss,
    glow,
    light,
    line,
    mix,
    oval,
    plain,
    ramp,
    ring,
    scatter,
    shadow,
    shape,
    slab,
)
from sajangpick.illustration.mood import COLOURS

_FRUITY = (Tone.YELLOW, Tone.PINK, Tone.GREEN)
_COFFEE, _CREMA, _MILK = "#3a1c0e", "#b9772f", "#fdf3e2"


def coffee(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:
    """A cup on a saucer: coffee with its crema, or with milk poured as a leaf, or clear tea."""
    hue = COLOURS[tone]
    served = vessels.cup(place.scaled(0.98), ware)
    inside = served.inside
    is_black, is_tea = tone is Tone.BROWN, tone is Tone.CLEAR
    body = _COFFEE if is_black else mix(hue, "#9a5a2a", 0.5) if tone is not Tone.GREEN else hue
    drawn: Drawing = [
        *(_beans(place, rng) if tone in (Tone.BROWN, Tone.CREAM) else []),
        *served.drawn,
        disc(inside, glow(light(body, 0.1), body, dark(body, 0.3), x=0.42, y=0.4, radius=0.62)),
    ]
    if is_black:
        drawn += [
            ring(inside.scaled(1 - 0.035 * step), inside.r * 0.07, clear(_CREMA, 0.75 - 0.2 * step))
            for step in range(4)
        ]
        drawn += garnish.bubbles(scatter(inside, rng, 14, gap=0.12, reach=0.96), inside.r * 0.045, _CREMA, rng)
    elif not is_tea:
        drawn += _rosetta(inside, body)
    arc = [inside.at(angle, 0.8) for angle in np.linspace(math.pi * 1.08, math.pi * 1.45, 5)]
    drawn += [
        line(arc, inside.r * 0.03, clear("#ffffff", 0.5)),
        gloss(Place(*inside.at(-2.3, 0.45), inside.r * 0.5), 0.5, -0.8, 0.22),
    ]
    return [*drawn, *_spoon(place)]


def drink(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:  # noqa: ARG001 (glass always)
    """A tall glass with ice, a straw and something fresh."""
    hue = COLOURS[tone]
    body = _COFFEE if tone is Tone.BROWN else mix(hue, "#9a5a2a", 0.32) if tone is Tone.CREAM else hue
    served = vessels.glass(place.scaled(0.8), body)
    inside = served.inside
    drawn: Drawing = [
        *served.drawn,
        disc(inside.scaled(0.99), glow(light(body, 0.22), body, dark(body, 0.3), x=0.42, y=0.4, radius=0.62)),
    ]
    drawn += _foam(inside, rng) if tone is Tone.GOLD else _on_ice(inside, body, rng)
    if tone in _FRUITY:
        drawn += garnish.lemon(Place(*inside.at(0.75, 0.72), inside.r * 0.36), 0.3)
        drawn += garnish.mint(inside.at(-2.0, 0.42), inside.r * 0.42, -1.9)
    if tone is not Tone.GOLD:
        drawn += _straw(inside)
    for spot in scatter(place.scaled(1.25), rng, 30, gap=0.16):
        if math.dist(spot, (place.x, place.y)) > place.r:
            drop = Place(*spot, place.r * float(rng.uniform(0.015, 0.035)))
            drawn += [disc(drop, ramp(clear("#ffffff", 0.2), clear("#ffffff", 0.55)), shadow(drop.r * 0.5, 0.35))]
    return drawn


def _on_ice(inside: Place, body: str, rng: np.random.Generator) -> Drawing:
    drawn: Drawing = []
    for spot in scatter(inside.scaled(0.68), rng, 7, gap=0.56):
        cube, turn = Place(*spot, inside.r * 0.27), float(rng.uniform(0, 1.5))
        drawn += [
            slab(
                cube,
                (1.6, 1.5),
                turn,
                0.35,
                ramp(clear("#ffffff", 0.8), clear(light(body, 0.5), 0.45), clear("#ffffff", 0.3)),
                shadow(cube.r * 0.16, 0.3),
            ),
            slab(
                cube, (1.12, 1.02), turn, 0.4, {"stroke_color": clear("#ffffff", 0.55), "stroke_width": cube.r * 0.06}
            ),
            gloss(Place(*cube.at(turn - 2.3, 0.45), cube.r * 0.42), 0.5, turn - 0.7, 0.85),
        ]
    drawn += garnish.bubbles(scatter(inside, rng, 26, gap=0.11, reach=0.95), inside.r * 0.035, body, rng)
    return drawn


def _foam(inside: Place, rng: np.random.Generator) -> Drawing:
    """The head of a beer."""
    head = inside.scaled(0.86)
    return [
        blob(head, rng, glow("#fffdf4", "#fbf0d4", "#ecd6a2", x=0.42, y=0.4, radius=0.6), wobble=0.05, corners=16),
        *garnish.bubbles(scatter(head, rng, 90, gap=0.085, reach=0.95), head.r * 0.05, "#f7e6bd", rng),
    ]


def _straw(inside: Place) -> Drawing:
    first, last = inside.at(2.5, 0.2), inside.at(2.2, 1.5)
    return [
        line([first, last], inside.r * 0.13, "#f4efe4", shadow(inside.r * 0.08, 0.45)),
        line([first, last], inside.r * 0.035, "#c94a35"),
        oval(Place(*last, inside.r * 0.075), 0.8, 0.4, plain("#5b2a20")),
    ]


def _rosetta(inside: Place, body: str) -> Drawing:
    """Milk poured as a leaf: chevrons from the handle's side to the heart at the tip."""
    drawn: Drawing = [ring(inside.scaled(0.96), inside.r * 0.06, clear(_CREMA, 0.55))]
    half = [(0.0, 0.8), (0.3, 0.62), (0.52, 0.3), (0.6, -0.05), (0.5, -0.4), (0.3, -0.62), (0.12, -0.7), (0.0, -0.6)]
    around = [*half, *((-x, y) for x, y in reversed(half[1:-1]))]
    drawn.append(
        shape(closed([(inside.x + inside.r * x, inside.y + inside.r * y) for x, y in around]), ball(_MILK, 0.25))
    )
    for step in range(7):
        low = 0.62 - 0.17 * step
        # The lines end where the leaf does.
        reach = 0.98 * float(np.interp(low - 0.3, [y for _, y in reversed(half)], [x for x, _ in reversed(half)]))
        bends = ((-reach, 0.3), (-reach * 0.6, 0.08), (0.0, 0.0), (reach * 0.6, 0.08), (reach, 0.3))
        spots = [(inside.x + inside.r * x, inside.y + inside.r * (low - lift)) for x, lift in bends]
        drawn.append(line(spots, inside.r * (0.05 - 0.003 * step), clear(body, 0.92)))
    stem = [(inside.x, inside.y + inside.r * t) for t in (0.82, 0.2, -0.5)]
    return [*drawn, line(stem, inside.r * 0.035, clear(body, 0.92))]


def _beans(place: Place, rng: np.random.Generator) -> Drawing:
    drawn: Drawing = []
    for angle, distance in ((2.2, 1.24), (2.36, 1.4), (2.02, 1.42)):
        bean, turn = Place(*place.at(angle, distance), place.r * 0.065), float(rng.uniform(0, 3))
        split = [bean.at(turn + t, abs(d)) for t, d in ((0.0, 0.85), (0.5, 0.2), (math.pi, 0.85))]
        drawn += [
            oval(bean, 0.68, turn, ball("#5a2f18"), shadow(bean.r * 0.4, 0.5)),
            line(split, bean.r * 0.14, "#2a1208"),
        ]
    return drawn


def _spoon(place: Place) -> Drawing:
    metal = "#c9b48a"
    stick = [place.at(0.95, 0.84), place.at(1.75, 0.98)]
    head = Place(*place.at(1.86, 0.99), place.r * 0.13)
    return [
        line(stick, place.r * 0.04, metal, shadow(place.r * 0.03, 0.45)),
        line(stick, place.r * 0.012, clear(light(metal, 0.9), 0.8)),
        oval(head, 0.66, 3.2, ramp(light(metal, 0.7), metal, dark(metal, 0.3)), shadow(place.r * 0.03, 0.45)),
    ]
