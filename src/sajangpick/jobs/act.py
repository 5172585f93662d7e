"""One act in a process of its own: `python -m sajangpick.jobs.act module:function folder`.

What it is given comes as JSON on standard input; on standard output go lines of JSON: progress, then the outcome. The
process has a session of its own, so that it can be killed with all it started, and dies with whoever started it.
"""

import ctypes
import json
import os
import signal
import sys
import time
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import IO, cast

from sajangpick.domain.json import JsonObject
from sajangpick.errors import SajangpickError
from sajangpick.jobs.failures import failed_by
from sajangpick.memory import share_one_heap
from sajangpick.pipeline import Act

# prctl(2): the signal that comes when the parent dies.
_PR_SET_PDEATHSIG = 1
# Nobody reads faster than this.
_REPORT_SECONDS = 0.2


def main(arguments: list[str]) -> int:
    """Do the act and say how it went; 0 if that could be said."""
    function, folder, parent = arguments
    _die_with(int(parent))
    share_one_heap()
    # Whatever a library prints must not get between our lines.
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    given = json.load(sys.stdin)
    try:
        value = _act(function)(Path(folder), given, _Progress(lines))
    except SajangpickError as error:
        _say(lines, {"failure": asdict(failed_by(error))})
    else:
        _say(lines, {"value": value})
    return 0


def _act(name: str) -> Act:
    module, _, function = name.partition(":")
    return cast(Act, getattr(import_module(module), function))


def _die_with(parent: int) -> None:
    if hasattr(_LIBC, "prctl"):
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # It may have died before we could ask to be told.
    if os.getppid() != parent:
        raise SystemExit(1)


def _say(lines: IO[str], said: JsonObject) -> None:
    lines.write(json.dumps(said, ensure_ascii=False) + "\n")
    lines.flush()


class _Progress:
    """A Report that says what has changed, not too often."""

    def __init__(self, lines: IO[str]) -> None:
        self._lines = lines
        self._stage = ""
        self._said_at = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage != self._stage or done >= total or now - self._said_at >= _REPORT_SECONDS:
            self._stage, self._said_at = stage, now
            _say(self._lines, {"stage": stage, "done": done, "total": total})


_LIBC = ctypes.CDLL(None)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
