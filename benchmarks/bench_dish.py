"""How well the dish's inspection tells faithful clips from spoilt ones, and what it costs.

Films a corpus (`dish_clips`) as vendors deliver, 720x1280 H.264, inspects each clip, and prints precision and recall of
both halves: limits were chosen on the first, the second judges them. `--faithful` and `--spoilt` say how many clips of
each picture; `--small` films them small and short. All of it takes minutes.
"""

import argparse
import json
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import cv2

from benchmarks.dish_clips import FAITHFUL, SPOILT, Shape, Take, film, takes
from sajangpick.inspection.dish import LIMITS, DishReport, inspect_dish

SMALL = Shape(270, 480, frame_rate=12, seconds=3.0)


@dataclass(frozen=True, slots=True)
class Tried:
    """A clip of the corpus, what was found, and the seconds of CPU that it took."""

    take: Take
    report: DishReport
    cpu_seconds: float

    @property
    def is_right(self) -> bool:
        """True if a faithful clip passed, or a spoilt one did not."""
        return self.report.is_same == self.take.is_faithful


def measure(corpus: list[Take], shape: Shape) -> list[Tried]:
    tried: list[Tried] = []
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "clip.mp4"
        for take in corpus:
            photo = film(take, path, shape)
            start = time.process_time()
            report = inspect_dish(photo, path)
            tried.append(Tried(take, report, time.process_time() - start))
    return tried


def precision_and_recall(tried: list[Tried]) -> tuple[float, float]:
    """Of what was stopped, how much was spoilt; of what was spoilt, how much was stopped."""
    stopped = [each for each in tried if not each.report.is_same]
    spoilt = [each for each in tried if not each.take.is_faithful]
    right = sum(not each.take.is_faithful for each in stopped)
    return right / max(1, len(stopped)), right / max(1, len(spoilt))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--faithful", type=int, default=3)
    parser.add_argument("--spoilt", type=int, default=4)
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    corpus = takes(faithful=asked.faithful, spoilt=asked.spoilt)
    tried = measure(corpus, SMALL if asked.small else Shape())
    for choosing, half in ((True, "chosen on"), (False, "judged by")):
        _print_half([each for each in tried if each.take.for_choosing is choosing], half)
    seconds = sorted(each.cpu_seconds for each in tried)
    print(f"\nCPU of one clip: median {seconds[len(seconds) // 2]:.2f} s, most {seconds[-1]:.2f} s")


def _print_half(tried: list[Tried], title: str) -> None:
    precision, recall = precision_and_recall(tried)
    faithful = [each for each in tried if each.take.is_faithful]
    print(f"\n## {title}: {len(tried)} clips, {len(faithful)} faithful")
    print(f"precision {precision:.3f}   recall {recall:.3f}")
    right: dict[str, Counter[bool]] = defaultdict(Counter)
    for each in tried:
        right[each.take.kind][each.is_right] += 1
    print("  ".join(f"{kind} {right[kind][True]}/{right[kind].total()}" for kind in (*FAITHFUL, *SPOILT)))
    for code, limit in LIMITS.items():
        most = max((_measured(each, code) for each in faithful), default=0.0)
        print(f"{code:10} limit {limit:6.3f}   most of a faithful clip {most:6.3f}")
    for each in tried:
        if not each.is_right:
            what = "missed" if each.report.is_same else f"false alarm: {each.report.why_en}"
            broken = {finding.code: finding.measured for finding in each.report.findings if not finding.ok}
            print(f"{each.take.picture}, {each.take.kind}, {each.take.seed}: {what} {json.dumps(broken)}")


def _measured(tried: Tried, code: str) -> float:
    return next(finding.measured for finding in tried.report.findings if finding.code == code)


if __name__ == "__main__":
    main()
