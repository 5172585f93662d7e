"""What lies in and on dishes: each a thing of its own, at a place."""

import math

import numpy as np

from sajangpick.illustration.drawing import (
    Drawing,
    Place,
    Spot,
    ball,
    blob,
    clear,
    dark,
    disc,
    gloss,
    glow,
    leaf,
    light,
    line,
    mix,
    oval,
    plain,
    ramp,
    ring,
    shadow,
    slab,
)

SCALLION, CHILI, EGG_WHITE, YOLK, TOFU = "#5f9a3a", "#c9281c", "#fbf6ea", "#f2a12b", "#f7ecd4"
HERB, CARROT, NORI, MEAT, CHAR = "#4c8038", "#e67f2e", "#1f2b22", "#8a4a30", "#3a1a10"


def scallions(spots: list[Spot], size: float, rng: np.random.Generator) -> Drawing:
    """Rings of green onion, `size` pixels in radius."""
    drawn: Drawing = []
    for spot in spots:
        place = Place(*spot, size * float(rng.uniform(0.8, 1.15)))
        turn, flat = float(rng.uniform(0, 3.1)), float(rng.uniform(0.7, 1))
        tint = mix(SCALLION, "#b7d27a", float(rng.uniform(0, 0.5)))
        drawn += [
            oval(
                place,
                flat,
                turn,
                {"stroke_color": dark(tint, 0.15), "stroke_width": size * 0.46},
                shadow(size * 0.22, 0.4),
            ),
            oval(place, flat, turn, {"stroke_color": light(tint, 0.42), "stroke_width": size * 0.16}),
        ]
    return drawn


def chilies(spots: list[Spot], size: float, rng: np.random.Generator) -> Drawing:
    """Slices of red chili."""
    drawn: Drawing = []
    for spot in spots:
        place, turn = Place(*spot, size), float(rng.uniform(0, 3.1))
        drawn += [
            oval(place, 0.72, turn, ball(CHILI), shadow(size * 0.25, 0.4)),
            oval(place.scaled(0.62), 0.7, turn, plain(light(CHILI, 0.45))),
            *(disc(Place(*place.at(angle + turn, 0.28), size * 0.13), plain("#fbe6b0")) for angle in (0.3, 2.4, 4.3)),
        ]
    return drawn


def sesame(spots: list[Spot], size: float, rng: np.random.Generator) -> Drawing:
    """Sesame seeds."""
    return [
        oval(Place(*spot, size), 0.55, float(rng.uniform(0, 3.1)), plain("#fbeac6"), shadow(size * 0.5, 0.45))
        for spot in spots
    ]


def tofu(place: Place, turn: float) -> Drawing:
    """A block of tofu."""
    return [
        slab(
            Place(place.x + place.r * 0.1, place.y + place.r * 0.14, place.r),
            (1.5, 1.3),
            turn,
            0.3,
            plain(dark(TOFU, 0.3)),
            shadow(place.r * 0.12, 0.4),
        ),
        slab(place, (1.5, 1.3), turn, 0.3, ramp(light(TOFU, 0.6), TOFU, dark(TOFU, 0.12))),
        gloss(Place(*place.at(turn - 2.2, 0.3), place.r * 0.5), 0.6, turn, 0.7),
    ]


def cut(place: Place, rng: np.random.Generator, color: str, *, flatness: float = 0.66, grill: bool = False) -> Drawing:
    """A slice of meat: browned at the edge, with a grain, wet."""
    turn = float(rng.uniform(0, math.pi))
    drawn: Drawing = [
        blob(
            place,
            rng,
            ramp(light(color, 0.28), color, dark(color, 0.36)),
            shadow(place.r * 0.16, 0.5),
            wobble=0.1,
            flatness=flatness,
            turn=turn,
        ),
    ]
    for offset in (-0.3, -0.02, 0.28):
        spots = [
            place.on(turn, t, offset * flatness + 0.06 * math.sin(4 * t + offset)) for t in (-0.66, -0.2, 0.25, 0.66)
        ]
        fat = clear(light(color, 0.72), 0.75 if grill else 0.4)
        drawn.append(line(spots, place.r * (0.13 if grill else 0.06), fat))
    if grill:
        for across in (-0.42, -0.05, 0.32):
            scar = [place.on(turn, across + 0.14, -0.5 * flatness), place.on(turn, across, 0.5 * flatness)]
            drawn.append(line(scar, place.r * 0.085, clear(CHAR, 0.7)))
    return [*drawn, gloss(Place(*place.on(turn, -0.2, -0.24), place.r * 0.42), 0.4, turn, 0.5)]


