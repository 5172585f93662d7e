"""Every benchmark in turn: motion, encoder, the reference job against others, the whole command, the API, the jobs."""

import subprocess
import sys

PARTS = ("bench_motion", "bench_encode", "bench_render", "bench_make", "bench_api", "bench_jobs")

for part in PARTS:
    print(f"\n# {part}", flush=True)
    subprocess.run([sys.executable, "-m", f"benchmarks.{part}"], check=True)
