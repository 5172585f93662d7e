"""The outline of a glyph, as its face's designer drew it."""

from functools import lru_cache

import uharfbuzz as hb

from sajangpick.renderer.geometry import Point
from sajangpick.renderer.scene import Outline, Segment
from sajangpick.renderer.typeset.fonts import shaper


def units_per_em(face: str) -> int:
    """Font units in one em of a face."""
    return shaper(face).face.upem


@lru_cache(maxsize=2048)
def glyph_outline(face: str, glyph: int) -> Outline:
    """The outline of a glyph of a face id in font units, y down, its origin on the baseline; empty for a space."""
    segments: list[Segment] = []
    shaper(face).draw_glyph(glyph, _funcs(), segments)
    return tuple(segments)


@lru_cache(maxsize=1)
def _funcs() -> hb.DrawFuncs:
    """Callbacks that append to a list of segments; HarfBuzz counts y upwards."""
    funcs = hb.DrawFuncs()

    def move(x: float, y: float, to: list[Segment]) -> None:
        to.append(Segment("M", (Point(x, -y),)))

    def line(x: float, y: float, to: list[Segment]) -> None:
        to.append(Segment("L", (Point(x, -y),)))

    def quadratic(x1: float, y1: float, x: float, y: float, to: list[Segment]) -> None:
        to.append(Segment("Q", (Point(x1, -y1), Point(x, -y))))

    def cubic(x1: float, y1: float, x2: float, y2: float, x: float, y: float, to: list[Segment]) -> None:
        to.append(Segment("C", (Point(x1, -y1), Point(x2, -y2), Point(x, -y))))

    def close(to: list[Segment]) -> None:
        to.append(Segment("Z"))

    funcs.set_move_to_func(move)
    funcs.set_line_to_func(line)
    funcs.set_quadratic_to_func(quadratic)
    funcs.set_cubic_to_func(cubic)
    funcs.set_close_path_func(close)
    return funcs
