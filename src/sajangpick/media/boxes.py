"""The boxes of an MP4 file, by their headers alone: what is in it, and in which order (ISO/IEC 14496-12, 4.2)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

# Boxes that hold only boxes, on the way to what is asked about here.
_FOLDERS = frozenset({"moov", "trak", "mdia", "minf", "stbl", "edts"})
_MOST_BOXES = 10_000


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its path such as "moov/trak/edts", and where it lies in the file, header included."""

    path: str
    offset: int
    size_bytes: int


def read_boxes(path: Path | str) -> tuple[Box, ...]:
    """Every box of the file down to the sample tables, in file order; what is cut off or no MP4 ends the list."""
    path = Path(path)
    found: list[Box] = []
    with path.open("rb") as file:
        for box in _walk(file, "", 0, path.stat().st_size):
            found.append(box)
            if len(found) == _MOST_BOXES:
                break
    return tuple(found)


def _walk(file: BinaryIO, parent: str, start: int, end: int) -> Iterator[Box]:
    offset = start
    while offset + 8 <= end:
        file.seek(offset)
        header = file.read(16)
        size, kind = struct.unpack(">I4s", header[:8])
        length = 8
        if size == 1 and len(header) == 16:
            size, length = struct.unpack(">Q", header[8:])[0], 16
        elif size == 0:
            size = end - offset
        if size < length:
            return
        name = kind.decode("latin-1")
        yield Box(f"{parent}{name}", offset, size)
        if name in _FOLDERS:
            yield from _walk(file, f"{parent}{name}/", offset + length, min(offset + size, end))
        offset += size
