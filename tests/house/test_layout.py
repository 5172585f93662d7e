"""The house keeps its shape: sizes, docstrings, lists, words and assets."""

import ast
import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "sajangpick"
MODULES = sorted(SOURCE.rglob("*.py"))
DATA = SOURCE / "data"
PAPERS = {"README.md", "OFL.txt"}
ASSETS = sorted(path for path in DATA.rglob("*") if path.is_file() and path.name not in PAPERS)
FONTS = sorted({asset.parent for asset in ASSETS if DATA / "fonts" in asset.parents})
HARD_LIMIT_LINES = 500
LISTED_FOLDERS = ["commands", "engines", "sandbox/vendors", "pipelines", "renderer/elements", "renderer/animations"]
FORBIDDEN_NAMES = {"utils", "common", "services", "helpers", "core", "manager"}
BANNED_WORDS = {
    "reel": "short",
    "film": "video or clip",
    "provider": "vendor",
    "storyboard": "script",
    "theme": "template",
    "uploader": "asset",
}
# RenderScript and C2PA have words of their own, which we read and write as they are.
WORDS_OF_OTHERS = re.compile(
    r"`provider`|\"provider\"|'provider'|ContextProvider|film[-_]roll|provider:|Instagram Reels"
)


def identify(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("module", MODULES, ids=identify)
def test_a_module_says_what_it_is_and_stays_small(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "no module docstring"
    assert len(text.splitlines()) <= HARD_LIMIT_LINES
    assert module.stem not in FORBIDDEN_NAMES
    assert module.parent.name not in FORBIDDEN_NAMES


@pytest.mark.parametrize("folder", LISTED_FOLDERS)
def test_every_file_of_a_plural_folder_is_in_its_list(folder: str) -> None:
    listing = (SOURCE / folder / "__init__.py").read_text(encoding="utf-8")
    package = "sajangpick." + folder.replace("/", ".")
    imported = {
        node.module
        for node in ast.walk(ast.parse(listing))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(package)
    }
    files = {f"{package}.{path.stem}" for path in (SOURCE / folder).glob("*.py") if not path.stem.startswith("_")}
    assert files == imported


@pytest.mark.parametrize("module", MODULES, ids=identify)
def test_the_words_of_the_glossary_are_kept(module: Path) -> None:
    text = WORDS_OF_OTHERS.sub("", module.read_text(encoding="utf-8"))
    for banned, word in BANNED_WORDS.items():
        assert not re.search(rf"(?<![a-z]){banned}s?(?![a-z])", text, re.IGNORECASE), f"say {word}, not {banned}"


@pytest.mark.parametrize("asset", ASSETS, ids=identify)
def test_every_asset_stands_in_its_folder_s_readme_with_its_digest(asset: Path) -> None:
    kind = asset.relative_to(DATA).parts[0]
    readme = (DATA / kind / "README.md").read_text(encoding="utf-8")
    assert asset.name in readme
    assert hashlib.sha256(asset.read_bytes()).hexdigest() in readme


@pytest.mark.parametrize("folder", FONTS, ids=identify)
def test_every_font_has_its_licence_and_is_in_the_notice(folder: Path) -> None:
    notice = " ".join((ROOT / "NOTICE").read_text(encoding="utf-8").split())
    licence = (folder / "OFL.txt").read_text(encoding="utf-8")
    holders, _, terms = licence.partition("This Font Software is licensed under the SIL Open Font License")
    assert terms
    family = folder.name.replace("-", " ")
    assert f"{family} {' '.join(holders.split())}".casefold() in notice.casefold()


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = {"cv2", "av", "skia", "scipy", "numpy", "pydantic", "PIL", "c2pa", "uharfbuzz"}
    code = "import sys, sajangpick; print(' '.join(sorted(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert heavy.isdisjoint(loaded)


def test_the_command_line_starts_without_anything_heavy() -> None:
    heavy = {"cv2", "av", "skia", "scipy", "c2pa", "uharfbuzz", "PIL"}
    code = "import sys, sajangpick.__main__; print(' '.join(sorted(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert heavy.isdisjoint(loaded)


def test_locks_are_hashed_and_name_no_index() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        pinned = re.findall(r"^[a-z0-9-]+==", text, re.MULTILINE)
        hashed = re.findall(r"^[a-z0-9-]+==[^\n]*\\\n    --hash=sha256:", text, re.MULTILINE)
        assert len(pinned) == len(hashed) > 0


def test_every_decision_is_listed() -> None:
    decisions = ROOT / "docs" / "decisions"
    index = (decisions / "README.md").read_text(encoding="utf-8")
    assert all(page.name in index for page in decisions.glob("0*.md"))
