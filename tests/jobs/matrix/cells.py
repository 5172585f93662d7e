"""Cells of the matrix, run and judged: one job each, with an installation, a fault and a kill of its own."""

import asyncio
import json
import math
import os
import shutil
import sys
from collections.abc import AsyncGenerator, Callable, Generator, Iterable
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from tests.jobs.conftest import PHOTO, ROOT, new_owner
from tests.jobs.conftest import order as order_short
from tests.jobs.crash import free_port
from tests.jobs.matrix.points import UNKNOWABLE, Point
from tests.jobs.matrix.rows import End, Row
from tests.jobs.matrix.vendors import Plan, Vendors, addresses, tag
from tests.sandbox.serving import served
from tests.servers import Postgres

from sajangpick.domain.json import JsonObject
from sajangpick.engine import Kind
from sajangpick.jobs.backing import prepare
from sajangpick.jobs.runtime import Jobs
from sajangpick.media.still import write_still
from sajangpick.profiles import profile_of
from sajangpick.sandbox.results import make_clip
from sajangpick.settings import Settings
from sajangpick.storage.database import open_database
from sajangpick.storage.migrate import migrate
from sajangpick.storage.objects import open_objects

WORK_SECONDS, SECONDS = 0.3, 4.0
"""How long a vendor works, and how long the clip is that is ordered."""
SECRET = "whsec_c2FuZGJveA=="
_HEARS = "openai_videos"
_MODEL = "matrix"
_MOST_STARTS = 4
# Longer than a start's own patience, so that it can say what it waited for.
_LONGEST_START_SECONDS = 90.0
_TOLD_LETTERS = 3000

NewDatabase = Callable[[int, Path], str | None]
"""The address of a migrated, empty database for a cell; None for SQLite in its folder."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A row, killed at a point."""

    row: Row
    point: Point

    @property
    def is_unknowable(self) -> bool:
        """Whether nobody can know what the vendor did before the kill."""
        return self.point in UNKNOWABLE

    @property
    def end(self) -> End:
        """How the job must end: as it would without a kill, but where that cannot be known."""
        return End.REVIEW if self.is_unknowable else self.row.end

    def __str__(self) -> str:
        return f"{self.row.flow.name}, {self.row.name}, killed {self.point}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a cell. `problems` is empty if everything held; `end` is None if the job did not end."""

    cell: Cell
    end: End | None
    kills: int
    problems: list[str]


