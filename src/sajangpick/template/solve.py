"""From a template, an order and a photo to a finished document: every decision made, every number written."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sajangpick.domain.json import Json, JsonObject
from sajangpick.domain.order import Order
from sajangpick.media.frame import U8
from sajangpick.renderer.modifications import modify
from sajangpick.template.arrange import Arrangement, arrange, in_frame
from sajangpick.template.backdrop import Footage, backdrop
from sajangpick.template.color import paints, ramps, role_colors
from sajangpick.template.document import element, elements, number, rest_color, seen, without
from sajangpick.template.model import Scrim, Template
from sajangpick.template.palette import from_hex, swatches
from sajangpick.template.place import Placed
from sajangpick.template.scrim import SOLID, Shown, least_strength
from sajangpick.template.tempo import at_tempo

WIDTH = 1080
"""Of the frame in whose pixels templates are written."""


@dataclass(frozen=True, slots=True)
class ClipWish:
    """The footage a template wants: `x`, `y` are the fractions of the frame at which the dish's circle should stand,
    `diameter` its extent as a fraction of the frame's width."""

    width: int
    height: int
    seconds: float
    x: float
    y: float
    diameter: float
    camera: str


@dataclass(frozen=True, slots=True)
class MusicWish:
    """The music a template wants."""

    mood: str
    bpm: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Solved:
    """A finished short as a document.

    `script` is plain RenderScript; `modifications` is what turned the template into it; `texts` are the texts as they
    stand, in pixels of the frame once at rest; `colors` is the colour of each role.
    """

    script: JsonObject
    modifications: JsonObject
    clip: ClipWish
    music: MusicWish
    snapshot_time: float
    texts: tuple[Placed, ...]
    colors: Mapping[str, str]
    warnings: tuple[str, ...]


def clip_wish(template: Template, *, bpm: float | None = None) -> ClipWish:
    """The footage to have made before solving; a template asks the same of every photo."""
    clip = template.block.clip
    return ClipWish(*clip.size, _seconds(template, bpm), clip.x, clip.y, clip.diameter, clip.camera)


def solve(
    template: Template,
    order: Order,
    *,
    photo: U8,
    footage: Footage | None = None,
    bpm: float | None = None,
) -> Solved:
    """The finished document of `template` for `order`.

    `photo` (BGR uint8, any size) lends its colours. `footage` gives the clip's picture at a time in seconds (BGR uint8,
    any size): scrims are measured on it; without it they stand at their full strength. `bpm` is the tempo of the music
    that will play, if not the template's own. Raises TextDoesNotFit before anything is drawn.
    """
    block = template.block
    arrangement = arrange(template, order)
    watched = cache(footage) if footage else None
    colors = role_colors(block.palette, swatches(photo))
    modifications = {
        **_existing(template.document, {**paints(block.palette, colors), **ramps(block.ramps, colors)}, arrangement),
        **arrangement.modifications,
    }
    document = _modified(without(template.document, arrangement.hidden), modifications)
    warnings: list[str] = []
    for scrim in block.scrims:
        served = [_shown(document, arrangement.texts[id]) for id in scrim.texts if id in arrangement.texts]
        if not served or scrim.id in arrangement.hidden:
            continue
        strength = _strength(document, scrim, served, watched)
        if strength == SOLID:
            warnings.append("사진이 글자를 읽기 어려운 바탕이라, 글자 뒤를 단색으로 채웠습니다.")
        settings = _settings(scrim, strength)
        modifications |= settings
        document = _modified(document, settings)
    played = bpm or block.music.bpm
    script = at_tempo(document, written=block.music.bpm, played=played)
    return Solved(
        script=script,
        modifications=modifications,
        clip=clip_wish(template, bpm=bpm),
        music=MusicWish(block.music.mood, played, _seconds(template, bpm)),
        snapshot_time=number(script["snapshot_time"]),
        texts=tuple(in_frame(document, text) for text in arrangement.texts.values()),
        colors=colors,
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _seconds(template: Template, bpm: float | None) -> float:
    return round(template.block.beats * 60 / (bpm or template.block.music.bpm), 4)


def _existing(document: JsonObject, modifications: JsonObject, arrangement: Arrangement) -> JsonObject:
    """Those modifications whose element is still there."""
    ids = {str(each["id"]) for each in elements(document)} - arrangement.hidden
    return {path: value for path, value in modifications.items() if path.split(".")[0] in {*ids, *document}}


def _modified(document: JsonObject, modifications: JsonObject) -> JsonObject:
    """The document with `modifications`, which a template has promised to fit. Raises KeyError if one does not."""
    result = modify(document, modifications, top_level=frozenset(document))
    if result.warnings:
        raise KeyError(result.warnings[0])
    return result.document


def _strength(document: JsonObject, scrim: Scrim, served: list[Shown], footage: Footage | None) -> float:
    if footage is None:
        return scrim.most
    pictures = backdrop(_modified(document, _settings(scrim, 0)), _modified(document, _settings(scrim, 1)), footage)
    return least_strength(served, pictures, least=scrim.least, most=scrim.most, frame_width=WIDTH)


def _settings(scrim: Scrim, strength: float) -> JsonObject:
    value: Json = f"{round(strength * 100)}%"
    return dict.fromkeys(scrim.sets, value)


def _shown(document: JsonObject, text: Placed) -> Shown:
    start, end = seen(document, text.id)
    color = rest_color(element(document, text.id)["fill_color"])
    return Shown(in_frame(document, text).ink, from_hex(color), start, end)
