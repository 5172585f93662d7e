"""The sandbox's time: the real one, or one that stands still until a test moves it."""

import asyncio
import time


class Clock:
    """Seconds since it was made. `moved` by hand it stands still in between."""

    def __init__(self, *, moved: bool = False) -> None:
        self._moved = moved
        self._began = time.monotonic()
        self._ahead = 0.0
        self._advanced = asyncio.Event()

    @property
    def now(self) -> float:
        """Seconds that have passed."""
        return self._ahead if self._moved else self._ahead + time.monotonic() - self._began

    def advance(self, seconds: float) -> None:
        """Let so much time pass at once."""
        self._ahead += seconds
        advanced, self._advanced = self._advanced, asyncio.Event()
        advanced.set()

    async def until(self, moment: float) -> None:
        """Wait for a moment, which somebody who moves the clock may bring near."""
        while (rest := moment - self.now) > 0:
            try:
                await asyncio.wait_for(self._advanced.wait(), None if self._moved else rest)
            except TimeoutError:
                continue
