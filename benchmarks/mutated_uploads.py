"""Broken uploads: thousands of small files with bytes flipped, cut, moved or blown up, taken in one after the other.

Each must be taken in or refused as BadInput, in bounded time and memory.
Run: python -m benchmarks.mutated_uploads [--count 10000] [--seed 1]
"""

import argparse
import io
import resource
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path

import av
import numpy as np
import pillow_heif
from PIL import Image

from sajangpick.domain.asset import AssetKind
from sajangpick.errors import BadInput
from sajangpick.inspection.intake import take_in
from sajangpick.media.decode import read_samples
from sajangpick.media.still import read_still

# The photo check wants 320 pixels on the shorter side.
PHOTO_SIZE = (320, 400)
PNG = b"\x89PNG\r\n\x1a\n"
MUSIC_SECONDS = 2
RATE_HZ = 44_100


@cache
def seeds() -> dict[str, tuple[AssetKind, bytes]]:
    """A small valid file of every common form, by its name."""
    pillow_heif.register_heif_opener()
    dish = _dish()
    clear = dish.convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(PHOTO_SIZE))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    return {
        "photo.jpg": (AssetKind.PHOTO, picture(dish, "JPEG", quality=60, exif=exif)),
        "progressive.jpg": (AssetKind.PHOTO, picture(dish, "JPEG", quality=60, progressive=True)),
        "photo.png": (AssetKind.PHOTO, picture(dish.quantize(32), "PNG")),
        "photo.webp": (AssetKind.PHOTO, picture(dish, "WEBP", quality=60)),
        "photo.heic": (AssetKind.PHOTO, picture(dish, "HEIF", quality=50)),
        "logo.png": (AssetKind.LOGO, picture(clear.resize((96, 96)), "PNG")),
        "music.mp3": (AssetKind.MUSIC, music("mp3", "mp3")),
        "music.wav": (AssetKind.MUSIC, music("wav", "pcm_s16le")),
        "music.m4a": (AssetKind.MUSIC, music("ipod", "aac")),
    }


def mutants(count: int, seed: int) -> Iterator[tuple[str, AssetKind, bytes]]:
    """So many broken files: the name of the valid one, the kind, and the bytes. The same seed, the same files."""
    random = np.random.default_rng(seed)
    names = list(seeds())
    for index in range(count):
        name = names[index % len(names)]
        kind, data = seeds()[name]
        other = seeds()[names[int(random.integers(len(names)))]][1]
        yield name, kind, mutated(data, other, random)


def mutated(data: bytes, other: bytes, random: np.random.Generator) -> bytes:
    """`data` with one to four injuries; `other` is where foreign bytes come from."""
    wound = bytearray(data)
    for _ in range(int(random.integers(1, 5))):
        # Headers are where bytes matter most: every second injury is among the first 512.
        reach = min(len(wound), 512) if random.random() < 0.5 else len(wound)
        at = int(random.integers(max(reach, 1)))
        match int(random.integers(6)):
            case 0:
                for _ in range(int(random.integers(1, 20))):
                    wound[int(random.integers(len(wound)))] ^= 1 << int(random.integers(8))
            case 1:
                wound[at : at + 1] = random.bytes(1)
            case 2:
                del wound[max(at, 16) :]
            case 3:
                start, length = int(random.integers(len(other))), int(random.integers(1, 400))
                wound[at : at + length] = other[start : start + length]
            case 4:
                wound[at : at + 4] = (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", bytes(4))[int(random.integers(3))]
            case _:
                start, length = int(random.integers(len(wound))), int(random.integers(1, 400))
                wound[at:at] = wound[start : start + length]
    return with_checksums(bytes(wound))


def with_checksums(data: bytes) -> bytes:
    """A PNG with the checksums of its chunks made right, so that its injuries get past them; else as it is."""
    if not data.startswith(PNG):
        return data
    mended, at = bytearray(data), len(PNG)
    while at + 12 <= len(data):
        end = at + 8 + int.from_bytes(data[at : at + 4])
        mended[end : end + 4] = zlib.crc32(data[at + 4 : end]).to_bytes(4)
        at = end + 4
    return bytes(mended[: len(data)])


def outcome(kind: AssetKind, data: bytes, folder: Path) -> str:
    """Take the bytes in: "kept" if what came of it can be read again, "refused" for BadInput. Else what is raised."""
    source = folder / "source"
    source.write_bytes(data)
    try:
        taken = take_in(kind, source, folder=folder)
    except BadInput:
        return "refused"
    if kind is AssetKind.MUSIC:
        assert len(read_samples(taken.path)) > 0
    else:
        assert read_still(taken.path).shape[:2] == (taken.height, taken.width)
    return "kept"


def picture(image: Image.Image, form: str, **options: object) -> bytes:
    """An image as the bytes of a file."""
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def music(form: str, codec: str, *, seconds: float = MUSIC_SECONDS, level: float = 0.3, **titles: str) -> bytes:
    """A tone as the bytes of a sound file, with `titles` in it."""
    file = io.BytesIO()
    wave = np.sin(2 * np.pi * 440 * np.arange(round(RATE_HZ * seconds)) / RATE_HZ) * level * 32767
    with av.open(file, "w", format=form) as container:
        container.metadata.update(titles)
        stream = container.add_stream(codec, rate=RATE_HZ, layout="mono")
        frame = av.AudioFrame.from_ndarray(wave.astype(np.int16)[None], format="s16", layout="mono")
        frame.sample_rate = RATE_HZ
        resampler = av.AudioResampler(
            format=stream.codec_context.format.name,
            layout="mono",
            rate=RATE_HZ,
            frame_size=stream.codec_context.frame_size or 0,
        )
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return file.getvalue()


def _dish() -> Image.Image:
    photo = resources.files("sajangpick").joinpath("data/photos/espresso.jpg").read_bytes()
    return Image.open(io.BytesIO(photo)).convert("RGB").resize(PHOTO_SIZE)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    counts: Counter[tuple[str, str]] = Counter()
    slowest = 0.0
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for name, kind, data in mutants(given.count, given.seed):
            before = time.perf_counter()
            try:
                ended = outcome(kind, data, Path(folder))
            except Exception as error:
                ended = "broken"
                print(f"{name}: {error!r}", file=sys.stderr)
            counts[name, ended] += 1
            slowest = max(slowest, time.perf_counter() - before)
    print(f"{'file':18}{'kept':>8}{'refused':>9}{'broken':>8}")
    for name in seeds():
        print(f"{name:18}{counts[name, 'kept']:8}{counts[name, 'refused']:9}{counts[name, 'broken']:8}")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(
        f"{given.count} files in {time.perf_counter() - started:.0f} s, slowest {slowest:.2f} s, peak {peak_mb:.0f} MB"
    )
    if any(ended == "broken" for _, ended in counts):
        sys.exit(1)


if __name__ == "__main__":
    main()
