"""The jobs of an installation, as the rest of the service sees them: ordered, woken, stopped, tried again, counted.

Nothing here waits for work to be done. An order is rows in the caller's transaction; `wake` hands it to the engine
after the commit, and if the process dies between the two, the sweep of any worker does it. What runs, and how, is told
in `worker`.
"""

import asyncio
import os
import time
from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sajangpick.domain.account import Account
from sajangpick.domain.identifier import new_id
from sajangpick.domain.job import Job, JobState
from sajangpick.domain.json import JsonObject
from sajangpick.errors import Conflict, TooMany
from sajangpick.jobs import settle, wanted
from sajangpick.jobs.backing import prepare, workflow_id
from sajangpick.jobs.dispatch import Dispatch
from sajangpick.jobs.estimate import RECENT_JOBS, seconds_left, stage_seconds
from sajangpick.jobs.hooks import Heard, hear
from sajangpick.jobs.upkeep import Upkeep
from sajangpick.jobs.wanted import news_of, wanted_of
from sajangpick.settings import Settings
from sajangpick.storage import events, jobs, ledger, workers
from sajangpick.storage.database import Database, Session
from sajangpick.storage.objects import Objects
from sajangpick.telemetry import carry, job_ended, logger
from sajangpick.telemetry.metrics import JOBS_RUNNING, JOBS_WAITING, OLDEST_WAIT_SECONDS, WORKERS

if TYPE_CHECKING:
    from sajangpick.jobs.worker import Worker
    from sajangpick.pipeline import Engines, Recipe

_ASK_AGAIN_SECONDS = 30.0
# How long what was seen of the last jobs is good for.
_MEDIANS_SECONDS = 10.0
_ALIVE = timedelta(seconds=10)

_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """How much there is to do, and how many live processes do it."""

    queued: int
    running: int
    workers: int
    oldest_wait_seconds: float | None = None


