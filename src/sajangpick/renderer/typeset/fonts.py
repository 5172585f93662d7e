"""The bundled faces: which there are, which one answers a request, and how they are opened.

A face is known by its id, the stem of its file ("Pretendard-Bold"); that id is what `scene.Glyphs.face` holds. Files
are mapped into memory when first used, by HarfBuzz to shape and by Skia to draw, so that only touched pages count.
All faces are upright: Hangul has no italic, and slanting one by machine is never done.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import uharfbuzz as hb

if TYPE_CHECKING:
    import skia

DEFAULT_FAMILY = "Pretendard"
EMOJI_FACE = "NotoColorEmoji"


@dataclass(frozen=True, slots=True)
class Face:
    """One font file. `weight` is how heavy it looks (CSS scale): display faces all declare 400."""

    family: str
    weight: int
    file: str

    @property
    def id(self) -> str:
        """The name by which a scene refers to it."""
        return Path(self.file).stem


@dataclass(frozen=True, slots=True)
class Family:
    """Faces of one design. `companions` lend what it lacks, in order; `names` are other spellings of its name."""

    name: str
    faces: tuple[Face, ...]
    companions: tuple[str, ...] = (DEFAULT_FAMILY,)
    names: tuple[str, ...] = ()


class Substitute(NamedTuple):
    """The bundled family that answers to a name; `exact` is False where another design stands in."""

    family: str
    exact: bool


def family_for(name: str) -> Substitute:
    """The family called `name` (any spelling of case, spaces and hyphens), else the nearest in character."""
    key = _key(name)
    if key in _FAMILY_BY_KEY:
        return Substitute(_FAMILY_BY_KEY[key], exact=True)
    if any(word in key for word in _HAND_WORDS):
        return Substitute("Nanum Pen Script", exact=False)
    if "sans" not in key and any(word in key for word in _SERIF_WORDS):
        return Substitute("Noto Serif KR", exact=False)
    return Substitute(DEFAULT_FAMILY, exact=False)


def match(family: str, weight: int) -> tuple[Face, ...]:
    """The faces of a bundled family, the one CSS would take for `weight` first.

    Rule: CSS Fonts Level 4, 5.2: 400-500 looks up to 500, then down, then up; lighter looks down, bolder up first.
    """

    def distance(face: Face) -> tuple[int, int]:
        gap = face.weight - weight
        if gap == 0 or (400 <= weight < face.weight <= 500):
            return 0, gap
        down_first = weight <= 500
        return (1 if (gap <= 0) == down_first else 2), abs(gap)

    return tuple(sorted(_FAMILIES[family].faces, key=distance))


def companions(family: str) -> tuple[str, ...]:
    """The families that lend `family` what it lacks, in order."""
    return _FAMILIES[family].companions


def face_named(face: str) -> Face:
    """The face of an id. Raises KeyError for an id that no layout could have produced."""
    return _FACE_BY_ID[face]


@cache
def shaper(face: str) -> hb.Font:
    """The HarfBuzz font of a face id, in font units (y up)."""
    return hb.Font(hb.Face(hb.Blob.from_file_path(str(_path(face)))))


@cache
def typeface(face: str) -> "skia.Typeface":
    """The Skia typeface of a face id."""
    import skia  # heavy, and only drawing needs it

    # An empty manager: the usual one reads the machine's font configuration, which must not matter here.
    return skia.FontMgr.New_Custom_Empty().makeFromFile(str(_path(face)), 0)


def has_glyph(face: str, character: str) -> bool:
    """True if the face's character map has `character`."""
    return bool(shaper(face).get_nominal_glyph(ord(character)))


def _path(face: str) -> Path:
    return Path(str(files("sajangpick"))) / "data" / "fonts" / face_named(face).file


def _key(name: str) -> str:
    return "".join(name.casefold().replace("-", " ").replace("_", " ").split())