class Matrix:
    """Runs cells beside each other, against one sandbox."""

    def __init__(self, folder: Path, world: Vendors, node: asyncio.subprocess.Process, database: NewDatabase) -> None:
        self._folder = folder
        self._world = world
        self._node = node
        self._database = database
        self._ended: dict[str, asyncio.Future[int]] = {}
        self._count = 0

    async def listen(self) -> None:
        """Hear which processes ended."""
        assert self._node.stdout
        async for said in self._node.stdout:
            if said.startswith(b"["):
                folder, code = json.loads(said)
                self._ended.pop(folder).set_result(code)

    async def run(self, cell: Cell) -> Verdict:
        """Order a job, have it killed at its point, start again until it is over, and look."""
        self._count += 1
        number = self._count
        folder = self._folder / f"cell-{number}"
        folder.mkdir(parents=True)
        port = free_port() if cell.row.flow.hears else 0
        plan = self._plan(cell, folder, port)
        self._world.plans[str(number)] = plan
        settings = await self._order(cell, number, folder, port)
        starts = kills = 0
        while not (folder / "facts.json").exists() and starts < _MOST_STARTS:
            starts += 1
            kills += await self._start(folder) == -9
        if not (folder / "facts.json").exists():
            log = (folder / "log").read_text(errors="replace")[-_TOLD_LETTERS:]
            return Verdict(cell, None, kills, [f"the job did not end\n{log}"])
        facts = json.loads((folder / "facts.json").read_text())
        passed = set((folder / "passed").read_text().splitlines()) if (folder / "passed").exists() else set[str]()
        problems = [*_judged(cell, plan, facts, self._world, settings.won_per_usd)]
        if kills != (cell.point is not Point.NEVER):
            problems.append(f"{kills} kills, having passed {sorted(passed)}")
        if not problems:
            shutil.rmtree(folder)
        return Verdict(cell, _end(facts), kills, problems)

    async def _start(self, folder: Path) -> int:
        """A process that works until the job is over; what it ended with."""
        assert self._node.stdin
        ended = self._ended[str(folder)] = asyncio.get_running_loop().create_future()
        self._node.stdin.write(f"{folder}\n".encode())
        async with asyncio.timeout(_LONGEST_START_SECONDS):
            return await ended

    def _plan(self, cell: Cell, folder: Path, port: int) -> Plan:
        row = cell.row
        vendor = row.flow.engines[0].partition(":")[0]
        webhook = f"http://127.0.0.1:{port}/webhooks/sora2" if port else ""
        kills = cell.point is Point.TAKEN
        return Plan(vendor, row.fault, row.step, row.times, folder, kills=kills, stops=row.flow.stops, webhook=webhook)

    async def _order(self, cell: Cell, number: int, folder: Path, port: int) -> Settings:
        given: dict[str, Any] = {
            "data_dir": str(folder / "data"),
            "database_url": self._database(number, folder),
            "log_level": "warning",
            "openai_videos_webhook_secret": SECRET,
            **addresses(self._world),
        }
        (folder / "data").mkdir(exist_ok=True)
        settings = Settings(_env_file=None, **given)
        database, objects = open_database(settings), open_objects(settings)
        account, photo = await new_owner(database, objects)
        flow = cell.row.flow
        wish: JsonObject = {"size": [720, 1280], "prompt": f"slow push-in {tag(number)}"}
        if flow.kind is Kind.CLIP:
            wish["seconds"] = SECONDS
        job = await order_short(
            Jobs(settings, database, objects), database, account, photo, kind_of=str(flow.kind), wish=wish
        )
        await database.close()
        told = {
            "settings": given, "job_id": job.id, "point": str(cell.point), "cell": str(number),
            "engines": list(flow.engines), "port": port, "stops": flow.stops,
        }  # fmt: skip
        (folder / "cell.json").write_text(json.dumps(told))
        return settings


async def run_all(matrix: Matrix, cells: Iterable[Cell], *, at_once: int, tell: Callable[[Verdict], None]) -> None:
    """So many cells at a time; each verdict is told as it is there."""
    room = asyncio.Semaphore(at_once)

    async def one(cell: Cell) -> None:
        async with room:
            tell(await matrix.run(cell))

    async with asyncio.TaskGroup() as group:
        for cell in cells:
            group.create_task(one(cell))


@asynccontextmanager
async def opened(folder: Path, database: NewDatabase) -> AsyncGenerator[Matrix]:
    """A sandbox, and the process that all nodes are forks of."""
    with _light(folder), served(Vendors, work_seconds=WORK_SECONDS, webhooks={_HEARS: ("", SECRET)}) as world:
        assert isinstance(world, Vendors)
        node = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.jobs.matrix.node",
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert node.stdin
        matrix = Matrix(folder, world, node, database)
        listening = asyncio.create_task(matrix.listen())
        try:
            yield matrix
        finally:
            node.stdin.close()
            await node.wait()
            await listening


def sqlite_model(folder: Path) -> NewDatabase:
    """Databases on SQLite, each a copy of one that is made here."""
    model = folder / "model"
    settings = Settings(_env_file=None, data_dir=model)

    model.mkdir()
    asyncio.run(_lay_tables(settings))

    def copied(_: int, target: Path) -> None:
        shutil.copytree(model, target / "data")

    return copied


def postgres_model(server: Postgres, folder: Path) -> NewDatabase:
    """Databases of a PostgreSQL server, each a copy of one that is made here."""
    server.run(f"CREATE DATABASE {_MODEL}")
    asyncio.run(_lay_tables(Settings(_env_file=None, data_dir=folder, database_url=server.url(_MODEL))))

    def copied(number: int, _: Path) -> str:
        name = f"{_MODEL}_{number}"
        server.run(f"CREATE DATABASE {name} TEMPLATE {_MODEL} STRATEGY file_copy")
        return server.url(name)

    return copied