def sashimi(place: Place, turn: float, color: str) -> Drawing:
    """A slice of fish with its pale lines."""
    drawn: Drawing = [
        slab(
            place,
            (1.9, 0.86),
            turn,
            0.62,
            ramp(light(color, 0.3), color, dark(color, 0.24)),
            shadow(place.r * 0.12, 0.4),
        )
    ]
    for stripe in range(6):
        t = -0.74 + stripe * 0.29
        spots = [place.on(turn, *spot) for spot in ((t, -0.36), (t + 0.12, 0.0), (t, 0.34))]
        drawn.append(line(spots, place.r * 0.045, clear("#ffffff", 0.5)))
    return [*drawn, gloss(Place(*place.on(turn, -0.3, 0), place.r * 0.45), 0.4, turn, 0.5)]


def egg(place: Place, turn: float) -> Drawing:
    """Half a soft-boiled egg."""
    heart = Place(*place.on(turn, 0.1, 0), place.r * 0.58)
    return [
        oval(place, 0.8, turn, ball(EGG_WHITE, 0.4), shadow(place.r * 0.16, 0.45)),
        oval(place.scaled(0.93), 0.8, turn, {"stroke_color": clear("#d9c9a8", 0.6), "stroke_width": place.r * 0.03}),
        disc(heart, glow("#ffc558", YOLK, dark(YOLK, 0.14), x=0.42, y=0.4, radius=0.6)),
        gloss(Place(*heart.at(-2.3, 0.4), heart.r * 0.5), 0.6, -0.7, 0.8),
    ]


def fried_egg(place: Place, rng: np.random.Generator) -> Drawing:
    """An egg, sunny side up."""
    heart = Place(*place.at(0.6, 0.08), place.r * 0.42)
    return [
        blob(
            place,
            rng,
            glow("#fffdf6", EGG_WHITE, "#eadfc8", radius=0.6),
            shadow(place.r * 0.1, 0.4),
            wobble=0.1,
            corners=10,
        ),
        disc(heart, glow("#ffcf5c", YOLK, dark(YOLK, 0.2), x=0.4, y=0.36, radius=0.62), shadow(heart.r * 0.14, 0.35)),
        gloss(Place(*heart.at(-2.3, 0.42), heart.r * 0.42), 0.6, -0.7, 0.9),
    ]


def kimchi(place: Place, rng: np.random.Generator) -> Drawing:
    """A piece of kimchi: a pale rib in a red leaf."""
    color, turn = mix("#c93a1d", "#e0582c", float(rng.uniform(0, 1))), float(rng.uniform(0, math.pi))
    rib = [place.on(turn, t, 0.1 * math.sin(t * 3)) for t in (-0.7, -0.2, 0.3, 0.72)]
    return [
        blob(
            place,
            rng,
            ramp(light(color, 0.25), color, dark(color, 0.3)),
            shadow(place.r * 0.12, 0.4),
            wobble=0.2,
            corners=10,
            flatness=0.62,
            turn=turn,
        ),
        line(rib, place.r * 0.26, clear("#f6c79a", 0.75)),
        line(rib, place.r * 0.06, clear("#fff0d8", 0.8)),
    ]


def mushroom(place: Place, turn: float, color: str = "#8d6142") -> Drawing:
    """A shiitake with its star cut."""
    star = [
        line([place.at(turn + a, 0.55), place.at(turn + a + math.pi, 0.55)], place.r * 0.15, "#f3e3c6")
        for a in (0, math.pi / 3, 2 * math.pi / 3)
    ]
    return [disc(place, ball(color), shadow(place.r * 0.18, 0.45)), *star]


