"""Deciding what a short says and where: wordings, variants, sizes, places. No colour, no photo."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from typing import Final, cast

from sajangpick.domain.json import Json, JsonObject
from sajangpick.domain.order import Order
from sajangpick.domain.platform import COVERED, FRAME_HEIGHT, FRAME_WIDTH
from sajangpick.domain.shop import Logo
from sajangpick.errors import TextDoesNotFit
from sajangpick.renderer.geometry import IDENTITY, Point, Rect
from sajangpick.template.document import element, elements, shifted, standing
from sajangpick.template.model import Block, LogoPlace, Measure, Template, Text, When
from sajangpick.template.place import Face, Placed, place
from sajangpick.template.slots import slot_values, wording
from sajangpick.template.stack import shifts

SAFE: Final = Rect(COVERED.left, COVERED.top, FRAME_WIDTH - COVERED.right, FRAME_HEIGHT - COVERED.bottom)
"""Where no app lays its own buttons and captions: all that must be read stands here, in pixels at 1080 x 1920."""

LETTER_SPLIT, WORD_SPLIT = 10, 20
"""Letters up to which a text may arrive letter by letter, and word by word; longer ones come by lines."""

_TOLERANCE_PIXELS = 2.0
"""Side bearings at which ink is not aligned, and rounding."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What stands where: texts by element id, elements that go, and all other properties that were decided."""

    texts: Mapping[str, Placed]
    hidden: frozenset[str]
    modifications: JsonObject


def arrange(template: Template, order: Order) -> Arrangement:
    """Place every text of `order` in `template`. Raises TextDoesNotFit."""
    block, document = template.block, template.document
    slots = slot_values(order, block.words)
    first = _chosen(block, slots, {})
    asked = {variant.when.text for variant in block.variants}
    texts, _ = _placed(document, {id: spec for id, spec in first.specs.items() if id in asked}, slots, first.hidden)
    last = _chosen(block, slots, texts)
    texts, unused = _placed(document, last.specs, slots, last.hidden)
    gone = set(last.hidden | unused)
    if order.shop.logo is None and block.logo is not None:
        gone.add(block.logo.id)
    gone |= {str(child["id"]) for id in gone for child in elements(element(document, id))}
    texts = {id: text for id, text in texts.items() if id not in gone}
    result: JsonObject = dict(last.sets)
    if order.shop.logo is not None and block.logo is not None:
        result |= _logo_place(block.logo, order.shop.logo)
    moves = dict(last.shifts)
    extra = {id: _extra_height(last.specs[id], text) for id, text in texts.items() if id in last.specs}
    for stack in block.stacks:
        for id, dy in shifts(stack, hidden=gone, extra=extra).items():
            moves[id] = moves.get(id, 0.0) + dy
    for id, dy in moves.items():
        if id in texts:
            texts[id] = texts[id].moved(dy)
        elif id not in gone and dy:
            written = result.get(f"{id}.y", element(document, id)["y"])
            result[f"{id}.y"] = shifted(written, dy)
    for text in texts.values():
        _check(document, text)
        result |= {f"{text.id}.{name}": value for name, value in text.properties.items()}
        result |= _split(document, text)
    result |= _measured(block.measures, texts)
    kept = {path: value for path, value in result.items() if path.split(".")[0] not in gone}
    return Arrangement(texts, frozenset(gone), kept)


def in_frame(document: JsonObject, text: Placed) -> Placed:
    """The same text in pixels of the frame, once the compositions around it have come to rest."""
    way = standing(document, text.id)
    if way == IDENTITY:
        return text
    baseline = way.apply(Point(text.box.left, text.baseline)).y
    return replace(text, box=way.bounds(text.box), ink=way.bounds(text.ink), baseline=baseline)


@dataclass(frozen=True, slots=True)
class _Chosen:
    specs: Mapping[str, Text]
    hidden: frozenset[str]
    sets: JsonObject
    shifts: Mapping[str, float]


def _chosen(block: Block, slots: Mapping[str, str], texts: Mapping[str, Placed]) -> _Chosen:
    """The text entries as the variants leave them that hold for these slots and, once known, these texts."""
    specs = dict(block.texts)
    hidden: set[str] = set()
    sets: JsonObject = {}
    moves: dict[str, float] = {}
    for variant in block.variants:
        if not _holds(variant.when, slots, texts):
            continue
        hidden |= set(variant.hide)
        sets |= {path: _filled(value, slots) for path, value in variant.sets.items()}
        for id, dy in variant.shifts.items():
            moves[id] = moves.get(id, 0.0) + dy
        for id, changes in variant.texts.items():
            specs[id] = Text.model_validate({**specs[id].model_dump(), **changes})
    return _Chosen(specs, frozenset(hidden), sets, moves)


