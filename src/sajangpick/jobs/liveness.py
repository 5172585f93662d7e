"""Who lives, and who takes over from the dead.

On SQLite one process works, and a lock on a file says so. On PostgreSQL every worker writes its pulse; one that is not
heard of is dead to the others, which put its jobs back into the queue, and it must believe that too: when it cannot
write its pulse in time, or finds that it was late, it ends itself at once, because its jobs may run elsewhere already.

Pulse and take-over have a thread each: a take-over may wait for the row locks of a frozen process, a pulse must not.
"""

import fcntl
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import IO

from sajangpick.errors import Misconfigured
from sajangpick.storage.workers import LostTouch, Roll
from sajangpick.telemetry import logger

BEAT_SECONDS = 2.0
# Four beats may be lost to a slow database or a busy machine.
FENCED_AFTER = timedelta(seconds=8)
# Later than the fence, so that whoever is taken over has ended itself, if it runs at all.
DEAD_AFTER = timedelta(seconds=10)
# A frozen worker that thaws may claim one more job before it ends itself; so long it is still looked after.
STRUCK_AFTER = timedelta(hours=1)
_REAP_SECONDS = 3.0
EXIT_FENCED = 70

_log = logger(__name__)


class Liveness:
    """The pulse of this process, and the eye it has on the others."""

    def __init__(self, roll: Roll, *, alone: bool, end: Callable[[int], object] = os._exit) -> None:
        """`alone`: there is no other worker, so nobody is fenced and nobody is taken over. `end` ends the process."""
        self._end = end
        self.id = f"worker-{secrets.token_hex(8)}"
        self._roll = roll
        self._alone = alone
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []

    def enter(self) -> None:
        """Be on the roll, before anything is claimed in our name. Blocks."""
        self._roll.enter(self.id, socket.gethostname())

    def start(self, take_over: Callable[[Sequence[str]], int]) -> None:
        """Beat, and have `take_over` put the jobs of dead workers back into the queue; it says how many."""
        loops = [self._beat] if self._alone else [self._beat, lambda: self._reap(take_over)]
        self._threads = [threading.Thread(target=loop, name="liveness", daemon=True) for loop in loops]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Leave the roll: what is left undone is taken up by others at their next look. Blocks."""
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=FENCED_AFTER.total_seconds())
        try:
            self._roll.leave(self.id)
        except LostTouch as error:
            _log.warning("worker.left_silently", error=repr(error))
        self._roll.close()

    def _beat(self) -> None:
        last = time.monotonic()
        while not self._over.wait(BEAT_SECONDS):
            try:
                in_time = self._roll.beat(self.id, within=FENCED_AFTER)
            except LostTouch as error:
                _log.warning("worker.pulse_missed", error=repr(error))
                in_time = time.monotonic() - last < FENCED_AFTER.total_seconds()
            else:
                last = time.monotonic()
            if not in_time and not self._alone:
                _log.error("worker.fenced", worker=self.id)
                self._end(EXIT_FENCED)
                return

    def _reap(self, take_over: Callable[[Sequence[str]], int]) -> None:
        while not self._over.wait(_REAP_SECONDS):
            try:
                silent = self._roll.silent(longer_than=DEAD_AFTER)
                if silent and (taken := take_over(silent)):
                    _log.warning("worker.taken_over", workers=silent, jobs=taken)
                self._roll.strike(longer_than=STRUCK_AFTER)
            except Exception as error:  # tried again at the next look, whatever it was
                _log.warning("worker.take_over_failed", error=repr(error))


class OneWorker:
    """A lock that one process of a machine can hold; the system takes it back when the process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Hold it. Raises Misconfigured if another process does."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.close()
            raise Misconfigured(
                "Another process runs the jobs of this database, and SQLite allows one.",
                hint="Stop it, start this one with --no-worker, or use PostgreSQL.",
            ) from error
        self._file = file

    def release(self) -> None:
        """Let go of it."""
        if self._file is not None:
            self._file.close()
            self._file = None
