"""What the how-to pages and the README tell is so: their code runs, their commands exist, their tables are whole."""

import inspect
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from unittest.mock import create_autospec

import click
import numpy as np
import pytest
from tests.docs.drawing import LONGEST_SIDE_PX, compare, strip
from tests.docs.pages import DOCS, PAGES, ROOT, Block, Example, blocks, links, moments, rows
from tests.docs.world import PHOTO, world

import sajangpick
from sajangpick import errors
from sajangpick.__main__ import main
from sajangpick.domain.dish import Dish
from sajangpick.domain.json import JsonObject
from sajangpick.domain.order import Order
from sajangpick.domain.price import parse_price
from sajangpick.domain.shop import Shop
from sajangpick.media.still import read_photo
from sajangpick.music import MOODS
from sajangpick.settings import Settings, settings
from sajangpick.template import TEMPLATE_IDS, solve
from sajangpick.template.model import parse_template

HOW_TO = DOCS / "how-to"
PACKAGE = Path(sajangpick.__file__).parent
MAKE_TARGET = re.compile(r"^([a-z-]+):", re.MULTILINE)
VARIABLE = re.compile(r"[a-z]+=")
SETTING = re.compile(r"SAJANGPICK_[A-Z0-9_]+")
SETTINGS = {f"SAJANGPICK_{name.upper()}" for name in Settings.model_fields}
OTHER_PROGRAMS = {"git", "cd", "mv", "curl", "pg_dump", "pg_restore", "aws", "python"}
# What is set for Python, for the example of a vendor, and for the tests of one.
OTHER_SETTINGS = {"PYTHONPATH", "TOY_KEY", "TOY_URL", "VENDOR_CASES"}

DRAW = """
import sys
from pathlib import Path
import numpy as np
import sajangpick
from sajangpick.renderer import lint
from tests.docs.drawing import strip
from tests.docs.test_how_to import added
from tests.docs.world import world

assert Path(sajangpick.__file__).is_relative_to(sys.argv[2]), "this is not the copy"
example = added(Path(sys.argv[1]))
report = lint(example.document)
assert (report.status, report.errors, report.warnings) == ("drawn", (), ()), report
np.save(sys.argv[3], strip(example, world()))
"""


def test_the_python_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(PHOTO, tmp_path / "photo.jpg")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAJANGPICK_DATA_DIR", str(tmp_path / "data"))
    settings.cache_clear()
    page = HOW_TO / "use-from-python.md"
    names: dict[str, object] = {}
    for block in blocks(page, "python"):
        # Empty lines put the block where it stands, so that a traceback names the page's line.
        exec(compile("\n" * block.line + block.text, str(page), "exec"), names)
    settings.cache_clear()
    assert {path.name for path in tmp_path.glob("*.mp4")} == {"short.mp4", "menu.mp4", "alive.mp4"}


def test_the_readme_calls_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    called = create_autospec(sajangpick.make_short)
    monkeypatch.setattr(sajangpick, "make_short", called)
    for block in blocks(ROOT / "README.md", "python"):
        exec(compile(block.text, "README.md", "exec"), {})
    called.assert_called_once()


