"""One look at the events' heads for all sockets of a process: whoever listens is woken when there is news for it.

What happened is read from the database by whoever was woken, so a listener that is slow keeps nothing but its place.
"""

import asyncio
from collections import defaultdict
from collections.abc import Generator
from contextlib import contextmanager

from sajangpick.storage import events
from sajangpick.storage.database import Database
from sajangpick.telemetry import logger

# Four looks a second: below what a person notices, far above what one indexed read costs.
LOOK_SECONDS = 0.25

log = logger(__name__)


class Tailer:
    """Watches the heads of those accounts that somebody listens to."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._bells: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._heads: dict[str, int] = {}
        self._somebody = asyncio.Event()

    @contextmanager
    def listening(self, account_id: str) -> Generator[asyncio.Event]:
        """A bell that rings when the account has events that were not there before; clear it before you read."""
        bell = asyncio.Event()
        self._bells[account_id].add(bell)
        self._somebody.set()
        try:
            yield bell
        finally:
            self._bells[account_id].discard(bell)
            if not self._bells[account_id]:
                del self._bells[account_id]
                self._heads.pop(account_id, None)
            if not self._bells:
                self._somebody.clear()

    async def run(self) -> None:
        """Look until cancelled; a database that is away for a while is looked at again."""
        while True:
            await self._somebody.wait()
            try:
                await self._look()
            except Exception:
                log.warning("events.look_failed", exc_info=True)
            await asyncio.sleep(LOOK_SECONDS)

    async def _look(self) -> None:
        async with self._database.reading() as session:
            heads = await events.heads(session, list(self._bells))
        for account_id, head in heads.items():
            # Unknown heads ring too: what happened between a listener's reading and our first look is no secret.
            if account_id in self._bells and self._heads.get(account_id) != head:
                self._heads[account_id] = head
                for bell in self._bells[account_id]:
                    bell.set()
