"""What a living clip costs: seconds of preparation, CPU milliseconds per frame, and peak memory, on one thread."""

import resource
import statistics
import time
from pathlib import Path

import cv2

from sajangpick import motion

PHOTO = Path(motion.__file__).parents[1] / "data" / "photos" / "espresso.jpg"
FRAMES = 90


def measure() -> dict[str, float]:
    """One clip of the sample photo at 1080x1920: CPU time by `time.thread_time`, memory above the imports in MiB."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        photo = cv2.imread(str(PHOTO))
        before = _peak_mib()
        start = time.thread_time()
        clip = motion.animate(photo, seconds=FRAMES / 30, seed=1)
        prepared = time.thread_time() - start
        frames: list[float] = []
        for index in range(clip.count):
            start = time.thread_time()
            clip.frame(index)
            frames.append(1000 * (time.thread_time() - start))
    finally:
        cv2.setNumThreads(threads)
    return {
        "prepare_s": prepared,
        "frame_median_ms": statistics.median(frames),
        "frame_worst_ms": max(frames),
        "peak_over_import_mib": _peak_mib() - before,
    }


def main() -> None:
    for name, value in measure().items():
        print(f"{name:24}{value:8.2f}")


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
