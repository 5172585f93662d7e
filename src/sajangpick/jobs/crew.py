"""What workers do, without the engine that makes them do it once: every function here is the inside of a step.

They answer plain values, `{"value": …}`, `{"failure": …}` or `{"stopped": true}`, and raise only what is worth another
try: an exception that crossed a step would come back as another class after a crash.
"""

import asyncio
import math
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import cast

from sajangpick.domain.identifier import pseudonym
from sajangpick.domain.job import JobState
from sajangpick.domain.json import JsonObject
from sajangpick.engine import Finished, Kind, Pending, Ticket
from sajangpick.errors import (
    EngineError,
    Misconfigured,
    NotFound,
    SajangpickError,
    SourceMissing,
    Unanswered,
    Unavailable,
    Unreachable,
)
from sajangpick.jobs import settle
from sajangpick.jobs.failures import INTERNAL, Failed, failed_by
from sajangpick.jobs.process import Died, environment_of, in_own_process
from sajangpick.jobs.watch import Unwanted, Watch
from sajangpick.jobs.workplace import Workplace, apart, digests, file_name, media_type_of
from sajangpick.pipeline import Act, Engines, Recipe, Wish
from sajangpick.settings import Settings
from sajangpick.storage import assets, claims, costs, jobs
from sajangpick.storage.database import Database
from sajangpick.storage.links import link_to_stored
from sajangpick.storage.objects import Objects
from sajangpick.storage.workers import LostTouch
from sajangpick.telemetry import job_ended, job_scope, logger, span, stage_scope
from sajangpick.telemetry.metrics import JOB_WAIT_SECONDS, VENDOR_WON

_TRIES = 3
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 20.0
# A vendor that cannot be reached has our work all the same; the time a job may take bounds this.
_MISSED_LOOK_SECONDS = 15.0

