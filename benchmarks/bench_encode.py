"""CPU and size of the master's encoder, by preset: one push-in over the sample photo at 1080x1920.

Run: python benchmarks/bench_encode.py [--frames 90]
"""

import argparse
import resource
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

import sajangpick
from sajangpick.media.decode import VideoReader
from sajangpick.media.encode import PRESET, QUALITY_CRF, VideoWriter
from sajangpick.media.frame import U8, Frame
from sajangpick.media.still import read_photo

WIDTH, HEIGHT, RATE = 1080, 1920, 30
PHOTO = Path(sajangpick.__file__).parent / "data" / "photos" / "espresso.jpg"
PRESETS = ("superfast", "veryfast", "faster", "fast")
QUALITIES = (16, 20)


def push_in(photo: U8, count: int) -> list[Frame]:
    """A slow zoom with a little grain, as motion makes it."""
    scale = 1.08 * max(WIDTH / photo.shape[1], HEIGHT / photo.shape[0])
    rng = np.random.default_rng(0)
    grain = rng.integers(-1, 2, (HEIGHT + 64, WIDTH), np.int16)
    frames: list[Frame] = []
    for index in range(count):
        zoom = scale * (1 + 0.0006 * index)
        shift = ((WIDTH - zoom * photo.shape[1]) / 2, (HEIGHT - zoom * photo.shape[0]) / 2)
        matrix = np.array([[zoom, 0, shift[0]], [0, zoom, shift[1]]])
        frame = Frame.from_bgr(cv2.warpAffine(photo, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR))
        offset = int(rng.integers(0, 64))
        np.copyto(frame.y, np.clip(frame.y + grain[offset : offset + HEIGHT], 16, 235).astype(np.uint8))
        frames.append(frame)
    return frames


def cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def psnr(path: Path, frames: list[Frame]) -> float:
    with VideoReader(path) as reader:
        picked = range(0, len(frames), 10)
        errors = [
            cv2.norm(reader.frame(Fraction(n, RATE)).y, frames[n].y, cv2.NORM_L2SQR) / (WIDTH * HEIGHT) for n in picked
        ]
    return 10 * float(np.log10(255**2 / np.mean(errors)))


def measure(frames: list[Frame], path: Path, *, preset: str, crf: int) -> str:
    cpu, wall = cpu_seconds(), time.perf_counter()
    with VideoWriter(path, width=WIDTH, height=HEIGHT, sound=False, preset=preset, crf=crf) as writer:
        for frame in frames:
            writer.write(frame)
    cpu, wall = cpu_seconds() - cpu, time.perf_counter() - wall
    megabits = path.stat().st_size * 8 / 1e6 / (len(frames) / RATE)
    each = 1000 / len(frames)
    return f"{cpu * each:8.1f} {wall * each:8.1f} {megabits:8.2f} {psnr(path, frames):8.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=90)
    frames = push_in(read_photo(PHOTO), parser.parse_args().frames)
    print("preset      crf   cpu ms  wall ms   Mbit/s  PSNR dB   (per frame)")
    settings = [(preset, QUALITY_CRF) for preset in PRESETS] + [
        (PRESET, crf) for crf in QUALITIES if crf != QUALITY_CRF
    ]
    with tempfile.TemporaryDirectory() as folder:
        for preset, crf in settings:
            print(f"{preset:10} {crf:4} {measure(frames, Path(folder) / 'a.mp4', preset=preset, crf=crf)}")


if __name__ == "__main__":
    main()
