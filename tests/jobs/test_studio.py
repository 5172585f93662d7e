"""The studio's jobs from their order to their end, with the real recipes and engines."""

import math
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from tests.engines.cases import Case
from tests.jobs.conftest import RECIPE, Service, until
from tests.storage.owners import make_account

from sajangpick.domain.asset import AssetKind
from sajangpick.domain.creation import ClipWish, Creation, CreationKind, PictureWish
from sajangpick.domain.entry import EntryKind
from sajangpick.domain.identifier import new_id
from sajangpick.domain.job import Job, JobState
from sajangpick.domain.json import JsonObject
from sajangpick.engine import Engine, Finished, Kind, Pending, Picture, PictureRequest, Profile, Ticket
from sajangpick.jobs import settle
from sajangpick.jobs.failures import Failed
from sajangpick.media.still import write_still
from sajangpick.pipeline import Engines
from sajangpick.pipelines import RECIPES
from sajangpick.sandbox import World
from sajangpick.settings import settings
from sajangpick.storage import assets, costs, creations, deliveries, jobs, ledger
from sajangpick.storage.database import Database, Session

pytestmark = pytest.mark.anyio

WORDS = "뚝배기에서 끓는 김치찌개"


async def order(session: Session, job: Job, *, with_picture: bool = False) -> Creation:
    """The creations of a job, as the API writes them; the one that the job is for."""
    now = datetime.now(UTC)
    picture = Creation(
        new_id(now.timestamp()), job.account_id, CreationKind.PICTURE, job.state, {"prompt": WORDS}, now, "t",
        job_id=job.id,
    )  # fmt: skip
    made = replace(
        picture, id=new_id(now.timestamp() + 1), kind=CreationKind(job.kind),
        parent_id=picture.id if with_picture else None, credits=job.credits,
    )  # fmt: skip
    for each in (picture, made) if with_picture else (made,):
        await creations.add(session, each)
    return made


async def ordered(service: Service, wish: PictureWish) -> tuple[Job, Creation]:
    kind = CreationKind.CLIP if isinstance(wish, ClipWish) else CreationKind.PICTURE
    desk = service.running[0]
    async with service.database.writing() as session:
        job = await desk.order(session, account=service.account, kind=kind, request=wish.to_json(), credits=1)
        made = await order(session, job, with_picture=isinstance(wish, ClipWish) and wish.photo_id is None)
    await desk.wake(job.id)
    return job, made