_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where we are: an attempt of a job, the name of its workflow, which is that of its folder, and its trace."""

    job_id: str
    attempt: int
    account_id: str
    name: str
    trace: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Crew:
    """What the steps of one process need. It is never written out: settings hold secrets, and the engine logs much."""

    settings: Settings
    database: Database
    objects: Objects
    recipes: Mapping[str, Recipe]
    engines: Engines

    async def begin(self, job_id: str, attempt: int) -> JsonObject:
        """Start an attempt: its kind, account, request and trace; nothing if it must not run any more.

        `engines` are those of each kind in the order they are asked: for this attempt they stay so.
        """
        async with self.database.writing() as session:
            try:
                job = await jobs.read(session, job_id)
            except NotFound:
                return {}
            now = datetime.now(UTC)
            if job.attempt != attempt or not await settle.begin(session, job, now=now):
                return {}
        if attempt == 1:
            JOB_WAIT_SECONDS.observe((now - job.created_at).total_seconds())
        engines: JsonObject = {kind: [each.id for each in self.engines.profiles(kind)] for kind in Kind}
        return {
            "kind": job.kind, "account_id": job.account_id, "request": job.request, "trace": job.trace,
            "engines": engines,
        }  # fmt: skip

    async def take(self, place: Place, references: Mapping[str, str]) -> JsonObject:
        """Fetch assets of the account into the folder; described files by name."""

        async def fetched() -> JsonObject:
            described: JsonObject = {}
            async with self.database.reading() as session:
                for name, asset_id in references.items():
                    asset = await assets.read(session, asset_id, place.account_id)
                    described[name] = {"file": file_name(name, asset), "sha256": asset.sha256}
            await self._workplace(place).fill(digests(described))
            return described

        with stage_scope("intake"):
            return await self._guarded(place, lambda _: fetched())

    async def act(self, place: Place, act: Act, given: JsonObject, files: Mapping[str, str]) -> JsonObject:
        """Do something quick in a thread of ours."""

        async def done(watch: Watch) -> JsonObject:
            workplace = self._workplace(place)
            await workplace.fill(files)
            return await self._kept(workplace, await _in_thread(act, workplace, given, watch))

        with stage_scope(act.__qualname__):
            return await self._guarded(place, done)

    async def labour(self, place: Place, act: str, given: JsonObject, files: Mapping[str, str]) -> JsonObject:
        """Do something in a process of its own."""

        async def done(watch: Watch) -> JsonObject:
            # If we were taken for dead, another worker does the same at this moment, perhaps on this very disk.
            workplace = Workplace(self.settings, self.objects, apart(place.name))
            environment = environment_of(self.settings)
            try:
                await workplace.fill(files)
                outcome = await in_own_process(
                    act, workplace.folder, given, report=watch.report, environment=environment
                )
                if "failure" in outcome:
                    raise _Refused(Failed(**cast(dict[str, str], outcome["failure"])))
                return await self._kept(workplace, cast(JsonObject, outcome["value"]))
            finally:
                await workplace.clear()

        with stage_scope(act.rpartition(":")[2]):
            return await self._guarded(place, done)

    async def submit(
        self,
        place: Place,
        kind: Kind,
        wish: JsonObject,
        files: Mapping[str, str],
        *,
        key: str,
        engine_id: str = "",
        again: bool = False,
    ) -> JsonObject:
        """Ask an engine, once: `{"value": {"ticket": …}}`. `again` asks anew for what is gone and costs nothing."""
        try:
            engine = self.engines.asked(kind, engine_id)
        except Misconfigured as error:  # it was set up when the job began
            return {"failure": cast(JsonObject, asdict(failed_by(error)))}
        profile, now = engine.profile, datetime.now(UTC)
        won = profile.cost_won(_seconds_of(wish))

        async def ask(_: Watch) -> JsonObject:
            workplace = self._workplace(place)
            await workplace.fill(files)
            async with self.database.writing() as session:
                claim = await claims.stake(session, key, engine=profile.id, now=now)
                if claim is None:
                    await costs.reserve(
                        session, self.settings, job_id=place.job_id, engine=profile.id, won=won, once=key, now=now
                    )
            if claim is not None and not (again and profile.repeatable):
                if claim.ticket is not None:
                    return {"ticket": claim.ticket}
                if not profile.repeatable:
                    raise Unanswered("A process died while it asked, so nobody knows whether it was heard.")
            try:
                asked = Wish(wish, workplace.folder, await self._lent(kind, files), pseudonym(place.account_id))
                ticket = await engine.submit(asked, key=key)
            except Unanswered:
                raise
            except SajangpickError:
                async with self.database.writing() as session:
                    await claims.drop(session, key)
                    await costs.drop(session, key)
                raise
            except Exception as error:
                if profile.repeatable:
                    raise
                raise Unanswered("Asking broke off.") from error
            async with self.database.writing() as session:
                await claims.settle(session, key, ticket=ticket.id)
            VENDOR_WON.labels(engine=profile.id).inc(won)
            return {"ticket": ticket.id}

        with span(f"submit {profile.id}", engine=profile.id):
            return await self._guarded(place, ask)

    async def poll(self, place: Place, kind: Kind, ticket: str, *, key: str = "", engine_id: str = "") -> JsonObject:
        """Look at what was asked for under `key`: the described file, stored, with what it cost written down.

        `pending` is how far it is, `again_in` the seconds before which no look is of use; `lost` may be asked anew.
        """
        engine = self.engines.asked(kind, engine_id)

        async def looked(watch: Watch) -> JsonObject:
            workplace = self._workplace(place)
            workplace.folder.mkdir(parents=True, exist_ok=True)
            try:
                found = await engine.poll(Ticket(engine.profile.id, ticket, workplace.folder))
            except Unreachable as error:
                _log.warning("engine.unreachable", engine=engine.profile.id, reason=str(error))
                return {"pending": [0, 0], "again_in": error.retry_after or _MISSED_LOOK_SECONDS}
            except EngineError as error:
                await self._charge(key, error.cost_usd)
                if isinstance(error, Unavailable) and engine.profile.repeatable:
                    return {"lost": True}
                raise
            match found:
                case Pending(done, total, again_in):
                    watch.report(kind, done, total)
                    return {"pending": [done, total], "again_in": again_in}
                case Finished(output, cost_usd):
                    await self._charge(key, cost_usd)
                    name = output.path.name
                    if output.path.parent.resolve() != workplace.folder.resolve():
                        # A restored job, beside the folder that it was backed up from: nothing is taken from there.
                        if engine.profile.repeatable:
                            return {"lost": True}
                        raise SourceMissing(f"{engine.profile.id} left {name} elsewhere.")
                    watch.report(kind, 1, 1)
                    return {"made": await workplace.keep(name, known={}), "engine": engine.profile.id}

        # What is over is over: only another order may bring it.
        return await self._guarded(place, looked, waits=False)

    async def undo(self, job_id: str, name: str) -> None:
        """Ask engines to stop what a stopped attempt had them make."""
        async with self.database.reading() as session:
            staked = await claims.starting(session, f"{name}.")
        for claim in staked:
            if claim.ticket is not None:
                try:
                    await self.engines.named(claim.engine).cancel(Ticket(claim.engine, claim.ticket))
                except SajangpickError as error:
                    _log.warning("job.not_undone", job_id=job_id, error=str(error))

    async def end(self, place: Place, outcome: JsonObject) -> None:
        """Settle the attempt, whichever way it went."""
        now = datetime.now(UTC)
        async with self.database.writing() as session:
            try:
                job = await jobs.read(session, place.job_id)
            except NotFound:
                return
            at = replace(job, attempt=place.attempt)
            if "failure" in outcome:
                failed = Failed(**cast(dict[str, str], outcome["failure"]))
                state, ended = JobState.FAILED, await settle.fail(session, at, failed, now=now)
            else:
                result = cast(JsonObject, outcome["value"])
                state, ended, failed = JobState.SUCCEEDED, await settle.succeed(session, at, result, now=now), None
        if ended:
            seconds = None if job.started_at is None else (now - job.started_at).total_seconds()
            job_ended(kind=job.kind, state=state, failure=failed and failed.code, seconds=seconds)

    async def clear(self, place: Place) -> None:
        """Throw the folder away, and what was kept only between two acts."""
        await self._workplace(place).clear()

    async def _lent(self, kind: Kind, files: Mapping[str, str]) -> dict[str, str]:
        """Addresses of the files, for those who render elsewhere: they fetch what they draw."""
        if kind is not Kind.RENDER:
            return {}
        lent = dict[str, str]()
        for name, sha256 in files.items():
            lent[name] = await link_to_stored(
                self.database, self.objects, self.settings, sha256=sha256, name=name, media_type=media_type_of(name)
            )
        return lent

    async def _charge(self, key: str, cost_usd: float | None) -> None:
        """Write down what a vendor says that it charged, in place of what was expected."""
        if cost_usd is not None:
            async with self.database.writing() as session:
                await costs.correct(session, key, won=math.ceil(cost_usd * self.settings.won_per_usd))

    def _workplace(self, place: Place) -> Workplace:
        return Workplace(self.settings, self.objects, place.name)

    async def _kept(self, workplace: Workplace, value: JsonObject) -> JsonObject:
        """What an act answered, its files stored and described."""
        files = cast(dict[str, JsonObject], value.get("files", {}))
        stored = {name: await workplace.keep(str(file["file"]), known=file) for name, file in files.items()}
        return {**value, "files": {**stored}} if stored else value

    async def _guarded(
        self, place: Place, work: Callable[[Watch], Awaitable[JsonObject]], *, waits: bool = True
    ) -> JsonObject:
        """The outcome of work that is watched, tried again where that may help, and never raises what it means.

        `waits`: what is unavailable may be there at the next try.
        """
        pause = _FIRST_PAUSE_SECONDS
        with job_scope(place.job_id):
            for rest in reversed(range(_TRIES)):
                watch = Watch(self.database, place.job_id, place.attempt)
                try:
                    await watch.require_wanted()
                    value = await watch.over(work(watch))
                    return {"value": value, "timings": cast(JsonObject, watch.timings)}
                except Unwanted:
                    return {"stopped": True}
                except _Refused as refused:
                    return {"failure": cast(JsonObject, asdict(refused.failed))}
                except SajangpickError as error:
                    passes = waits and isinstance(error, Unavailable) and error.code == "engine_unavailable"
                    if not (passes and rest):
                        _log.info("job.refused", reason=str(error))
                        return {"failure": cast(JsonObject, asdict(failed_by(error)))}
                    asked = error.retry_after if isinstance(error, Unavailable) else None
                    pause = max(pause, min(asked or 0.0, _LONGEST_PAUSE_SECONDS))
                except Exception as error:  # our own mistakes too: an owner must not wait for what cannot end
                    _log.exception("job.broke", rest=rest)
                    if not rest or not isinstance(error, (Died, OSError, LostTouch)):
                        return {"failure": cast(JsonObject, asdict(INTERNAL))}
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
        raise AssertionError("the last try answers")


class _Refused(Exception):
    """An act in another process said why it failed."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.code)
        self.failed = failed


class _Stopped(Exception):
    """Raised inside an act that was stopped."""


def _seconds_of(wish: JsonObject) -> float:
    """How long a clip, or the video of a script, is wished to be; 0 where nothing has a length."""
    script = cast(JsonObject, wish.get("script") or {})
    seconds = wish.get("seconds") or script.get("duration")
    return float(seconds) if isinstance(seconds, int | float) else 0.0


async def _in_thread(act: Act, workplace: Workplace, given: JsonObject, watch: Watch) -> JsonObject:
    stop = threading.Event()

    def report(stage: str, done: int, total: int) -> None:
        if stop.is_set():
            raise _Stopped
        watch.report(stage, done, total)

    try:
        return await asyncio.to_thread(act, workplace.folder, given, report)
    finally:
        stop.set()
