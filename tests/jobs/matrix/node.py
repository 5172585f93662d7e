"""Processes of the service that are killed at a point: `python -m tests.jobs.matrix.node`.

It reads a folder a line, and for each begins a process that works there until the folder's job is over, or until it is
killed; then it says which, and how that ended. It has imported everything by then, and each process is a fork of it, so
that a start costs nothing. What the process does is the product's own: only its pauses are shorter, its vendors are the
sandbox's, and at one point it ends itself as the system would, at once.
"""

import asyncio
import ctypes
import gc
import importlib
import json
import os
import select
import signal
import sys
import traceback
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from shutil import copyfile
from typing import Any

import uvicorn
from dbos import DBOS
from sqlalchemy import select as choose
from tests.jobs.matrix.points import Point

from sajangpick import motion, pipeline, pipelines, telemetry
from sajangpick.app import create_app
from sajangpick.domain.json import JsonObject
from sajangpick.engine import Finished, Kind, Made, Pending, Profile, Ticket
from sajangpick.engines import open_engine
from sajangpick.errors import EngineError, Unreachable
from sajangpick.finish.making import make_by_chain
from sajangpick.jobs import crew, dispatch, durable, workplace
from sajangpick.jobs.runtime import Jobs
from sajangpick.pipeline import Engines, Report, Run
from sajangpick.sandbox.faults import HEADER
from sajangpick.settings import Settings
from sajangpick.storage import claims, costs, jobs, ledger, shorts
from sajangpick.storage.database import Database, open_database
from sajangpick.storage.objects import Objects, open_objects
from sajangpick.storage.sweep import sweep
from sajangpick.storage.tables import AssetRow, EventRow
from sajangpick.wire import line

# Far longer than the sandbox takes to answer, far shorter than it takes not to.
ORDER_SECONDS, LOOK_SECONDS = 3.0, 2.0
_PAUSE_SECONDS = 0.1
_PATIENCE_SECONDS = 60.0
_PR_SET_PDEATHSIG = 1
_ENDS = ("job.succeeded", "job.failed", "job.canceled")


class Doom:
    """Counts the points that are passed, over all processes of a folder, and strikes at one of them, once."""

    def __init__(self, folder: Path, point: Point) -> None:
        self._folder = folder
        self._point = point
        self._mark = folder / "killed"
        self._passed = folder / "passed"

    def has_passed(self, point: Point) -> bool:
        """Whether a point was ever reached."""
        return self._passed.exists() and point in self._passed.read_text().splitlines()

    def at(self, point: Point) -> None:
        """A point is reached."""
        with self._passed.open("a") as passed:
            passed.write(f"{point}\n")
        if point is self._point and not self._mark.exists():
            self._mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Watched:
    """An engine that says when it is asked, and when it has answered."""

    engine: Any
    doom: Doom

    @property
    def profile(self) -> Profile:
        return self.engine.profile

    async def submit(self, request: object, *, key: str) -> Ticket:
        self.doom.at(Point.STAKED)
        try:
            return await self.engine.submit(request, key=key)
        finally:
            self.doom.at(Point.ANSWERED)

    async def poll(self, ticket: Ticket) -> Pending | Finished[Made]:
        try:
            found = await self.engine.poll(ticket)
        except Unreachable:
            raise
        except EngineError:
            self.doom.at(Point.DONE)
            raise
        if isinstance(found, Finished):
            self.doom.at(Point.DONE)
        return found

    async def cancel(self, ticket: Ticket) -> None:
        await self.engine.cancel(ticket)


def main() -> None:
    """Fork for every line of the standard input; a line for every end."""
    _die_with_parent()
    # So that no fork has to.
    for name in ("runway", "openai_videos", "stability", "card", "director"):
        importlib.import_module(f"sajangpick.engines.{name}")
    for name in ("sajangpick.jobs.worker", "httpcore", "anyio._backends._asyncio", "encodings.utf_16_le"):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    print("ready", flush=True)
    unread, running = b"", dict[int, str]()
    while True:
        if select.select([0], [], [], 0.02)[0]:
            said = os.read(0, 65536)
            if not said:
                break
            *folders, unread = (unread + said).split(b"\n")
            for folder in folders:
                running[_begin(Path(folder.decode()))] = folder.decode()
        while running and (ended := os.waitpid(-1, os.WNOHANG))[0]:
            print(json.dumps([running.pop(ended[0]), os.waitstatus_to_exitcode(ended[1])]), flush=True)
    for pid in running:
        os.kill(pid, signal.SIGKILL)


