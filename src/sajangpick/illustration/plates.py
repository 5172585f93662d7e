"""What is shared from the middle of a table: dumplings, pancakes, cakes, and a whole table."""

import math

import numpy as np

from sajangpick.direction import Tone
from sajangpick.illustration import bowls, garnish, vessels
from sajangpick.illustration.drawing import (
    Drawing,
    Place,
    ball,
    blob,
    clear,
    dark,
    disc,
    gloss,
    glow,
    light,
    line,
    mix,
    plain,
    ramp,
    ring,
    scatter,
    shadow,
)
from sajangpick.illustration.mood import COLOURS

_CRUST = "#d08a3c"
_CREAM = "#fdf4e3"


def dumplings(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:
    """Pleated dumplings in a bamboo steamer, soy sauce beside it."""
    hue = COLOURS[tone]
    served = vessels.steamer(place)
    inside = served.inside
    drawn = served.drawn
    skin = mix("#f8eeda", hue, 0.12) if tone is Tone.WHITE else mix("#f3d9a4", hue, 0.4)
    for angle, distance in ((0.0, 0.0), *((index * math.pi / 3 + 0.3, 0.63) for index in range(6))):
        piece = Place(*inside.at(angle, distance), inside.r * 0.295)
        drawn.append(
            blob(
                piece,
                rng,
                glow(light(skin, 0.7), skin, dark(skin, 0.2), x=0.42, y=0.38, radius=0.62),
                shadow(piece.r * 0.22, 0.5),
                wobble=0.025,
                corners=16,
            )
        )
        for index in range(15):
            turn = index * 2 * math.pi / 15 + float(rng.uniform(-0.04, 0.04))
            pleat = [piece.at(turn, 0.16), piece.at(turn + 0.22, 0.45), piece.at(turn + 0.3, 0.8)]
            drawn += [
                line(pleat, piece.r * 0.05, clear(dark(skin, 0.5), 0.3)),
                line(
                    [(x - piece.r * 0.03, y - piece.r * 0.03) for x, y in pleat],
                    piece.r * 0.035,
                    clear("#ffffff", 0.75),
                ),
            ]
        drawn += [
            disc(piece.scaled(0.17), ball(dark(skin, 0.1)), shadow(piece.r * 0.06, 0.4)),
            ring(piece.scaled(0.15), piece.r * 0.03, clear("#ffffff", 0.6)),
        ]
        drawn.append(gloss(Place(*piece.at(-2.3, 0.5), piece.r * 0.42), 0.5, -0.8, 0.6))
    return [*drawn, *vessels.dip(Place(*place.at(5.5, 1.1), place.r * 0.26), ware, "#3a1a0e")]


def jeon(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:
    """A crisp pancake with green onion and chili, cut for sharing, soy sauce beside it."""
    hue = COLOURS[tone]
    served = vessels.plate(place, ware)
    cake = served.inside.scaled(1.0)
    drawn = [
        *served.drawn,
        blob(cake, rng, ball(dark(_CRUST, 0.18)), shadow(cake.r * 0.06, 0.45), wobble=0.035, corners=26),
        blob(
            cake.scaled(0.95),
            rng,
            glow(light(hue, 0.3), mix(hue, "#f0c25c", 0.5), _CRUST, x=0.44, y=0.42, radius=0.58),
            wobble=0.035,
            corners=24,
        ),
    ]
    scorched = glow(clear("#a85a20", 0.6), clear("#a85a20", 0.0))
    drawn += [
        blob(Place(*spot, cake.r * float(rng.uniform(0.05, 0.12))), rng, scorched, wobble=0.25)
        for spot in scatter(cake.scaled(0.9), rng, 30, gap=0.14)
    ]
    drawn += garnish.shreds(cake.scaled(0.8), rng, garnish.SCALLION, 22, width=cake.r * 0.055, turn=0.25)
    drawn += garnish.shreds(cake.scaled(0.62), rng, garnish.CARROT, 7, width=cake.r * 0.035, turn=1.0)
    drawn += garnish.chilies(scatter(cake.scaled(0.75), rng, 7, gap=0.4), cake.r * 0.06, rng)
    for angle in (0.5, 0.5 + math.pi / 3, 0.5 + 2 * math.pi / 3):
        ends = [cake.at(angle, 0.97), cake.at(angle + math.pi, 0.97)]
        drawn += [
            line(ends, cake.r * 0.028, clear("#6d3512", 0.6)),
            line([(x + 2, y + 2) for x, y in ends], cake.r * 0.01, clear("#fff0c8", 0.6)),
        ]
    for spot in scatter(cake.scaled(0.9), rng, 16, gap=0.2):
        drawn.append(gloss(Place(*spot, cake.r * 0.06), 0.6, -0.7, 0.6))
    return [*drawn, *vessels.dip(Place(*place.at(5.55, 1.0), place.r * 0.25), ware, "#3a1a0e")]


def cake(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:
    """A whole cake with piped cream and berries."""
    hue = COLOURS[tone]
    served = vessels.plate(place, ware)
    body = place.scaled(0.78)
    cream = mix(_CREAM, hue, 0.1 if tone in (Tone.CREAM, Tone.PINK) else 0.8)
    drawn: Drawing = [
        *served.drawn,
        disc(body, ball(dark(cream, 0.08), 0.6), shadow(body.r * 0.16, 0.45)),
        disc(body.scaled(0.97), glow(light(cream, 0.7), cream, dark(cream, 0.07), x=0.4, y=0.38, radius=0.64)),
    ]
    for index in range(14):
        dollop = Place(*body.at(index * 2 * math.pi / 14, 0.8), body.r * 0.155)
        drawn.append(disc(dollop, ball(light(cream, 0.45), 0.55), shadow(dollop.r * 0.2, 0.35)))
        for step in range(3):
            swirl = [dollop.at(step * 2.1 + t, 0.85 - 0.25 * t) for t in (0, 0.9, 1.8, 2.7)]
            drawn.append(line(swirl, dollop.r * 0.09, clear(dark(cream, 0.35), 0.3)))
        drawn.append(disc(dollop.scaled(0.2), plain("#ffffff")))
    ring_of = [body.at(index * 2 * math.pi / 8 + 0.2, 0.46) for index in range(8)]
    for index, spot in enumerate([*ring_of, body.at(0, 0)]):
        drawn += garnish.berry(
            Place(*spot, body.r * 0.155), "#d62839" if tone is not Tone.YELLOW or index % 2 else "#f2a52f"
        )
    for spot in scatter(body.scaled(0.5), rng, 6, gap=0.45):
        drawn += garnish.berry(Place(*spot, body.r * 0.07), "#3d3a78")
    drawn += garnish.mint(body.at(-1.2, 0.2), body.r * 0.2, -1.2)
    return drawn


def table(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:  # noqa: ARG001 (many dishes, many colours)
    """A table laid for anything: soup, rice and side dishes on a round tray."""
    tray = place.scaled(1.06)
    drawn: Drawing = [
        disc(tray, ramp("#7b3d22", "#4d2011", "#2c1108"), shadow(place.r * 0.14, 0.55)),
        disc(tray.scaled(0.955), glow("#6a311b", "#542513", "#3a170b", x=0.4, y=0.36, radius=0.7)),
        ring(tray.scaled(0.975), place.r * 0.012, clear("#e2a877", 0.55)),
    ]
    middle = place.scaled(0.4)
    brass = mix(vessels.BRASS, ware, 0.35)
    sides = (
        ("#b9d06a", "#4e7a35"),
        ("#e9a24a", "#c9682a"),
        ("#f3e7c4", "#d9bd85"),
        ("#c9391f", "#8f1f10"),
        ("#8a5a38", "#4d2c18"),
        ("#f0b93a", "#d98f22"),
    )
    for index, (bright, deep) in enumerate(sides):
        dish = Place(*place.at(index * math.pi / 3 + 0.26, 0.7), place.r * 0.27)
        served = vessels.bowl(dish, brass if index % 2 else ware)
        inside = served.inside
        drawn += [*served.drawn, blob(inside.scaled(0.94), rng, ball(deep), wobble=0.06)]
        drawn += garnish.shreds(inside.scaled(0.86), rng, bright, 17, width=inside.r * 0.11, turn=index * 1.3)
        drawn += garnish.sesame(scatter(inside.scaled(0.8), rng, 9, gap=0.3), inside.r * 0.045, rng)
    return [*drawn, *bowls.plain_rice(middle, ware, rng)]