class Jobs:
    """One per process. With `work`, this process also runs jobs; without, it only hands them over."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        objects: Objects,
        *,
        recipes: "Mapping[str, Recipe] | None" = None,
        engines: "Engines | None" = None,
    ) -> None:
        """`recipes` by kind of job and `engines`: all that we have, unless others are given."""
        self._recipes = recipes
        self._engines = engines
        self._settings = settings
        self._database = database
        self._objects = objects
        self._dispatch: Dispatch | None = None
        self._medians: dict[str, tuple[float, dict[str, float]]] = {}
        self._worker: Worker | None = None
        self._upkeep: Upkeep | None = None

    async def start(self, *, work: bool) -> None:
        """Lay the engine's tables if need be, and begin. Raises Misconfigured."""
        await asyncio.to_thread(prepare, self._database)
        self._dispatch = await asyncio.to_thread(Dispatch, self._database)
        if work:
            self._worker = await self._start_worker()
            self._upkeep = Upkeep(
                self._settings, self._database, self._objects, self._desk, take_over=self._worker.take_over
            )
            self._upkeep.start()

    async def stop(self) -> None:
        """Let go of everything. What ran here is taken up by another process, or by the next start."""
        if self._upkeep is not None:
            await self._upkeep.stop()
            self._upkeep = None
        if self._worker is not None:
            await self._worker.stop()
            self._worker = None
        if self._dispatch is not None:
            await self._dispatch.close()
            self._dispatch = None

    async def order(
        self,
        session: Session,
        *,
        account: Account,
        kind: str,
        request: JsonObject,
        credits: int,
        wanted_id: str | None = None,
    ) -> Job:
        """A new job in the caller's transaction: its row, its hold, its news. Call `wake` after the commit.

        `wanted_id` is the short or the creation that it makes, whose row the caller writes.
        Raises NotEnoughCredits, and TooMany if the account has enough jobs under way.
        """
        now = datetime.now(UTC)
        job = Job(new_id(), account.id, kind, JobState.QUEUED, request, credits, created_at=now, trace=carry() or None)
        # The hold locks the account's row, so that no two orders are counted at once.
        await ledger.hold(session, account.id, credits, job_id=job.id)
        await self._require_room(session, account.id)
        await jobs.add(session, job)
        await _tell_queued(session, job, wanted_id, now=now)
        return job

    async def wake(self, job_id: str) -> None:
        """Have a job run, as soon as its turn comes. Doing it twice, too late, or in vain does no harm."""
        with _best_effort(job_id):
            async with self._database.reading() as session:
                job = await jobs.read(session, job_id)
            if not job.state.is_final:
                await self._desk.enqueue(job)

    async def heard(self, vendors: Collection[str], ticket: str, *, message_id: str, key: str | None = None) -> Heard:
        """A vendor tells that the work of a ticket is over: have whoever waits for it look now.

        `key` is what the order was made under, where the vendor repeats it: another one's ticket is none of ours.
        """
        return await hear(self._database, self._desk, vendors, ticket, message_id=message_id, key=key)

    async def cancel(self, job_id: str) -> bool:
        """Stop a job, wherever it is, and give its credits back; False if it is over. Raises NotFound.

        The job is canceled when this returns; a render that is under way is dead a moment later.
        """
        now = datetime.now(UTC)
        async with self._database.writing() as session:
            job = await jobs.read(session, job_id)
            stopped = await jobs.ask_cancel(session, job_id, now) and await settle.stop(session, job, now=now)
        if stopped:
            job_ended(kind=job.kind, state=JobState.CANCELED, failure=None, seconds=_seconds(job, now))
            with _best_effort(job_id):
                await self._desk.cancel([workflow_id(job.id, job.attempt)])
                await self._desk.undo(job)
        return stopped

    async def again(self, session: Session, job_id: str) -> Job:
        """A failed or canceled job from its beginning, for a new hold, in the caller's transaction; then `wake` it.

        Raises NotFound, Conflict `not_retryable` also if what it made was deleted, NotEnoughCredits, TooMany.
        """
        now = datetime.now(UTC)
        before = await jobs.read(session, job_id)
        # What was held until an engine's answer was known goes back: this attempt has a hold of its own.
        await ledger.release(session, job_id, attempt=before.attempt, note="retried")
        job = await jobs.again(session, job_id, now, trace=carry() or None)
        await ledger.hold(session, job.account_id, job.credits, job_id=job.id, attempt=job.attempt)
        await self._require_room(session, job.account_id, of_them=1)
        await wanted.set_state(session, job, JobState.QUEUED, now=now)
        made = await wanted_of(session, job)
        if made is None and job.kind in wanted.KINDS:
            raise Conflict("지워진 주문이에요.", code="not_retryable", hint="새로 주문해 주세요.")
        await _tell_queued(session, job, made and made.id, now=now)
        return job

    async def eta_seconds(self, job: Job) -> float | None:
        """About how long until a job is done, by how long the last ones took; None where nobody can know."""
        if job.state.is_final:
            return None
        stages = await self._stages(job.kind)
        async with self._database.reading() as session:
            ahead = await jobs.ahead(session, job) if job.state is JobState.QUEUED else 0
            workers_alive = len(await workers.alive(session, within=_ALIVE))
        return seconds_left(job, stages=stages, ahead=ahead, slots=workers_alive * labour_slots(self._settings))

    async def queue(self) -> QueueFacts:
        """What there is to do, as of now; the gauges of this process say the same from then on."""
        async with self._database.reading() as session:
            standing = await jobs.standing(session)
            alive = await workers.alive(session, within=_ALIVE)
        oldest = standing.oldest_queued_at
        wait = None if oldest is None else max(0.0, (datetime.now(UTC) - oldest).total_seconds())
        JOBS_WAITING.set(standing.queued)
        JOBS_RUNNING.set(standing.running)
        WORKERS.set(len(alive))
        OLDEST_WAIT_SECONDS.set(wait or 0.0)
        return QueueFacts(standing.queued, standing.running, len(alive), wait)

    @property
    def engines(self) -> "Engines":
        """Who makes what."""
        from sajangpick.pipeline import engines_of

        if self._engines is None:
            self._engines = engines_of(self._settings)
        return self._engines

    @property
    def _desk(self) -> Dispatch:
        assert self._dispatch is not None, "start() comes first"
        return self._dispatch

    async def _start_worker(self) -> "Worker":
        # Only where work is done: they bring the codecs and the models along.
        from sajangpick.jobs.crew import Crew
        from sajangpick.jobs.worker import Worker
        from sajangpick.pipelines import RECIPES

        crew = Crew(self._settings, self._database, self._objects, self._recipes or RECIPES, self.engines)
        worker = Worker(crew, slots=labour_slots(self._settings))
        await worker.start()
        return worker

    async def _stages(self, kind: str) -> dict[str, float]:
        """The median seconds of a kind's stages."""
        seen_at, stages = self._medians.get(kind, (0.0, {}))
        if time.monotonic() - seen_at > _MEDIANS_SECONDS or not stages:
            async with self._database.reading() as session:
                recent = await jobs.page(session, kind=kind, state=JobState.SUCCEEDED, limit=RECENT_JOBS)
            stages = stage_seconds(recent.items)
            self._medians[kind] = time.monotonic(), stages
        return stages

    async def _require_room(self, session: Session, account_id: str, *, of_them: int = 0) -> None:
        """Raise TooMany if the account has as many jobs as it may; `of_them` are not counted."""
        if await jobs.open_count(session, account_id) - of_them >= self._settings.waiting_per_account:
            raise TooMany(
                "만들고 있는 것이 너무 많아요.",
                hint="몇 개가 끝난 뒤에 다시 시도해 주세요.",
                retry_after=_ASK_AGAIN_SECONDS,
            )


def labour_slots(settings: Settings) -> int:
    """Videos rendered at once by one worker: one of ours keeps two cores busy."""
    return settings.render_concurrency or max(1, (os.cpu_count() or 1) // 2)


@contextmanager
def _best_effort(job_id: str) -> Generator[None]:
    """What was decided is written already, so whoever asked for it must not hear of this: a sweep sees to it."""
    try:
        yield
    except Exception:
        _log.warning("job.not_handed_over", job_id=job_id, exc_info=True)


async def _tell_queued(session: Session, job: Job, wanted_id: str | None, *, now: datetime) -> None:
    data: JsonObject = {**news_of(job, wanted_id), "attempt": job.attempt}
    await events.append(session, job.account_id, "job.queued", data, once=f"{job.id}:{job.attempt}:job.queued", now=now)


def _seconds(job: Job, now: datetime) -> float | None:
    return None if job.started_at is None else (now - job.started_at).total_seconds()
