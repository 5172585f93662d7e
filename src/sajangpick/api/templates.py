"""Templates: what a short can look like, and what each needs to be told."""

from functools import cache
from typing import Annotated

import regex
from fastapi import APIRouter, Path
from pydantic import Field

from sajangpick.api.problem import answers
from sajangpick.api.schema import Line, Listing, Resource
from sajangpick.errors import BadInput, NotFound
from sajangpick.music import MOODS
from sajangpick.pipelines.short import LONGEST_SECONDS, SHORTEST_SECONDS
from sajangpick.template import Template, list_templates, load_template
from sajangpick.template.model import Text
from sajangpick.template.slots import FACTS

router = APIRouter(prefix="/api/templates", tags=["templates"])

TemplateId = Annotated[Line, Path(description="As the list has it.", examples=["signature"])]
# A step without a limit of its own says so with this many letters: its width alone decides.
_UNLIMITED = 99
_SLOT = regex.compile(r"\{(\w+)\}")
_NEEDED = frozenset({"menu", "price"})


class SlotResource(Resource):
    """A place for words: a fact of the order or the shop, or a line of the template that words of one's own replace."""

    name: str = Field(examples=["cta"])
    is_word: bool = Field(description="True for a line that `words` replaces.")
    is_needed: bool
    own: str = Field(description="What the template says by itself.", examples=["한번 맛보러 오세요"])
    lines: int = Field(description="Lines it may have, at most.", examples=[2])
    letters: int | None = Field(
        description="About how many letters fit, at most; null where only the width decides.", examples=[14]
    )


class TemplateResource(Resource):
    """A template."""

    id: str = Field(examples=["signature"])
    title: str = Field(examples=["시그니처"])
    tagline: str = Field(examples=["오늘의 한 접시"])
    moods: list[str] = Field(description="What it suits.", examples=[["따뜻한"]])
    music: str = Field(description="The mood of music it is cut to.", examples=["warm"])
    bpm: float = Field(examples=[92.0])
    seconds: float = Field(description="How long its short lasts at its own tempo.", examples=[8.0])
    least_seconds: float = Field(examples=[6.0])
    most_seconds: float = Field(examples=[12.0])
    takes_logo: bool
    slots: list[SlotResource]


class TemplateList(Listing[TemplateResource]):
    """Every template, in the order in which they are offered, and the music there is."""

    music: list[str] = Field(
        description="Moods that an order may name beside `auto` and `none`.", examples=[["warm", "night"]]
    )


@router.get("", operation_id="listTemplates", summary="Every template, and the music there is")
async def list_all_templates() -> TemplateList:
    """For anybody; they are few: one page."""
    return TemplateList(items=[_resource(template.id) for template in list_templates()], music=list(MOODS))


@router.get("/{template_id}", operation_id="readTemplate", summary="A template", responses=answers(NotFound))
async def read_template(template_id: TemplateId) -> TemplateResource:
    """What it needs to be told, and how much of it."""
    try:
        return _resource(template_id)
    except BadInput as error:
        raise NotFound(error.message, hint=error.hint) from error


@cache
def _resource(template_id: str) -> TemplateResource:
    template = load_template(template_id)
    block = template.block
    return TemplateResource(
        id=template.id,
        title=template.title,
        tagline=block.tagline,
        moods=list(block.moods),
        music=block.music.mood,
        bpm=block.music.bpm,
        seconds=round(template.seconds, 2),
        least_seconds=SHORTEST_SECONDS,
        most_seconds=LONGEST_SECONDS,
        takes_logo=block.logo is not None,
        slots=_slots(template),
    )


def _slots(template: Template) -> list[SlotResource]:
    """Every slot that a text of the template shows, with what its tightest text takes."""
    shown: dict[str, list[Text]] = {}
    for text in template.block.texts.values():
        for name in dict.fromkeys(_SLOT.findall(" ".join(text.says))):
            shown.setdefault(name, []).append(text)
    return [
        SlotResource(
            name=name,
            is_word=name not in FACTS,
            is_needed=name in _NEEDED,
            own=template.words.get(name, ""),
            lines=min(text.ladder[-1].lines for text in texts),
            letters=_letters(texts),
        )
        for name, texts in shown.items()
    ]


def _letters(texts: list[Text]) -> int | None:
    """Of the tightest text, because a word must fit wherever it is shown."""
    last = [text.ladder[-1] for text in texts]
    limits = [round(step.letters * step.lines) for step in last if step.letters < _UNLIMITED]
    return min(limits, default=None)
