"""Pictures in and out: every usual kind is read right, every hostile one gets one sentence."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from sajangpick.errors import BadInput, SourceMissing
from sajangpick.media.frame import U8
from sajangpick.media.still import read_photo, read_still, write_still

# Four flat quarters: red, green, blue, yellow (as RGB), clockwise from the top left... read row by row.
RED, GREEN, BLUE, YELLOW = (220, 30, 20), (20, 190, 60), (30, 40, 210), (230, 220, 40)


def quarters(width: int = 64, height: int = 96) -> Image.Image:
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(GREEN, (width // 2, 0, width, height // 2))
    picture.paste(BLUE, (0, height // 2, width // 2, height))
    picture.paste(YELLOW, (width // 2, height // 2, width, height))
    return picture


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def corners(pixels: U8) -> list[tuple[int, ...]]:
    """RGB at the middle of the four quarters, row by row."""
    height, width = pixels.shape[:2]
    points = [(height // 4, width // 4), (height // 4, 3 * width // 4)]
    points += [(3 * height // 4, width // 4), (3 * height // 4, 3 * width // 4)]
    return [tuple(int(value) for value in pixels[point][2::-1]) for point in points]


def assert_quarters(pixels: U8, tolerance: int = 14) -> None:
    assert np.abs(np.array(corners(pixels)) - [RED, GREEN, BLUE, YELLOW]).max() <= tolerance


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_header(width: int, height: int) -> bytes:
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + png_chunk(b"IDAT", b"")
    )


class TestKinds:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "HEIF", "AVIF"])
    def test_the_usual_kinds(self, kind: str) -> None:
        pixels = read_still(encoded(quarters(), kind))
        assert pixels.shape == (96, 64, 4)
        assert pixels.dtype == np.uint8
        assert_quarters(pixels)
        assert (pixels[..., 3] == 255).all()

    def test_cmyk(self) -> None:
        assert_quarters(read_still(encoded(quarters().convert("CMYK"), "JPEG", quality=95)), tolerance=20)

    def test_sixteen_bit_grey(self) -> None:
        ramp = np.linspace(0, 65535, 64).astype(np.uint16)[None].repeat(8, axis=0)
        pixels = read_still(encoded(Image.fromarray(ramp), "PNG"))
        assert np.abs(pixels[0, :, 1].astype(int) - np.linspace(0, 255, 64)).max() <= 1

    def test_sixteen_bit_colour(self) -> None:
        rows = b"".join(b"\0" + struct.pack(">HHH", 0xFFFF, 0x8000, 0x0000) * 4 for _ in range(4))
        header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 16, 2, 0, 0, 0))
        data = b"\x89PNG\r\n\x1a\n" + header + png_chunk(b"IDAT", zlib.compress(rows)) + png_chunk(b"IEND", b"")
        assert read_still(data)[0, 0].tolist() == [0, 128, 255, 255]

    def test_palette_with_alpha_is_premultiplied(self) -> None:
        picture = Image.new("P", (4, 4), 0)
        picture.putpalette([200, 100, 50] + [0] * 765)
        pixels = read_still(encoded(picture, "PNG", transparency=bytes([128]) + bytes([255]) * 255))
        assert pixels[0, 0].tolist() == [25, 50, 100, 128]

    def test_grey_with_alpha(self) -> None:
        pixels = read_still(encoded(Image.new("LA", (4, 4), (200, 51)), "PNG"))
        assert pixels[0, 0].tolist() == [40, 40, 40, 51]

    def test_one_bit(self) -> None:
        assert read_still(encoded(Image.new("1", (4, 4), 1), "PNG"))[0, 0].tolist() == [255, 255, 255, 255]

    @pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
    def test_of_an_animation_the_first_frame(self, kind: str) -> None:
        others = [Image.new("RGB", (64, 96), (0, 0, 0))] * 2
        assert_quarters(read_still(encoded(quarters(), kind, save_all=True, append_images=others, duration=100)))

    def test_a_wrong_extension_does_not_matter(self, tmp_path: Path) -> None:
        path = tmp_path / "photo.jpg"
        path.write_bytes(encoded(quarters(), "PNG"))
        assert_quarters(read_still(path))

    @pytest.mark.parametrize("tail", [b"PK\x03\x04 a zip", b"<html><script>alert(1)</script>", b"\0" * 5000])
    def test_of_a_polyglot_only_the_picture(self, tail: bytes) -> None:
        data = encoded(quarters(), "JPEG")
        assert (read_still(data + tail) == read_still(data)).all()


class TestUpright:
    @pytest.mark.parametrize("orientation", range(1, 9))
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_every_exif_orientation(self, orientation: int, kind: str) -> None:
        undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
        stored = quarters().transpose(Image.Transpose(undo[orientation])) if orientation > 1 else quarters()
        exif = Image.Exif()
        exif[0x0112] = orientation
        pixels = read_still(encoded(stored, kind, exif=exif))
        assert pixels.shape == (96, 64, 4)
        assert_quarters(pixels)

    def test_a_rotated_heic(self) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6
        pixels = read_still(encoded(quarters().transpose(Image.Transpose.ROTATE_90), "HEIF", exif=exif.tobytes()))
        assert pixels.shape == (96, 64, 4)
        assert_quarters(pixels)

    def test_broken_exif_does_not_cost_the_photo(self) -> None:
        assert_quarters(read_still(encoded(quarters(), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff broken")))


def swapped_profile() -> bytes:
    """An RGB profile whose red and green primaries are exchanged: nobody can miss whether it was applied."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", profile[128:132])[0]
    tags = {bytes(profile[132 + 12 * index : 136 + 12 * index]): 136 + 12 * index for index in range(count)}
    red, green = tags[b"rXYZ"], tags[b"gXYZ"]
    profile[red : red + 8], profile[green : green + 8] = profile[green : green + 8], profile[red : red + 8]
    return bytes(profile)