_CATALOGUE = (
    Family(
        DEFAULT_FAMILY,
        (
            Face(DEFAULT_FAMILY, 400, "pretendard/Pretendard-Regular.otf"),
            Face(DEFAULT_FAMILY, 500, "pretendard/Pretendard-Medium.otf"),
            Face(DEFAULT_FAMILY, 600, "pretendard/Pretendard-SemiBold.otf"),
            Face(DEFAULT_FAMILY, 700, "pretendard/Pretendard-Bold.otf"),
            Face(DEFAULT_FAMILY, 800, "pretendard/Pretendard-ExtraBold.otf"),
            Face(DEFAULT_FAMILY, 900, "pretendard/Pretendard-Black.otf"),
        ),
        companions=(),
        names=("프리텐다드",),
    ),
    Family(
        "Black Han Sans", (Face("Black Han Sans", 900, "black-han-sans/BlackHanSans-Regular.ttf"),), names=("검은고딕",)
    ),
    Family("Do Hyeon", (Face("Do Hyeon", 700, "do-hyeon/DoHyeon-Regular.ttf"),), names=("도현", "BM DoHyeon")),
    Family("Jua", (Face("Jua", 700, "jua/Jua-Regular.ttf"),), names=("주아", "BM Jua")),
    Family(
        "Nanum Pen Script",
        (Face("Nanum Pen Script", 500, "nanum-pen-script/NanumPenScript-Regular.ttf"),),
        # A pen stroke beside a sans looks broken; beside a serif it looks like a quotation.
        companions=("Noto Serif KR", DEFAULT_FAMILY),
        names=("Nanum Pen", "나눔손글씨 펜", "나눔펜"),
    ),
    Family(
        "Noto Serif KR",
        (
            Face("Noto Serif KR", 600, "noto-serif-kr/NotoSerifKR-SemiBold.ttf"),
            Face("Noto Serif KR", 700, "noto-serif-kr/NotoSerifKR-Bold.otf"),
        ),
        names=("Noto Serif CJK KR", "본명조", "Source Han Serif"),
    ),
    Family("Noto Sans CJK KR", (Face("Noto Sans CJK KR", 700, "noto-sans-cjk/NotoSansCJK-Bold.otf"),)),
    Family(
        "Noto Sans Arabic",
        (
            Face("Noto Sans Arabic", 400, "noto-sans-arabic/NotoSansArabic-Regular.ttf"),
            Face("Noto Sans Arabic", 700, "noto-sans-arabic/NotoSansArabic-Bold.ttf"),
        ),
    ),
    Family(
        "Noto Sans Thai",
        (
            Face("Noto Sans Thai", 400, "noto-sans-thai/NotoSansThai-Regular.ttf"),
            Face("Noto Sans Thai", 700, "noto-sans-thai/NotoSansThai-Bold.ttf"),
        ),
    ),
    Family("Noto Color Emoji", (Face("Noto Color Emoji", 400, "noto-color-emoji/NotoColorEmoji.ttf"),)),
)
_FAMILIES = {family.name: family for family in _CATALOGUE}
_FACE_BY_ID = {face.id: face for family in _CATALOGUE for face in family.faces}
_FAMILY_BY_KEY = {_key(name): family.name for family in _CATALOGUE for name in (family.name, *family.names)}
_SERIF_WORDS = (
    *("serif", "slab", "roman", "times", "georgia", "garamond", "playfair", "lora", "merriweather", "bodoni", "didot"),
    *("baskerville", "cormorant", "crimson", "libre caslon", "myeongjo", "batang", "mincho", "song", "명조", "바탕"),
)
_HAND_WORDS = (
    *("handwrit", "script", "brush", "caveat", "pacifico", "dancing", "satisfy", "sacramento", "greatvibes"),
    *("kalam", "indieflower", "shadowsinto", "amaticsc", "permanentmarker", "손글씨", "손편지"),
)

FAMILIES = tuple(family.name for family in _CATALOGUE)
"""The names of the bundled families."""
