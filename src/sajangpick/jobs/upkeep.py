"""What workers look after between jobs: jobs that nobody runs, that take too long, and what is not needed any more.

Every worker does all of it, beside the others: each act is harmless when it is done twice.
"""

import asyncio
import shutil
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from dbos import WorkflowStatus

from sajangpick.domain.job import Job, JobState
from sajangpick.jobs import settle
from sajangpick.jobs.backing import workflow_id
from sajangpick.jobs.dispatch import Dispatch
from sajangpick.jobs.failures import INTERNAL, Failed
from sajangpick.jobs.workplace import attempt_of, workplaces
from sajangpick.settings import Settings
from sajangpick.storage import claims, creations, deliveries, events, heard, jobs, ledger, shorts, workers
from sajangpick.storage.database import Database
from sajangpick.storage.objects import Objects
from sajangpick.storage.sweep import sweep
from sajangpick.telemetry import job_ended, logger

LOOK_SECONDS = 5.0
_CLEAN_SECONDS = 3600.0
# Whoever ordered a job wakes it within moments of its commit, unless it died.
_LOST_AFTER = timedelta(seconds=5)
# Longer than any vendor repeats a webhook; the jobs' own rows stay longer.
_KEEP_WORKFLOWS = timedelta(days=3)
_FORGOTTEN_AT_ONCE = 500
_ASKED_AT_ONCE = 200
_ENDED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
_TIMED_OUT = Failed("timed_out")

_log = logger(__name__)