@pytest.mark.parametrize("name", ["add-an-animation", "add-an-element"])
def test_what_is_added_is_one_file_and_its_name(name: str, tmp_path: Path) -> None:
    page = HOW_TO / f"{name}.md"
    package = tmp_path / "sajangpick"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("data", "__pycache__"))
    (package / "data").symlink_to(PACKAGE / "data")
    for block in blocks(page, "python"):
        (package / block.options["file"]).write_text(f"{block.text}\n", encoding="utf-8")
    for block in blocks(page, "diff"):
        _apply(block, package)
    ruff = [sys.executable, "-m", "ruff", "check", "--quiet", "--config", str(ROOT / "pyproject.toml"), str(package)]
    subprocess.run(ruff, check=True)
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    drawn = tmp_path / "drawn.npy"
    command = [sys.executable, "-c", DRAW, str(page), str(tmp_path), str(drawn)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": path})
    picture = added(page).picture
    assert picture is not None
    compare(np.load(drawn), picture)


def added(page: Path) -> Example:
    """The document that uses what its page adds."""
    (block,) = [block for block in blocks(page, "json") if "added" in block.words]
    picture = page.parent / str(block.picture)
    return Example(page, block.line, json.loads(block.text), moments(block.options["at"]), picture)


def _apply(block: Block, package: Path) -> None:
    """Change a file as the page's diff says: parts that @@ divides, each found by the lines it keeps or takes away."""
    target = package / block.options["file"]
    text = target.read_text(encoding="utf-8")
    for part in block.text.split("\n@@\n"):
        lines = part.splitlines()
        before = "\n".join(line[1:] for line in lines if line[0] != "+")
        after = "\n".join(line[1:] for line in lines if line[0] != "-")
        assert text.count(f"{before}\n") == 1, f"{block.page.name}: {before!r} is not one place of {target.name}"
        text = text.replace(f"{before}\n", f"{after}\n")
    target.write_text(text, encoding="utf-8")


def test_the_template_of_its_page_is_finished() -> None:
    (block,) = [block for block in blocks(HOW_TO / "add-a-template.md", "json") if "template" in block.words]
    order = Order(Dish("에스프레소 로마노", parse_price("4800")), Shop("커피온"))
    solved = solve(parse_template(json.loads(block.text)), order, photo=read_photo(PHOTO))
    times = moments(block.options["at"])
    scale = (LONGEST_SIDE_PX / len(times) - len(times)) / 1080
    script: JsonObject = {**solved.script, "render_scale": round(scale, 3)}
    example = Example(block.page, block.line, script, times, None)
    compare(strip(example, world(clip="clip", song="music")), HOW_TO / str(block.picture))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_shell_block_can_be_typed(page: Path) -> None:
    targets = set(MAKE_TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    for block in blocks(page, "sh"):
        for line in block.text.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            match words[:1]:
                case []:
                    continue
                case ["make"]:
                    assert {word for word in words[1:] if "=" not in word} <= targets, line
                case ["export"]:
                    assert {word.partition("=")[0] for word in words[1:]} <= SETTINGS | OTHER_SETTINGS, line
                case [word] if VARIABLE.match(word):
                    continue
                case [program] if Path(program).name == "sajangpick":
                    _check_command(words[1:])
                case [program]:
                    assert program in OTHER_PROGRAMS, line


def _check_command(words: list[str]) -> None:
    """Parse it as the command line does, without running it. Raises click.UsageError for what does not exist."""
    command = main.commands[words[0]]
    given = command.make_context(words[0], words[1:]).params
    assert given.get("template", "signature") in TEMPLATE_IDS
    music = given.get("music", "auto")
    assert music in {*MOODS, "auto", "none"} or Path(music).suffix, music


def test_every_option_of_make_is_explained() -> None:
    text = (HOW_TO / "make-a-short.md").read_text(encoding="utf-8")
    options = [option for option in main.commands["make"].params if isinstance(option, click.Option)]
    assert [option.opts for option in options if not any(name in text for name in option.opts)] == []
    assert [mood for mood in MOODS if f"`{mood}`" not in text] == []


def test_every_setting_is_described_as_it_describes_itself() -> None:
    table = rows(HOW_TO / "settings.md")
    for name, field in Settings.model_fields.items():
        row = next((row for row in table if f"`SAJANGPICK_{name.upper()}`" in row), "")
        assert field.description
        assert field.description in row, name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_names_a_setting_that_is_not_there(page: Path) -> None:
    ours = {"SAJANGPICK_DEBUG", "SAJANGPICK_GOLDEN"}
    assert set(SETTING.findall(page.read_text(encoding="utf-8"))) <= SETTINGS | ours


def test_every_error_stands_with_its_exit_code() -> None:
    table = rows(HOW_TO / "errors.md")
    classes = [each for _, each in inspect.getmembers(errors, inspect.isclass) if each.__module__ == errors.__name__]
    assert classes
    for each in classes:
        code = 2 if issubclass(each, errors.BadInput) else 1
        assert any(row.startswith(f"| `{each.__name__}` | {code} |") for row in table), each.__name__


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    assert [target for target in links(page) if target and not (page.parent / target).exists()] == []


@pytest.mark.parametrize("folder", [HOW_TO, DOCS / "renderscript"], ids=lambda folder: folder.name)
def test_every_page_is_in_its_index(folder: Path) -> None:
    listed = set(links(folder / "README.md"))
    assert {page.name for page in folder.glob("*.md")} - {"README.md"} <= listed
