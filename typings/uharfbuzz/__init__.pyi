# uharfbuzz re-exports a compiled module without types. Here is what typesetting uses of it.
from collections.abc import Callable
from typing import NamedTuple, TypeVar

StateT = TypeVar("StateT")

class FontExtents(NamedTuple):
    ascender: int
    descender: int
    line_gap: int

class GlyphExtents(NamedTuple):
    x_bearing: int
    y_bearing: int
    width: int
    height: int

class GlyphInfo:
    codepoint: int
    cluster: int

class GlyphPosition:
    x_advance: int
    y_advance: int
    x_offset: int
    y_offset: int

class Blob:
    @classmethod
    def from_file_path(cls, filename: str) -> Blob: ...

class Face:
    upem: int
    def __init__(self, blob: Blob) -> None: ...

class DrawFuncs:
    def set_move_to_func(self, func: Callable[[float, float, list[StateT]], None]) -> None: ...
    def set_line_to_func(self, func: Callable[[float, float, list[StateT]], None]) -> None: ...
    def set_quadratic_to_func(self, func: Callable[[float, float, float, float, list[StateT]], None]) -> None: ...
    def set_cubic_to_func(
        self, func: Callable[[float, float, float, float, float, float, list[StateT]], None]
    ) -> None: ...
    def set_close_path_func(self, func: Callable[[list[StateT]], None]) -> None: ...

class Font:
    face: Face
    def __init__(self, face: Face) -> None: ...
    def draw_glyph(self, gid: int, draw_funcs: DrawFuncs, draw_state: list[StateT]) -> None: ...
    def get_font_extents(self, direction: str) -> FontExtents: ...
    def get_glyph_extents(self, gid: int) -> GlyphExtents | None: ...
    def get_nominal_glyph(self, codepoint: int) -> int | None: ...

class Buffer:
    direction: str
    script: str
    language: str
    glyph_infos: list[GlyphInfo]
    glyph_positions: list[GlyphPosition] | None
    def add_codepoints(self, codepoints: list[int]) -> None: ...

def shape(font: Font, buffer: Buffer, features: dict[str, bool] | None = None) -> None: ...
