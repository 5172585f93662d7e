"""What runs the jobs in this process: our workflows, their queues, and the engine that drives them.

    job       begin, the recipe, end       on the queue of jobs: so many at once for each account
    making    submit, look, look …         on the queue of its engine: as many as the vendor takes
    labour    an act in its own process    on the queue of labour: as many as this machine has processors for
    undoing   ask engines to stop          after a job was stopped

The engine is one per process, and so is this.
"""

import asyncio
import logging
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import cast

from dbos import DBOS, DBOSConfig, error

from sajangpick.domain.json import JsonObject
from sajangpick.engine import Kind
from sajangpick.jobs.backing import (
    APPLICATION,
    JOB,
    JOB_QUEUE,
    LABOUR,
    LABOUR_QUEUE,
    MAKING,
    MOST_LABOUR_RECOVERIES,
    MOST_RECOVERIES,
    SCHEMA,
    SERIALIZER,
    UNDOING,
    VERSION,
    backing_url,
    sqlite_file,
    workflow_id,
)
from sajangpick.jobs.crew import Crew, Place
from sajangpick.jobs.durable import Child, Durable, Gave, Over, make, queue_of, step
from sajangpick.jobs.failures import INTERNAL
from sajangpick.jobs.liveness import Liveness, OneWorker
from sajangpick.storage.database import IDLE_TRANSACTION_SECONDS
from sajangpick.storage.workers import Roll
from sajangpick.telemetry import continued, job_scope, logger, span

# Steps and checkpoints share these; a waiting job needs none.
_MOST_THREADS = 64
# An owner waits for these, so they are looked at often; it costs some per cent of a core.
_POLL_SECONDS = 0.2
# SQLite tells nobody that something was written, so the engine looks.
_SQLITE_MESSAGE_SECONDS = 0.2
# Jobs that are begun but wait for an engine or for labour are kept in memory; the others wait in their rows.
_MOST_BEGUN_ON_SQLITE, _MOST_BEGUN = 50, 500

# How the engine's lines begin that say so.
_UNWORTHY = ("Asyncio task cancelled",)

_log = logger(__name__)


class Worker:
    """Runs jobs until it is stopped; what it leaves undone goes on elsewhere, or at the next start."""

    def __init__(self, crew: Crew, *, slots: int) -> None:
        """`slots`: how many acts that keep processors busy may run at once."""
        self._crew = crew
        self._slots = slots
        self._alone = crew.database.is_sqlite
        self._lock = OneWorker(sqlite_file(crew.database).with_suffix(".lock")) if self._alone else None
        self._liveness: Liveness | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._is_over = False

    async def start(self) -> None:
        """Begin to take jobs. Raises Misconfigured if another process does, and SQLite holds the jobs."""
        if self._lock:
            self._lock.take()
        liveness = Liveness(Roll(self._crew.database), alone=self._alone)
        await asyncio.to_thread(liveness.enter)
        logging.getLogger("dbos").addFilter(_is_news)
        DBOS(config=self._config(liveness))
        self._register()
        # On this loop, so that coroutines of the engine may use what is bound to it; a tenth of a second.
        DBOS.launch()
        await self._open_queues()
        liveness.start(self.take_over)
        self._liveness = liveness

    async def stop(self) -> None:
        """Stop taking jobs, stop what runs, and say good-bye."""
        if self._liveness is None:
            return
        # First: with the engine's threads gone, whatever runs would fail, and its jobs would be settled as failed.
        self._is_over = True
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)
        # The engine lent its threads to this loop, and took them along.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())
        await asyncio.to_thread(self._liveness.stop)
        self._liveness = None
        if self._lock:
            self._lock.release()

    def take_over(self, executors: Sequence[str]) -> int:
        """Put the workflows of dead executors back into their queues; how many. Blocks.

        The engine's own way to do this is not public (tests/jobs hold it to its contract). It is atomic and fenced:
        whoever claims them next writes a token, which every checkpoint of the old owner lacks, should it not be dead.
        """
        return len(DBOS._recover_pending_workflows(list(executors)))  # pyright: ignore[reportPrivateUsage]

    def _config(self, liveness: Liveness) -> DBOSConfig:
        return {
            "name": APPLICATION,
            "application_version": VERSION,
            # The next process on SQLite takes up what this one leaves, by its name; on PostgreSQL the others do.
            "executor_id": "local" if self._alone else liveness.id,
            "system_database_url": backing_url(self._crew.database),
            "dbos_system_schema": SCHEMA,
            "serializer": SERIALIZER,
            "max_executor_threads": _MOST_THREADS,
            "sys_db_idle_transaction_timeout_sec": IDLE_TRANSACTION_SECONDS,
            "notification_listener_polling_interval_sec": _SQLITE_MESSAGE_SECONDS,
            "log_level": "WARNING",
            "run_migrations": False,
        }

    async def _open_queues(self) -> None:
        settings = self._crew.settings
        await DBOS.register_queue_async(
            JOB_QUEUE,
            worker_concurrency=_MOST_BEGUN_ON_SQLITE if self._alone else _MOST_BEGUN,
            partition_concurrency=settings.jobs_per_account,
            polling_interval_sec=_POLL_SECONDS,
            on_conflict="always_update",
        )
        await DBOS.register_queue_async(
            LABOUR_QUEUE,
            worker_concurrency=self._slots,
            polling_interval_sec=_POLL_SECONDS,
            on_conflict="always_update",
        )
        for engine in self._crew.engines.all:
            await DBOS.register_queue_async(
                queue_of(engine.profile.id),
                global_concurrency=engine.profile.concurrency,
                polling_interval_sec=_POLL_SECONDS,
                on_conflict="always_update",
            )

    def _register(self) -> None:
        """Make our workflows known to the engine, by names that rows of any age find them by."""
        crew = self._crew

        def workflow(name: str, function: Child, *, recoveries: int = MOST_RECOVERIES) -> Child:
            return DBOS.workflow(name=name, max_recovery_attempts=recoveries)(function)

        async def labour(
            name: str,
            job_id: str,
            attempt: int,
            account_id: str,
            trace: str | None,
            act: str,
            given: JsonObject,
            files: dict[str, str],
        ) -> None:
            with self._kept_track_of(), job_scope(job_id), continued(trace):
                place = Place(job_id, attempt, account_id, name, trace)
                outcome = await DBOS.run_step_async(
                    {"name": "labour", "preemptible": True}, crew.labour, place, act, given, files
                )
                await _tell_parent(name, outcome)

        async def making(
            name: str,
            job_id: str,
            attempt: int,
            account_id: str,
            trace: str | None,
            kind: str,
            wish: JsonObject,
            files: dict[str, str],
            engine: str = "",
        ) -> None:
            with self._kept_track_of(), job_scope(job_id), continued(trace):
                place, key = Place(job_id, attempt, account_id, name, trace), str(DBOS.workflow_id)
                await _tell_parent(name, await make(crew, place, Kind(kind), wish, files, key=key, engine=engine))

        durable_labour, durable_making = (
            workflow(LABOUR, labour, recoveries=MOST_LABOUR_RECOVERIES),
            workflow(MAKING, making),
        )

        async def job(job_id: str, attempt: int) -> None:
            with self._kept_track_of(), job_scope(job_id):
                await _run(crew, job_id, attempt, labour=durable_labour, making=durable_making)

        async def undoing(job_id: str, attempt: int) -> None:
            with self._kept_track_of(), job_scope(job_id):
                await step("undo", crew.undo, job_id, workflow_id(job_id, attempt))

        workflow(JOB, job)
        workflow(UNDOING, undoing)

    @contextmanager
    def _kept_track_of(self) -> Generator[None]:
        """The current task is one that `stop` ends: the engine leaves what it began to whoever stops it.

        A task that the engine begins while we stop ends here: its job is taken up like those that were interrupted.
        """
        if self._is_over:
            raise asyncio.CancelledError
        task = cast(asyncio.Task[None], asyncio.current_task())
        self._running.add(task)
        try:
            yield
        finally:
            self._running.discard(task)


