"""The box reader: order and nesting, and no trouble with what is cut off or no MP4."""

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.media.boxes import Box, read_boxes


def box(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def test_boxes_come_in_file_order_with_their_paths(tmp_path: Path) -> None:
    inner = box(b"trak", box(b"edts", box(b"elst", bytes(16))))
    (tmp_path / "a").write_bytes(box(b"ftyp", b"isom") + box(b"moov", inner) + box(b"mdat", bytes(100)))
    assert read_boxes(tmp_path / "a") == (
        Box("ftyp", 0, 12),
        Box("moov", 12, 48),
        Box("moov/trak", 20, 40),
        Box("moov/trak/edts", 28, 32),
        Box("moov/trak/edts/elst", 36, 24),
        Box("mdat", 60, 108),
    )


def test_long_sizes_and_a_last_box_without_one(tmp_path: Path) -> None:
    data = struct.pack(">I4sQ", 1, b"free", 20) + bytes(4) + struct.pack(">I4s", 0, b"mdat") + bytes(50)
    (tmp_path / "a").write_bytes(data)
    assert read_boxes(tmp_path / "a") == (Box("free", 0, 20), Box("mdat", 20, 58))


@pytest.mark.parametrize("data", [b"", b"abc", bytes(64), struct.pack(">I4s", 4, b"moov")])
def test_what_is_no_box_ends_the_list(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a").write_bytes(data)
    assert all(found.size_bytes >= 8 for found in read_boxes(tmp_path / "a"))


@given(st.binary(max_size=400))
def test_any_bytes_end(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("boxes") / "a"
    path.write_bytes(box(b"moov", data) + data)
    assert read_boxes(path)[0].path == "moov"
