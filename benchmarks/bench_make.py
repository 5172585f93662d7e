"""The whole command: time to a finished short, its CPU and peak memory, for every template; and the import.

Run: python -m benchmarks.bench_make [--templates signature,minimal] [--seconds 8]
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import sajangpick
from benchmarks.peak import with_peak

PHOTO = Path(sajangpick.__file__).parent / "data" / "photos" / "espresso.jpg"
IMPORT_RUNS = 7


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--templates", default=",".join(template_ids()))
    options.add_argument("--seconds", type=float, default=8.0)
    given = options.parse_args()
    print(f"import sajangpick: {import_seconds():.3f} s (median of {IMPORT_RUNS})")
    print(
        f"{'make, ' + format(given.seconds, 'g') + ' s short':24}{'wall s':>8}{'CPU s':>8}{'peak MB':>9}{'file MB':>9}"
    )
    for template in given.templates.split(","):
        row = measure(template, given.seconds)
        print(f"{template:24}{row['wall_s']:8.1f}{row['cpu_s']:8.1f}{row['peak_mb']:9.0f}{row['file_mb']:9.1f}")


def measure(template: str, seconds: float) -> dict[str, float]:
    """Run `sajangpick make` in a process of its own. `peak_mb` is its largest resident set, in 10^6 bytes."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "short.mp4"
        command = [
            sys.executable, "-m", "sajangpick", "make", str(PHOTO), "--template", template,
            "--menu", "시그니처 에스프레소", "--price", "6000→4500", "--shop", "커피온",
            "--address", "서울 성동구 연무장길 18", "--phone", "02-123-4567",
            "--seconds", str(seconds), "-o", str(target), "--json",
        ]  # fmt: skip
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(with_peak(command), check=True, capture_output=True, text=True)
        wall = time.perf_counter() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return {
            "wall_s": wall,
            "cpu_s": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
            "peak_mb": int(done.stdout.splitlines()[-1]) * 1024 / 1e6,
            "file_mb": target.stat().st_size / 1e6,
        }


def import_seconds() -> float:
    """Median time of `import sajangpick` in fresh processes, without the start of Python itself."""
    code = "import time; t = time.perf_counter(); import sajangpick; print(time.perf_counter() - t)"
    runs = [
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        for _ in range(IMPORT_RUNS)
    ]
    return statistics.median(float(run.stdout) for run in runs)


def template_ids() -> list[str]:
    command = [sys.executable, "-m", "sajangpick", "templates", "--json"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [row["id"] for row in json.loads(listed)["templates"]]


if __name__ == "__main__":
    main()
