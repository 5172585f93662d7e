"""What the databases do for a list, a read, a write: one range of an index each, however much there is."""

import re
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, text
from tests.storage.owners import make_account
from tests.storage.things import NOW

from sajangpick.domain.asset import AssetKind
from sajangpick.domain.creation import Creation, CreationKind
from sajangpick.domain.job import Job, JobState
from sajangpick.storage import assets, audits, claims, creations, events, heard, jobs, shorts
from sajangpick.storage.database import Database, Session
from sajangpick.storage.tables import AssetRow, AuditRow, ClaimRow, CreationRow, EventRow, HeardRow, JobRow, ShortRow

pytestmark = pytest.mark.anyio

# So many that a planner which knows them would rather not look at each.
_ROWS = 6_000
_OWNERS = 2

Work = Callable[[Session, str], Awaitable[object]]


def identify(number: int) -> str:
    """The id of one of the rows, in their order, the owners taking turns."""
    return f"{number:026d}"


UNUSUAL = [JobState.QUEUED, JobState.RUNNING, JobState.FAILED]
CURSOR = identify(_ROWS // 2)
LEAF = Creation(CURSOR, "", CreationKind.CLIP, JobState.SUCCEEDED, {}, NOW, identify(0))
JOB = Job(CURSOR, "", "short", JobState.QUEUED, {}, 1, NOW)
ASKED: dict[str, Work] = {
    "shorts, a page": lambda s, me: shorts.page(s, me, after=CURSOR, limit=20),
    "shorts, the first page": lambda s, me: shorts.page(s, me, limit=20),
    "shorts in a state": lambda s, me: shorts.page(s, me, after=CURSOR, limit=20, state=JobState.FAILED),
    "shorts of a template": lambda s, me: shorts.page(s, me, after=CURSOR, limit=20, template="neon"),
    "shorts by name": lambda s, me: shorts.page(s, me, after=CURSOR, limit=20, search="없는 이름"),
    "shorts of a template in a state": lambda s, me: shorts.page(
        s, me, limit=20, template="neon", state=JobState.FAILED
    ),
    "a short": lambda s, _: shorts.read(s, identify(0), None),
    "a short by its job": lambda s, _: shorts.of_job(s, identify(0)),
    "shorts to forget": lambda s, _: shorts.forget(s, before=NOW + timedelta(seconds=9), limit=5),
    "assets, a page": lambda s, me: assets.page(s, me, after=CURSOR, limit=20),
    "assets of a kind": lambda s, me: assets.page(s, me, after=CURSOR, limit=20, kind=AssetKind.LOGO),
    "an asset": lambda s, _: assets.read(s, identify(0), None),
    "whether bytes are used": lambda s, _: assets.is_used(s, "0" * 64),
    "creations, a page": lambda s, me: creations.page(s, me, after=CURSOR, limit=20),
    "creations of a kind": lambda s, me: creations.page(s, me, limit=20, kind=CreationKind.CLIP),
    "creations of a parent": lambda s, me: creations.page(s, me, limit=20, parent_id=identify(0)),
    "creations of a job": lambda s, _: creations.of_job(s, identify(0)),
    "a tree of creations": lambda s, _: creations.tree(s, LEAF),
    "creations to forget": lambda s, _: creations.forget(s, before=NOW + timedelta(seconds=9), limit=5),
    "some assets": lambda s, _: assets.some(s, [identify(0), identify(1)]),
    "jobs of a kind that succeeded": lambda s, _: jobs.page(s, kind="clip", state=JobState.SUCCEEDED, limit=30),
    "jobs, a page": lambda s, _: jobs.page(s, after=CURSOR, limit=20),
    "jobs of an account": lambda s, me: jobs.page(s, account_id=me, after=CURSOR, limit=20),
    "jobs in a state": lambda s, _: jobs.page(s, state=JobState.RUNNING, after=CURSOR, limit=20),
    "jobs that failed": lambda s, _: jobs.page(s, failure="internal", limit=20),
    "jobs that wait for a look": lambda s, _: jobs.page(s, failure="needs_review", held=True, limit=20),
    "jobs of an account in a state": lambda s, me: jobs.page(s, account_id=me, state=JobState.RUNNING, limit=20),
    "a job": lambda s, _: jobs.read(s, identify(0), None),
    "a job's end": lambda s, _: jobs.finish(s, identify(0), state=JobState.FAILED, now=NOW),
    "the queue before a job": lambda s, _: jobs.ahead(s, JOB),
    "an account's open jobs": lambda s, me: jobs.open_count(s, me),
    "jobs to look after": lambda s, _: jobs.unsettled(s, before=NOW),
    "jobs to forget": lambda s, _: jobs.forget(s, before=NOW + timedelta(seconds=9), limit=5),
    "events since": lambda s, me: events.since(s, me, _ROWS // 2, limit=20),
    "an event": lambda s, me: events.append(s, me, "job.queued", {}, once="new"),
    "a claim by its ticket": lambda s, _: claims.with_ticket(s, "runway", identify(0)),
    "whether a message was heard": lambda s, _: heard.is_marked(s, "runway", identify(0)),
    "messages to forget": lambda s, _: heard.forget(s, before=NOW + timedelta(seconds=9), limit=5),
    "the audit": lambda s, _: audits.page(s, after=CURSOR, limit=20),
    "the audit of a thing": lambda s, _: audits.page(s, after=CURSOR, limit=20, target=identify(0)),
    "the audit of a deed": lambda s, _: audits.page(s, after=CURSOR, limit=20, action="job.refund"),
    "the audit of an actor": lambda s, me: audits.page(s, after=CURSOR, limit=20, actor_id=me),
}


async def fill(database: Database) -> str:
    owners = [await make_account(database) for _ in range(_OWNERS)]
    # One in six is open or failed; the rest is what piles up over the years.
    rare = [n % 12 < _OWNERS for n in range(_ROWS)]
    who = [{"id": identify(n), "account_id": owners[n % _OWNERS], "created_at": NOW} for n in range(_ROWS)]
    ends = [{"finished_at": NOW + timedelta(seconds=n)} for n in range(_ROWS)]
    tables: list[tuple[Any, Callable[[int], dict[str, object]]]] = [
        (
            ShortRow,
            lambda n: {
                **who[n],
                **ends[n],
                "job_id": identify(n),
                "menu": "새우 파스타",
                "template": "neon" if rare[n] else "steam",
                "request": {},
                "state": JobState.FAILED if rare[n] else JobState.SUCCEEDED,
            },
        ),
        (
            CreationRow,
            lambda n: {
                **who[n],
                **ends[n],
                "job_id": identify(n),
                "kind": CreationKind.CLIP if rare[n] else CreationKind.PICTURE,
                "state": JobState.SUCCEEDED,
                "fields": {},
                "tree_id": identify(n - n % 4),
                "parent_id": identify(n - n % 4),
            },
        ),
        (
            AssetRow,
            lambda n: {
                **who[n],
                "kind": AssetKind.LOGO if rare[n] else AssetKind.PHOTO,
                "media_type": "image/jpeg",
                "name": "a.jpg",
                "byte_count": 1,
                "sha256": f"{n:064d}",
            },
        ),
        (
            JobRow,
            lambda n: {
                **who[n],
                **ends[n],
                "kind": "clip" if rare[n] else "short",
                "state": [JobState.QUEUED, JobState.RUNNING, JobState.FAILED][n // 12 % 3]
                if rare[n]
                else JobState.SUCCEEDED,
                "failure": "internal" if rare[n] else None,
                "request": {},
                "credits": 1,
                "queued_at": NOW,
            },
        ),
        (
            EventRow,
            lambda n: {
                "account_id": owners[n % _OWNERS],
                "seq": n,
                "kind": "job.queued",
                "data": {},
                "created_at": NOW,
            },
        ),
        (
            ClaimRow,
            lambda n: {"key": identify(n), "engine": "runway:gen4", "ticket": identify(n), "created_at": NOW},
        ),
        (
            HeardRow,
            lambda n: {"vendor": "runway", "message_id": identify(n), "heard_at": NOW + timedelta(seconds=n)},
        ),
        (
            AuditRow,
            lambda n: {
                "id": identify(n),
                "actor_id": owners[n % _OWNERS],
                "action": "job.retry",
                "detail": {},
                "created_at": NOW,
            },
        ),
    ]
    async with database.writing() as session:
        for table, row in tables:
            await session.execute(insert(table), [row(n) for n in range(_ROWS)])
        await session.execute(text("ANALYZE"))
    return owners[0]


@contextmanager
def overheard(database: Database) -> Generator[list[tuple[str, Any]]]:
    """The statements that are sent, with their values."""
    heard: list[tuple[str, Any]] = []

    def listen(_: Connection, __: object, statement: str, values: Any, *___: object) -> None:
        if re.match("SELECT|UPDATE|DELETE", statement):
            heard.append((statement, values))

    event.listen(database.engine.sync_engine, "before_cursor_execute", listen)
    yield heard
    event.remove(database.engine.sync_engine, "before_cursor_execute", listen)


async def plan(database: Database, statement: str, values: Any) -> list[str]:
    """What the database would do, a line for each step."""
    async with database.engine.connect() as connection:
        explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        rows = await connection.exec_driver_sql(f"{explain} {statement}", values)
        return [str(row[-1]) for row in rows]


async def test_nothing_is_looked_for_row_by_row(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shorts, "_LOOKED_THROUGH", 100)
    owner = await fill(database)
    slow: list[str] = []
    for what, work in ASKED.items():
        with overheard(database) as heard:
            async with database.writing() as session:
                await work(session, owner)
                await session.rollback()
        assert heard, what
        for statement, values in heard:
            steps = await plan(database, statement, values)
            # A small table (accounts) may well be read whole; sorting means that an index does not give the order.
            large = "short|creation|asset|job|event|audit|claim|heard"
            looks = [step for step in steps if re.search(rf"Seq Scan on ({large})\b|^SCAN ({large})$", step)]
            sorts = [step for step in steps if re.search(r"\bSort\b|TEMP B-TREE", step)]
            if looks or (sorts and not what.startswith("jobs to")):
                slow.append("\n".join([what, statement, *steps]))
    assert not slow, "\n\n".join(slow)
