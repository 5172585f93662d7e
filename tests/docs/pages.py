"""What the documentation's pages show: their examples, code and links, read from the Markdown.

An example is RenderScript with the picture that follows it. It is written in one of three ways:

* a `json` block, a whole document, with the moments that its picture shows: ```json at=0.4
* a `json modifications` block, laid over the last document of its page
* a row of a table with a picture and, in backticks, a JSON object: modifications, too

Several moments (at=0,0.5,1) make a strip; `json sound` is heard, not seen. Blocks of other kinds (`json template`,
`json lint`, `json added`) are the business of their page's own test.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from sajangpick.domain.json import JsonObject

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "ARCHITECTURE.md", *sorted(DOCS.rglob("*.md")))

OTHER_KINDS = {"template", "lint", "added"}

_FENCE = re.compile(r"^```(\w*) ?(.*)$")
_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+\.png)\)")
_ROW = re.compile(r"^\|.*!\[.*`(\{.*\})`.*\|$")
_LINK = re.compile(r"\]\(([^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, the words after it, its text, and the first picture between it and the next."""

    page: Path
    line: int
    language: str
    words: tuple[str, ...]
    text: str
    picture: str | None = None

    @property
    def options(self) -> dict[str, str]:
        """Its words of the form name=value."""
        return dict(word.split("=", 1) for word in self.words if "=" in word)


@dataclass(frozen=True, slots=True)
class Example:
    """A document, what is laid over it, the moments that are shown, and their picture; `kind` is frame or sound."""

    page: Path
    line: int
    document: JsonObject
    moments: tuple[Fraction, ...]
    picture: Path | None
    modifications: JsonObject = field(default_factory=dict)
    kind: str = "frame"

    @property
    def id(self) -> str:
        return f"{self.page.stem}:{self.line}"


def blocks(page: Path, language: str) -> list[Block]:
    """The page's blocks of one language, in order."""
    return [block for block in _blocks(page) if block.language == language]


def examples(page: Path) -> Iterator[Example]:
    """The page's examples, in order."""
    last: Example | None = None
    by_line: list[tuple[int, Block | str]] = [(block.line, block) for block in blocks(page, "json")]
    for number, text in enumerate(_lines(page), start=1):
        if _ROW.match(text):
            by_line.append((number, text))
    for line, item in sorted(by_line, key=lambda pair: pair[0]):
        example = _row(page, line, item, last) if isinstance(item, str) else _written(item, last)
        if example is not None:
            yield example
            last = example if not example.modifications else last


def links(page: Path) -> list[str]:
    """Targets of the page's links and pictures, without those on the web."""
    return [target.split("#")[0] for target in _LINK.findall("\n".join(_lines(page))) if "://" not in target]


def rows(page: Path) -> list[str]:
    """The rows of the page's tables."""
    return [text for text in _lines(page) if text.startswith("|")]


def _written(block: Block, last: Example | None) -> Example | None:
    kind = next((word for word in block.words if "=" not in word), "document")
    if kind in OTHER_KINDS:
        return None
    written: JsonObject = json.loads(block.text)
    shown_at = moments(block.options.get("at"))
    picture = None if block.picture is None else block.page.parent / block.picture
    if kind != "modifications":
        return Example(block.page, block.line, written, shown_at, picture, kind="sound" if kind == "sound" else "frame")
    assert last is not None, f"{block.page}:{block.line}: modifications of what?"
    return Example(block.page, block.line, last.document, shown_at or last.moments, picture, written)


def _row(page: Path, line: int, text: str, last: Example | None) -> Example:
    row, picture = _ROW.match(text), _PICTURE.search(text)
    assert row is not None
    assert picture is not None, f"{page}:{line}: no picture in the row"
    assert last is not None, f"{page}:{line}: modifications of what?"
    return Example(page, line, last.document, last.moments, page.parent / picture[1], json.loads(row[1]))


def moments(written: str | None) -> tuple[Fraction, ...]:
    """The moments of `at=…`."""
    return tuple(Fraction(moment) for moment in written.split(",")) if written else ()


def _lines(page: Path) -> list[str]:
    """The page's lines, blank where a fenced block is."""
    kept: list[str] = []
    inside = False
    for text in page.read_text(encoding="utf-8").splitlines():
        fence = text.startswith("```")
        kept.append("" if inside or fence else text)
        inside = inside != fence
    return kept


def _blocks(page: Path) -> Iterator[Block]:
    lines = page.read_text(encoding="utf-8").splitlines()
    start = None
    found: list[tuple[int, int]] = []
    for number, text in enumerate(lines):
        if text.startswith("```"):
            if start is None:
                start = number
            else:
                found.append((start, number))
                start = None
    assert start is None, f"{page}: a block does not end"
    starts = [*(first for first, _ in found), len(lines)]
    for (first, end), following in zip(found, starts[1:], strict=True):
        fence = _FENCE.match(lines[first])
        assert fence is not None, f"{page}:{first + 1}"
        picture = next((match[1] for text in lines[end + 1 : following] if (match := _shown(text))), None)
        text = "\n".join(lines[first + 1 : end])
        yield Block(page, first + 1, fence[1], tuple(fence[2].split()), text, picture)


def _shown(text: str) -> re.Match[str] | None:
    """The picture of a line of its own; those in tables belong to their rows."""
    return None if text.startswith("|") else _PICTURE.search(text)
