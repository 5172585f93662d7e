"""What a Template is: a RenderScript document whose `sajangpick` block says what may be decided, and how.

The elements of the document hold plain numbers. The block names elements by their `id`; a solver turns the block, an
order and a photo into modifications (`id.property` → value), and the finished document holds no decision any more.
Lengths are pixels at 1080 x 1920, times are seconds at the template's own tempo, shares are fractions.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from sajangpick.domain.json import JsonObject
from sajangpick.errors import BadInput

TEMPLATE_IDS = (
    "signature",
    "new-menu",
    "todays-deal",
    "cafe",
    "late-night",
    "lunch",
    "brand-story",
    "minimal",
)
BEATS_PER_BAR = 4

Pair: TypeAlias = tuple[float, float]
Hex: TypeAlias = str


class Part(BaseModel):
    """A frozen piece of the block; an unknown key is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Swap(Part):
    """Another colour for photos of which at least `share` lies between two hues (OKLCH degrees, tenths)."""

    hues: Pair
    share: float
    color: Hex


class Role(Part):
    """How a colour is found, and the properties it paints.

    Either `color` is fixed, or `source` names a colour of the photo that is then moved to `lightness` and into the
    range `chroma`. `readable_on` names an earlier role on which text of this colour must be readable.
    """

    color: Hex
    source: Literal["darkest", "second_darkest", "lightest", "middle_light", "accent", "complement"] | None = None
    lightness: float | None = None
    chroma: Pair = (0.0, 0.4)
    hues: Pair | None = None
    readable_on: str | None = None
    swap: Swap | None = None
    paints: tuple[str, ...] = ()


class Ramp(Part):
    """A gradient in one colour; between two given points [offset, alpha] the alpha follows half a cosine."""

    role: str
    points: tuple[Pair, ...]


class Step(Part):
    """One rung of a ladder: a size, and the most letters a line and lines a text may have at it."""

    size: float
    letters: float = 99
    lines: int = 1


class Won(Part):
    """How 원 stands beside digits: its size as a fraction of theirs, its weight and family, the gap in em."""

    size: float = 0.52
    weight: int | None = None
    family: str | None = None
    gap: float = 0.08


class Aside(Part):
    """A second face for letters that the first cannot write well (hanja, signs): family, weight, size as a fraction."""

    family: str
    weight: int
    size: float = 1.0


class Text(Part):
    """What a text element says and where it stands.

    `says` lists wordings with {slots}; the first whose slots are all filled is taken, else the element goes.
    `at` is the anchor x and the baseline of the first line (of the last one if `hang` is "last"; the top of the ink if
    `tops`; with `above` the distance to the ink of another text, written before it, on which this one stands). `align`
    is the part of the text that lies left of the anchor. `baselines` gives the first baseline for some numbers of
    lines, `leading` the distance of baselines as a fraction of the size. With `fill` the one line gets the size between
    two bounds at which it is `width` wide, and at which the wording `holds`, which takes its place for a moment, is no
    wider. `parts` are elements that take the second and further lines; their x follow `part_x` in turn. `vertical`
    stands each line on end as a column, the tops of columns follow `part_y` in turn. `won` and `aside` are the small
    print.
    """

    says: tuple[str, ...]
    at: Pair
    align: float = 0.0
    width: float
    ladder: tuple[Step, ...]
    fill: Pair | None = None
    holds: str | None = None
    above: str | None = None
    hang: Literal["first", "last"] = "first"
    baselines: dict[int, float] = Field(default_factory=dict)
    leading: float = 1.2
    won: Won | None = None
    aside: Aside | None = None
    parts: tuple[str, ...] = ()
    part_x: tuple[float, ...] = ()
    part_y: tuple[float, ...] = ()
    vertical: bool = False
    tops: bool = False


class Measure(Part):
    """A property that follows a text: one of its edges (of the ink) or extents, times a factor, plus a distance."""

    text: str
    edge: Literal["left", "right", "top", "bottom", "width", "center"]
    sets: tuple[str, ...]
    times: float = 1.0
    plus: float = 0.0
    least: float | None = None


