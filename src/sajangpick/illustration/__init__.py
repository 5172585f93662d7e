"""Words become an illustrated card: a drawing of the kind of dish they name, as a RenderScript document.

1. `mood`      what the words' mood looks like: table, light, crockery
2. `table`     the table and what lies on it
3. `bowls`, `meats`, `boards`, `plates`, `cups`  the dish, seen from above, in one of the `vessels`, with its `garnish`
4. `drawing`   the pens

A drawing, and said to be one in the picture: no machine here can photograph a dish from words. The dish lies where a
short wants it, whole and apart from what is beside it. Equal words, size and seed draw the same card.
"""

import zlib
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import numpy as np

from sajangpick.direction import Food, Tone, read_light, read_menu
from sajangpick.domain.json import JsonObject
from sajangpick.errors import BadInput
from sajangpick.illustration import boards, bowls, cups, meats, plates
from sajangpick.illustration.bowls import side_dish
from sajangpick.illustration.drawing import Drawing, Place, Spot
from sajangpick.illustration.mood import BY_LIGHT, FRESH, USUAL, Mood
from sajangpick.illustration.table import (
    draw_air,
    draw_chopsticks,
    draw_cloth,
    draw_sprig,
    draw_surface,
    draw_window,
)
from sajangpick.motion.heat import Heat, heat_of

__all__ = ["LABEL", "illustrate"]

LABEL: Final = "일러스트 · AI로 제작"
"""What the card says of itself."""

SMALLEST_PX, LARGEST_PX = 96, 4096
"""Sides of a card: from a thumbnail to twice what a short shows."""

TALL = 1.5
"""Height over width from which there is room above and below a dish."""

Cook: TypeAlias = Callable[[Place, Tone, str, np.random.Generator], Drawing]
"""Draws a dish: where, the colour that one sees first, the crockery's colour, chance."""

COOKS: Final[Mapping[Food, Cook]] = {
    Food.STEW: bowls.stew,
    Food.SOUP: bowls.soup,
    Food.NOODLE_SOUP: bowls.noodle_soup,
    Food.NOODLES: bowls.noodles,
    Food.RICE: bowls.rice,
    Food.TTEOKBOKKI: bowls.tteokbokki,
    Food.SALAD: bowls.salad,
    Food.BINGSU: bowls.bingsu,
    Food.ROLLS: boards.rolls,
    Food.SUSHI: boards.sushi,
    Food.GRILL: meats.grill,
    Food.STEAK: meats.steak,
    Food.FISH: meats.fish,
    Food.FRIED: meats.fried,
    Food.DUMPLINGS: plates.dumplings,
    Food.JEON: plates.jeon,
    Food.PIZZA: boards.pizza,
    Food.BURGER: boards.burger,
    Food.CAKE: plates.cake,
    Food.BREAD: boards.bread,
    Food.COFFEE: cups.coffee,
    Food.DRINK: cups.drink,
    Food.TABLE: plates.table,
}


def illustrate(words: str, *, size: tuple[int, int], seed: int = 0) -> JsonObject:
    """The card for these words, Korean or English, `size` in pixels. Raises BadInput for no words or size."""
    if not words.strip():
        raise BadInput("그릴 내용이 비어 있어요.", hint="메뉴 이름이나 보여 주고 싶은 장면을 적어 주세요.")
    if not all(SMALLEST_PX <= side <= LARGEST_PX for side in size):
        raise BadInput(
            f"A card cannot be {size[0]}x{size[1]}.", hint=f"Use sides of {SMALLEST_PX} to {LARGEST_PX} pixels."
        )
    dish = read_menu(words)
    food, tone = (dish.food, dish.tone) if dish else (Food.TABLE, Tone.BROWN)
    lit = read_light(words)
    mood = BY_LIGHT[lit] if lit else FRESH if heat_of(words) is Heat.COLD else USUAL[food]
    rng = np.random.default_rng([zlib.crc32(words.encode()), abs(seed)])
    focus = _focus(size)
    drawn = [
        *draw_surface(mood, size, focus, rng),
        *draw_window(mood, size),
        *_beside(mood, food, size, focus, rng),
        *COOKS[food](focus, tone, mood.ware, rng),
        *draw_air(mood, size, focus),
        *_label(size),
    ]
    return {"width": size[0], "height": size[1], "elements": drawn}


def _focus(size: Spot) -> Place:
    """Where the dish lies: just below the middle of a tall card, in the middle of any other."""
    width, height = size
    radius = 0.39 * width if height > width * TALL else 0.36 * min(size)
    return Place(width / 2, height * (0.53 if height > width * TALL else 0.49), radius)


def _beside(mood: Mood, food: Food, size: Spot, focus: Place, rng: np.random.Generator) -> Drawing:
    """A cloth; cutlery and a side dish where one eats with them, a herb where not. They lie where the card has room."""
    width, height = size
    is_tall = height > width * TALL
    drawn = draw_cloth(mood, focus, rng)
    side = -1 if rng.uniform() < 0.5 else 1
    if food in _WITHOUT_CUTLERY:
        herb = (focus.x - side * focus.r * 0.95, focus.y - focus.r * 1.3) if is_tall else focus.at(3.6, 1.5)
        return [*drawn, *draw_sprig(herb, focus.r * 0.55, -0.5 if side > 0 else -2.6, "#5d8a45")]
    if is_tall:
        bowl = Place(focus.x + side * focus.r * 1.16, focus.y - focus.r * 1.42, focus.r * 0.36)
        return [
            *drawn,
            *side_dish(bowl, mood.ware, rng),
            *draw_chopsticks(mood, (width * 0.52, focus.y + focus.r * 1.26), focus.r * 1.7, -0.16),
        ]
    bowl = Place(focus.x - focus.r * 1.22, focus.y - focus.r * 0.98, focus.r * 0.34)
    return [
        *drawn,
        *side_dish(bowl, mood.ware, rng),
        *draw_chopsticks(mood, (focus.x + focus.r * 1.24, focus.y), focus.r * 1.7, 1.45),
    ]


_WITHOUT_CUTLERY: Final = {
    *(Food.COFFEE, Food.DRINK, Food.BINGSU, Food.CAKE, Food.BREAD),
    *(Food.BURGER, Food.PIZZA, Food.SALAD, Food.STEAK),
}


def _label(size: Spot) -> Drawing:
    """A pill like the badge of a short, at the foot, where a short's own words do not stand."""
    unit = min(size) / 1080
    # High enough that no push-in of a clip drives it out of the frame.
    y = size[1] - (112 if size[1] > size[0] * TALL else 70) * unit
    return [
        {
            "type": "shape",
            "x": size[0] / 2,
            "y": y,
            "width": 316 * unit,
            "height": 52 * unit,
            "border_radius": 26 * unit,
            "fill_color": "#140d0acc",
        },
        {
            "type": "text",
            "text": LABEL,
            "font_family": "Pretendard",
            "font_weight": 600,
            "font_size": 28 * unit,
            "fill_color": "#f6f3ef",
            "x": size[0] / 2,
            "y": y,
            "width": 316 * unit,
            "height": 52 * unit,
            "x_alignment": "50%",
            "y_alignment": "50%",
        },
    ]
