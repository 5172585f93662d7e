"""Hostile files: one clear sentence each, exit 2, no traceback, and nothing left behind."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from sajangpick.__main__ import main

PHOTO = Path(str(resources.files("sajangpick").joinpath("data/photos/espresso.jpg"))).read_bytes()


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb() -> bytes:
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b"")


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def photo() -> Image.Image:
    return Image.open(io.BytesIO(PHOTO))


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("photo.jpg", PHOTO)
    return buffer.getvalue()


REFUSED: dict[str, Callable[[], bytes]] = {
    "empty.jpg": lambda: b"",
    "truncated.jpg": lambda: PHOTO[: len(PHOTO) // 3],
    "only-a-header.jpg": lambda: PHOTO[:40],
    "text.jpg": lambda: b"this is no picture\n" * 50,
    "bomb.png": bomb,
    "zip.jpg": zipped,
    "drawing.svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><rect/></svg>',
    "page.html.jpg": lambda: b"<!doctype html><script>alert(1)</script>",
    "program.png": lambda: b"\x7fELF" + bytes(4096),
    "tiny.png": lambda: encoded(photo().resize((40, 60)), "PNG"),
    "black.png": lambda: encoded(Image.new("RGB", (800, 800)), "PNG"),
    "noise.heic": lambda: b"\0\0\0\x18ftypheic" + bytes(200),
}

# Odd, but pictures all the same: they pass the photo check.
ACCEPTED: dict[str, Callable[[], bytes]] = {
    "wrong-extension.png": lambda: PHOTO,
    "cmyk.jpg": lambda: encoded(photo().convert("CMYK"), "JPEG"),
    "sixteen-bit.png": lambda: encoded(
        Image.fromarray(np.asarray(photo().convert("L")).astype(np.uint16) * 257), "PNG"
    ),
    "palette-and-alpha.png": lambda: encoded(photo().quantize(64), "PNG", transparency=3),
    "animated.gif": lambda: encoded(
        photo().convert("P"), "GIF", save_all=True, append_images=[photo().rotate(90).convert("P")], duration=100
    ),
    "polyglot.jpg": lambda: PHOTO + zipped(),
}


def make(photo_path: Path, output: Path) -> tuple[int, str]:
    result = CliRunner().invoke(
        main, ["make", str(photo_path), "--menu", "라면", "--price", "4500", "-o", str(output / "short.mp4")]
    )
    return result.exit_code, result.stderr


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_photo_is_refused_in_one_sentence(name: str, tmp_path: Path, output: Path) -> None:
    path = tmp_path / name
    path.write_bytes(REFUSED[name]())
    code, said = make(path, output)
    assert code == 2, said
    assert len(said.strip().splitlines()) == 1
    assert "Traceback" not in said
    assert "Error" not in said
    assert list(output.iterdir()) == []


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_odd_picture_is_still_a_picture(name: str, tmp_path: Path) -> None:
    from sajangpick.inspection.photo import inspect_photo
    from sajangpick.media.still import read_photo

    path = tmp_path / name
    path.write_bytes(ACCEPTED[name]())
    inspect_photo(read_photo(path, longest=1600)).require()


@pytest.mark.parametrize("name", ["", "missing.jpg"])
def test_a_folder_and_a_missing_file_are_named(name: str, tmp_path: Path, output: Path) -> None:
    code, said = make(tmp_path / name, output)
    assert code == 2
    assert len(said.strip().splitlines()) == 1
    assert list(output.iterdir()) == []
