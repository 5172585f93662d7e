"""Every example of the documentation is drawn, and looks as its picture; and every word of the language has its place.

`SAJANGPICK_GOLDEN=1` draws the pictures anew: look at each that changed before you commit it. A picture that differs is
laid beside the drawn one in `tests/diffs/`.
"""

from collections.abc import Mapping

import pytest
from tests.docs.drawing import compare, sound_wave, strip
from tests.docs.pages import DOCS, PAGES, Example, examples, rows
from tests.docs.world import world

from sajangpick.renderer import FileWorld, lint
from sajangpick.renderer.animation import Animation, TextAnimation
from sajangpick.renderer.animations import ANIMATION_TYPES
from sajangpick.renderer.easing import EASINGS
from sajangpick.renderer.element import Element
from sajangpick.renderer.elements import ELEMENTS
from sajangpick.renderer.lint import APPROXIMATED_TOP_LEVEL, NOT_SUPPORTED_TOP_LEVEL
from sajangpick.renderer.oscillation import Oscillation
from sajangpick.renderer.playback import Playback
from sajangpick.renderer.script import TOP_LEVEL
from sajangpick.renderer.units import LENGTH_UNITS
from sajangpick.renderer.windowed import Windowed

RENDERSCRIPT = DOCS / "renderscript"
EXAMPLES = [example for page in PAGES for example in examples(page)]
MOST_BYTES = 2_000_000


@pytest.fixture(scope="module")
def sources() -> FileWorld:
    return world()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_an_example_looks_as_its_picture(example: Example, sources: FileWorld) -> None:
    assert example.picture is not None, f"{example.page}:{example.line}: no picture follows"
    compare(sound_wave(example, sources) if example.kind == "sound" else strip(example, sources), example.picture)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_an_example_is_spelled_right(example: Example, sources: FileWorld) -> None:
    report = lint(example.document, sources, modifications=example.modifications)
    assert report.errors == ()
    # Those that say what a reader is to fill in are the point of their page.
    assert [warning for warning in report.warnings if "merge field" not in warning] == []


def test_every_picture_is_shown_once_and_all_are_light() -> None:
    shown = [example.picture for example in EXAMPLES]
    assert len(shown) == len(set(shown)), "two examples share a picture"
    pictures = set((RENDERSCRIPT / "pictures").glob("*.png"))
    assert pictures <= set(shown), "a picture without an example"
    assert sum(path.stat().st_size for path in pictures) <= MOST_BYTES


def test_every_animation_has_its_row_with_a_picture_and_all_its_properties() -> None:
    shared = {name for base in (Animation, TextAnimation, Oscillation) for name in base.model_fields}
    page = RENDERSCRIPT / "animations.md"
    table = [row for row in rows(page) if "![" in row]
    for name, animation in ANIMATION_TYPES.items():
        row = next((row for row in table if f'"type": "{name}"' in row), None)
        assert row is not None, f"{name} has no row"
        missing = [field for field in animation.model_fields if field not in shared and f"`{field}`" not in row]
        assert not missing, f"{name}: {missing}"
    text = page.read_text(encoding="utf-8")
    assert [field for field in sorted(shared) if f"`{field}`" not in text] == []


@pytest.mark.parametrize("element", ELEMENTS, ids=lambda element: element.__name__)
def test_every_element_has_its_page_with_all_its_properties(element: type[Element]) -> None:
    text = (RENDERSCRIPT / f"{element.model_fields['type'].default}.md").read_text(encoding="utf-8")
    own = [name for name in element.model_fields if name not in Element.model_fields]
    bases = (base for base in (Windowed, Playback) if issubclass(element, base))
    own += [name for base in bases for name in base.model_fields if name not in Element.model_fields]
    assert [name for name in own if f"`{name}`" not in text] == []


def test_what_all_elements_share_is_described() -> None:
    text = (RENDERSCRIPT / "every-element.md").read_text(encoding="utf-8")
    assert [name for name in Element.model_fields if name != "motion" and f"`{name}`" not in text] == []


def test_every_easing_is_named() -> None:
    text = (RENDERSCRIPT / "keyframes.md").read_text(encoding="utf-8")
    assert [name for name in EASINGS if f"`{name}`" not in text] == []


def test_every_unit_is_explained() -> None:
    table = rows(RENDERSCRIPT / "units.md")
    units = (*LENGTH_UNITS, "s", "fr", "°", "Hz", "fps")
    assert [unit for unit in units if not any(f"{unit}`" in row for row in table)] == []


def test_the_index_owns_up_to_every_shortfall() -> None:
    table = rows(RENDERSCRIPT / "README.md")
    shortfalls = {name: note.status for element in ELEMENTS for name, note in element().shortfalls()}
    shortfalls |= _statuses(APPROXIMATED_TOP_LEVEL, "approximated")
    shortfalls |= _statuses(NOT_SUPPORTED_TOP_LEVEL, "not-supported")
    for name, status in shortfalls.items():
        family = "transcript_…" if name.startswith("transcript_") else name
        assert any(f"`{family}`" in row and status.replace("-", " ") in row for row in table), f"{name}: {status}"
    text = (RENDERSCRIPT / "README.md").read_text(encoding="utf-8")
    assert [name for name in sorted(TOP_LEVEL) if f"`{name}`" not in text] == []


def _statuses(names: Mapping[str, str], status: str) -> dict[str, str]:
    return dict.fromkeys(names, status)
