"""What a crash may do to real processes under load, and what must hold when it is over.

Owners order over HTTP, each order under its Idempotency-Key and sent again until it is answered, while web and worker
processes are killed with SIGKILL at random moments and started again a moment later.
"""

import asyncio
import os
import random
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from sqlalchemy import func, select
from tests.jobs.conftest import ROOT, new_owner

from sajangpick.accounts.tokens import make_token
from sajangpick.domain.account import Account, Scope
from sajangpick.domain.asset import Asset
from sajangpick.domain.job import JobState
from sajangpick.jobs.liveness import EXIT_FENCED
from sajangpick.jobs.upkeep import LOOK_SECONDS
from sajangpick.settings import Settings
from sajangpick.storage import ledger
from sajangpick.storage.database import Database, open_database
from sajangpick.storage.migrate import migrate
from sajangpick.storage.objects import Objects, open_objects
from sajangpick.storage.sweep import sweep
from sajangpick.storage.tables import AccountRow, AssetRow, DeliveryRow, EventRow, JobRow, ShortRow

OWNERS = 6
CREDITS = 1_000
KNOWS, FORGETS = "knows its keys", "forgets"
"""Vendors: one that counts an ask it has heard before as the same, and one that would take the order again."""
_PATIENCE_SECONDS = 240.0
# A process needs two seconds to start, so half of the kills find one at work, and the others one that begins.
LONGEST_UP_SECONDS, _LONGEST_DOWN_SECONDS = 4.0, 1.5


@dataclass(slots=True)
class Figures:
    """What was counted. `problems` is empty if everything held."""

    jobs: int = 0
    kills: int = 0
    seconds: float = 0.0
    drain_seconds: float = 0.0
    succeeded: int = 0
    reviewed: int = 0
    asks_heard_twice: int = 0
    toils_begun_again: int = 0
    problems: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class Frozen:
    """A worker that was frozen: when the others had done its jobs, and when, thawed, it had ended itself."""

    taken_over_seconds: float
    fenced_seconds: float
    problems: list[str]


