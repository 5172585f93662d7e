"""The API under load, by real HTTP, and how it grows from a hundred stored shorts to a hundred thousand.

Many accounts, each with a token of its own and an address of its own, list, read and order shorts at once; nothing is
rendered (the process answers, no worker runs). The load comes from this machine, too: read ratios between the rows.

Run: python -m benchmarks.bench_api [--postgres] [--stored 100 1000 10000 100000] [--seconds 6] [--json]
"""

import argparse
import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
from sqlalchemy import insert, text
from tests.servers import postgres

from sajangpick.accounts.tokens import make_token
from sajangpick.domain.account import Account, Role, Scope
from sajangpick.domain.identifier import new_id
from sajangpick.domain.request import ShortRequest
from sajangpick.settings import Settings
from sajangpick.storage.database import Database, open_database
from sajangpick.storage.migrate import migrate
from sajangpick.storage.tables import AccountRow, AssetRow, ShortRow

ACCOUNTS = 40
AT_ONCE = 16
PAGE = 20
STORED = (100, 1_000, 10_000, 100_000)
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Owner:
    """One account of the load: its token, a photo, and a short to read."""

    account_id: str
    token: str
    photo_id: str
    short_id: str
    address: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "X-Forwarded-For": self.address}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--postgres", action="store_true", help="PostgreSQL instead of SQLite")
    options.add_argument("--stored", type=int, nargs="+", default=STORED)
    options.add_argument("--seconds", type=float, default=6)
    options.add_argument("--json", action="store_true", help="figures for machines")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, _database(postgres=given.postgres) as url:
        settings = Settings(_env_file=None, data_dir=Path(folder), database_url=url)
        rows = asyncio.run(measure(settings, given.stored, given.seconds))
        plans = asyncio.run(query_plans(settings))
    if given.json:
        print(json.dumps({"rows": rows, "plans": plans}, indent=2))
        return
    print(f"{'stored':>8}  {'':8}{'a second':>9}{'p50 ms':>8}{'p99 ms':>8}")
    for row in rows:
        print(f"{row['stored']:8.0f}  {row['what']:8}{row['rps']:9.0f}{row['p50_ms']:8.1f}{row['p99_ms']:8.1f}")
    print("\n".join(["", *(f"{what}: {plan}" for what, plan in plans.items())]))


async def measure(settings: Settings, stored: list[int], seconds: float) -> list[dict[str, object]]:
    """Rows of figures: for every number of stored shorts, the three acts."""
    database = open_database(settings)
    await migrate(database)
    owners = await _owners(database)
    rows: list[dict[str, object]] = []
    with _served(settings) as address:
        for count in sorted(stored):
            owners = await _fill(database, owners, count)
            async with _client(address) as client:
                for what, act in _acts(client).items():
                    rows.append({"stored": count, "what": what, **await _load(act, owners, seconds)})
    await database.close()
    return rows


def _acts(client: httpx.AsyncClient) -> dict[str, Callable[[Owner], Awaitable[httpx.Response]]]:
    return {
        "list": lambda owner: client.get(f"/api/shorts?limit={PAGE}", headers=owner.headers),
        "read": lambda owner: client.get(f"/api/shorts/{owner.short_id}", headers=owner.headers),
        "order": lambda owner: client.post("/api/shorts", headers=_unlimited(owner), json=_order(owner)),
    }


def _unlimited(owner: Owner) -> dict[str, str]:
    return {**owner.headers, "Idempotency-Key": new_id()}


def _order(owner: Owner) -> dict[str, str]:
    return {"photoId": owner.photo_id, "menu": "새우 파스타", "price": "18000"}


async def _load(
    act: Callable[[Owner], Awaitable[httpx.Response]], owners: list[Owner], seconds: float
) -> dict[str, float]:
    """So many at once for so long; an account that reached its limit of orders a minute is left alone."""
    took: list[float] = []
    end = time.perf_counter() + seconds
    waiting = list(owners)

    async def one_of_many() -> None:
        while time.perf_counter() < end and waiting:
            owner = waiting.pop(0)
            start = time.perf_counter()
            answer = await act(owner)
            if answer.status_code == 429:
                continue
            assert answer.status_code < 300, answer.text
            took.append(time.perf_counter() - start)
            waiting.append(owner)

    start = time.perf_counter()
    await asyncio.gather(*(one_of_many() for _ in range(AT_ONCE)))
    elapsed = time.perf_counter() - start
    cuts = statistics.quantiles(took, n=100)
    return {"rps": len(took) / elapsed, "p50_ms": 1000 * cuts[49], "p99_ms": 1000 * cuts[98]}