class Upkeep:
    """The housekeeping of one worker."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        objects: Objects,
        desk: Dispatch,
        *,
        take_over: Callable[[Sequence[str]], int],
    ) -> None:
        self._take_over = take_over
        self._settings = settings
        self._database = database
        self._objects = objects
        self._desk = desk
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Look after everything until `stop`."""
        self._tasks = [
            asyncio.create_task(_forever(self.look, pause=LOOK_SECONDS)),
            asyncio.create_task(_forever(self.clean, pause=_CLEAN_SECONDS)),
        ]

    async def stop(self) -> None:
        """Let be what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def look(self) -> None:
        """See to every job that is not over: run what nobody runs, end what takes too long or can never end."""
        now = datetime.now(UTC)
        async with self._database.reading() as session:
            open_jobs = await jobs.unsettled(session, before=now - _LOST_AFTER)
        for start in range(0, len(open_jobs), _ASKED_AT_ONCE):
            some = open_jobs[start : start + _ASKED_AT_ONCE]
            found = await self._desk.statuses([_name(job) for job in some])
            late = await self._late(some, now)
            for job in some:
                await self._see_to(job, found.get(_name(job)), now, is_late=_name(job) in late)
            await self._find_strangers(found.values())
        await self._clear_workplaces()

    async def clean(self) -> None:
        """Forget what was kept long enough: files without a row, workflows, events, jobs; results if so set."""
        now = datetime.now(UTC)
        await sweep(self._database, self._objects, now=now)
        kept_until = now - timedelta(days=self._settings.keep_jobs_days)
        await self._release_unreviewed(kept_until)
        await self._until_none(lambda: self._desk.forget(before=now - _KEEP_WORKFLOWS))
        # Afterwards there is no workflow left that a message could wake.
        await self._until_none(lambda: self._forget(heard.forget, now - _KEEP_WORKFLOWS))
        await self._until_none(lambda: self._forget(jobs.forget, kept_until))
        await self._until_none(lambda: self._forget(events.forget, kept_until))
        await self._until_none(lambda: self._forget(deliveries.forget, kept_until))
        async with self._database.writing() as session:
            await claims.forget(session, before=kept_until)
        if self._settings.keep_files_days is not None:
            made_until = now - timedelta(days=self._settings.keep_files_days)
            await self._until_none(lambda: self._forget(shorts.forget, made_until))
            await self._until_none(lambda: self._forget(creations.forget, made_until))

    async def _late(self, some: Iterable[Job], now: datetime) -> set[str]:
        """The workflows that work for too long. To wait for a turn, at an engine or a processor, is no work."""
        since = now - timedelta(seconds=self._settings.job_timeout_seconds)
        late = {_name(job) for job in some if job.started_at is not None and job.started_at < since}
        for turn in await self._desk.turns(late):
            if turn.status == "ENQUEUED" or (turn.dequeued_at or 0) > since.timestamp() * 1000:
                late.discard(turn.parent_workflow_id or "")
        return late

    async def _see_to(self, job: Job, workflow: WorkflowStatus | None, now: datetime, *, is_late: bool) -> None:
        if is_late:
            await self._fail(job, _TIMED_OUT, now)
        elif workflow is None:
            _log.warning("job.found_lost", job_id=job.id)
            await self._desk.enqueue(job)
        elif workflow.status in _ENDED:
            # It may have ended, and settled the job, between our two looks: then this changes nothing.
            await self._fail(job, INTERNAL, now)

    async def _find_strangers(self, workflows: Iterable[WorkflowStatus]) -> None:
        """Take over from workers that nobody remembers: one that froze for longer than the roll lasts claimed a job."""
        if self._database.is_sqlite:
            return
        claimants = {each.executor_id for each in workflows if each.status == "PENDING" and each.executor_id}
        async with self._database.reading() as session:
            strangers = sorted(claimants - await workers.known(session))
        if strangers:
            await asyncio.to_thread(self._take_over, strangers)

    async def _fail(self, job: Job, failed: Failed, now: datetime) -> None:
        async with self._database.writing() as session:
            ended = await settle.fail(session, job, failed, now=now)
        if ended:
            _log.warning("job.given_up", job_id=job.id, failure=failed.code)
            seconds = None if job.started_at is None else (now - job.started_at).total_seconds()
            job_ended(kind=job.kind, state=JobState.FAILED, failure=failed.code, seconds=seconds)
            await self._desk.cancel([_name(job)])
            await self._desk.undo(job)

    async def _clear_workplaces(self) -> None:
        """Throw away the folders of attempts that are over, whoever worked in them."""
        root = workplaces(self._settings)
        names = await asyncio.to_thread(lambda: [path.name for path in root.iterdir()] if root.is_dir() else [])
        async with self._database.reading() as session:
            for name in names:
                ours = attempt_of(name)
                if ours is not None and not await jobs.is_at(session, *ours):
                    await asyncio.to_thread(shutil.rmtree, root / name, ignore_errors=True)

    async def _release_unreviewed(self, before: datetime) -> None:
        """Give back what was held for a review that never came, before its job is forgotten."""
        after = None
        while True:
            async with self._database.writing() as session:
                waiting = await jobs.page(
                    session, state=JobState.FAILED, failure="needs_review", after=after, limit=_FORGOTTEN_AT_ONCE
                )
                for job in waiting.items:
                    if job.finished_at is not None and job.finished_at < before:
                        await ledger.release(session, job.id, attempt=job.attempt, note="never reviewed")
            after = waiting.next
            if after is None:
                return

    async def _forget(self, forget: Callable[..., Coroutine[Any, Any, int]], before: datetime) -> int:
        async with self._database.writing() as session:
            return await forget(session, before=before, limit=_FORGOTTEN_AT_ONCE)

    async def _until_none(self, forget: Callable[[], Coroutine[Any, Any, int]]) -> None:
        while await forget():
            await asyncio.sleep(0)


async def _forever(act: Callable[[], Coroutine[Any, Any, None]], *, pause: float) -> None:
    while True:
        try:
            await act()
        except Exception:  # the next round tries again, whatever it was
            _log.exception("upkeep.failed")
        await asyncio.sleep(pause)


def _name(job: Job) -> str:
    return workflow_id(job.id, job.attempt)