class TestColour:
    def test_an_embedded_profile_is_applied(self) -> None:
        plain = encoded(Image.new("RGB", (8, 8), (250, 10, 10)), "PNG")
        tagged = encoded(Image.new("RGB", (8, 8), (250, 10, 10)), "PNG", icc_profile=swapped_profile())
        assert read_still(plain)[0, 0].tolist() == [10, 10, 250, 255]
        blue, green, red, alpha = read_still(tagged)[0, 0].tolist()
        assert green > 200 > red
        assert (blue < 60, alpha) == (True, 255)

    def test_alpha_survives_a_profile(self) -> None:
        tagged = encoded(Image.new("RGBA", (8, 8), (250, 10, 10, 100)), "PNG", icc_profile=swapped_profile())
        assert read_still(tagged)[0, 0, 3] == 100

    def test_a_broken_profile_is_ignored(self) -> None:
        assert_quarters(read_still(encoded(quarters(), "PNG", icc_profile=b"not a profile")))

    def test_a_profile_of_another_colour_model_is_ignored(self) -> None:
        grey = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
        assert_quarters(read_still(encoded(quarters(), "PNG", icc_profile=grey)))


HOSTILE: dict[str, Callable[[], bytes]] = {
    "zero bytes": lambda: b"",
    "one byte": lambda: b"\xff",
    "text with a picture's name": lambda: b"hello, this is no photo",
    "html": lambda: b"<!doctype html><html><body><img src=x></body></html>",
    "svg": lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    "pdf": lambda: b"%PDF-1.7\n1 0 obj",
    "postscript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n%%EndComments\nshowpage\n",
    "zip": lambda: b"PK\x03\x04" + bytes(60),
    "video": lambda: struct.pack(">I", 24) + b"ftypmp42" + bytes(12) + struct.pack(">I", 8) + b"mdat",
    "30000x30000 header": lambda: png_header(30_000, 30_000),
    "30000x30000 bitmap": lambda: (
        b"BM" + struct.pack("<IHHIIiiHHIIiiII", 54, 0, 0, 54, 40, 30_000, 30_000, 1, 24, *[0] * 6)
    ),
    "8000x8000 header": lambda: png_header(8_000, 8_000),
    "no pixels after the header": lambda: png_header(100, 100) + png_chunk(b"IEND", b""),
    "truncated jpeg": lambda: encoded(quarters(640, 960), "JPEG")[:4000],
    "truncated png": lambda: encoded(quarters(), "PNG")[:150],
    "truncated webp": lambda: encoded(quarters(), "WEBP")[:60],
    "truncated heic": lambda: encoded(quarters(), "HEIF")[:300],
    "truncated gif": lambda: encoded(quarters(), "GIF")[:60],
    "jpeg of a header alone": lambda: encoded(quarters(), "JPEG")[:20],
    "floating point tiff": lambda: encoded(Image.new("F", (8, 8), 0.5), "TIFF"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_get_one_sentence_and_a_next_step(name: str, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(HOSTILE[name]())
    with pytest.raises(BadInput) as caught:
        read_still(path)
    assert caught.value.message.endswith("다.")
    assert caught.value.message.count("다.") == 1
    assert caught.value.hint


def test_a_jpeg_of_endless_scans_is_not_decoded() -> None:
    data = encoded(quarters(640, 960), "JPEG", progressive=True)
    last_scan = data[data.rindex(b"\xff\xda") : -2]
    assert read_still(data[:-2] + last_scan * 20 + data[-2:]).shape == (960, 640, 4)
    with pytest.raises(BadInput, match="깨졌"):
        read_still(data[:-2] + last_scan * 200 + data[-2:])


def test_the_sentence_says_what_it_is() -> None:
    sentences = {
        "zero bytes": "비어",
        "svg": "SVG",
        "pdf": "PDF",
        "30000x30000 header": "너무 큽니다",
        "video": "동영상",
    }
    for name, word in sentences.items():
        with pytest.raises(BadInput, match=word):
            read_still(HOSTILE[name]())


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing):
        read_still(tmp_path / "none.jpg")
    with pytest.raises(BadInput):
        read_still(tmp_path)


@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF"]),
    edits=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12),
    cut=st.floats(0.05, 1),
)
def test_mutated_bytes_never_raise_anything_but_bad_input(
    kind: str, edits: list[tuple[float, int]], cut: float
) -> None:
    data = bytearray(encoded(quarters(16, 24), kind))
    for place, value in edits:
        data[int(place * len(data))] = value
    try:
        pixels = read_still(bytes(data[: int(cut * len(data))]))
    except BadInput:
        return
    assert pixels.dtype == np.uint8
    assert pixels.shape[2] == 4


