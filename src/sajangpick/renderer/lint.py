"""What of a document is drawn as its author meant it: feature by feature, with JSON paths."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction

from sajangpick.domain.json import Json
from sajangpick.errors import BadInput, ScriptError
from sajangpick.media.sound import Samples
from sajangpick.renderer.animation import Animation
from sajangpick.renderer.assets import Pixels, Source, World
from sajangpick.renderer.element import Element, Shortfall, Status
from sajangpick.renderer.elements.audio import Audio
from sajangpick.renderer.elements.composition import Composition
from sajangpick.renderer.elements.image import Image
from sajangpick.renderer.elements.text import Text
from sajangpick.renderer.geometry import Size
from sajangpick.renderer.markup import parse_markup
from sajangpick.renderer.playback import Playback
from sajangpick.renderer.script import Script, parse
from sajangpick.renderer.timeline.resolve import resolve
from sajangpick.renderer.typeset import family_for
from sajangpick.renderer.windowed import Windowed


@dataclass(frozen=True, slots=True)
class Row:
    """One feature of the document, and what becomes of it."""

    path: str
    feature: str
    status: Status
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The rows in document order; `errors` say why it would be refused, `warnings` what is ignored or assumed."""

    rows: tuple[Row, ...] = ()
    warnings: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """The worst of all rows; a refused document is not supported."""
        statuses = {row.status for row in self.rows}
        if self.errors or "not-supported" in statuses:
            return "not-supported"
        return "approximated" if "approximated" in statuses else "drawn"

    def to_json(self) -> str:
        """The report as JSON text."""
        return json.dumps({"status": self.status, **asdict(self)}, ensure_ascii=False, indent=2)


def lint(
    document: Mapping[str, Json] | str,
    world: World | None = None,
    *,
    modifications: Mapping[str, Json] | None = None,
) -> Report:
    """Look at every feature of a document; nothing is drawn, and nothing is raised for what the document says.

    Without a `world`, every source is imagined to be there, in the kind and an ordinary size that its element asks for.
    """
    try:
        script = parse(document, modifications=modifications)
    except ScriptError as problem:
        return Report(errors=(str(problem),))
    rows = (*_document_rows(script), *_element_rows(script.root, ""))
    try:
        timeline = resolve(script, world or _Imagined(script))
    except BadInput as problem:
        return Report(rows, script.warnings, (str(problem),))
    return Report(rows, timeline.warnings)


APPROXIMATED_TOP_LEVEL = {
    "emoji_style": "every emoji is drawn in Google's style",
    "gif_quality": "every GIF is made at one quality",
    "gif_compression": "every GIF is made at one quality",
    "crf": "the bit rate follows the delivery rules of this product",
}
NOT_SUPPORTED_TOP_LEVEL = {"fonts": "only the bundled families are set; a missing one gets the nearest"}


def _document_rows(script: Script) -> Iterator[Row]:
    for name in type(script).model_fields:
        if name in {"root", "warnings"} or getattr(script, name) is None:
            continue
        if note := NOT_SUPPORTED_TOP_LEVEL.get(name):
            yield Row(name, name, "not-supported", note)
        elif name == "emoji_style" and script.emoji_style == "google":
            yield Row(name, name, "drawn")
        elif note := APPROXIMATED_TOP_LEVEL.get(name):
            yield Row(name, name, "approximated", note)
        else:
            yield Row(name, name, "drawn")


def _element_rows(composition: Composition, path: str) -> Iterator[Row]:
    for index, element in enumerate(composition.elements):
        place = f"{path}elements[{index}]"
        yield Row(place, element.type, "drawn")
        yield from _property_rows(element, place)
        for number, animation in enumerate(element.animations):
            yield from _animation_rows(animation, f"{place}.animations[{number}]")
        if isinstance(element, Text):
            yield from _face_rows(element, place)
        if isinstance(element, Composition):
            yield from _element_rows(element, f"{place}.")


NOT_FEATURES = frozenset({"type", "id", "name", "elements", "animations", "motion", "dynamic", "locked"})


def _property_rows(element: Element, place: str) -> Iterator[Row]:
    """The properties that are written and are not just their default."""
    shortfalls = dict(element.shortfalls())
    for name, info in type(element).model_fields.items():
        is_default = name not in element.motion and getattr(element, name) == info.get_default()
        if name not in element.model_fields_set or name in NOT_FEATURES or is_default:
            continue
        shortfall: Shortfall | None = shortfalls.get(name)
        if shortfall is None:
            yield Row(f"{place}.{name}", name, "drawn")
        else:
            yield Row(f"{place}.{name}", name, shortfall.status, shortfall.note)


def _animation_rows(animation: Animation, place: str) -> Iterator[Row]:
    """The animation, and those of its written properties that are not drawn as the vendor draws them."""
    yield Row(place, animation.type, "drawn")
    for name, note in animation.approximated.items():
        if name in animation.model_fields_set:
            yield Row(f"{place}.{name}", name, "approximated", note)


def _face_rows(element: Text, place: str) -> Iterator[Row]:
    """Families that are not bundled."""
    tagged = {piece.family for piece in parse_markup(element.text) if piece.family}
    for family in sorted({element.font_family, *tagged}):
        substitute = family_for(family)
        if not substitute.exact:
            yield Row(f"{place}.font_family", "font_family", "approximated", f"{family} is set in {substitute.family}")


class _Imagined:
    """A world in which every source exists, as its element expects it."""

    def __init__(self, script: Script) -> None:
        self.sources: dict[str, Source] = {}
        self._imagine(script.root)

    def _imagine(self, composition: Composition) -> None:
        # Ordinary facts: a landscape video of a phone, a song's refrain.
        for element in composition.elements:
            if isinstance(element, Composition):
                self._imagine(element)
            elif isinstance(element, Playback | Windowed) and element.source:
                match element:
                    case Audio():
                        source = Source("sound", duration=Fraction(30), has_sound=True)
                    case Image():
                        source = Source("still", Size(1920, 1080))
                    case _:
                        source = Source("moving", Size(1920, 1080), Fraction(10), Fraction(30), has_sound=True)
                self.sources.setdefault(element.source, source)

    def source(self, name: str) -> Source:
        return self.sources[name]

    def pixels(self, name: str, at: Fraction | None) -> Pixels:
        raise AssertionError(f"a lint draws nothing: {name} at {at}")

    def samples(self, name: str, *, start: Fraction = Fraction(0), duration: Fraction | None = None) -> Samples:
        raise AssertionError(f"a lint plays nothing: {name} at {start} for {duration}")
