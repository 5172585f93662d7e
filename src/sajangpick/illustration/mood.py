"""What a mood looks like: the table, the light on it, and what dishes are made of."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sajangpick.direction import Food, Light, Tone


class Surface(StrEnum):
    """What the table is made of."""

    WOOD = "wood"
    STONE = "stone"
    LINEN = "linen"
    COLOUR = "colour"


@dataclass(frozen=True, slots=True)
class Mood:
    """Colours of the table (lit and in shade), of the cloth and of the crockery; `lamp` is the light's colour."""

    surface: Surface
    ground: str
    shade: str
    cloth: str
    ware: str
    lamp: str
    hardness: float = 0.3


COSY: Final = Mood(Surface.WOOD, "#8a5230", "#3a1c0d", "#b5482c", "#efe4d2", "#ffd9a0")
DARK: Final = Mood(Surface.STONE, "#3c3834", "#0f0d0c", "#6d5a3c", "#2b2927", "#ffdcae", 0.2)
CALM: Final = Mood(Surface.LINEN, "#e6d9c5", "#a98f72", "#8b9a7b", "#f7f1e6", "#fff3dc", 0.35)
FRESH: Final = Mood(Surface.STONE, "#dfe9e4", "#8fb0ab", "#f4b942", "#fbfdfb", "#fffdf0", 0.5)
BRIGHT: Final = Mood(Surface.COLOUR, "#ffb86b", "#e2763d", "#fff1d6", "#fffaf0", "#fff4cf", 0.8)
EMBER: Final = Mood(Surface.WOOD, "#54362a", "#170c08", "#8c2f1d", "#2a2725", "#ffb070", 0.25)

BY_LIGHT: Final = {
    Light.LAMP: COSY,
    Light.RIM: DARK,
    Light.WINDOW: CALM,
    Light.BRIGHT: FRESH,
    Light.SUN: BRIGHT,
    Light.EMBER: EMBER,
}

USUAL: Final = {
    **dict.fromkeys((Food.STEW, Food.NOODLE_SOUP, Food.TTEOKBOKKI, Food.FRIED, Food.JEON, Food.DUMPLINGS), COSY),
    **dict.fromkeys((Food.PIZZA, Food.BURGER, Food.TABLE, Food.SOUP), COSY),
    **dict.fromkeys((Food.GRILL, Food.FISH), EMBER),
    **dict.fromkeys((Food.STEAK, Food.SUSHI), DARK),
    **dict.fromkeys((Food.COFFEE, Food.BREAD, Food.CAKE, Food.NOODLES, Food.RICE, Food.ROLLS), CALM),
    **dict.fromkeys((Food.SALAD, Food.DRINK, Food.BINGSU), FRESH),
}
"""How a kind of dish is usually set, where the words say no mood."""

COLOURS: Final = {
    Tone.RED: "#c4321a",
    Tone.BROWN: "#80451f",
    Tone.WHITE: "#efe3cd",
    Tone.CLEAR: "#d3a95f",
    Tone.BLACK: "#2b1a13",
    Tone.CREAM: "#ecd3a6",
    Tone.GOLD: "#dc9632",
    Tone.GREEN: "#6f9b3e",
    Tone.YELLOW: "#f2bb35",
    Tone.PINK: "#ee8a80",
}
"""The colour that one sees first of a dish."""
