"""Parts of files: what a Range header asks for, and when a copy somebody has is still good (RFC 9110, 13 and 14)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

_ONE_RANGE = re.compile(r"bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*", re.IGNORECASE | re.ASCII)
# More digits than any file has bytes; Python refuses to read numbers of thousands.
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from `start` up to, not including, `end`; an empty one is a range that the file does not have."""

    start: int
    end: int

    @property
    def is_empty(self) -> bool:
        """True if the file has none of the bytes that were asked for."""
        return self.start >= self.end


@dataclass(frozen=True, slots=True)
class Version:
    """What a copy is compared with: the file's tag (quoted, strong), and when it came to be."""

    etag: str
    modified: datetime

    @property
    def last_modified(self) -> str:
        """The moment as HTTP writes it, in whole seconds."""
        return format_datetime(self.modified.astimezone(UTC), usegmt=True)


def asked_span(headers: Mapping[str, str], size: int, version: Version) -> Span | None:
    """The part of a file of `size` bytes that a GET asks for; None for the whole.

    The whole is also what several ranges at once get, other units, what cannot be read, and a range of an older file
    (If-Range).
    """
    found = _ONE_RANGE.fullmatch(headers.get("range", ""))
    if found is None or not _is_current(headers.get("if-range"), version):
        return None
    first, last = found.groups()
    if not (first or last) or max(len(first), len(last)) > _MOST_DIGITS:
        return None
    if not first:
        return Span(max(size - int(last), 0), size) if int(last) else Span(size, size)
    start, end = int(first), int(last) + 1 if last else size
    if last and end <= start:
        return None
    return Span(start, min(end, size))


def is_unmet(headers: Mapping[str, str], version: Version) -> bool:
    """True if the file is to be sent only if it is one that it is not: If-Match, If-Unmodified-Since."""
    if (wanted := headers.get("if-match")) is not None:
        return not _names(wanted, version.etag, weakly=False)
    moment = _moment(headers.get("if-unmodified-since"))
    return moment is not None and version.modified.replace(microsecond=0) > moment


def is_known(headers: Mapping[str, str], version: Version) -> bool:
    """True if whoever asks has the file already: If-None-Match, else If-Modified-Since."""
    if (known := headers.get("if-none-match")) is not None:
        return _names(known, version.etag, weakly=True)
    moment = _moment(headers.get("if-modified-since"))
    return moment is not None and version.modified.replace(microsecond=0) <= moment


def _is_current(condition: str | None, version: Version) -> bool:
    """Whether If-Range, if it is there, names this very file: its strong tag, or its moment to the second."""
    return condition is None or condition.strip() in (version.etag, version.last_modified)


def _names(tags: str, etag: str, *, weakly: bool) -> bool:
    listed = [tag.strip() for tag in tags.split(",")]
    return "*" in listed or etag in ([tag.removeprefix("W/") for tag in listed] if weakly else listed)


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
