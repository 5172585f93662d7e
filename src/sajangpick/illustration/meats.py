"""Meat and fish: on plates, in pans, on paper."""

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
    curve,
    dark,
    disc,
    gloss,
    leaf,
    light,
    line,
    mix,
    oval,
    plain,
    ramp,
    scatter,
    shadow,
    shape,
    slab,
)
from sajangpick.illustration.mood import COLOURS


def grill(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:  # noqa: ARG001 (iron always)
    """Meat on a hot iron: garlic, mushrooms, peppers."""
    hue = COLOURS[tone]
    served = vessels.pan(place)
    inside = served.inside
    is_red = tone is Tone.RED
    drawn = served.drawn
    if is_red:
        drawn.append(blob(inside.scaled(0.92), rng, ball(dark(hue, 0.25)), wobble=0.05))
    else:
        for index in range(9):
            offset = -0.8 + index * 0.2
            half = math.sqrt(1 - offset**2) * 0.96
            spots = [(inside.x + inside.r * t, inside.y + inside.r * offset) for t in (-half, half)]
            drawn.append(line(spots, inside.r * 0.05, "#14100e"))
    color = mix(hue, "#c0573a", 0.3) if is_red else mix(garnish.MEAT, "#c07a4c", 0.35)
    for spot in scatter(inside.scaled(0.76), rng, 17 if is_red else 13, gap=0.32 if is_red else 0.38):
        drawn += garnish.cut(Place(*spot, inside.r * (0.24 if is_red else 0.34)), rng, color, grill=not is_red)
    for spot in scatter(inside.scaled(0.85), rng, 7, gap=0.5):
        clove = Place(*spot, inside.r * 0.075)
        drawn += [
            oval(clove, 0.72, float(rng.uniform(0, 3)), ball("#efd59a"), shadow(clove.r * 0.4, 0.5)),
            gloss(Place(*clove.at(-2.3, 0.4), clove.r * 0.5), 0.6, 0, 0.7),
        ]
    for index, angle in enumerate((0.4, 2.6, 4.6)):
        drawn += garnish.mushroom(Place(*inside.at(angle, 0.7), inside.r * 0.15), index * 0.5)
    drawn += garnish.scallions(scatter(inside.scaled(0.75), rng, 12, gap=0.25), inside.r * 0.045, rng)
    drawn += garnish.chilies(scatter(inside.scaled(0.7), rng, 4, gap=0.6), inside.r * 0.06, rng)
    return [*drawn, *garnish.sesame(scatter(inside.scaled(0.85), rng, 40, gap=0.1), inside.r * 0.014, rng)]


def steak(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:  # noqa: ARG001 (meat has its own colours)
    """A steak cut into slices, rosy inside, with asparagus, tomatoes and rosemary."""
    served = vessels.plate(place, ware)
    inside = served.inside.scaled(1.12)
    drawn = served.drawn
    sauce = [inside.at(angle, 0.8) for angle in np.linspace(1.9, 3.9, 7)]
    drawn += [line(sauce, inside.r * 0.09, "#4a1d12"), line(sauce, inside.r * 0.02, clear("#e9b08a", 0.5))]
    for index in range(5):
        y = -0.56 + index * 0.09
        stalk = [(inside.x + inside.r * x, inside.y + inside.r * (y - 0.12 * x)) for x in (-0.5, 0.1, 0.62)]
        drawn += [
            line(stalk, inside.r * 0.075, "#5e8c3a", shadow(inside.r * 0.03, 0.45)),
            line([(x, y - inside.r * 0.015) for x, y in stalk], inside.r * 0.02, clear("#cfe49a", 0.7)),
            oval(Place(*stalk[-1], inside.r * 0.075), 0.55, -0.15, ball("#4f7d33")),
        ]
    for index in range(7):
        x, y = -0.52 + index * 0.165, 0.14 + 0.05 * math.sin(index * 0.9)
        piece = Place(inside.x + inside.r * x, inside.y + inside.r * y, inside.r * 0.36)
        lean = 1.32 + 0.04 * index
        drawn += [
            slab(
                piece,
                (1.62 - 0.05 * abs(index - 3), 0.62),
                lean,
                0.75,
                ramp("#7a4026", "#54261a", "#341409"),
                shadow(piece.r * 0.2, 0.55),
            ),
            slab(
                Place(piece.x - piece.r * 0.1, piece.y, piece.r),
                (1.44 - 0.05 * abs(index - 3), 0.42),
                lean,
                0.7,
                ramp("#c4644c", "#d9756a", "#b8503f"),
            ),
        ]
        for grain in (-0.4, 0.0, 0.4):
            start = piece.at(lean, grain - 0.12)
            drawn.append(
                line(
                    [(start[0] - piece.r * 0.18, start[1]), (start[0] + piece.r * 0.02, start[1] + piece.r * 0.06)],
                    piece.r * 0.03,
                    clear("#ffd9c4", 0.5),
                )
            )
        drawn.append(gloss(Place(piece.x - piece.r * 0.12, piece.y - piece.r * 0.3, piece.r * 0.3), 0.5, lean, 0.5))
    for angle, distance in ((0.62, 0.72), (0.95, 0.8), (0.3, 0.8)):
        drawn += garnish.tomato(Place(*inside.at(angle, distance), inside.r * 0.12), angle * 3)
    base = inside.at(2.6, 0.72)
    stem = [base, inside.at(2.9, 0.25), inside.at(5.4, 0.2)]
    drawn.append(line(stem, inside.r * 0.02, "#55703c"))
    for index in range(22):
        t = index / 21
        foot = (stem[0][0] + (stem[2][0] - stem[0][0]) * t, stem[0][1] + (stem[2][1] - stem[0][1]) * t)
        for side in (-1, 1):
            drawn.append(
                line(
                    [foot, (foot[0] + inside.r * 0.08 * side, foot[1] - inside.r * 0.075)], inside.r * 0.018, "#58803f"
                )
            )
    salt = scatter(Place(inside.x, inside.y + inside.r * 0.1, inside.r * 0.6), rng, 34, gap=0.08)
    return [
        *drawn,
        *(
            slab(Place(*spot, inside.r * 0.016), (1.4, 1.2), float(rng.uniform(0, 1)), 0.1, plain("#fff8ec"))
            for spot in salt
        ),
    ]


def fish(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:
    """A grilled fish, scored, on an oblong plate, with lemon."""
    hue = COLOURS[tone]
    turn, flat = -0.3, 0.62
    drawn: Drawing = [
        oval(
            place.scaled(1.08), flat, turn, ramp(light(ware, 0.4), ware, dark(ware, 0.25)), shadow(place.r * 0.1, 0.48)
        ),
        oval(place.scaled(1.05), flat, turn, ramp(light(ware, 0.5), ware, dark(ware, 0.1))),
        oval(place.scaled(0.9), flat * 0.92, turn, ramp(dark(ware, 0.16), dark(ware, 0.03), light(ware, 0.4))),
    ]
    skin = mix("#8f6a45", hue, 0.3)

    back = [
        (-0.8, 0.02),
        (-0.62, -0.17),
        (-0.2, -0.26),
        (0.25, -0.2),
        (0.58, -0.06),
        (0.84, -0.2),
        (0.78, 0.0),
        (0.84, 0.2),
    ]
    belly = [(0.58, 0.06), (0.25, 0.2), (-0.2, 0.26), (-0.62, 0.18)]
    outline = curve([place.on(turn, *spot) for spot in [*back, *belly, back[0]]])
    drawn.append(
        shape(
            outline + " Z",
            ramp(dark(skin, 0.45), skin, light(skin, 0.42), angle=turn + math.pi / 2),
            shadow(place.r * 0.06, 0.5),
        )
    )
    for index in range(5):
        x = -0.42 + index * 0.19
        drawn += [
            line(
                [place.on(turn, x, -0.17), place.on(turn, x + 0.09, 0.0), place.on(turn, x + 0.05, 0.15)],
                place.r * 0.035,
                clear(garnish.CHAR, 0.75),
            ),
            line(
                [place.on(turn, x + 0.02, -0.15), place.on(turn, x + 0.11, 0.0), place.on(turn, x + 0.07, 0.13)],
                place.r * 0.014,
                clear("#ffe7c0", 0.75),
            ),
        ]
    gill = [place.on(turn, -0.56, -0.15), place.on(turn, -0.5, 0.0), place.on(turn, -0.56, 0.15)]
    eye = Place(*place.on(turn, -0.68, -0.04), place.r * 0.035)
    drawn += [
        line(gill, place.r * 0.018, clear(garnish.CHAR, 0.6)),
        disc(eye, plain("#f6ead2")),
        disc(eye.scaled(0.55), plain("#1c0d08")),
    ]
    for step in range(26):
        drawn.append(
            disc(
                Place(
                    *place.on(turn, float(rng.uniform(-0.45, 0.5)), float(rng.uniform(-0.15, 0.15))), place.r * 0.008
                ),
                plain(clear("#ffffff", 0.4 + 0.01 * step)),
            )
        )
    drawn += [
        *garnish.lemon(Place(*place.on(turn, 0.34, 0.36), place.r * 0.16), 0.4),
        *garnish.lemon(Place(*place.on(turn, 0.12, 0.42), place.r * 0.16), 1.1),
    ]
    radish = Place(*place.on(turn, -0.36, 0.4), place.r * 0.12)
    drawn += [
        blob(radish, rng, ball("#f4efe0"), shadow(radish.r * 0.2, 0.35), wobble=0.12),
        *garnish.mint(place.on(turn, -0.5, 0.38), place.r * 0.17, 2.6),
    ]
    return drawn


def fried(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:
    """Craggy golden pieces heaped on paper, with pickled radish and a dip."""
    hue = COLOURS[tone]
    served = vessels.plate(place, ware)
    inside = served.inside
    paper = slab(place, (1.42, 1.36), 0.42, 0.05, ramp("#fffaf0", "#efe2c8"), shadow(place.r * 0.03, 0.35))
    creases = [
        line([place.at(a, 0.15), place.at(a + 0.06, 0.88)], place.r * 0.008, "#c9b58e66")
        for a in (0.3, 1.6, 2.9, 4.1, 5.3)
    ]
    is_glazed = tone is Tone.RED
    drawn: Drawing = [*served.drawn, paper, *creases]
    for reach, count, size in ((0.7, 8, 0.38), (0.36, 5, 0.4), (0.04, 2, 0.4)):
        for index in range(count):
            angle = index * 2 * math.pi / count + reach * 3 + float(rng.uniform(-0.2, 0.2))
            piece = Place(*inside.at(angle, reach), inside.r * size * float(rng.uniform(0.85, 1.08)))
            drawn += _crisp(
                piece,
                rng,
                mix(hue, "#a8300f", 0.3) if is_glazed else mix("#e09a34", "#bf6f22", float(rng.uniform(0, 0.6))),
                is_glazed,
            )
    drawn += garnish.sesame(scatter(inside.scaled(0.8), rng, 42 if is_glazed else 16, gap=0.1), inside.r * 0.018, rng)
    if is_glazed:
        drawn += garnish.scallions(scatter(inside.scaled(0.7), rng, 9, gap=0.3), inside.r * 0.045, rng)
    else:
        drawn += leaf(inside.at(2.5, 0.62), inside.r * 0.3, inside.r * 0.13, 2.2, garnish.HERB, shadow(inside.r * 0.03))
        drawn += leaf(
            inside.at(2.7, 0.62), inside.r * 0.26, inside.r * 0.11, 2.9, garnish.HERB, shadow(inside.r * 0.03)
        )
    drawn += vessels.dip(Place(*place.at(5.55, 0.98), place.r * 0.27), ware, "#b83218" if not is_glazed else "#f3ead2")
    return drawn


def _crisp(piece: Place, rng: np.random.Generator, color: str, is_glazed: bool) -> Drawing:
    """A fried piece: crags on a crust, and a glaze if it has one."""
    turn, flat = float(rng.uniform(0, 3)), float(rng.uniform(0.72, 0.92))
    drawn: Drawing = [
        blob(
            piece,
            rng,
            ball(dark(color, 0.12)),
            shadow(piece.r * 0.2, 0.55),
            wobble=0.13,
            corners=13,
            flatness=flat,
            turn=turn,
        ),
    ]
    crags = scatter(piece.scaled(0.78), rng, 9 if is_glazed else 20, gap=0.3 if is_glazed else 0.22)
    for spot in crags:
        crag = Place(*spot, piece.r * float(rng.uniform(0.12, 0.24)))
        tint = light(color, float(rng.uniform(0.05, 0.24))) if rng.uniform() < 0.6 else dark(color, 0.16)
        drawn.append(
            blob(crag, rng, ball(tint, 0.6), wobble=0.34, corners=7, flatness=0.7, turn=float(rng.uniform(0, 3)))
        )
    shine = 0.75 if is_glazed else 0.3
    drawn += [
        gloss(Place(*piece.at(-2.2, 0.4), piece.r * 0.42), 0.5, -0.6, shine),
        gloss(Place(*piece.at(0.8, 0.3), piece.r * 0.24), 0.5, 0.5, shine * 0.5),
    ]
    return drawn
