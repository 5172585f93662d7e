"""Dishes with broth, sauce or rice: what is served in bowls and pots."""

import math

import numpy as np

from sajangpick.direction import Tone
from sajangpick.domain.json import Json
from sajangpick.illustration import garnish, vessels
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
    scatter,
    shadow,
    slab,
    strand,
)
from sajangpick.illustration.mood import COLOURS


def stew(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:  # noqa: ARG001 (earthenware always)
    """A pot that bubbles: tofu, kimchi, mushrooms, green onion."""
    hue = COLOURS[tone]
    served = vessels.stone_pot(place)
    inside = served.inside
    drawn = [*served.drawn, *_broth(inside, hue)]
    drawn += garnish.bubbles(scatter(inside, rng, 26, gap=0.13, reach=0.95), inside.r * 0.055, hue, rng)
    heap = scatter(inside.scaled(0.74), rng, 13, gap=0.36)
    for index, spot in enumerate(heap):
        drawn += (
            garnish.kimchi(Place(*spot, inside.r * 0.25), rng)
            if index % 3
            else garnish.cut(Place(*spot, inside.r * 0.24), rng, mix(garnish.MEAT, hue, 0.25))
        )
    for index in range(4):
        spot = inside.at(0.5 + index * 1.57 + float(rng.uniform(-0.2, 0.2)), 0.42)
        drawn += garnish.tofu(Place(*spot, inside.r * 0.2), float(rng.uniform(0, 1.5)))
    drawn += garnish.mushroom(Place(*inside.at(3.9, 0.66), inside.r * 0.15), 0.4)
    drawn += garnish.scallions(scatter(inside.scaled(0.6), rng, 11, gap=0.22), inside.r * 0.055, rng)
    drawn += garnish.chilies(scatter(inside.scaled(0.6), rng, 4, gap=0.5), inside.r * 0.07, rng)
    return [*drawn, *_shine(inside)]


def soup(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:
    """A bowl of clear or milky broth with slices of meat."""
    hue = COLOURS[tone]
    # Milky broth in white crockery is a white hole; in dark stoneware it shines.
    served = vessels.bowl(place, mix(vessels.BLACK, "#5a5048", 0.5) if tone is Tone.WHITE else ware)
    inside = served.inside
    drawn = [*served.drawn, *_broth(inside, hue)]
    drawn += garnish.bubbles(scatter(inside, rng, 22, gap=0.14, reach=0.94), inside.r * 0.04, hue, rng)
    for index in range(6):
        spot = inside.at(2.2 + index * 0.5, 0.4)
        drawn += garnish.cut(Place(*spot, inside.r * 0.32), rng, mix("#a8744f", hue, 0.2))
    drawn += garnish.shreds(
        Place(*inside.at(0.3, 0.42), inside.r * 0.26), rng, "#f2c64a", 14, width=inside.r * 0.03, turn=0.9
    )
    drawn += garnish.scallions(scatter(inside.scaled(0.72), rng, 16, gap=0.2), inside.r * 0.06, rng)
    drawn += garnish.chilies(scatter(inside.scaled(0.5), rng, 3, gap=0.5), inside.r * 0.06, rng)
    return [*drawn, *_shine(inside)]


def noodle_soup(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:
    """Folded noodles in broth, half an egg, mushrooms and green onion."""
    hue = COLOURS[tone]
    served = vessels.bowl(place, ware)
    inside = served.inside
    drawn = [*served.drawn, *_broth(inside, hue)]
    drawn += garnish.bubbles(scatter(inside, rng, 24, gap=0.13, reach=0.95), inside.r * 0.045, hue, rng)
    drawn += _fold(inside.scaled(0.86), rng, "#f3ddab")
    for index in range(3):
        drawn += garnish.cut(Place(*inside.at(3.3 + index * 0.42, 0.55), inside.r * 0.27), rng, "#b9805a", flatness=0.8)
    drawn += garnish.egg(Place(*inside.at(0.55, 0.5), inside.r * 0.25), 0.5)
    drawn += garnish.mushroom(Place(*inside.at(1.75, 0.6), inside.r * 0.17), 0.2)
    drawn += garnish.scallions(
        scatter(Place(*inside.at(2.5, 0.22), inside.r * 0.4), rng, 13, gap=0.3), inside.r * 0.055, rng
    )
    drawn += garnish.chilies(
        scatter(Place(*inside.at(5.3, 0.3), inside.r * 0.4), rng, 4, gap=0.5), inside.r * 0.06, rng
    )
    return [*drawn, *_shine(inside)]


def noodles(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:
    """A nest of noodles in its sauce."""
    hue = COLOURS[tone]
    served = vessels.plate(place, ware)
    inside = served.inside
    cord = mix("#f0d18c", hue, 0.34)
    drawn = [
        *served.drawn,
        blob(inside.scaled(0.9), rng, ball(mix(hue, "#f0d18c", 0.1)), shadow(inside.r * 0.05, 0.35), wobble=0.06),
        *_nest(inside.scaled(0.86), rng, cord),
        blob(inside.scaled(0.36), rng, ball(hue), shadow(inside.r * 0.06, 0.4), wobble=0.2, corners=11),
        gloss(Place(*inside.at(-2.3, 0.16), inside.r * 0.2), 0.5, -0.7, 0.6),
    ]
    drawn += [
        blob(Place(*spot, inside.r * 0.07), rng, ball(mix(hue, garnish.MEAT, 0.5)), shadow(inside.r * 0.03))
        for spot in scatter(inside.scaled(0.34), rng, 7, gap=0.4)
    ]
    for turn in (-0.5, 1.3, 3.0):
        drawn += leaf(
            inside.at(turn, 0.03), inside.r * 0.26, inside.r * 0.13, turn, garnish.HERB, shadow(inside.r * 0.04)
        )
    return [*drawn, *garnish.sesame(scatter(inside.scaled(0.8), rng, 26, gap=0.12), inside.r * 0.018, rng)]


def rice(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:
    """A bowl of rice under its toppings."""
    served = vessels.bowl(place, ware)
    inside = served.inside
    drawn = [*served.drawn, *_grains(inside, rng)]
    match tone:
        case Tone.PINK | Tone.BROWN | Tone.YELLOW:
            drawn += _covered(inside, tone, rng)
        case _:
            drawn += _sectors(inside, tone, rng)
    return [*drawn, *garnish.sesame(scatter(inside, rng, 34, gap=0.11), inside.r * 0.018, rng)]


def _covered(inside: Place, tone: Tone, rng: np.random.Generator) -> Drawing:
    """Slices laid around the rice, a yolk in their middle."""
    drawn: Drawing = []
    color = mix(COLOURS[tone], garnish.MEAT, 0.55) if tone is Tone.BROWN else COLOURS[tone]
    for index in range(9):
        slice_ = Place(*inside.at(index * 2 * math.pi / 9, 0.48), inside.r * 0.36)
        turn = index * 2 * math.pi / 9 + 0.35
        drawn += garnish.cut(slice_, rng, color) if tone is Tone.BROWN else garnish.sashimi(slice_, turn, color)
    drawn += garnish.egg(inside.scaled(0.26), 0.4)
    return [*drawn, *garnish.scallions(scatter(inside.scaled(0.7), rng, 14, gap=0.2), inside.r * 0.045, rng)]


def _sectors(inside: Place, tone: Tone, rng: np.random.Generator) -> Drawing:
    """Vegetables and meat in sectors, an egg in the middle."""
    hue, drawn = COLOURS[tone], list[Json]()
    sides = ("#e98a34", "#3f6f33", "#f4e7b8", "#6f452c", "#8fb84e", mix(hue, garnish.MEAT, 0.45), "#d9b45c")
    start = float(rng.uniform(0, 6))
    for index, color in enumerate(sides):
        angle = start + index * 2 * math.pi / len(sides)
        sector = Place(*inside.at(angle, 0.58), inside.r * 0.33)
        drawn.append(blob(sector, rng, ball(dark(color, 0.2), 0.8), shadow(inside.r * 0.05, 0.3), wobble=0.08))
        drawn += garnish.shreds(sector.scaled(0.95), rng, color, 22, width=inside.r * 0.042, turn=angle + 0.25)
    drawn += garnish.fried_egg(inside.scaled(0.36), rng)
    if tone is Tone.RED:
        drawn.append(blob(Place(*inside.at(2.4, 0.3), inside.r * 0.13), rng, ball(hue), shadow(inside.r * 0.03)))
    return drawn


def plain_rice(place: Place, ware: str, rng: np.random.Generator) -> Drawing:
    """A bowl of rice."""
    served = vessels.bowl(place, ware)
    return [*served.drawn, *_grains(served.inside, rng)]


def side_dish(place: Place, ware: str, rng: np.random.Generator) -> Drawing:
    """A small bowl of greens or kimchi."""
    served = vessels.bowl(place, ware)
    inside = served.inside
    bright, deep = (("#dd5a2c", "#8f1f10"), ("#a9c95c", "#4e7a35"), ("#f0c24a", "#a8731f"))[int(rng.integers(0, 3))]
    return [
        *served.drawn,
        blob(inside.scaled(0.94), rng, ball(deep), wobble=0.06),
        *garnish.shreds(inside.scaled(0.86), rng, bright, 26, width=inside.r * 0.1, turn=float(rng.uniform(0, 3))),
        *garnish.sesame(scatter(inside.scaled(0.8), rng, 14, gap=0.25), inside.r * 0.035, rng),
    ]


def tteokbokki(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:  # noqa: ARG001 (a pan always)
    """Rice cakes in thick red sauce, in a pan."""
    hue = COLOURS[tone]
    served = vessels.pan(place)
    inside = served.inside
    drawn = [*served.drawn, *_broth(inside, hue)]
    drawn += garnish.bubbles(scatter(inside, rng, 20, gap=0.15, reach=0.95), inside.r * 0.05, hue, rng)
    for spot in scatter(inside.scaled(0.8), rng, 4, gap=0.7):
        turn = float(rng.uniform(0, 3))
        drawn.append(
            oval(Place(*spot, inside.r * 0.24), 0.7, turn, ramp("#e0a65c", "#c47b38"), shadow(inside.r * 0.04))
        )
    for spot in scatter(inside.scaled(0.8), rng, 24, gap=0.26):
        turn, half = float(rng.uniform(0, math.pi)), inside.r * 0.16
        cake = [(spot[0] + t * half * math.cos(turn), spot[1] + t * half * math.sin(turn)) for t in (-1, 1)]
        color = mix("#f9ead4", mix(hue, "#f0642c", 0.5), float(rng.uniform(0.14, 0.34)))
        drawn += [
            line(cake, inside.r * 0.2, dark(hue, 0.12), shadow(inside.r * 0.03, 0.4)),
            line(cake, inside.r * 0.155, color),
            line([(x - half * 0.12, y - half * 0.17) for x, y in cake], inside.r * 0.03, clear("#ffffff", 0.65)),
        ]
    drawn += garnish.egg(Place(*inside.at(0.7, 0.5), inside.r * 0.23), 2.2)
    drawn += garnish.scallions(scatter(inside.scaled(0.7), rng, 12, gap=0.24), inside.r * 0.05, rng)
    drawn += garnish.sesame(scatter(inside.scaled(0.8), rng, 30, gap=0.12), inside.r * 0.017, rng)
    return [*drawn, *_shine(inside)]


def salad(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:
    """Leaves, tomatoes, cucumber and an egg."""
    hue = COLOURS[tone]
    served = vessels.bowl(place, ware)
    inside = served.inside
    drawn = [*served.drawn, disc(inside, ball(dark(hue, 0.4)))]
    for spot in scatter(inside.scaled(0.8), rng, 26, gap=0.2):
        frill = Place(*spot, inside.r * float(rng.uniform(0.2, 0.3)))
        color = mix(hue, "#c5dd6c", float(rng.uniform(0.1, 0.7)))
        drawn.append(blob(frill, rng, ball(color, 0.8), shadow(inside.r * 0.03, 0.35), wobble=0.26, corners=11))
    for reach, count, length in ((0.5, 17, 0.62), (0.26, 13, 0.54), (0.06, 9, 0.46)):
        for index in range(count):
            turn = index * 2 * math.pi / count + float(rng.uniform(-0.25, 0.25))
            color = mix(hue, ("#b9d65a", "#3d6b2c", "#7c2f45")[int(rng.integers(0, 3))], float(rng.uniform(0.1, 0.55)))
            grown = inside.r * length * float(rng.uniform(0.8, 1.05))
            drawn += leaf(inside.at(turn, reach), grown, grown * 0.42, turn, color, shadow(inside.r * 0.05, 0.4))
    for index, spot in enumerate(scatter(inside.scaled(0.68), rng, 9, gap=0.42)):
        thing = Place(*spot, inside.r * 0.125)
        drawn += garnish.cucumber(thing) if index % 3 == 1 else garnish.tomato(thing, float(rng.uniform(0, 6)))
    drawn += garnish.egg(Place(*inside.at(0.6, 0.3), inside.r * 0.24), 0.7)
    return [*drawn, *garnish.sesame(scatter(inside.scaled(0.85), rng, 30, gap=0.12), inside.r * 0.016, rng)]


def bingsu(place: Place, tone: Tone, ware: str, rng: np.random.Generator) -> Drawing:
    """A mound of shaved ice with its topping."""
    hue = COLOURS[tone]
    served = vessels.bowl(place, ware)
    inside = served.inside
    drawn: Drawing = [
        *served.drawn,
        disc(inside, ball("#dbe8ee", 0.5)),
        blob(
            inside.scaled(0.93),
            rng,
            glow("#ffffff", "#f7fbfd", "#d3e2ea", x=0.42, y=0.4, radius=0.6),
            shadow(inside.r * 0.1, 0.3),
            wobble=0.04,
            corners=18,
        ),
    ]
    for spot in scatter(inside.scaled(0.9), rng, 150, gap=0.085):
        flake, tint = (
            Place(*spot, inside.r * float(rng.uniform(0.03, 0.06))),
            "#ffffff" if rng.uniform() < 0.6 else "#cfe0ea",
        )
        drawn.append(blob(flake, rng, plain(clear(tint, 0.75)), wobble=0.3, corners=6))
    match tone:
        case Tone.RED:
            drawn += _beans(inside.scaled(0.56), hue, rng)
        case Tone.CREAM | Tone.GREEN:
            drawn += _scoops(inside, hue, rng)
        case _:
            drawn += _cubes(inside.scaled(0.6), hue, rng)
    for index in range(6):
        angle = 0.4 + index * math.pi / 3
        cake = Place(*inside.at(angle, 0.69), inside.r * 0.11)
        drawn += [
            blob(cake, rng, ball("#f6ead2", 0.6), shadow(cake.r * 0.4, 0.35), wobble=0.06),
            gloss(Place(*cake.at(-2.3, 0.4), cake.r * 0.5), 0.6, -0.7, 0.8),
        ]
    return [*drawn, *garnish.mint(inside.at(-1.2, 0.1), inside.r * 0.3, -1.2)]


def _beans(place: Place, hue: str, rng: np.random.Generator) -> Drawing:
    """Sweet beans."""
    drawn: Drawing = [blob(place, rng, ball(dark(hue, 0.12)), shadow(place.r * 0.14, 0.35), wobble=0.1, corners=13)]
    for spot in scatter(place, rng, 60, gap=0.17, reach=0.97):
        bean = Place(*spot, place.r * 0.135)
        color = mix(hue, "#fff0d8" if rng.uniform() < 0.5 else "#2a0c08", float(rng.uniform(0, 0.25)))
        drawn += [
            oval(bean, 0.74, float(rng.uniform(0, 3)), ball(color), shadow(bean.r * 0.3, 0.4)),
            disc(Place(*bean.at(-2.3, 0.4), bean.r * 0.2), plain(clear("#ffffff", 0.7))),
        ]
    return drawn


def _cubes(place: Place, hue: str, rng: np.random.Generator) -> Drawing:
    """Cubes of fruit."""
    drawn: Drawing = []
    for spot in scatter(place, rng, 34, gap=0.24):
        cube, turn = Place(*spot, place.r * 0.15), float(rng.uniform(0, 1.6))
        color = mix(hue, "#fff0c8" if rng.uniform() < 0.5 else "#8a2c08", float(rng.uniform(0, 0.22)))
        drawn += [
            slab(
                cube,
                (1.9, 1.8),
                turn,
                0.35,
                ramp(light(color, 0.3), color, dark(color, 0.24)),
                shadow(cube.r * 0.3, 0.4),
            ),
            gloss(Place(*cube.at(turn - 2.3, 0.4), cube.r * 0.5), 0.6, turn, 0.75),
        ]
    return drawn


def _scoops(inside: Place, hue: str, rng: np.random.Generator) -> Drawing:
    """Three scoops of ice cream, rough where the scoop tore them."""
    drawn: Drawing = []
    for index in range(3):
        scoop = Place(*inside.at(-0.5 + index * 2 * math.pi / 3, 0.26), inside.r * 0.33)
        drawn.append(blob(scoop, rng, ball(light(hue, 0.45), 0.8), shadow(scoop.r * 0.2, 0.4), wobble=0.05, corners=15))
        for spot in scatter(scoop.scaled(0.85), rng, 12, gap=0.3):
            rough = Place(*spot, scoop.r * float(rng.uniform(0.07, 0.14)))
            drawn.append(blob(rough, rng, ball(light(hue, 0.6), 0.5), wobble=0.3, flatness=0.5, turn=index + spot[0]))
        drawn.append(gloss(Place(*scoop.at(-2.3, 0.45), scoop.r * 0.45), 0.6, -0.7, 0.55))
    return drawn


def _broth(inside: Place, tone: str) -> Drawing:
    return [
        disc(inside, glow(light(tone, 0.24), tone, dark(tone, 0.34), x=0.42, y=0.4, radius=0.62)),
        ring(inside.scaled(0.985), inside.r * 0.03, clear(dark(tone, 0.55), 0.5)),
        ring(inside.scaled(0.955), inside.r * 0.012, clear(light(tone, 0.6), 0.4)),
    ]


def _shine(inside: Place) -> Drawing:
    """The lamp on something wet."""
    arc = [inside.at(angle, 0.88) for angle in np.linspace(math.pi * 1.08, math.pi * 1.42, 5)]
    return [
        gloss(Place(*inside.at(-2.35, 0.5), inside.r * 0.46), 0.5, -0.8, 0.22),
        line(arc, inside.r * 0.028, clear("#ffffff", 0.42)),
    ]


def _fold(place: Place, rng: np.random.Generator, color: str) -> Drawing:
    """Noodles folded over, as a cook lays them in the bowl: strands beside each other along one S."""
    turn, drawn = float(rng.uniform(-0.5, 0.2)), list[Drawing]()
    width = place.r * 0.058
    for bundle, tilt in enumerate((0.55, -0.35, 0.1)):
        for index in range(13):
            across = (index - 6) / 6 * (0.56 - 0.08 * bundle)
            spots = list[Spot]()
            for t in np.linspace(-1, 1, 7):
                reach = math.sqrt(max(0.04, 1 - across**2)) * 0.92
                x, y = t * reach, across + 0.16 * math.sin(2.6 * t + bundle) + 0.02 * math.sin(9 * t + index)
                spots.append(place.on(turn + tilt, x, y))
            tint = mix(color, "#fff6dc" if index % 2 else "#b98a4a", float(rng.uniform(0.05, 0.3)))
            drawn.append(strand(spots, width, tint))
    return [element for each in drawn for element in each]


def _nest(place: Place, rng: np.random.Generator, color: str) -> Drawing:
    """A twirled nest: arcs around the middle, the outer ones first."""
    drawn: Drawing = []
    for index in range(64):
        distance = 0.94 - 0.8 * index / 64
        start, sweep = float(rng.uniform(0, 2 * math.pi)), float(rng.uniform(1.3, 2.6))
        drift = float(rng.uniform(-0.14, 0.14))
        spots = [place.at(start + sweep * t, max(0.05, distance + drift * t)) for t in np.linspace(0, 1, 7)]
        tint = mix(color, "#fff4d4" if rng.uniform() < 0.55 else "#5a2c10", float(rng.uniform(0.02, 0.26)))
        drawn += strand(spots, place.r * 0.062, tint)
    return drawn


def _grains(place: Place, rng: np.random.Generator) -> Drawing:
    drawn: Drawing = [disc(place, glow("#fffaf0", "#f3ead9", "#cfc0a6", x=0.42, y=0.4, radius=0.62))]
    for spot in scatter(place, rng, 240, gap=0.075, reach=0.97):
        drawn.append(
            oval(
                Place(*spot, place.r * 0.048),
                0.5,
                float(rng.uniform(0, 3.1)),
                plain("#fffdf7"),
                {"stroke_color": clear("#b9a888", 0.45), "stroke_width": place.r * 0.006},
            )
        )
    return drawn