async def _run(crew: Crew, job_id: str, attempt: int, *, labour: Child, making: Child) -> None:
    """What the workflow of a job does."""
    begun = await step("begin", crew.begin, job_id, attempt)
    if not begun:
        return
    kind, trace = str(begun["kind"]), cast(str | None, begun.get("trace"))
    place = Place(job_id, attempt, str(begun["account_id"]), workflow_id(job_id, attempt), trace)
    with continued(trace), span(f"job {kind}", job_id=job_id, attempt=attempt):
        chains = cast(dict[str, list[str]], begun.get("engines", {}))
        run = Durable(crew, place, labour=labour, making=making, chains=chains)
        await _run_recipe(crew, place, run, kind, cast(JsonObject, begun["request"]))


async def _run_recipe(crew: Crew, place: Place, run: Durable, kind: str, request: JsonObject) -> None:
    try:
        made = await crew.recipes[kind](run, request)
        outcome: JsonObject = {"value": {**made, "timings": run.timings}}
    except Over:
        # Whoever stopped it has that done, too, unless it died over it: twice does no harm.
        await step("undo", crew.undo, place.job_id, place.name)
        await crew.clear(place)
        return
    except Gave as gave:
        outcome = {"failure": {"code": gave.failed.code, "detail": gave.failed.detail}}
    except Exception:  # a mistake in the recipe itself, the same at every replay
        _log.exception("job.recipe_broke", kind=kind)
        outcome = {"failure": {"code": INTERNAL.code}}
    await step("end", crew.end, place, outcome)
    await crew.clear(place)


def _is_news(record: logging.LogRecord) -> bool:
    """Not that a job was canceled, nor that what runs is interrupted when its process stops: both are asked for."""
    raised = record.exc_info[1] if record.exc_info else None
    is_canceled = isinstance(raised, error.DBOSAwaitedWorkflowCancelledError)
    return not is_canceled and not str(record.msg).startswith(_UNWORTHY)


async def _tell_parent(name: str, outcome: JsonObject) -> None:
    """The topic is our own id: a parent may have several children."""
    await DBOS.send_async(name, outcome, str(DBOS.workflow_id))