class Row(Part):
    """Elements that stand on one line of a stack; `gap` is what closes when none of them is there."""

    ids: tuple[str, ...]
    gap: float


class Stack(Part):
    """Rows from top to bottom that close ranks: those below move up, those above down, or both by half."""

    rows: tuple[Row, ...]
    pull: Literal["up", "down", "center"] = "up"
    grow: Literal["down", "none"] = "down"


class When(Part):
    """A condition on the order: slots that are missing or there, a text's lines, letters, or where its ink ends."""

    missing: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    text: str | None = None
    lines: tuple[int, int] | None = None
    letters: Pair | None = None
    bottom: Pair | None = None


class Variant(Part):
    """What changes when a condition holds: elements that go, properties, shifts of y, and parts of text entries."""

    when: When
    hide: tuple[str, ...] = ()
    sets: dict[str, object] = Field(default_factory=dict)
    shifts: dict[str, float] = Field(default_factory=dict)
    texts: dict[str, dict[str, object]] = Field(default_factory=dict)


class Scrim(Part):
    """A layer whose strength is measured on the photo, so that the texts it serves are readable.

    `sets` are the properties that take the strength as a percentage; it starts at `least` and stops at `most`, beyond
    which the layer turns solid.
    """

    id: str
    texts: tuple[str, ...]
    sets: tuple[str, ...]
    least: float
    most: float = 0.85


class LogoPlace(Part):
    """Where a logo stands: the box it must fit in and the point of the box (fractions) it is held at."""

    id: str
    box: tuple[float, float, float, float]
    hold: Pair = (0.0, 1.0)


class Landing(Part):
    """The beat (counted from 0) on which the eye sees an element arrive."""

    id: str
    beat: float


class ClipPlace(Part):
    """The footage a template wants: its size, and where the dish's circle stands in it (fractions)."""

    size: tuple[int, int]
    x: float
    y: float
    diameter: float
    camera: str = "push-in"


class MusicMood(Part):
    """The music a template is cut to."""

    mood: str
    bpm: float


class Block(Part):
    """The `sajangpick` block of a template."""

    id: str
    title: str
    tagline: str
    moods: tuple[str, ...]
    music: MusicMood
    beats: float
    end_card: float
    clip: ClipPlace
    palette: dict[str, Role]
    ramps: dict[str, Ramp] = Field(default_factory=dict)
    words: dict[str, str] = Field(default_factory=dict)
    texts: dict[str, Text]
    measures: tuple[Measure, ...] = ()
    stacks: tuple[Stack, ...] = ()
    logo: LogoPlace | None = None
    variants: tuple[Variant, ...] = ()
    scrims: tuple[Scrim, ...] = ()
    landings: tuple[Landing, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A template: its document as written, and its block."""

    block: Block
    document: JsonObject

    @property
    def id(self) -> str:
        """The name by which it is ordered."""
        return self.block.id

    @property
    def title(self) -> str:
        """Its Korean name."""
        return self.block.title

    @property
    def words(self) -> Mapping[str, str]:
        """Its own lines by slot, which an order's words replace; an empty one waits for the owner's."""
        return self.block.words

    @property
    def seconds(self) -> float:
        """How long its short lasts at its own tempo."""
        return self.block.beats * 60 / self.block.music.bpm


def list_templates() -> tuple[Template, ...]:
    """Every template, in the order in which they are offered."""
    return tuple(load_template(id) for id in TEMPLATE_IDS)


@cache
def load_template(id: str) -> Template:
    """The template `id`. Raises BadInput, naming those there are."""
    if id not in TEMPLATE_IDS:
        raise BadInput(f"'{id}' 템플릿은 없습니다.", hint=f"다음 가운데 고르세요: {', '.join(TEMPLATE_IDS)}")
    text = resources.files("sajangpick").joinpath("templates", f"{id}.json").read_text(encoding="utf-8")
    return parse_template(json.loads(text))


def parse_template(document: JsonObject) -> Template:
    """A template from its JSON document."""
    script = {key: value for key, value in document.items() if key != "sajangpick"}
    return Template(block=Block.model_validate(document["sajangpick"]), document=script)