def _filled(value: object, slots: Mapping[str, str]) -> Json:
    """A value of a variant; one that names slots gets their texts."""
    return wording((value,), slots) if isinstance(value, str) else cast("Json", value)


def _holds(when: When, slots: Mapping[str, str], texts: Mapping[str, Placed]) -> bool:
    if any(slots.get(name) for name in when.missing) or not all(slots.get(name) for name in when.present):
        return False
    if when.text is None:
        return True
    text = texts.get(when.text)
    if text is None:
        return False
    facts = ((when.lines, len(text.lines)), (when.letters, text.letters), (when.bottom, text.ink.bottom))
    return all(limits is None or limits[0] <= fact <= limits[1] for limits, fact in facts)


def _placed(
    document: JsonObject, specs: Mapping[str, Text], slots: Mapping[str, str], hidden: Set[str]
) -> tuple[dict[str, Placed], frozenset[str]]:
    """Every text that has something to say, and the ids of those that have not."""
    texts: dict[str, Placed] = {}
    unused: set[str] = set()
    for id, spec in specs.items():
        says = wording(spec.says, slots)
        own = {id, *spec.parts}
        if says and id not in hidden:
            holds = wording((spec.holds,), slots) if spec.holds else None
            found = {text.id: text for text in place(id, spec, says, Face.of(element(document, id)), holds=holds)}
            if spec.above is not None and spec.above in texts:
                baseline = texts[spec.above].ink.top - spec.at[1]
                found = {part: text.moved(baseline - text.baseline) for part, text in found.items()}
            texts |= found
            own -= found.keys()
        unused |= own
    return texts, frozenset(unused)


def _extra_height(spec: Text, text: Placed) -> float:
    """How much lower the last line of a text is than planned; a text that hangs on its last line grows upwards."""
    grows_down = spec.hang == "first" and not spec.baselines
    return (len(text.lines) - 1) * spec.leading * text.size if grows_down else 0.0


def _check(document: JsonObject, text: Placed) -> None:
    ink = in_frame(document, text).ink
    room = SAFE.grown(_TOLERANCE_PIXELS)
    if ink.left < room.left or ink.right > room.right or ink.top < room.top or ink.bottom > room.bottom:
        raise TextDoesNotFit(
            f"'{' '.join(text.says.split())}'을(를) 앱 버튼에 가리지 않게 놓을 자리가 없습니다.",
            hint="글을 조금 줄이거나 줄바꿈을 빼 주세요.",
        )


def _split(document: JsonObject, text: Placed) -> JsonObject:
    """Letters only for short texts: what is written to arrive by letters comes by words or lines if it is long."""
    animations = cast("list[JsonObject]", element(document, text.id).get("animations", []))
    split = "letter" if text.letters <= LETTER_SPLIT else "word" if text.letters <= WORD_SPLIT else "line"
    return {
        f"{text.id}.animations.{index}.split": split
        for index, animation in enumerate(animations)
        if animation.get("split") == "letter"
    }


def _measured(measures: tuple[Measure, ...], texts: Mapping[str, Placed]) -> JsonObject:
    result: JsonObject = {}
    for measure in measures:
        text = texts.get(measure.text)
        if text is None:
            continue
        value = _edge(text.ink, measure.edge) * measure.times + measure.plus
        value = value if measure.least is None else max(value, measure.least)
        result |= dict.fromkeys(measure.sets, cast("Json", round(value, 2)))
    return result


def _edge(ink: Rect, edge: str) -> float:
    match edge:
        case "width":
            return ink.width
        case "center":
            return ink.center.x
        case _:
            return float(getattr(ink, edge))


def _logo_place(spec: LogoPlace, logo: Logo) -> JsonObject:
    left, top, width, height = spec.box
    scale = min(width / logo.width, height / logo.height)
    shown_width, shown_height = logo.width * scale, logo.height * scale
    return {
        f"{spec.id}.source": logo.source,
        f"{spec.id}.x": round(left + spec.hold[0] * (width - shown_width), 2),
        f"{spec.id}.y": round(top + spec.hold[1] * (height - shown_height), 2),
        f"{spec.id}.width": round(shown_width, 2),
        f"{spec.id}.height": round(shown_height, 2),
    }
