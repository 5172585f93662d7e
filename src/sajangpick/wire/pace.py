"""How often a vendor is called at all: whoever comes too soon waits until the window has moved on."""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Protocol

# A vendor counts a call when it arrives, and not all travel equally long: our window is longer than theirs.
_LONGER = 1.05


class Pace(Protocol):
    """So many requests in any so many seconds."""

    @property
    def requests(self) -> int:
        """How many."""
        ...

    @property
    def seconds(self) -> float:
        """In how long."""
        ...


class Gate:
    """Lets through what the pace allows, in a sliding window; of this process alone, and of whatever thread in it.

    Who waits has taken no place yet, so one that is cancelled leaves none empty.
    """

    def __init__(
        self,
        pace: Pace,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._requests, self._seconds = pace.requests, pace.seconds * _LONGER
        self._clock, self._sleep = clock, sleep
        self._passed = deque[float]()
        self._lock = threading.Lock()

    async def enter(self) -> None:
        """Return once there is room for one more call, which counts from now on."""
        while (wait := self._wait()) > 0:
            await self._sleep(wait)

    def _wait(self) -> float:
        """Take a place, or say how many seconds it is until one is free."""
        with self._lock:
            now = self._clock()
            while self._passed and self._passed[0] + self._seconds - now <= 0:
                self._passed.popleft()
            if len(self._passed) >= self._requests:
                return self._passed[0] + self._seconds - now
            self._passed.append(now)
            return 0.0
