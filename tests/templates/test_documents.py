"""Each template as a document: what its block names is there, and its times fall on the beat."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from re import findall
from typing import Any

import pytest

from sajangpick.renderer import lint
from sajangpick.renderer.easing import parse_easing
from sajangpick.renderer.script import parse
from sajangpick.template import TEMPLATE_IDS, Template, list_templates, load_template
from sajangpick.template.document import element, elements, seen
from sajangpick.template.slots import FACTS

SLOTS = {
    "main_video_layer", "menu_text_layer", "price_text_layer", "logo_image_layer", "bgm_track", "ai_badge",
    "cta_text_layer", "address_text_layer", "phone_text_layer",
}  # fmt: skip
FRAME_SECONDS = 1 / 30
LANDED = 0.9
"""The eye takes a movement for ended when a tenth of it is left."""

templates = pytest.mark.parametrize("template", list_templates(), ids=TEMPLATE_IDS)


@templates
def test_it_is_renderscript_without_a_doubt(template: Template) -> None:
    assert parse(template.document).warnings == ()


@templates
def test_all_of_it_is_drawn(template: Template) -> None:
    assert lint(template.document).status == "drawn"


@templates
def test_its_wordings_ask_for_facts_and_for_its_own_words_only(template: Template) -> None:
    asked = {slot for text in template.block.texts.values() for says in text.says for slot in findall(r"{(\w+)}", says)}
    assert asked - FACTS == set(template.words)


@templates
def test_it_has_every_slot(template: Template) -> None:
    names = {each["name"] for each in elements(template.document)}
    assert names >= SLOTS - ({"phone_text_layer"} if template.id == "new-menu" else set())


@templates
def test_its_block_names_only_what_is_there(template: Template) -> None:
    block = template.block
    ids = [each["id"] for each in elements(template.document)]
    assert len(ids) == len(set(ids))
    named = {
        *block.texts, *block.ramps, *(part for text in block.texts.values() for part in text.parts),
        *(path.split(".")[0] for role in block.palette.values() for path in role.paints),
        *(path.split(".")[0] for measure in block.measures for path in measure.sets),
        *(id for stack in block.stacks for row in stack.rows for id in row.ids),
        *(id for scrim in block.scrims for id in (scrim.id, *scrim.texts)),
        *(id for variant in block.variants for id in (*variant.hide, *variant.shifts, *variant.texts)),
        *(path.split(".")[0] for variant in block.variants for path in variant.sets),
        *(landing.id for landing in block.landings),
    }  # fmt: skip
    assert named <= {*ids, "fill_color"}


@templates
def test_it_lasts_whole_beats_and_six_to_ten_seconds(template: Template) -> None:
    assert template.document["duration"] == pytest.approx(template.seconds, abs=0.002)
    assert 6 <= template.seconds <= 10.01


@templates
def test_its_end_card_begins_on_a_bar_line(template: Template) -> None:
    assert template.block.end_card % 4 == 0
    assert any(landing.beat == template.block.end_card for landing in template.block.landings)


@templates
def test_what_lands_lands_on_the_beat(template: Template) -> None:
    beat = 60 / template.block.music.bpm
    for landing in template.block.landings:
        ends = list(landed(template, landing.id))
        assert min(abs(end - landing.beat * beat) for end in ends) <= FRAME_SECONDS, (landing, ends)


@templates
def test_its_first_second_has_something_to_see(template: Template) -> None:
    clip = next(each for each in elements(template.document) if each["type"] == "video")
    assert seen(template.document, str(clip["id"]))[0] <= 1.7
    assert any(seen(template.document, str(each["id"]))[0] == 0 for each in elements(template.document))


@templates
def test_no_text_moves_in_its_last_half_second(template: Template) -> None:
    total = template.seconds
    for each in elements(template.document):
        if each["type"] == "text":
            start, end = seen(template.document, str(each["id"]))
            moves = [a for a in each.get("animations", []) if a["time"] == "start"]
            if end >= total - 0.01:
                assert all(start + a["duration"] <= total - 0.5 for a in moves), each["id"]


@templates
def test_its_sound_lasts_as_long_as_its_picture(template: Template) -> None:
    assert element(template.document, "bgm")["duration"] == template.document["duration"]


def test_no_template_is_left_out_of_the_list() -> None:
    folder = Path(__file__).parents[2] / "src" / "sajangpick" / "templates"
    assert {path.stem for path in folder.glob("*.json")} == set(TEMPLATE_IDS)
    assert len({load_template(id).title for id in TEMPLATE_IDS}) == len(TEMPLATE_IDS)


def landed(template: Template, id: str) -> Iterator[float]:
    """The seconds at which movements of an element have a tenth left to go."""
    each: Any = element(template.document, id)
    start, _ = seen(template.document, id)
    for animation in each.get("animations", []):
        if animation["time"] == "start":
            yield start + animation["duration"] * share(animation["easing"])
    for value in each.values():
        if isinstance(value, list) and value and isinstance(value[0], dict) and "value" in value[0]:
            for before, after in pairwise(value):
                length = after["time"] - before["time"]
                yield start + before["time"] + length * share(after.get("easing", "linear"))


def share(easing: str) -> float:
    """The part of its time after which an easing has done nine tenths."""
    curve = parse_easing(easing)
    return next(step / 1000 for step in range(1001) if curve(step / 1000) >= LANDED)
