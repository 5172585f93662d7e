"""Settling: what an attempt leaves, whoever settles it."""

from datetime import UTC, datetime

import pytest
from tests.storage.owners import make_account, order_job

from sajangpick.domain.identifier import new_id
from sajangpick.domain.job import JobState
from sajangpick.domain.json import JsonObject
from sajangpick.domain.short import Short
from sajangpick.jobs import settle
from sajangpick.storage import assets, jobs, shorts
from sajangpick.storage.database import Database

pytestmark = pytest.mark.anyio

VIDEO: JsonObject = {"file": "short.mp4", "sha256": "ab" * 32, "bytes": 9, "media_type": "video/mp4", "suffix": ".mp4"}


@pytest.mark.parametrize(
    ("menu", "name"),
    [
        ("새우 파스타", "새우 파스타.mp4"),
        ("후라이드/양념", "후라이드 양념.mp4"),
        ("세트 A\\B", "세트 A B.mp4"),
        ("No.1", "No.1.mp4"),
        ("/", "영상.mp4"),
    ],
)
async def test_a_short_s_files_are_named_after_its_menu_as_files_can_be(
    database: Database, menu: str, name: str
) -> None:
    owner, now = await make_account(database, 1), datetime.now(UTC)
    async with database.writing() as session:
        job_id = await order_job(session, owner, 1)
        await shorts.add(session, Short(new_id(), owner, job_id, menu, "minimal", {}, JobState.QUEUED, now))
        job = await jobs.read(session, job_id)
        assert await settle.begin(session, job, now=now)
        assert await settle.succeed(session, job, {"files": {"video": VIDEO}}, now=now)
        video = await assets.read(session, str((await shorts.of_job(session, job_id)).video_id))
    assert video.name == name
