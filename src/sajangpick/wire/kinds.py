"""What kind of file came over the wire, by its own bytes, and whether all of it came."""

import struct
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO


class FileKind(StrEnum):
    """The kinds that vendors deliver; the value is the suffix without its dot."""

    MP4 = "mp4"
    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"


PICTURES = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP})
VIDEOS = frozenset({FileKind.MP4})

# The last box of a PNG (ISO/IEC 15948, 11.2.5) and the last marker of a JPEG (ITU-T T.81, B.1.1.3).
_PNG_END = b"IEND\xaeB`\x82"
_JPEG_END = b"\xff\xd9"
# Some writers pad a JPEG after its end.
_JPEG_PADDING_BYTES = 64


def kind_of(path: Path) -> FileKind | None:
    """The kind by the first bytes; None for any other."""
    with path.open("rb") as file:
        head = file.read(12)
    if head[4:8] == b"ftyp":
        return FileKind.MP4
    if head.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if head[:4] == b"RIFF" and head[8:] == b"WEBP":
        return FileKind.WEBP
    return None


def is_whole(path: Path, kind: FileKind) -> bool:
    """Whether the file has its end: a vendor's disk may be cut off as well as a line."""
    size = path.stat().st_size
    with path.open("rb") as file:
        match kind:
            case FileKind.MP4:
                return _is_whole_mp4(file, size)
            case FileKind.JPEG:
                return _JPEG_END in _tail(file, size, _JPEG_PADDING_BYTES)
            case FileKind.PNG:
                return _tail(file, size, len(_PNG_END)) == _PNG_END
            case FileKind.WEBP:
                file.seek(4)
                return size >= int.from_bytes(file.read(4), "little") + 8


def _tail(file: BinaryIO, size: int, length: int) -> bytes:
    file.seek(max(0, size - length))
    return file.read()


def _is_whole_mp4(file: BinaryIO, size: int) -> bool:
    """Whether its boxes end where the file does, and an index and samples are among them (ISO/IEC 14496-12, 4.2)."""
    found, offset = set[bytes](), 0
    while offset + 8 <= size:
        file.seek(offset)
        header = file.read(16)
        length, name = struct.unpack(">I4s", header[:8])
        if length == 1 and len(header) == 16:
            length = struct.unpack(">Q", header[8:])[0]
        elif length == 0:
            length = size - offset
        if length < 8:
            return False
        found.add(name)
        offset += length
    return offset == size and {b"moov", b"mdat"} <= found
