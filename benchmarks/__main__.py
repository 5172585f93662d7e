"""Every benchmark in turn: motion, encoder, the reference job, the whole command, the API, the jobs, the page."""

import subprocess
import sys

PARTS = ("bench_motion", "bench_encode", "bench_render", "bench_make", "bench_api", "bench_jobs", "bench_page")

for part in PARTS:
    print(f"\n# {part}", flush=True)
    subprocess.run([sys.executable, "-m", f"benchmarks.{part}"], check=True)