async def _lay_tables(settings: Settings) -> None:
    database = open_database(settings)
    await migrate(database)
    await asyncio.to_thread(prepare, database)
    await database.close()


def _judged(cell: Cell, plan: Plan, facts: dict[str, Any], world: Vendors, won_per_usd: float) -> Generator[str]:
    """What is not as it must be, a sentence each."""
    row, works = cell.row, len(plan.works)
    billed = world.billed(plan)
    expected = {
        End.MADE: ("succeeded", None, ["hold", "capture"]),
        End.FAILED: ("failed", row.failure, ["hold", "release"]),
        End.REVIEW: ("failed", "needs_review", ["hold"]),
        End.STOPPED: ("canceled", None, ["hold", "release"]),
    }[cell.end]
    found = facts["state"], facts["failure"], facts["entries"]
    if found != expected:
        yield f"it ended as {found}, not as {expected}"
    if sum(facts["told"].values()) != 1:
        yield f"its end was told so: {facts['told']}"
    if facts["broken"]:
        yield f"the books are broken: {facts['broken']}"
    if not facts["is_owned"] or facts["made"] != (cell.end is End.MADE) or facts["strays"]:
        yield f"{facts['made']} results, {facts['strays']} files that are nobody's, or gone"
    orders = _orders(cell)
    if works != orders:
        yield f"{works} orders were taken, not {orders}"
    if not cell.is_unknowable and len(billed) != row.billed:
        yield f"{len(billed)} orders are billed, not {row.billed}"
    won, bill = sum(won for _, won in facts["asked"]), sum(math.ceil(usd * won_per_usd) for usd in billed)
    if cell.end is End.REVIEW:
        # Whoever took an order that the first one refused is the second.
        engine = row.flow.engines[cell.point is Point.TAKEN and row.is_refused]
        if won != profile_of(engine, won_per_usd).cost_won(SECONDS) or [claim[1:] for claim in facts["claims"]] != [
            [engine, None]
        ]:
            yield f"what may have to be paid is {won}, by the claims {facts['claims']}"
    elif won < bill or (row.told and won != bill):
        yield f"our books say {won} won, the vendor's {bill}"
    unused = world.unused(plan)
    if cell.end is not End.REVIEW and unused != (cell.end is End.MADE):
        yield f"{unused} works went on at the vendor"


def _orders(cell: Cell) -> int:
    """How many orders vendors must have taken."""
    match cell.point:
        case Point.STAKED:
            return 0
        case Point.TAKEN:
            return 1
        case Point.ANSWERED:
            return 0 if cell.row.is_refused else min(cell.row.orders, 1)
        case _:
            return cell.row.orders


def _end(facts: dict[str, Any]) -> End | None:
    match facts["state"], facts["failure"]:
        case "succeeded", _:
            return End.MADE
        case "failed", "needs_review":
            return End.REVIEW
        case "failed", _:
            return End.FAILED
        case "canceled", _:
            return End.STOPPED
        case _:
            return None


@contextmanager
def _light(folder: Path) -> Generator[None]:
    """What vendors deliver is made once for all, and nobody waits for a second that passes by itself."""
    clip, picture = folder / "footage.mp4", folder / "picture.png"
    make_clip(PHOTO.read_bytes(), clip, seconds=0.5, size=(180, 320), seed=0, small=True)
    write_still(np.random.default_rng(0).integers(0, 256, (160, 96, 3), np.uint8), picture)

    def clips(_: bytes, target: Path, **__: object) -> Path:
        return Path(shutil.copyfile(clip, target))

    def pictures(_: str, target: Path, **__: object) -> Path:
        return Path(shutil.copyfile(picture, target))

    vendors = {each: import_module(f"sajangpick.sandbox.vendors.{each}") for each in ("runway", _HEARS, "stability")}
    with (
        patch.object(vendors["runway"], "make_clip", clips),
        patch.object(vendors[_HEARS], "make_clip", clips),
        patch.object(vendors["stability"], "make_picture", pictures),
        patch("sajangpick.sandbox.desk.RETRY_AFTER_SECONDS", 0),
        patch("sajangpick.sandbox.world.LATE_SECONDS", 1.0),
    ):
        yield