async def query_plans(settings: Settings) -> dict[str, str]:
    """How the database finds a page and a short among the most that were stored."""
    database = open_database(settings)
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    listed = "SELECT * FROM short WHERE account_id = :account AND id < :after ORDER BY id DESC LIMIT 21"
    read = "SELECT * FROM short WHERE id = :after AND account_id = :account"
    async with database.reading() as session:
        account = (await session.execute(text("SELECT account_id FROM short LIMIT 1"))).scalar_one()
        plans: dict[str, str] = {}
        for what, query in {"list": listed, "read": read}.items():
            found = await session.execute(text(explain + query), {"account": account, "after": new_id()})
            plans[what] = "; ".join(" ".join(str(row[-1]).split()) for row in found)
    await database.close()
    return plans


async def _owners(database: Database) -> list[Owner]:
    owners: list[Owner] = []
    now = datetime.now(UTC)
    async with database.writing() as session:
        for number in range(ACCOUNTS):
            account = Account(new_id(), f"owner{number}@example.com", Role.OWNER, 10**6, now)
            photo = new_id()
            session.add(AccountRow(id=account.id, email=account.email, role="owner", balance=10**6, created_at=now))
            await session.flush()
            session.add(
                AssetRow(id=photo, account_id=account.id, kind="photo", media_type="image/jpeg", name="photo.jpg",
                         byte_count=1, sha256="0" * 64, width=1080, height=1920, created_at=now)
            )  # fmt: skip
            _, secret = await make_token(session, account, name="load", scopes=[Scope.READ, Scope.WRITE], now=now)
            owners.append(Owner(account.id, secret, photo, "", f"10.0.{number}.1"))
    return owners


async def _fill(database: Database, owners: list[Owner], count: int) -> list[Owner]:
    """Shorts up to `count`, all of one account's and the rest's together; every owner gets one of them to read."""
    async with database.reading() as session:
        there = (await session.execute(text("SELECT count(*) FROM short"))).scalar_one()
    now = datetime.now(UTC)
    for start in range(there, count, _BATCH):
        async with database.writing() as session:
            batch = [_row(owners[number % len(owners)], now) for number in range(start, min(count, start + _BATCH))]
            await session.execute(insert(ShortRow), batch)
    async with database.writing() as session:
        await session.execute(text("ANALYZE"))
        newest = await session.execute(text("SELECT account_id, max(id) FROM short GROUP BY account_id"))
        to_read = {row[0]: row[1] for row in newest}
    return [Owner(o.account_id, o.token, o.photo_id, to_read[o.account_id], o.address) for o in owners]


def _row(owner: Owner, now: datetime) -> dict[str, object]:
    request = ShortRequest(photo_id=owner.photo_id, menu="새우 파스타", price="18000", template="signature").to_json()
    return {
        "id": new_id(),
        "account_id": owner.account_id,
        "job_id": new_id(),
        "menu": request["menu"],
        "template": request["template"],
        "request": request,
        "state": "succeeded",
        "photo_id": owner.photo_id,
        "created_at": now,
        "finished_at": now,
    }


@contextmanager
def _database(*, postgres: bool) -> Generator[str | None]:
    if not postgres:
        yield None
        return
    with _server() as server:
        server.run("CREATE DATABASE bench")
        yield server.url("bench")


_server = postgres


@contextmanager
def _served(settings: Settings) -> Generator[str]:
    """A process that answers and makes nothing, with the limits on waiting jobs out of the way."""
    environment = {
        **os.environ,
        "SAJANGPICK_DATA_DIR": str(settings.data_dir),
        "SAJANGPICK_WAITING_PER_ACCOUNT": "1000000",
        "SAJANGPICK_TRUSTED_PROXIES": "1",
        "SAJANGPICK_LOG_LEVEL": "error",
        **({"SAJANGPICK_DATABASE_URL": settings.database_url} if settings.database_url else {}),
    }
    command = [sys.executable, "-m", "sajangpick", "serve", "--no-worker", "--port", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, cwd="/") as server:
        assert server.stderr is not None
        try:
            for line in server.stderr:
                if found := re.search(r"http://\S+?:\d+", line):
                    break
            else:
                raise RuntimeError("the service did not start")
            yield found[0]
        finally:
            server.terminate()


@asynccontextmanager
async def _client(address: str) -> AsyncGenerator[httpx.AsyncClient]:
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=60) as client:
        yield client


if __name__ == "__main__":
    main()
