"""The peak memory of a command, which only whoever waits for it learns."""

import sys


def with_peak(command: list[str]) -> list[str]:
    """The command, run so that its last line of output is the largest resident set of its process, in KiB."""
    return [sys.executable, "-c", _WAITING, *command]


_WAITING = (
    "import resource, subprocess, sys; code = subprocess.run(sys.argv[1:]).returncode;"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, flush=True); sys.exit(code)"
)
