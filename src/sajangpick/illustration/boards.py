"""What is served on boards and slates, and eaten with fingers."""

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
    polygon,
    ramp,
    ring,
    scatter,
    shadow,
    shape,
    slab,
)
from sajangpick.illustration.mood import COLOURS


def rolls(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:  # noqa: ARG001 (a board always)
    """Slices of gimbap in rows."""
    hue = COLOURS[tone]
    served = vessels.board(place)
    drawn = served.drawn
    hearts = ("#f2b92f", "#e67f2e", hue, "#e9556a", "#f7ead0")
    for row in range(3):
        for column in range(4):
            turn = -0.12
            x, y = (column - 1.5) * 0.42, (row - 1) * 0.5 + 0.02 * float(rng.uniform(-1, 1))
            piece = Place(*place.on(turn, x, y), place.r * 0.205)
            drawn += [
                disc(piece, ball(garnish.NORI, 0.7), shadow(piece.r * 0.25, 0.5)),
                disc(piece.scaled(0.9), ball("#f6f0e2", 0.35)),
            ]
            for spot in scatter(piece.scaled(0.84), rng, 26, gap=0.2):
                drawn.append(
                    oval(
                        Place(*spot, piece.r * 0.1),
                        0.55,
                        float(rng.uniform(0, 3)),
                        plain("#ffffff"),
                        {"stroke_color": "#b9a88866", "stroke_width": piece.r * 0.015},
                    )
                )
            spin = float(rng.uniform(0, 6))
            for index, color in enumerate(hearts):
                cell = Place(*piece.at(spin + index * 1.257, 0.28), piece.r * 0.24)
                drawn.append(slab(cell, (1.5, 1.4), spin + index, 0.5, ball(color, 0.7), shadow(cell.r * 0.15, 0.3)))
    return [*drawn, *garnish.sesame(scatter(served.inside, rng, 60, gap=0.09), place.r * 0.012, rng)]


def sushi(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:  # noqa: ARG001 (a dark slate always)
    """Six nigiri on a slate, ginger and wasabi beside them."""
    hue = COLOURS[tone]
    slate, turn = "#2f3335", -0.1
    drawn: Drawing = [
        slab(
            place,
            (1.98, 1.7),
            turn,
            0.06,
            ramp(light(slate, 0.24), slate, dark(slate, 0.35)),
            shadow(place.r * 0.08, 0.5),
        ),
        slab(
            place,
            (1.93, 1.65),
            turn,
            0.05,
            {"stroke_color": clear(light(slate, 0.6), 0.35), "stroke_width": place.r * 0.008},
        ),
    ]
    fishes = (hue, "#d8434a", "#f6e3d6", "#f0924e", hue, "#f3c9b4")
    for index, fish_color in enumerate(fishes):
        x, y = (index % 3 - 1) * 0.56, (index // 3 - 0.62) * 0.74
        piece, lean = Place(*place.on(turn, x, y), place.r * 0.29), turn + math.pi / 2 + 0.32
        drawn.append(slab(piece, (2.1, 1.06), lean, 0.9, ball("#f7f1e3", 0.6), shadow(piece.r * 0.22, 0.6)))
        drawn += garnish.sashimi(
            Place(piece.x - piece.r * 0.04, piece.y - piece.r * 0.06, piece.r * 1.14), lean, fish_color
        )
    drawn.append(
        blob(Place(*place.at(2.45, 0.84), place.r * 0.12), rng, ball("#9cc26a"), shadow(place.r * 0.03), wobble=0.18)
    )
    for index in range(4):
        spot = Place(*place.at(0.62 + index * 0.07, 0.82 + 0.03 * index), place.r * 0.12)
        drawn.append(
            blob(spot, rng, ramp("#fbd9cf", "#f3b3a6"), shadow(place.r * 0.02, 0.4), flatness=0.6, turn=index * 0.7)
        )
    return drawn


def pizza(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:  # noqa: ARG001 (a board always)
    """A pizza on its board, one cut apart."""
    hue = COLOURS[tone]
    crust = place.scaled(0.96)
    drawn: Drawing = [
        disc(
            place.scaled(1.07),
            ramp(light(vessels.BOARD, 0.3), vessels.BOARD, dark(vessels.BOARD, 0.3)),
            shadow(place.r * 0.1, 0.5),
        ),
        blob(crust, rng, ball("#d99a4e"), shadow(place.r * 0.05, 0.5), wobble=0.02, corners=22),
    ]
    for index in range(26):
        angle = index * 2 * math.pi / 26 + float(rng.uniform(-0.1, 0.1))
        blister = Place(*crust.at(angle, 0.93), crust.r * float(rng.uniform(0.03, 0.07)))
        drawn.append(blob(blister, rng, glow(clear("#6d3412", 0.75), clear("#8a4a1e", 0.0)), wobble=0.2))
    drawn += [
        blob(crust.scaled(0.87), rng, ball(hue), wobble=0.02, corners=20),
        blob(crust.scaled(0.84), rng, glow("#ffe199", "#f7c860", "#e09a3e", radius=0.56), wobble=0.035, corners=20),
    ]
    for spot in scatter(crust.scaled(0.78), rng, 26, gap=0.16):
        tint = "#fff3c9" if rng.uniform() < 0.6 else "#d9772e"
        drawn.append(
            blob(
                Place(*spot, crust.r * float(rng.uniform(0.05, 0.11))),
                rng,
                glow(clear(tint, 0.75), clear(tint, 0.0)),
                wobble=0.25,
            )
        )
    for spot in scatter(crust.scaled(0.7), rng, 13, gap=0.36):
        slice_ = Place(*spot, crust.r * 0.115)
        drawn += [
            disc(slice_, ball("#b5301c"), shadow(slice_.r * 0.2, 0.45)),
            ring(slice_.scaled(0.93), slice_.r * 0.1, "#7a1a0f88"),
            *(disc(Place(*slice_.at(a, 0.45), slice_.r * 0.12), plain("#e88a6a99")) for a in (0.3, 1.7, 3.2, 4.6)),
            gloss(Place(*slice_.at(-2.3, 0.4), slice_.r * 0.5), 0.5, -0.8, 0.5),
        ]
    for spot in scatter(crust.scaled(0.6), rng, 6, gap=0.5):
        turn = float(rng.uniform(0, 6))
        drawn += leaf(spot, crust.r * 0.19, crust.r * 0.1, turn, garnish.HERB, shadow(crust.r * 0.03, 0.45))
    for index in range(4):
        angle = 0.2 + index * math.pi / 4
        drawn.append(
            line([crust.at(angle, 0.99), crust.at(angle + math.pi, 0.99)], crust.r * 0.014, clear("#5b2a10", 0.6))
        )
    return drawn


def burger(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:  # noqa: ARG001 (a bun has its own colour)
    """A burger from above: its layers look out from under the bun; fries and a dip beside it."""
    served = vessels.board(place, turn=0.08)
    bun = Place(place.x - place.r * 0.14, place.y - place.r * 0.06, place.r * 0.6)
    drawn = served.drawn
    for index in range(19):
        angle = 0.62 + float(rng.uniform(-0.42, 0.42))
        first = place.at(angle, float(rng.uniform(0.42, 0.62)))
        second = (
            first[0] + place.r * float(rng.uniform(0.12, 0.3)),
            first[1] + place.r * float(rng.uniform(-0.2, 0.2)),
        )
        tint = mix("#f0bd4e", "#c98228", float(rng.uniform(0, 0.5)))
        drawn += [
            line([first, second], place.r * 0.07, dark(tint, 0.2), shadow(place.r * 0.03, 0.45)),
            line([first, second], place.r * 0.05, light(tint, 0.1 + 0.01 * index)),
        ]
    for index in range(24):
        angle = index * 2 * math.pi / 24
        frill = Place(*bun.at(angle, 0.98), bun.r * float(rng.uniform(0.15, 0.24)))
        drawn.append(blob(frill, rng, ramp("#a9d15c", "#6ba33a", "#4b7f2d"), shadow(frill.r * 0.25, 0.4), wobble=0.22))
    square = [bun.at(angle + 0.35, 1.2) for angle in (0, math.pi / 2, math.pi, 3 * math.pi / 2)]
    drawn.append(shape(polygon(square), ramp("#ffd257", "#f2b02f"), shadow(bun.r * 0.06, 0.4)))
    for angle in (0.1, 1.75, 3.3, 4.8):
        slice_ = Place(*bun.at(angle, 0.78), bun.r * 0.34)
        drawn += [
            disc(slice_, ball("#d8392a"), shadow(slice_.r * 0.1, 0.4)),
            ring(slice_.scaled(0.92), slice_.r * 0.06, "#ef7a5c"),
        ]
    drawn += [
        disc(bun.scaled(0.985), plain("#5a2d18"), shadow(bun.r * 0.1, 0.5)),
        blob(
            bun,
            rng,
            glow("#f0b468", "#d98a3c", "#a85a20", x=0.4, y=0.36, radius=0.66),
            shadow(bun.r * 0.14, 0.5),
            wobble=0.012,
            corners=18,
        ),
        gloss(Place(*bun.at(-2.3, 0.42), bun.r * 0.5), 0.6, -0.8, 0.5),
    ]
    drawn += garnish.sesame(scatter(bun.scaled(0.78), rng, 46, gap=0.16), bun.r * 0.038, rng)
    return [*drawn, *vessels.dip(Place(*place.at(-0.62, 0.88), place.r * 0.22), ware, "#b52e18")]


def bread(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:  # noqa: ARG001 (a board always)
    """Croissants and a scored loaf on a board."""
    hue = COLOURS[tone]
    served = vessels.board(place)
    loaf = Place(place.x - place.r * 0.34, place.y + place.r * 0.12, place.r * 0.52)
    drawn = [
        *served.drawn,
        blob(
            loaf,
            rng,
            glow("#e6ab62", "#b8702e", "#7a3f16", x=0.4, y=0.36, radius=0.66),
            shadow(loaf.r * 0.16, 0.5),
            wobble=0.03,
            corners=16,
            flatness=0.9,
            turn=0.5,
        ),
    ]
    for offset in (-0.42, 0.0, 0.42):
        score = [
            (loaf.x + loaf.r * (t * 0.75 + offset * 0.45), loaf.y + loaf.r * (offset - t * 0.4))
            for t in (-0.8, 0.0, 0.8)
        ]
        drawn += [line(score, loaf.r * 0.14, "#f3dcae", {"opacity": "90%"}), line(score, loaf.r * 0.05, "#fff6df")]
    for spot in scatter(loaf.scaled(0.85), rng, 90, gap=0.06):
        drawn.append(disc(Place(*spot, loaf.r * float(rng.uniform(0.006, 0.018))), plain("#fff8e8aa")))
    for x, y, turn in ((0.42, -0.34, -0.5), (0.46, 0.4, 0.35)):
        drawn += _croissant(Place(place.x + place.r * x, place.y + place.r * y, place.r * 0.44), turn, hue)
    crumbs = scatter(served.inside, rng, 40, gap=0.1)
    return [
        *drawn,
        *(blob(Place(*spot, place.r * float(rng.uniform(0.006, 0.016))), rng, plain("#e3b470")) for spot in crumbs),
    ]


def _croissant(place: Place, turn: float, color: str) -> Drawing:
    """A crescent of rolled layers, thickest in the middle."""
    drawn: Drawing = []
    steps = 9
    order = sorted(range(steps), key=lambda index: -abs(index - steps // 2))
    for index in order:
        t = index / (steps - 1) * 2 - 1
        angle = turn + math.pi / 2 + t * 1.25
        center = Place(
            place.x - math.cos(turn + math.pi / 2) * place.r * 0.55,
            place.y - math.sin(turn + math.pi / 2) * place.r * 0.55,
            place.r,
        )
        wide = 0.36 * (1 - 0.72 * t * t)
        layer = Place(*center.at(angle, 0.72), place.r * max(wide, 0.09))
        drawn += [
            oval(
                layer,
                0.62,
                angle,
                ramp(light(color, 0.45), mix(color, "#b8692a", 0.35), dark(color, 0.5), angle=0.8),
                shadow(place.r * 0.05, 0.4),
            ),
            *(
                line(
                    [
                        Place(*layer.at(angle + math.pi / 2, o), layer.r).at(angle, -0.6),
                        Place(*layer.at(angle + math.pi / 2, o), layer.r).at(angle, 0.7),
                    ],
                    layer.r * 0.06,
                    clear("#6d3412", 0.35),
                )
                for o in (-0.28, 0.0, 0.28)
            ),
            gloss(Place(*layer.at(-2.3, 0.35), layer.r * 0.5), 0.4, angle, 0.55),
        ]
    return drawn