def _begin(folder: Path) -> int:
    """A process for a folder; its id."""
    if pid := os.fork():
        return pid
    code = 1
    try:
        _die_with_parent()
        log = os.open(folder / "log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for here, there in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(here, there)
        (folder / "pid").write_text(str(os.getpid()))
        asyncio.run(_work(folder))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


async def _work(folder: Path) -> None:
    given = json.loads((folder / "cell.json").read_text())
    settings = Settings(_env_file=None, **given["settings"])
    _hurry()
    doom = Doom(folder, Point(given["point"]))
    _watch(doom)
    engines = _engines(settings, given, doom)
    pipelines.RECIPES = {"short": recipe}  # pyright: ignore
    serving = _served(settings, engines, given["port"]) if given["port"] else _alone(settings, engines)
    async with serving as (database, objects, desk):
        await desk.wake(given["job_id"])
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not await _is_over(database, settings, given["job_id"]):
                if given["stops"] and doom.has_passed(Point.LOOKED):
                    await desk.cancel(given["job_id"])
                await asyncio.sleep(2 * _PAUSE_SECONDS)
        facts = await _facts(database, objects, given["job_id"])
    (folder / "facts.json").write_text(json.dumps(facts))


def _hurry() -> None:
    """Nobody waits for a vendor that is a function; framing a photo takes seconds, and has tests of its own."""
    line._FIRST_PAUSE_SECONDS = crew._FIRST_PAUSE_SECONDS = durable._FIRST_LOOK_SECONDS = _PAUSE_SECONDS  # pyright: ignore
    crew._MISSED_LOOK_SECONDS = _PAUSE_SECONDS  # pyright: ignore[reportPrivateUsage]
    durable._FIRST_LISTEN_SECONDS = 1.0  # pyright: ignore[reportPrivateUsage]
    motion.opening = _unframed


def _unframed(photo: Path, **_: object) -> bytes:
    return photo.read_bytes()


def _watch(doom: Doom) -> None:
    """Have the points in the steps of a job known. What a step answers is written down after it returned."""
    claims.stake = _before(claims.stake, doom, Point.STAKING)
    _wrap(crew.Crew, "submit", after=lambda _: doom.at(Point.TICKETED))
    _wrap(crew.Crew, "_charge", after=lambda _: doom.at(Point.CHARGED))
    _wrap(crew.Crew, "end", before=lambda: doom.at(Point.ENDING), after=lambda _: doom.at(Point.ENDED))
    _wrap(crew.Crew, "undo", before=lambda: doom.at(Point.UNDOING), after=lambda _: doom.at(Point.UNDONE))
    _wrap(dispatch.Dispatch, "cancel", before=lambda: doom.at(Point.STOPPED))
    _wrap(crew.Crew, "clear", after=lambda _: doom.at(Point.CLEARED))

    def looked(outcome: JsonObject) -> None:
        value = outcome.get("value", {})
        assert isinstance(value, dict)
        if "pending" in value:
            doom.at(Point.LOOKED)
        if "made" in value:
            doom.at(Point.KEPT)

    _wrap(crew.Crew, "poll", before=lambda: doom.at(Point.LOOKING), after=looked)


def _before(function: Callable[..., Awaitable[Any]], doom: Doom, point: Point) -> Any:
    @wraps(function)
    async def wrapped(*given: object, **named: object) -> object:
        doom.at(point)
        return await function(*given, **named)

    return wrapped


def _wrap(
    owner: type, name: str, *, before: Callable[[], None] | None = None, after: Callable[[Any], None] | None = None
) -> None:
    function = getattr(owner, name)

    @wraps(function)
    async def wrapped(*given: object, **named: object) -> object:
        if before:
            before()
        answer = await function(*given, **named)
        if after:
            after(answer)
        return answer

    setattr(owner, name, wrapped)


def _engines(settings: Settings, given: dict[str, Any], doom: Doom) -> Engines:
    """The product's own engines, which say who asks and wait less long."""
    opened: list[Any] = []
    for engine_id in given["engines"]:
        engine: Any = open_engine(engine_id, settings)
        headers = {**engine.line.headers, HEADER: given["cell"]}
        brisk = replace(engine.line, headers=headers, order_seconds=ORDER_SECONDS, look_seconds=LOOK_SECONDS)
        profile = replace(engine.profile, poll_seconds=_PAUSE_SECONDS)
        opened.append(Watched(replace(engine, line=brisk, profile=profile), doom))
    first, *others = opened
    return Engines(**{str(first.profile.kind): first}, others=tuple(others))


async def recipe(run: Run, request: JsonObject) -> JsonObject:
    """photo → whatever is wished for, by the engines that make it, as it is."""
    files = await run.take({"photo": str(request["photo_id"])})
    kind, wish = Kind(str(request["kind_of"])), request["wish"]
    assert isinstance(wish, dict)
    made = await make_by_chain(run, kind, {**wish, "photo": files["photo"]} if kind is Kind.CLIP else wish)
    return await run.act(keep, {"file": made["file"]})


def keep(folder: Path, given: JsonObject, report: Report) -> JsonObject:
    copyfile(folder / str(given["file"]), folder / "short.mp4")
    return {"files": {"video": {"file": "short.mp4", "seconds": 1.0}}, "seconds": 1.0, "checks": [], "warnings": []}


@asynccontextmanager
async def _alone(settings: Settings, engines: Engines) -> AsyncGenerator[tuple[Database, Objects, Jobs]]:
    """A worker."""
    telemetry.configure(settings)
    database, objects = open_database(settings), open_objects(settings)
    desk = Jobs(settings, database, objects, engines=engines)
    await desk.start(work=True)
    yield database, objects, desk
    await desk.stop()
    await database.close()


@asynccontextmanager
async def _served(settings: Settings, engines: Engines, port: int) -> AsyncGenerator[tuple[Database, Objects, Jobs]]:
    """The whole service, with its doors open."""
    pipeline.engines_of = lambda _: engines  # pyright: ignore
    app = create_app(settings)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
        if serving.done():
            serving.result()
    here = app.state.context
    yield here.database, here.objects, here.jobs
    server.should_exit = True
    await serving


async def _is_over(database: Database, settings: Settings, job_id: str) -> bool:
    """Whether the job has ended, and all that was begun for it."""
    async with database.reading() as session:
        if not (await jobs.read(session, job_id)).state.is_final:
            return False
    left = await DBOS.list_workflows_async(status=["PENDING", "ENQUEUED"], load_input=False, load_output=False)
    folders = workplace.workplaces(settings)
    return not left and not (folders.is_dir() and any(folders.iterdir()))


async def _facts(database: Database, objects: Objects, job_id: str) -> dict[str, object]:
    """All that is left of a job."""
    await sweep(database, objects, now=datetime.now(UTC) + timedelta(days=3))
    async with database.reading() as session:
        job = await jobs.read(session, job_id)
        short = await shorts.of_job(session, job_id)
        entries = [str(entry.kind) for entry in await ledger.of_job(session, job_id)]
        asked = [[ask.engine, ask.won] for ask in await costs.of_job(session, job_id)]
        staked = [[claim.key, claim.engine, claim.ticket] for claim in await claims.starting(session, job_id)]
        assets = (await session.scalars(choose(AssetRow))).all()
        events = (await session.scalars(choose(EventRow))).all()
        broken = await ledger.broken(session)
    made = {asset.id for asset in assets if str(asset.kind) != "photo"}
    stored = {sha256 async for sha256 in objects.all()}
    told = Counter(event.kind for event in events if event.data.get("jobId") == job_id and event.kind in _ENDS)
    return {
        "state": str(job.state), "failure": job.failure, "entries": entries, "asked": asked, "claims": staked,
        "told": dict(told), "broken": broken, "made": len(made), "is_owned": made == {short.video_id} - {None},
        "strays": len(stored ^ {asset.sha256 for asset in assets}),
    }  # fmt: skip


if __name__ == "__main__":
    main()
