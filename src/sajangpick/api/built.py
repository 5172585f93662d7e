"""The built page as it lies in the package: its shell, the files that it names, and their packed twins.

`npm run build` in web/ writes it; files under `assets/` carry a digest in their names and so never change, and beside
what is worth packing lie `.br` and `.gz`, the same in fewer bytes.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "web"

MEDIA_TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".m4a": "audio/mp4",
    ".mp4": "video/mp4",
    ".png": "image/png",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
"""What a page is made of; a file of another kind is not served, so that nobody leaves one there by mistake."""

_SHELL = "index.html"
_STYLES = re.compile(r'<link rel="stylesheet"[^>]* href="/(assets/[^"]+\.css)">')
# Written for the server, by which it finds what a page needs.
_NOT_SERVED = frozenset({"manifest.json"})
_PACKED = {"br": ".br", "gzip": ".gz"}
"""Encodings of HTTP by the ends of their files' names, the smaller first."""


@dataclass(frozen=True, slots=True)
class Built:
    """The page. `files` has the path of each file by its address without the first slash; `version` is of them all."""

    shell: str
    files: Mapping[str, Path]
    version: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What is sent of a file: itself, or a packed twin of it, and by which encoding."""

    path: Path
    media_type: str
    encoding: str | None


def built() -> Built | None:
    """The page, read anew if it was built anew; None if it was never built."""
    try:
        changed = (FOLDER / _SHELL).stat().st_mtime_ns
    except OSError:
        return None
    return _read(FOLDER, changed)


def chosen(path: Path, accepted: str) -> Sent:
    """The smallest form of a file that a browser takes which sends `accepted` as its Accept-Encoding."""
    wanted = accepted_encodings(accepted)
    for encoding, suffix in _PACKED.items():
        twin = path.with_name(path.name + suffix)
        if encoding in wanted and twin.is_file():
            return Sent(twin, MEDIA_TYPES[path.suffix], encoding)
    return Sent(path, MEDIA_TYPES[path.suffix], None)


def accepted_encodings(header: str) -> frozenset[str]:
    """The encodings that an Accept-Encoding names and does not forbid by a weight of nought (RFC 9110, 12.5.3)."""
    found: set[str] = set()
    for part in header.casefold().split(","):
        name, _, weight = (piece.strip() for piece in part.partition(";"))
        if name and weight.replace(" ", "").rstrip("0").rstrip(".") not in ("q=", "q=0"):
            found.add(name)
    return frozenset(found)


@lru_cache(maxsize=1)
def _read(folder: Path, changed: int) -> Built:  # noqa: ARG001 (a page of another moment is another page)
    shell = _STYLES.sub(lambda found: _inlined(folder / found[1]), (folder / _SHELL).read_text(encoding="utf-8"))
    files = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.suffix in MEDIA_TYPES and path.name not in _NOT_SERVED and path.is_file()
    }
    digest = hashlib.sha256(shell.encode())
    for name, path in files.items():
        digest.update(f"{name} {path.stat().st_size}\n".encode())
    return Built(shell, files, digest.hexdigest()[:12])


def _inlined(style: Path) -> str:
    """Styles within the shell: a browser draws nothing before it has them, and so it need not ask."""
    return f"<style>{style.read_text(encoding='utf-8').strip()}</style>"