def tomato(place: Place, turn: float) -> Drawing:
    """Half a cherry tomato."""
    seeds = [
        oval(Place(*place.at(turn + a, 0.45), place.r * 0.3), 0.6, turn + a + math.pi / 2, plain("#f2a04c"))
        for a in (0.5, 2.6, 4.7)
    ]
    return [
        disc(place, ball("#d9331f"), shadow(place.r * 0.18, 0.42)),
        disc(place.scaled(0.84), plain("#ee6a45")),
        *seeds,
        gloss(Place(*place.at(-2.3, 0.5), place.r * 0.4), 0.6, -0.7, 0.75),
    ]


def cucumber(place: Place) -> Drawing:
    """A slice of cucumber."""
    seeds = [oval(Place(*place.at(a, 0.4), place.r * 0.12), 0.45, a, plain("#f1f6cf")) for a in np.arange(0, 6.2, 0.9)]
    return [
        disc(place, plain("#3f7a35"), shadow(place.r * 0.14, 0.4)),
        disc(place.scaled(0.9), glow("#eaf3bf", "#d2e59a", "#b8d67c", radius=0.6)),
        *seeds,
    ]


def lemon(place: Place, turn: float) -> Drawing:
    """A slice of lemon."""
    cells = [
        oval(
            Place(*place.at(turn + k * math.pi / 4, 0.48), place.r * 0.34),
            0.5,
            turn + k * math.pi / 4,
            ramp("#ffe36b", "#f4c22e"),
        )
        for k in range(8)
    ]
    return [
        disc(place, plain("#f0b92a"), shadow(place.r * 0.14, 0.4)),
        disc(place.scaled(0.92), plain("#fff3c4")),
        *cells,
        disc(place.scaled(0.1), plain("#fff3c4")),
    ]


def berry(place: Place, color: str = "#d62839") -> Drawing:
    """A strawberry, or another berry by its colour, from above."""
    seeds = [
        oval(Place(*place.at(a, d), place.r * 0.07), 0.6, a, plain("#ffd9a0"))
        for d, step in ((0.42, 1.3), (0.75, 0.85))
        for a in np.arange(0.3, 6.4, step)
    ]
    return [
        disc(place, ball(color), shadow(place.r * 0.2, 0.42)),
        *seeds,
        gloss(Place(*place.at(-2.3, 0.5), place.r * 0.5), 0.6, -0.7, 0.65),
    ]


def mint(base: Spot, size: float, turn: float) -> Drawing:
    """Three leaves of mint."""
    return [
        each
        for offset in (-0.9, 0.9, 0.0)
        for each in leaf(base, size, size * 0.42, turn + offset, "#4f9a48", shadow(size * 0.1, 0.4))
    ]


def bubbles(spots: list[Spot], size: float, color: str, rng: np.random.Generator) -> Drawing:
    """Bubbles and beads of oil on a broth."""
    drawn: Drawing = []
    for spot in spots:
        place = Place(*spot, size * float(rng.uniform(0.35, 1.25)))
        drawn += [
            disc(
                place,
                glow(clear(light(color, 0.5), 0.25), clear(light(color, 0.3), 0.25), clear(light(color, 0.6), 0.75)),
            ),
            ring(place, place.r * 0.1, clear(light(color, 0.75), 0.45)),
            disc(Place(*place.at(-2.3, 0.45), place.r * 0.22), plain(clear("#ffffff", 0.8))),
        ]
    return drawn


def shreds(place: Place, rng: np.random.Generator, color: str, count: int, *, width: float, turn: float) -> Drawing:
    """A bundle of julienned vegetables, lying one way."""
    drawn: Drawing = []
    for _ in range(count):
        across, skew = float(rng.uniform(-0.75, 0.75)), float(rng.uniform(-0.25, 0.25))
        reach = math.sqrt(max(0.1, 1 - across**2)) * float(rng.uniform(0.75, 1))
        bend = float(rng.uniform(-0.16, 0.16))
        spots = [place.on(turn, t * reach, across + skew * t + bend * (1 - t * t)) for t in (-1, -0.3, 0.4, 1)]
        tint = mix(color, "#fff3d8" if rng.uniform() < 0.6 else "#2a1208", float(rng.uniform(0, 0.26)))
        drawn += [
            line([(x + width * 0.25, y + width * 0.4) for x, y in spots], width * 1.1, clear(dark(color, 0.75), 0.4)),
            line(spots, width, tint),
        ]
    return drawn