class Installation:
    """Processes of one installation, and the rows and files that they share."""

    def __init__(self, settings: Settings, folder: Path, *, workers: int, vendor: str = KNOWS) -> None:
        self.settings = settings
        self.database: Database = open_database(settings)
        self.objects: Objects = open_objects(settings)
        self.folder = folder
        self.port = free_port()
        self.vendor = vendor
        self.names = ["web", *(f"worker-{number}" for number in range(workers))]
        self.processes: dict[str, asyncio.subprocess.Process] = {}
        self.owners: list[tuple[Account, Asset, str]] = []

    @property
    def asks(self) -> list[str]:
        return _lines(self.folder / "asks")

    async def open(self) -> None:
        """Lay the tables, welcome the owners, start the processes."""
        await migrate(self.database)
        for _ in range(OWNERS):
            account, photo = await new_owner(self.database, self.objects, credits=CREDITS)
            async with self.database.writing() as session:
                scopes = {Scope.READ, Scope.WRITE}
                _, secret = await make_token(session, account, name="crash", scopes=scopes, now=datetime.now(UTC))
            self.owners.append((account, photo, secret))
        await asyncio.gather(*map(self.start, self.names))
        await self.answering()

    async def start(self, name: str) -> None:
        role = ["web", str(self.port)] if name == "web" else ["worker"]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.jobs.node",
                *role,
                cwd=ROOT,
                env=self._environment(),
                stdout=log,
                stderr=log,
            )

    async def kill(self, name: str) -> None:
        """As the system does when memory runs out: at once."""
        with suppress(ProcessLookupError):
            self.processes[name].kill()
        await self.processes[name].wait()

    async def close(self) -> None:
        for name in self.names:
            if name in self.processes:
                with suppress(ProcessLookupError):
                    self.processes[name].send_signal(signal.SIGCONT)
                await self.kill(name)
        await self.database.close()

    async def answering(self) -> None:
        """Wait until the web process answers."""
        async with httpx.AsyncClient() as client, asyncio.timeout(_PATIENCE_SECONDS):
            while True:
                with suppress(httpx.TransportError):
                    if (await client.get(f"http://127.0.0.1:{self.port}/healthz")).status_code < 500:
                        return
                await asyncio.sleep(0.1)

    async def order(self, number: int) -> None:
        """Order a short under a key of its own, again and again until an answer comes."""
        _, photo, secret = self.owners[number % OWNERS]
        body = {"photoId": photo.id, "menu": f"라테 {number}", "price": "4500"}
        headers = {"authorization": f"Bearer {secret}", "idempotency-key": f"order-{number}"}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=5) as client:
            while True:
                with suppress(httpx.TransportError):
                    answer = await client.post("/api/shorts", json=body, headers=headers)
                    if answer.status_code == 201:
                        return
                    # Still at it, too many at once, or starting: that is said, and passes.
                    if answer.status_code not in (409, 429, 503):
                        raise AssertionError(f"{answer.status_code}: {answer.text}")
                await asyncio.sleep(0.3)

    async def states(self) -> Counter[str]:
        async with self.database.reading() as session:
            rows = await session.execute(select(JobRow.state, func.count()).group_by(JobRow.state))
            return Counter({state: count for state, count in rows})

    async def drained(self, count: int) -> None:
        """Wait until so many jobs are over."""
        final = [state for state in JobState if state.is_final]
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while True:
                states = await self.states()
                if sum(states[state] for state in final) >= count:
                    return
                await asyncio.sleep(0.1)

    async def counted(self, count: int) -> Figures:
        """Look whether everything is as it must be once all jobs are over."""
        figures = Figures(jobs=count)
        problems = figures.problems
        async with self.database.reading() as session:
            jobs = (await session.scalars(select(JobRow))).all()
            shorts = (await session.scalars(select(ShortRow))).all()
            files = (await session.scalars(select(AssetRow))).all()
            events = (await session.scalars(select(EventRow))).all()
            told = Counter(await session.scalars(select(DeliveryRow.kind)))
            accounts = (await session.scalars(select(AccountRow))).all()
            problems += await ledger.broken(session)
        succeeded = [job for job in jobs if job.state == JobState.SUCCEEDED]
        reviewed = [job for job in jobs if job.failure == "needs_review"]
        figures.succeeded, figures.reviewed = len(succeeded), len(reviewed)
        held = sum(job.credits for job in (*succeeded, *reviewed))
        ends = Counter((event.kind, event.data["jobId"]) for event in events if event.kind in _ENDS)
        made = {short.video_id for short in shorts} | {short.cover_id for short in shorts}
        asks = Counter(self.asks)
        figures.asks_heard_twice = sum(asks.values()) - len(asks)
        begun = Counter(line.rpartition(" ")[0] for line in _lines(self.folder / "notes"))
        figures.toils_begun_again = sum(begun.values()) - len(begun)
        problems += [
            sentence
            for holds, sentence in (
                (len(jobs) == len(shorts) == count, f"{count} orders made {len(jobs)} jobs, {len(shorts)} shorts"),
                (
                    len(succeeded) + len(reviewed) == count,
                    f"jobs ended as {Counter(j.failure or j.state for j in jobs)}",
                ),
                (
                    sum(account.balance for account in accounts) == OWNERS * CREDITS - held,
                    "what was taken is not what was made",
                ),
                (all(number == 1 for number in ends.values()), "an end was told twice"),
                (len(ends) == count, f"{len(ends)} ends were told"),
                (told["job.succeeded"] == len(succeeded), f"{told} messages"),
                (_has_no_gaps(events), "events have gaps"),
                (len(files) == OWNERS + 2 * len(succeeded), f"{len(files)} asset rows"),
                (made - {None} == {file.id for file in files if file.kind != "photo"}, "shorts and assets differ"),
                (self.vendor == KNOWS or figures.asks_heard_twice == 0, "a vendor was asked twice"),
                (len(asks) >= len(succeeded), "a clip came from nowhere"),
            )
            if not holds
        ]
        problems += await self._files(files)
        return figures

    async def _files(self, rows: Sequence[AssetRow]) -> list[str]:
        """Every row has its file; and after the sweep, every file its row, and no folder is left."""
        problems: list[str] = []
        stored = {sha256 async for sha256 in self.objects.all()}
        wanted = {row.sha256 for row in rows}
        if wanted - stored:
            problems.append(f"{len(wanted - stored)} files are gone")
        await sweep(self.database, self.objects, now=datetime.now(UTC) + timedelta(days=3))
        left = {sha256 async for sha256 in self.objects.all()} - wanted
        if left:
            problems.append(f"{len(left)} files belong to nobody")
        work = self.settings.data_dir / "work"
        for _ in range(int(4 * LOOK_SECONDS)):
            if not (work.is_dir() and any(work.iterdir())):
                break
            await asyncio.sleep(0.5)
        else:
            problems.append(f"{len(list(work.iterdir()))} folders are left")
        return problems

    def _environment(self) -> dict[str, str]:
        """Settings as an operator sets them; what was compiled may be kept, or starts would take the time."""
        unwanted = {"PYTHONDONTWRITEBYTECODE", "PYTEST_CURRENT_TEST"}
        inherited = {name: value for name, value in os.environ.items() if name not in unwanted}
        settings = self.settings
        wanted = {
            "data_dir": settings.data_dir,
            "database_url": settings.database_url,
            "storage_url": settings.storage_url,
            "s3_endpoint": settings.s3_endpoint,
            "s3_access_key": settings.s3_access_key,
            "s3_secret_key": settings.s3_secret_key and settings.s3_secret_key.get_secret_value(),
            "render_concurrency": 4,
            "waiting_per_account": 1_000,
            "log_level": "warning",
        }
        ours = {f"SAJANGPICK_{name.upper()}": str(value) for name, value in wanted.items() if value is not None}
        crash = {"CRASH_ASKS": str(self.folder / "asks"), "CRASH_NOTES": str(self.folder / "notes"), "CRASH_PARTS": "6"}
        path = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
        return {**inherited, **ours, **crash, "CRASH_VENDOR": self.vendor, "PYTHONPATH": path}


