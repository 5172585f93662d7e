"""Cut the font that the page needs at first sight: every letter of its own words, and no other.

python web/cut_font.py     (`make fonts`, after words have changed)

Writes web/src/fonts/: the font, the style sheet that says which letters it has, and a page on where it comes from. What
owners type has other letters; for those the page fetches slices of the whole font once it is drawn. Equal words make
equal bytes.
"""

import hashlib
import shutil
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

WEB = Path(__file__).parent
TEMPLATES = WEB.parent / "src" / "sajangpick" / "templates"
PLATFORMS = WEB.parent / "src" / "sajangpick" / "domain" / "platform.py"
PACKAGE = WEB / "node_modules" / "pretendard"
TARGET = WEB / "src" / "fonts"

# The licence reserves the original's name for the original.
NAME = "Sajangpick Core"
# The page's lightest and heaviest; without the rest a third of the bytes goes.
WEIGHTS = (400, 800)
# What people type into any field, what our formats make of numbers, and what no catalogue may spell out.
ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "·…–—‘’“”→←×✓•₩원개초분시간일월년오전후%"
_NAMED = {1: NAME, 3: NAME, 4: NAME, 6: NAME.replace(" ", ""), 16: NAME, 25: NAME.replace(" ", "")}
_LICENCE_IDS = [0, 13, 14]

README = """# The page's own letters

`core.woff2` ({bytes:,} bytes, {letters} letters, weights {lightest}-{heaviest}) is cut from
`dist/public/variable/PretendardVariable.ttf` of the npm package `pretendard` {version}, by Kil Hyung-jin
(https://github.com/orioncactus/pretendard), under the SIL Open Font License 1.1 (`OFL.txt`). Being changed, it goes by
a name of its own, {name}.

SHA-256: `{digest}`

`make fonts` cuts it anew when words have changed; a test says when it must.
"""


def wanted() -> set[str]:
    """Every letter of the page's catalogues, of its shell, and of what the service says to it at first."""
    catalogues = [path for name in ("words.ts", "*.words.ts") for path in (WEB / "src").rglob(name)]
    # No owner is shown the page of parts.
    shown = [path for path in catalogues if path.parent.name != "parts"]
    sources = [WEB / "index.html", PLATFORMS, *shown, *TEMPLATES.glob("*.json")]
    text = ALWAYS + "".join(path.read_text(encoding="utf-8") for path in sources)
    return {letter for letter in text if letter.isprintable()}


def main() -> None:
    """Write the font, its style sheet and its paper."""
    options = subset.Options(
        flavor="woff2", hinting=False, layout_features=["kern", "tnum", "ccmp"], recalc_timestamp=False
    )
    options.name_IDs = [*_NAMED, *_LICENCE_IDS]
    font = subset.load_font(str(PACKAGE / "dist" / "public" / "variable" / "PretendardVariable.ttf"), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(map(ord, wanted())))
    subsetter.subset(font)
    font = instancer.instantiateVariableFont(font, {"wght": WEIGHTS})
    _rename(font)
    TARGET.mkdir(exist_ok=True)
    subset.save_font(font, str(TARGET / "core.woff2"), options)
    shutil.copy(PACKAGE / "dist" / "LICENSE.txt", TARGET / "OFL.txt")
    letters = sorted(font.getBestCmap())
    (TARGET / "core.css").write_text(_style(letters), encoding="utf-8")
    (TARGET / "README.md").write_text(_paper(len(letters)), encoding="utf-8")


def ranges(letters: list[int]) -> str:
    """Code points, in order, as CSS writes a `unicode-range`."""
    spans: list[list[int]] = []
    for letter in letters:
        if spans and letter == spans[-1][1] + 1:
            spans[-1][1] = letter
        else:
            spans.append([letter, letter])
    return ", ".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in spans)


def _style(letters: list[int]) -> str:
    return (
        "/* Made by web/cut_font.py. */\n"
        "@font-face {\n"
        f"  font-family: '{NAME}';\n"
        f"  font-weight: {WEIGHTS[0]} {WEIGHTS[1]};\n"
        "  font-display: swap;\n"
        "  src: url('./core.woff2') format('woff2');\n"
        f"  unicode-range: {ranges(letters)};\n"
        "}\n"
    )


def _paper(letters: int) -> str:
    data = (TARGET / "core.woff2").read_bytes()
    package = (PACKAGE / "package.json").read_text(encoding="utf-8")
    return README.format(
        bytes=len(data),
        letters=letters,
        lightest=WEIGHTS[0],
        heaviest=WEIGHTS[1],
        name=NAME,
        version=package.partition('"version": "')[2].partition('"')[0],
        digest=hashlib.sha256(data).hexdigest(),
    )


def _rename(font: TTFont) -> None:
    table: Any = font["name"]
    for record in list(table.names):
        if record.nameID in _LICENCE_IDS:
            continue
        name = _NAMED.get(record.nameID) or str(record).replace("PretendardVariable", _NAMED[6])
        table.setName(name, record.nameID, record.platformID, record.platEncID, record.langID)


if __name__ == "__main__":
    main()
