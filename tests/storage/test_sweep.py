"""The sweep takes what nobody needs, and nothing else."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.storage.owners import make_account
from tests.storage.things import add_asset, add_job

from sajangpick.domain.identifier import new_id
from sajangpick.domain.job import JobState
from sajangpick.storage import jobs, letters, sweep
from sajangpick.storage.database import Database
from sajangpick.storage.objects import Objects
from sajangpick.storage.sweep import Swept
from sajangpick.storage.tables import LetterRow, UploadRow

pytestmark = pytest.mark.anyio

HOUR, TWO_DAYS = timedelta(hours=1), timedelta(days=2)


async def keep(objects: Objects, tmp_path: Path, data: bytes) -> str:
    path = tmp_path / "file"
    path.write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    await objects.keep(path, digest)
    return digest


async def kept(objects: Objects) -> set[str]:
    return {digest async for digest in objects.all()}


async def chunk() -> AsyncIterator[bytes]:
    yield b"abc"


async def add_upload(database: Database, objects: Objects, owner: str, *, expires_at: datetime) -> str:
    upload_id = new_id()
    row = UploadRow(
        id=upload_id,
        account_id=owner,
        kind="photo",
        name="a.jpg",
        length_bytes=9,
        created_at=expires_at,
        expires_at=expires_at,
    )
    async with database.writing() as session:
        session.add(row)
    await objects.add_part(upload_id, 0, chunk())
    return upload_id


async def test_files_without_an_asset_go_when_they_are_a_day_old(
    database: Database, objects: Objects, tmp_path: Path
) -> None:
    owner = await make_account(database)
    used, orphan = await keep(objects, tmp_path, b"used"), await keep(objects, tmp_path, b"orphan")
    async with database.writing() as session:
        await add_asset(session, owner, sha256=used)
    now = datetime.now(UTC)
    assert await sweep.sweep(database, objects, now=now + HOUR) == Swept(files=0, uploads=0, unfinished=0)
    assert await kept(objects) == {used, orphan}
    assert (await sweep.sweep(database, objects, now=now + TWO_DAYS)).files == 1
    assert await kept(objects) == {used}


async def test_what_an_open_job_has_made_so_far_is_no_orphan_however_long_it_rests(
    database: Database, objects: Objects, tmp_path: Path
) -> None:
    owner = await make_account(database)
    made, now = await keep(objects, tmp_path, b"clip"), datetime.now(UTC)
    async with database.writing() as session:
        job = await add_job(session, owner, now=now)
    assert (await sweep.sweep(database, objects, now=now + TWO_DAYS)).files == 0
    assert await kept(objects) == {made}
    async with database.writing() as session:
        await jobs.finish(session, job.id, state=JobState.CANCELED, now=now)
    assert (await sweep.sweep(database, objects, now=now + TWO_DAYS)).files == 1


async def test_a_sweep_takes_so_much_and_leaves_the_rest_to_the_next(
    database: Database, objects: Objects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "_REMOVED_AT_ONCE", 4)
    monkeypatch.setattr(sweep, "_ASKED_AT_ONCE", 3)
    for n in range(10):
        await keep(objects, tmp_path, b"%d" % n)
    now = datetime.now(UTC) + TWO_DAYS
    assert [(await sweep.sweep(database, objects, now=now)).files for _ in range(4)] == [4, 4, 2, 0]


async def test_two_sweeps_at_once_do_no_harm(database: Database, objects: Objects, tmp_path: Path) -> None:
    owner = await make_account(database)
    used = await keep(objects, tmp_path, b"used")
    async with database.writing() as session:
        await add_asset(session, owner, sha256=used)
    for n in range(6):
        await keep(objects, tmp_path, b"%d" % n)
    now = datetime.now(UTC) + TWO_DAYS
    await asyncio.gather(*(sweep.sweep(database, objects, now=now) for _ in range(3)))
    assert await kept(objects) == {used}


async def test_uploads_go_when_they_expire_and_parts_when_their_upload_is_gone(
    database: Database, objects: Objects
) -> None:
    owner = await make_account(database)
    now = datetime.now(UTC)
    over = await add_upload(database, objects, owner, expires_at=now - HOUR)
    alive = await add_upload(database, objects, owner, expires_at=now + 2 * TWO_DAYS)
    lost = new_id()
    await objects.add_part(lost, 0, chunk())
    assert (await sweep.sweep(database, objects, now=now)).uploads == 1
    assert [await objects.arrived(upload) for upload in (over, alive, lost)] == [0, 3, 3]
    assert (await sweep.sweep(database, objects, now=now + TWO_DAYS)).uploads == 1
    assert [await objects.arrived(upload) for upload in (over, alive, lost)] == [0, 3, 0]
    async with database.reading() as session:
        assert list(await session.scalars(select(UploadRow.id))) == [alive]


async def test_what_expired_goes(database: Database, objects: Objects) -> None:
    owner = await make_account(database)
    now = datetime.now(UTC)
    async with database.writing() as session:
        for secret, hours in (("a", -1), ("b", 1)):
            await letters.add(
                session, secret * 64, account_id=owner, purpose="password", expires_at=now + timedelta(hours=hours)
            )
    await sweep.sweep(database, objects, now=now)
    async with database.reading() as session:
        assert list(await session.scalars(select(LetterRow.secret_sha256))) == ["b" * 64]
