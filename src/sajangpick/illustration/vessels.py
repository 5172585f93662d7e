"""What a dish is served in, from above: each draws itself and says where the food goes."""

import math
from typing import NamedTuple

from sajangpick.illustration.drawing import (
    Drawing,
    Place,
    ball,
    clear,
    dark,
    disc,
    glow,
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

BLACK, BRASS, BAMBOO, BOARD = "#2a2624", "#c79a4b", "#d8b27a", "#a8703f"


class Served(NamedTuple):
    """A vessel, and the place in it."""

    drawn: Drawing
    inside: Place


def bowl(place: Place, ware: str) -> Served:
    """A deep bowl: its inner wall is dark towards the light and bright away from it."""
    return Served(
        [
            disc(place, ramp(light(ware, 0.3), ware, dark(ware, 0.34)), shadow(place.r * 0.17, 0.5)),
            disc(place.scaled(0.965), ramp(light(ware, 0.55), ware, dark(ware, 0.16))),
            disc(place.scaled(0.9), ramp(dark(ware, 0.42), dark(ware, 0.16), light(ware, 0.24))),
            ring(place.scaled(0.93), place.r * 0.008, clear(light(ware, 0.9), 0.6)),
        ],
        place.scaled(0.82),
    )


def plate(place: Place, ware: str) -> Served:
    """A flat plate with a wide rim."""
    return Served(
        [
            disc(place, ramp(light(ware, 0.4), ware, dark(ware, 0.22)), shadow(place.r * 0.1, 0.46)),
            disc(place.scaled(0.975), ramp(light(ware, 0.5), ware, dark(ware, 0.08))),
            disc(place.scaled(0.84), ramp(dark(ware, 0.17), dark(ware, 0.05), light(ware, 0.4))),
            disc(place.scaled(0.81), glow(light(ware, 0.5), ware, dark(ware, 0.06), x=0.4, y=0.36, radius=0.7)),
        ],
        place.scaled(0.81),
    )


def stone_pot(place: Place) -> Served:
    """An earthenware pot on its wooden rest."""
    rest = place.scaled(1.0)
    pot = place.scaled(0.9)
    ears: Drawing = [
        slab(
            Place(*pot.at(angle, 1.02), pot.r),
            (0.34, 0.3),
            angle,
            0.7,
            ramp(light(BLACK, 0.2), BLACK),
            shadow(pot.r * 0.06),
        )
        for angle in (math.pi * 0.04, math.pi * 1.04)
    ]
    return Served(
        [
            slab(
                rest,
                (2.06, 2.06),
                0.12,
                0.24,
                ramp(light(BOARD, 0.2), BOARD, dark(BOARD, 0.35)),
                shadow(place.r * 0.09, 0.5),
            ),
            ring(rest.scaled(0.97), place.r * 0.012, clear(dark(BOARD, 0.6), 0.35)),
            *ears,
            disc(pot, ramp(light(BLACK, 0.3), BLACK, dark(BLACK, 0.6)), shadow(place.r * 0.15, 0.6)),
            disc(pot.scaled(0.955), ramp(light(BLACK, 0.2), light(BLACK, 0.05), dark(BLACK, 0.3))),
            disc(pot.scaled(0.87), ramp(dark(BLACK, 0.7), dark(BLACK, 0.3), light(BLACK, 0.16))),
            ring(pot.scaled(0.925), place.r * 0.008, clear(light(BLACK, 0.6), 0.5)),
        ],
        pot.scaled(0.84),
    )


def pan(place: Place) -> Served:
    """A black iron pan, its handle to the lower right."""
    body, iron = place.scaled(0.94), mix(BLACK, "#44403c", 0.5)
    first, last = body.at(0.72, 0.95), body.at(0.72, 1.75)
    return Served(
        [
            line([first, last], place.r * 0.2, iron, shadow(place.r * 0.1, 0.5)),
            line([first, last], place.r * 0.05, clear(light(iron, 0.5), 0.35)),
            disc(body, ramp(light(iron, 0.35), iron, dark(iron, 0.5)), shadow(place.r * 0.13, 0.55)),
            disc(body.scaled(0.94), ramp(dark(iron, 0.55), dark(iron, 0.25), light(iron, 0.16))),
            disc(body.scaled(0.88), glow(light(iron, 0.1), iron, dark(iron, 0.3), x=0.4, y=0.38, radius=0.7)),
            ring(body.scaled(0.97), place.r * 0.008, clear(light(iron, 0.8), 0.45)),
        ],
        body.scaled(0.86),
    )


def board(place: Place, *, turn: float = -0.12) -> Served:
    """A wooden board."""
    drawn: Drawing = [
        slab(
            place,
            (1.94, 1.72),
            turn,
            0.16,
            ramp(light(BOARD, 0.35), BOARD, dark(BOARD, 0.25)),
            shadow(place.r * 0.1, 0.5),
        ),
        slab(
            place,
            (1.88, 1.66),
            turn,
            0.15,
            {"stroke_color": clear(light(BOARD, 0.7), 0.4), "stroke_width": place.r * 0.01},
        ),
    ]
    for index in range(9):
        across = -0.72 + index * 0.18
        sway = 0.02 * math.sin(index * 2.1)
        spots = [place.on(turn, t, across + sway * t) for t in (-0.88, -0.3, 0.3, 0.88)]
        drawn.append(line(spots, place.r * 0.008, clear(dark(BOARD, 0.6), 0.28)))
    return Served(drawn, place.scaled(0.8))


def steamer(place: Place) -> Served:
    """A round bamboo steamer."""
    drawn: Drawing = [
        disc(place, ramp(light(BAMBOO, 0.4), BAMBOO, dark(BAMBOO, 0.4)), shadow(place.r * 0.15, 0.5)),
        ring(place.scaled(0.95), place.r * 0.016, clear(dark(BAMBOO, 0.55), 0.7)),
        ring(place.scaled(0.9), place.r * 0.03, clear(light(BAMBOO, 0.5), 0.8)),
        disc(place.scaled(0.87), ramp(dark(BAMBOO, 0.62), dark(BAMBOO, 0.4), dark(BAMBOO, 0.18))),
    ]
    inside = place.scaled(0.84)
    for index in range(9):
        offset = -0.84 + index * 0.21
        half = math.sqrt(max(0.0, 1 - offset**2)) * 0.97
        spots = [(place.x + inside.r * offset, place.y + inside.r * t) for t in (-half, half)]
        drawn.append(line(spots, place.r * 0.14, mix(BAMBOO, "#fff2d8", 0.25)))
    binding = [Place(*place.at(angle, 0.935), place.r) for angle in (0.3, 1.9, 3.5, 5.1)]
    drawn += [
        slab(each, (0.16, 0.13), math.atan2(each.y - place.y, each.x - place.x), 0.2, plain(dark(BAMBOO, 0.35)))
        for each in binding
    ]
    return Served(drawn, inside)


def cup(place: Place, ware: str) -> Served:
    """A cup on its saucer, the handle to the right."""
    body = place.scaled(0.68)
    handle = [body.at(*spot) for spot in ((-0.44, 0.93), (-0.36, 1.3), (-0.16, 1.46), (0.04, 1.3), (0.12, 0.93))]
    return Served(
        [
            disc(place, ramp(light(ware, 0.45), ware, dark(ware, 0.26)), shadow(place.r * 0.09, 0.46)),
            disc(place.scaled(0.96), ramp(light(ware, 0.5), ware, dark(ware, 0.1))),
            ring(place.scaled(0.78), place.r * 0.012, clear(dark(ware, 0.3), 0.35)),
            line(handle, place.r * 0.1, dark(ware, 0.1), shadow(place.r * 0.07, 0.4)),
            line(handle, place.r * 0.035, clear(light(ware, 0.4), 0.8)),
            disc(body, ramp(light(ware, 0.4), ware, dark(ware, 0.3)), shadow(place.r * 0.17, 0.5)),
            disc(body.scaled(0.95), ramp(light(ware, 0.7), light(ware, 0.2), ware)),
            disc(body.scaled(0.89), ramp(dark(ware, 0.4), dark(ware, 0.14), light(ware, 0.2))),
        ],
        body.scaled(0.86),
    )


def glass(place: Place, drink: str) -> Served:
    """A tumbler from above; the light through the drink colours its shadow."""
    tinted = oval(
        Place(place.x + place.r * 0.72, place.y + place.r * 0.95, place.r * 1.06),
        0.92,
        0.7,
        glow(clear(light(drink, 0.35), 0.5), clear(light(drink, 0.2), 0.3), clear(drink, 0.1), clear(drink, 0.0)),
        {"blur_radius": place.r * 0.12},
    )
    return Served(
        [
            tinted,
            disc(place, plain(clear("#ffffff", 0.28)), shadow(place.r * 0.16, 0.4)),
            disc(place.scaled(0.94), ramp(dark(drink, 0.3), drink, light(drink, 0.2))),
            ring(place.scaled(0.975), place.r * 0.035, clear("#ffffff", 0.72)),
            ring(place.scaled(0.925), place.r * 0.012, clear("#ffffff", 0.5)),
        ],
        place.scaled(0.9),
    )


def dip(place: Place, ware: str, sauce: str) -> Drawing:
    """A small dish of sauce."""
    served = bowl(place, ware)
    return [
        *served.drawn,
        disc(served.inside, ball(sauce, 0.6)),
        oval(Place(*served.inside.at(-2.3, 0.45), place.r * 0.2), 0.5, -0.8, plain(clear("#ffffff", 0.45))),
    ]
