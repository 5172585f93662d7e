"""Looking after an act while it runs: its progress is written down, and it is stopped when nobody wants it any more."""

import asyncio
import time
from collections.abc import Awaitable
from contextlib import suppress
from typing import TypeVar

from sajangpick.domain.json import JsonObject
from sajangpick.jobs.wanted import news_of, wanted_of
from sajangpick.storage import events, jobs
from sajangpick.storage.database import Database
from sajangpick.telemetry import logger

ResultT = TypeVar("ResultT")

# A cancel is seen after this long, so that a render is dead within a second of it.
_LOOK_SECONDS = 0.3
# Progress is written, and told, this often at most; a new stage at once.
_WRITE_SECONDS = 1.0

_log = logger(__name__)


class Unwanted(Exception):
    """The attempt is over: it was canceled, timed out, or another one runs."""


class Watch:
    """What is known of a running act. `report` may be called from any thread."""

    def __init__(self, database: Database, job_id: str, attempt: int) -> None:
        self._database = database
        self._job_id = job_id
        self._attempt = attempt
        self._now: tuple[str, int, int] = ("", 0, 0)
        self._written: tuple[str, int, int] = ("", 0, 0)
        self._written_at = 0.0
        self._began: dict[str, float] = {}
        self._ended: dict[str, float] = {}

    @property
    def timings(self) -> dict[str, float]:
        """Seconds that each stage took."""
        return {stage: round(self._ended[stage] - self._began[stage], 3) for stage in self._ended}

    def report(self, stage: str, done: int, total: int) -> None:
        """A Report."""
        moment = time.monotonic()
        self._began.setdefault(stage, moment)
        if done >= total:
            self._ended[stage] = moment
        self._now = (stage, done, total)

    async def require_wanted(self) -> None:
        """Raise Unwanted if the attempt is over already: whoever ended it may have died before it could say so."""
        if not await self._is_wanted():
            raise Unwanted

    async def over(self, work: Awaitable[ResultT]) -> ResultT:
        """Await an act while looking after it. Raises Unwanted, after the act was cancelled and has ended."""
        task = asyncio.ensure_future(work)
        try:
            while True:
                done, _ = await asyncio.wait({task}, timeout=_LOOK_SECONDS)
                if done:
                    await self._write_last()
                    return task.result()
                if not await self._is_wanted():
                    raise Unwanted
        finally:
            if not task.done():
                task.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await task

    async def _is_wanted(self) -> bool:
        """Write what is new, or only look; a database that does not answer is no reason to stop."""
        stage, written = self._now, self._written
        is_due = stage[0] != written[0] or time.monotonic() - self._written_at >= _WRITE_SECONDS
        try:
            if stage != written and is_due:
                return await self._write(stage)
            async with self._database.reading() as session:
                return await jobs.is_at(session, self._job_id, self._attempt)
        except Exception as error:  # whatever it is, the act itself is not hurt by it
            _log.warning("job.unwatched", error=repr(error))
            return True

    async def _write_last(self) -> None:
        if self._now != self._written:
            with suppress(Exception):
                await self._write(self._now)

    async def _write(self, now: tuple[str, int, int]) -> bool:
        stage, done, total = now
        async with self._database.writing() as session:
            if not await jobs.progress(session, self._job_id, stage, done, total, attempt=self._attempt):
                return False
            job = await jobs.read(session, self._job_id)
            made = await wanted_of(session, job)
            data: JsonObject = {**news_of(job, made and made.id), "stage": stage, "done": done, "total": total}
            await events.append(session, job.account_id, "job.progress", data)
        self._written, self._written_at = now, time.monotonic()
        return True