class TestPhoto:
    def test_transparent_parts_become_white(self) -> None:
        picture = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
        picture.putpixel((1, 1), (200, 0, 0, 128))
        photo = read_photo(encoded(picture, "PNG"))
        assert photo.shape == (4, 4, 3)
        assert photo[0, 0].tolist() == [255, 255, 255]
        assert photo[1, 1].tolist() == [127, 127, 227]

    @pytest.mark.parametrize("kind", ["JPEG", "PNG"])
    def test_the_longest_side_is_kept_to(self, kind: str) -> None:
        photo = read_photo(encoded(quarters(640, 960), kind), longest=120)
        assert photo.shape == (120, 80, 3)
        assert_quarters(photo)

    def test_a_small_photo_is_not_enlarged(self) -> None:
        assert read_photo(encoded(quarters(), "PNG"), longest=500).shape == (96, 64, 3)


class TestWriting:
    def test_a_png_comes_back_bit_for_bit(self, tmp_path: Path) -> None:
        alpha = np.random.default_rng(1).integers(0, 256, (20, 30, 1), np.uint8)
        colour = np.random.default_rng(2).integers(0, 256, (20, 30, 3), np.uint8)
        pixels = np.concatenate([np.minimum(colour, alpha), alpha], axis=2)
        write_still(pixels, tmp_path / "a.png")
        assert (read_still(tmp_path / "a.png") == pixels).all()

    def test_a_jpeg_lies_on_white(self, tmp_path: Path) -> None:
        write_still(np.zeros((16, 16, 4), np.uint8), tmp_path / "a.jpg")
        assert read_photo(tmp_path / "a.jpg").min() >= 250

    def test_three_channels_are_written_too(self, tmp_path: Path) -> None:
        pixels = np.full((8, 8, 3), (10, 120, 240), np.uint8)
        write_still(pixels, tmp_path / "a.png")
        assert (read_photo(tmp_path / "a.png") == pixels).all()

    def test_no_metadata_is_carried(self, tmp_path: Path) -> None:
        exif = Image.Exif()
        exif[0x010E] = "our kitchen"
        exif.get_ifd(0x8825)[1] = "N"
        source = tmp_path / "a.jpg"
        source.write_bytes(encoded(quarters(), "JPEG", exif=exif, comment=b"our kitchen"))
        write_still(read_still(source), tmp_path / "b.jpg")
        assert b"kitchen" not in (tmp_path / "b.jpg").read_bytes()
        with Image.open(tmp_path / "b.jpg") as written:
            assert not written.getexif()

    @pytest.mark.parametrize("name", ["a.bmp", "a", "none/a.png"])
    def test_other_suffixes_and_missing_folders_are_refused(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(BadInput):
            write_still(np.zeros((8, 8, 4), np.uint8), tmp_path / name)
        assert not list(tmp_path.iterdir())
