"""A service with an owner, credits and a photo, that runs jobs of a recipe to order."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import pytest
from tests.jobs.recipes import Vendor, recipe

from sajangpick.domain.account import Account, Role
from sajangpick.domain.asset import Asset, AssetKind
from sajangpick.domain.entry import EntryKind
from sajangpick.domain.event import Event
from sajangpick.domain.identifier import new_id
from sajangpick.domain.job import Job, JobState
from sajangpick.domain.json import Json, JsonObject
from sajangpick.domain.short import Short
from sajangpick.jobs import crew, durable
from sajangpick.jobs.runtime import Jobs
from sajangpick.pipeline import Engines
from sajangpick.pipelines import RECIPES
from sajangpick.settings import Settings
from sajangpick.storage import accounts, assets, events, jobs, ledger, shorts
from sajangpick.storage.database import Database
from sajangpick.storage.objects import Objects

PHOTO = Path(str(resources.files("sajangpick").joinpath("data/photos/espresso.jpg")))
ROOT = Path(__file__).parents[2]
# Far more than anything here takes, so that a slow machine fails nothing.
PATIENCE_SECONDS = 120.0
RECIPE = {"short": recipe, "real": RECIPES["short"]}


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await holds():
            await asyncio.sleep(0.05)


async def new_owner(database: Database, objects: Objects, *, credits: int = 100) -> tuple[Account, Asset]:
    """An account with credits, and a photo of its own."""
    now = datetime.now(UTC)
    account = Account(new_id(), f"{new_id()}@example.kr", Role.OWNER, 0, now)
    sha256 = hashlib.sha256(PHOTO.read_bytes()).hexdigest()
    await objects.keep(PHOTO, sha256)
    size = PHOTO.stat().st_size
    photo = Asset(new_id(), account.id, AssetKind.PHOTO, "image/jpeg", "라테.jpg", size, sha256, now)
    async with database.writing() as session:
        await accounts.add(session, account, password_hash=None)
        await ledger.grant(session, account.id, credits, note="welcome")
        await assets.add(session, photo)
    return account, photo


async def order(
    desk: Jobs, database: Database, account: Account, photo: Asset, *, kind: str = "short", **request: Json
) -> Job:
    """Order a short, as the API does, without waking it."""
    wanted: JsonObject = {"photo_id": photo.id, **request}
    async with database.writing() as session:
        short_id = new_id()
        job = await desk.order(session, account=account, kind=kind, request=wanted, credits=1, wanted_id=short_id)
        now = datetime.now(UTC)
        menu = "라테"
        await shorts.add(
            session,
            Short(short_id, account.id, job.id, menu, "minimal", wanted, JobState.QUEUED, now, photo_id=photo.id),
        )
    return job


@dataclass
class Service:
    """Everything a test of jobs talks to."""

    settings: Settings
    database: Database
    objects: Objects
    vendor: Vendor
    account: Account
    photo: Asset
    notes: Path
    running: list[Jobs] = field(default_factory=list[Jobs])

    async def start(self, *, work: bool = True, engines: Engines | None = None) -> Jobs:
        """Begin, as a process does."""
        made_by = engines or Engines(self.vendor)
        desk = Jobs(self.settings, self.database, self.objects, recipes=RECIPE, engines=made_by)
        await desk.start(work=work)
        self.running.append(desk)
        return desk

    async def stop(self) -> None:
        """End, as a process does when it is asked to."""
        while self.running:
            await self.running.pop().stop()

    async def order(self, *, kind: str = "short", wake: bool = True, **request: Json) -> Job:
        desk = self.running[0]
        noted: JsonObject = {} if kind == "real" else {"notes": str(self.notes)}
        job = await order(desk, self.database, self.account, self.photo, kind=kind, **noted, **request)
        if wake:
            await desk.wake(job.id)
        return job

    async def again(self, job_id: str) -> Job:
        """Try a job again, as the API does."""
        desk = self.running[0]
        async with self.database.writing() as session:
            job = await desk.again(session, job_id)
        await desk.wake(job_id)
        return job

    async def read(self, job: Job) -> Job:
        async with self.database.reading() as session:
            return await jobs.read(session, job.id)

    async def short(self, job: Job) -> Short:
        async with self.database.reading() as session:
            return await shorts.of_job(session, job.id)

    async def ended(self, job: Job) -> Job:
        """The job once it is over."""

        async def is_over() -> bool:
            return (await self.read(job)).state.is_final

        await until(is_over)
        return await self.read(job)

    async def at(self, job: Job, stage: str) -> None:
        """Wait until the job is at a stage."""

        async def is_there() -> bool:
            return (await self.read(job)).stage == stage

        await until(is_there)

    async def balance(self) -> int:
        async with self.database.reading() as session:
            return await ledger.balance(session, self.account.id)

    async def entries(self, job: Job) -> list[EntryKind]:
        """The ledger's kinds of entries about a job, the oldest first."""
        async with self.database.reading() as session:
            page = await ledger.page(session, self.account.id, limit=100)
        return [entry.kind for entry in reversed(page.items) if entry.job_id == job.id]

    async def told(self, job: Job) -> list[Event]:
        """The events about a job, but for its progress."""
        async with self.database.reading() as session:
            found = await events.since(session, self.account.id, 0, limit=1000)
        return [each for each in found if each.data.get("jobId") == job.id and each.kind != "job.progress"]

    async def kinds(self, job: Job) -> list[str]:
        return [event.kind for event in await self.told(job) if event.kind.startswith("job.")]

    async def broken(self) -> list[str]:
        async with self.database.reading() as session:
            return await ledger.broken(session)

    def done(self, what: str) -> list[str]:
        """What acts noted of themselves."""
        lines = self.notes.read_text().splitlines() if self.notes.exists() else []
        return [line for line in lines if what in line]


@pytest.fixture
async def service(
    service_settings: Settings,
    database: Database,
    objects: Objects,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncGenerator[Service]:
    # Acts run in processes of their own, which must find the recipe.
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    # Whoever waits for a vendor, or to try again, does so from here on: half of the time of these tests was waiting.
    monkeypatch.setattr(crew, "_FIRST_PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(durable, "_FIRST_LOOK_SECONDS", 0.2)
    account, photo = await new_owner(database, objects)
    vendor = Vendor(tmp_path / "asks").repeatable()
    service = Service(service_settings, database, objects, vendor, account, photo, tmp_path / "notes")
    yield service
    with suppress(Exception):
        await service.stop()