@pytest.fixture
def own_data_dir(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where this process signs with, as its environment says."""
    monkeypatch.setenv("SAJANGPICK_DATA_DIR", str(service.settings.data_dir))
    for kind in CreationKind.PICTURE, CreationKind.CLIP:
        monkeypatch.setitem(RECIPE, kind, RECIPES[kind])
    settings.cache_clear()


@pytest.mark.usefixtures("own_data_dir")
async def test_words_become_a_picture_and_a_clip_that_are_kept(service: Service) -> None:
    await service.start(engines=Engines())
    job, clip = await ordered(service, ClipWish(WORDS, "김치찌개", "1:1", seconds=3.0))
    ended = await service.ended(job)
    assert (ended.state, ended.failure, ended.failure_detail) == (JobState.SUCCEEDED, None, "")
    async with service.database.reading() as session:
        picture, made = await creations.of_job(session, job.id)
        photo = await assets.read(session, str(picture.asset_id), service.account.id)
        video = await assets.read(session, str(made.asset_id), service.account.id)
        cover = await assets.read(session, str(made.cover_id), service.account.id)
    assert (made.id, made.parent_id) == (clip.id, picture.id)
    assert (picture.engine, made.engine, made.seconds) == ("local:card", "local:motion", 3.0)
    assert (photo.kind, photo.name, photo.width) == (AssetKind.PHOTO, "김치찌개.jpg", 1080)
    assert (video.kind, video.name, video.seconds, cover.kind) == (
        AssetKind.VIDEO, "김치찌개.mp4", 3.0, AssetKind.COVER,
    )  # fmt: skip
    assert await service.objects.size(video.sha256) == video.byte_count
    assert await service.entries(job) == [EntryKind.HOLD, EntryKind.CAPTURE]
    assert await service.kinds(job) == ["job.queued", "job.started", "job.succeeded"]
    _, *told = [each.data for each in await service.told(job) if each.kind.startswith("job.")]
    assert all((each["kind"], each["creationId"]) == ("clip", made.id) for each in told)
    # What was made may be made alive once more, and a short of it.
    job, _ = await ordered(service, ClipWish(WORDS, "김치찌개", "1:1", photo_id=photo.id, seconds=3.0))
    assert (await service.ended(job)).state is JobState.SUCCEEDED
    assert await service.broken() == []


@pytest.mark.usefixtures("own_data_dir")
async def test_a_picture_is_changed_by_words_at_the_vendor_who_can(service: Service) -> None:
    """Its file goes along to wherever the vendor is asked; ours, which comes first, changes none."""
    world = World(work_seconds=0)
    retoucher = cast("Engine[PictureRequest, Picture]", Case("openai:gpt-image-2.5-flare", edits=True).open(world))
    await service.start(engines=Engines(service.vendor, others=(retoucher,)))
    try:
        first, drawn = await ordered(service, PictureWish(WORDS, "김치찌개", "1:1"))
        await service.ended(first)
        async with service.database.reading() as session:
            source = await assets.read(
                session, str((await creations.read(session, drawn.id)).asset_id), service.account.id
            )
        job, made = await ordered(service, PictureWish("더 밝게", "김치찌개", "1:1", source_id=source.id))
        ended = await service.ended(job)
        assert (ended.state, ended.failure, ended.failure_detail) == (JobState.SUCCEEDED, None, "")
    finally:
        world.close()
    (work,) = world.works.values()
    assert (work.request["prompt"], bool(work.request["image"])) == ("더 밝게", True)
    async with service.database.reading() as session:
        assert (await creations.read(session, made.id)).engine == "openai:gpt-image-2.5-flare"
        # What it said that it charged is what was written down.
        assert await costs.spent(session, since=job.created_at) == math.ceil(work.usd * service.settings.won_per_usd)
    assert await service.entries(job) == [EntryKind.HOLD, EntryKind.CAPTURE]


PAINTER = Profile("test:painter", Kind.PICTURE, "A painter", price_won=100, concurrency=5)


@dataclass(slots=True)
class Painter:
    """A vendor of pictures that is paid, does not know its keys, and takes its time."""

    busy_polls: int = 0
    profile: Profile = PAINTER
    asks: list[str] = field(default_factory=list[str])
    cancelled: list[str] = field(default_factory=list[str])

    async def submit(self, request: PictureRequest, *, key: str) -> Ticket:
        self.asks.append(key)
        return Ticket(self.profile.id, str(request.folder))

    async def poll(self, ticket: Ticket) -> Pending | Finished[Picture]:
        if self.busy_polls:
            self.busy_polls -= 1
            return Pending(0, 1)
        path = Path(ticket.id) / "picture.png"
        write_still(np.full((64, 36, 3), 90, np.uint8), path)
        return Finished(Picture(path))

    async def cancel(self, ticket: Ticket) -> None:
        self.cancelled.append(ticket.id)


@pytest.mark.usefixtures("own_data_dir")
async def test_a_vendor_is_asked_for_a_picture_once_whenever_we_stop(service: Service) -> None:
    painter = Painter(busy_polls=4)
    engines = Engines(service.vendor, painter)
    await service.start(engines=engines)
    job, made = await ordered(service, PictureWish(WORDS, "김치찌개"))
    await service.at(job, "picture")
    await service.stop()
    await service.start(engines=engines)
    assert (await service.ended(job)).state is JobState.SUCCEEDED
    assert painter.asks == [f"{job.id}.picture"]
    async with service.database.reading() as session:
        assert await costs.spent(session, since=job.created_at) == 100
        assert (await creations.read(session, made.id)).engine == "test:painter"
    assert await service.entries(job) == [EntryKind.HOLD, EntryKind.CAPTURE]


@pytest.mark.usefixtures("own_data_dir")
async def test_a_picture_that_is_wanted_no_more_is_stopped_at_its_vendor(service: Service) -> None:
    painter = Painter(busy_polls=1_000)
    desk = await service.start(engines=Engines(service.vendor, painter))
    job, made = await ordered(service, PictureWish(WORDS, "김치찌개"))
    await service.at(job, "picture")
    assert await desk.cancel(job.id)

    async def is_undone() -> bool:
        return len(painter.cancelled) == 1

    await until(is_undone)
    async with service.database.reading() as session:
        assert (await creations.read(session, made.id)).state is JobState.CANCELED
    assert await service.entries(job) == [EntryKind.HOLD, EntryKind.RELEASE]


@pytest.mark.usefixtures("own_data_dir")
async def test_a_picture_beyond_the_budget_is_not_asked_for(service: Service) -> None:
    service.settings, painter = service.settings.model_copy(update={"budget_won_per_day": 50}), Painter()
    await service.start(engines=Engines(service.vendor, painter))
    job, _ = await ordered(service, PictureWish(WORDS, "김치찌개"))
    assert (await service.ended(job)).failure == "budget_reached"
    assert (painter.asks, await service.balance()) == ([], 100)


FILE: JsonObject = {"sha256": "ab" * 32, "bytes": 9, "suffix": ".jpg", "media_type": "image/jpeg"}
BY: JsonObject = {
    "engine": "local:card",
    "tried": [{"engine": "far:one", "ok": False, "why": {"ko": "없음", "en": "No"}}],
}
RESULT: JsonObject = {"files": {"photo": FILE}, "engines": {"picture": "local:card"}, "picture": BY}


async def begun(session: Session, account_id: str, now: datetime) -> tuple[Job, Creation]:
    """A picture of theirs that is being made."""
    job = Job(new_id(), account_id, "picture", JobState.QUEUED, {"title": "김치/찌개"}, 1, now)
    await jobs.add(session, job)
    await ledger.hold(session, account_id, 1, job_id=job.id)
    made = await order(session, job)
    assert await settle.begin(session, job, now=now)
    return job, made


async def test_a_picture_ends_with_its_file_its_money_and_its_news(database: Database) -> None:
    owner, now = await make_account(database, 5), datetime.now(UTC)
    async with database.writing() as session:
        job, made = await begun(session, owner, now)
        assert (await creations.read(session, made.id)).state is JobState.RUNNING
        assert await settle.succeed(session, job, RESULT, now=now)
        made = await creations.read(session, made.id)
        photo = await assets.read(session, str(made.asset_id), owner)
        assert (made.state, made.engine, made.finished_at) == (JobState.SUCCEEDED, "local:card", now)
        assert (photo.name, await ledger.balance(session, owner)) == ("김치 찌개.jpg", 4)
        assert (await jobs.read(session, job.id)).result == {
            "photoId": photo.id, "picture": BY, "seconds": None, "timings": None,
        }  # fmt: skip
        assert await deliveries.waiting(session) == 1
        assert await ledger.broken(session) == []


async def test_a_picture_that_was_deleted_meanwhile_is_not_charged(database: Database) -> None:
    owner, now = await make_account(database, 5), datetime.now(UTC)
    async with database.writing() as session:
        job, made = await begun(session, owner, now)
        await creations.remove(session, made.id, owner)
        assert await settle.succeed(session, job, RESULT, now=now)
        assert (await jobs.read(session, job.id)).state is JobState.CANCELED
        assert await ledger.balance(session, owner) == 5
        assert (await assets.page(session, owner, limit=9)).items == ()


async def test_a_picture_that_failed_says_why(database: Database) -> None:
    owner, now = await make_account(database, 5), datetime.now(UTC)
    async with database.writing() as session:
        job, made = await begun(session, owner, now)
        assert await settle.fail(session, job, Failed("bad_input", "글이 너무 길어요."), now=now)
        made = await creations.read(session, made.id)
        assert (made.state, made.failure, made.failure_detail) == (JobState.FAILED, "bad_input", "글이 너무 길어요.")
        assert await ledger.balance(session, owner) == 5


async def test_what_was_made_long_ago_is_forgotten_if_so_set(service: Service) -> None:
    service.settings = service.settings.model_copy(update={"keep_files_days": 3})
    desk, now = await service.start(), datetime.now(UTC)
    async with service.database.writing() as session:
        for days in (9, 1):
            job, _ = await begun(session, service.account.id, now)
            await settle.succeed(session, job, RESULT, now=now - timedelta(days=days))
    keeper = desk._upkeep  # pyright: ignore[reportPrivateUsage]
    assert keeper
    await keeper.clean()
    async with service.database.reading() as session:
        left = await creations.page(session, service.account.id, limit=9)
        photos = await assets.page(session, service.account.id, kind=AssetKind.PHOTO, limit=9)
    assert len(left.items) == 1
    assert {photo.id for photo in photos.items} == {service.photo.id, cast(str, left.items[0].asset_id)}
