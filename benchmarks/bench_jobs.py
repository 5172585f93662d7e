"""Jobs through the queue, with a recipe that does nothing, and what jobs cost that only wait for a vendor.

Run: python -m benchmarks.bench_jobs [--postgres] [--jobs 200] [--waiting 300] [--json]
PostgreSQL is asked for 1,000 waiting jobs unless `--waiting` says otherwise.
"""

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text
from tests.jobs.recipes import PROFILE, Vendor
from tests.servers import postgres

from sajangpick.domain.account import Account, Role
from sajangpick.domain.asset import Asset, AssetKind
from sajangpick.domain.identifier import new_id
from sajangpick.domain.json import JsonObject
from sajangpick.engine import Kind
from sajangpick.jobs.runtime import Jobs
from sajangpick.pipeline import Engines, Run
from sajangpick.settings import Settings
from sajangpick.storage import accounts, assets, ledger
from sajangpick.storage.database import Database, open_database
from sajangpick.storage.migrate import migrate
from sajangpick.storage.objects import open_objects

WAITING_ON_SQLITE, WAITING_ON_POSTGRES = 300, 1_000
JOBS_PER_ACCOUNT = 2
WATCHED_SECONDS = 20
_PHOTO_SHA256 = "0" * 64


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--postgres", action="store_true", help="PostgreSQL instead of SQLite")
    options.add_argument("--jobs", type=int, default=200)
    options.add_argument("--waiting", type=int)
    options.add_argument("--json", action="store_true", help="figures for machines")
    given = options.parse_args()
    waiting = given.waiting or (WAITING_ON_POSTGRES if given.postgres else WAITING_ON_SQLITE)
    with tempfile.TemporaryDirectory() as folder, _url(is_postgres=given.postgres) as url:
        settings = Settings(
            _env_file=None,
            data_dir=Path(folder),
            database_url=url,
            jobs_per_account=JOBS_PER_ACCOUNT,
            waiting_per_account=1_000_000,
            job_timeout_seconds=86_400,
            log_level="error",
        )
        figures = asyncio.run(measure(settings, count=given.jobs, waiting=waiting))
    if given.json:
        print(json.dumps(figures, indent=2))
        return
    print("\n".join(f"{what:44}{figure:10.2f}" for what, figure in figures.items()))


async def measure(settings: Settings, *, count: int, waiting: int) -> dict[str, float]:
    """Jobs a second through the queue; then memory and CPU of the process while jobs wait."""
    database = open_database(settings)
    await migrate(database)
    vendor = Vendor(settings.data_dir / "asks", replace(PROFILE, concurrency=10_000), busy_polls=1_000_000)
    jobs = Jobs(
        settings, database, open_objects(settings), recipes={"nothing": nothing, "wait": wait}, engines=Engines(vendor)
    )
    await jobs.start(work=True)
    owners = await _owners(database, max(count, waiting) // JOBS_PER_ACCOUNT)
    start = time.perf_counter()
    await _order(jobs, database, owners, "nothing", count)
    ordered = time.perf_counter() - start
    await _until(database, "succeeded", count)
    through = time.perf_counter() - start
    before_mib = _resident_mib()
    await _order(jobs, database, owners, "wait", waiting)
    await asyncio.sleep(WATCHED_SECONDS)
    cpu, wall = time.process_time(), time.perf_counter()
    await asyncio.sleep(WATCHED_SECONDS)
    share = (time.process_time() - cpu) / (time.perf_counter() - wall)
    figures = {
        "orders a second, one after the other": count / ordered,
        "jobs a second, ordered to settled": count / through,
        "memory before any waits, MiB": before_mib,
        f"memory with {waiting} waiting, MiB": _resident_mib(),
        f"cores busy with {waiting} waiting": share,
    }
    await jobs.stop()
    await database.close()
    return figures


async def nothing(_: Run, __: JsonObject) -> JsonObject:
    """Begin and end."""
    return {}


async def wait(run: Run, _: JsonObject) -> JsonObject:
    """Wait for a vendor that never finishes."""
    return await run.make(Kind.CLIP, {"seconds": 1.0, "size": [90, 160], "prompt": "", "photo": "photo"})


async def _order(jobs: Jobs, database: Database, owners: list[Account], kind: str, count: int) -> None:
    for number in range(count):
        account = owners[number % len(owners)]
        async with database.writing() as session:
            job = await jobs.order(session, account=account, kind=kind, request={}, credits=1)
        await jobs.wake(job.id)


async def _owners(database: Database, count: int) -> list[Account]:
    now = datetime.now(UTC)
    owners = [Account(new_id(), f"{number}@example.com", Role.OWNER, 0, now) for number in range(count)]
    async with database.writing() as session:
        for account in owners:
            await accounts.add(session, account, password_hash=None)
            await ledger.grant(session, account.id, 1000, note="load")
            photo = Asset(new_id(), account.id, AssetKind.PHOTO, "image/jpeg", "a.jpg", 1, _PHOTO_SHA256, now)
            await assets.add(session, photo)
    return owners


async def _until(database: Database, state: str, count: int) -> None:
    query = text("SELECT count(*) FROM job WHERE state = :state")
    while True:
        async with database.reading() as session:
            if (await session.execute(query, {"state": state})).scalar_one() >= count:
                return
        await asyncio.sleep(0.1)


def _resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def _url(*, is_postgres: bool) -> Generator[str | None]:
    if not is_postgres:
        yield None
        return
    with postgres() as server:
        server.run("CREATE DATABASE bench")
        yield server.url("bench")


if __name__ == "__main__":
    main()