async def crash(installation: Installation, *, jobs: int, kills: int, seed: int) -> Figures:
    """Order so many jobs while so many processes are killed; then let everything end, and look."""
    chance, began = random.Random(seed), time.monotonic()
    await installation.open()
    ordering = asyncio.create_task(_order_all(installation, jobs, pause=2.8 * kills / jobs, chance=chance))
    for _ in range(kills):
        await asyncio.sleep(chance.uniform(0.2, LONGEST_UP_SECONDS))
        name = chance.choice(installation.names)
        await installation.kill(name)
        await asyncio.sleep(chance.uniform(0, _LONGEST_DOWN_SECONDS))
        await installation.start(name)
    last_start = time.monotonic()
    await ordering
    await installation.drained(jobs)
    ended = time.monotonic()
    figures = await installation.counted(jobs)
    figures.kills, figures.seconds, figures.drain_seconds = kills, ended - began, ended - last_start
    return figures


async def freeze(installation: Installation) -> Frozen:
    """Freeze one of two workers while it is at a job; the other takes over by itself; then thaw it."""
    await installation.open()
    for number in range(OWNERS):
        await installation.order(number)
    victim = "worker-0"
    await _at_work(installation, installation.processes[victim].pid)
    began = time.monotonic()
    installation.processes[victim].send_signal(signal.SIGSTOP)
    await installation.drained(OWNERS)
    drained = time.monotonic()
    installation.processes[victim].send_signal(signal.SIGCONT)
    async with asyncio.timeout(_PATIENCE_SECONDS):
        code = await installation.processes[victim].wait()
    figures = await installation.counted(OWNERS)
    if code != EXIT_FENCED:
        figures.problems.append(f"the frozen worker ended with {code}")
    return Frozen(drained - began, time.monotonic() - drained, figures.problems)


async def _at_work(installation: Installation, pid: int) -> None:
    """Wait until a process has an act under way."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not children.read_text():
            await asyncio.sleep(0.02)


async def _order_all(installation: Installation, jobs: int, *, pause: float, chance: random.Random) -> None:
    async with asyncio.TaskGroup() as group:
        for number in range(jobs):
            group.create_task(installation.order(number))
            await asyncio.sleep(chance.uniform(0, 2 * pause))


_ENDS = ("job.succeeded", "job.failed", "job.canceled")


def _has_no_gaps(events: Sequence[EventRow]) -> bool:
    by_account: dict[str, list[int]] = {}
    for event in events:
        by_account.setdefault(event.account_id, []).append(event.seq)
    return all(sorted(seqs) == list(range(1, len(seqs) + 1)) for seqs in by_account.values())


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
