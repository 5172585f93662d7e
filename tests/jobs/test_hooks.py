"""A vendor's webhook has the job that it is about look at once; without one, the job looks by itself."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from shutil import copyfile

import httpx
import pytest
from pydantic import SecretStr
from tests.api.world import served as api_served
from tests.jobs.conftest import PHOTO, RECIPE, Service, until
from tests.sandbox.serving import served as sandbox_served

from sajangpick.domain.job import Job, JobState
from sajangpick.domain.json import JsonObject
from sajangpick.engine import Kind
from sajangpick.engines.creatomate import open_creatomate
from sajangpick.engines.openai_videos import open_videos
from sajangpick.jobs import upkeep
from sajangpick.pipeline import Engines, Report, Run
from sajangpick.profiles import profile_of
from sajangpick.sandbox import Clock, Fault, Step, World
from sajangpick.sandbox.faults import Ordered
from sajangpick.sandbox.results import make_clip
from sajangpick.storage import claims, heard
from sajangpick.storage.database import Database

pytestmark = pytest.mark.anyio

VENDOR, SECRET = "openai_videos", "whsec_c2FuZGJveA=="
RENDERER, TOKEN = "creatomate", "long-and-random"
SCRIPT: JsonObject = {"width": 96, "height": 160, "frame_rate": 8, "duration": 0.5, "fill_color": "#aa3311"}
WORK_SECONDS = 90.0
# Longer than any test waits: only a webhook makes the job look again.
NOT_BY_ITSELF = 3600.0


async def recipe(run: Run, request: JsonObject) -> JsonObject:
    """photo → clip, as it is."""
    files = await run.take({"photo": str(request["photo_id"])})
    wish: JsonObject = {"photo": files["photo"], "seconds": 1.0, "size": [720, 1280], "prompt": "slow push-in"}
    made = await run.make(Kind.CLIP, wish)
    return await run.act(keep, {"clip": made["file"]})


async def render(run: Run, request: JsonObject) -> JsonObject:
    """A document → video, by the vendor."""
    wish: JsonObject = {"script": SCRIPT, "sources": {}, "target": "rendered.mp4"}
    made = await run.make(Kind.RENDER, wish)
    return await run.act(keep, {"clip": made["file"]})


def keep(folder: Path, given: JsonObject, report: Report) -> JsonObject:
    copyfile(folder / str(given["clip"]), folder / "short.mp4")
    return {"files": {"video": {"file": "short.mp4", "seconds": 1.0}}, "seconds": 1.0, "checks": [], "warnings": []}


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the vendor makes of every order here."""
    target = tmp_path_factory.mktemp("vendor") / "clip.mp4"
    return make_clip(PHOTO.read_bytes(), target, seconds=0.5, size=(180, 320), seed=0, small=True)


@pytest.fixture(autouse=True)
def _hurry(footage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RECIPE, "clip alone", recipe)
    monkeypatch.setitem(RECIPE, "render alone", render)

    def made(photo: bytes, target: Path, **_: object) -> Path:
        return copyfile(footage, target)

    # Framing a photo and bringing it alive take seconds, and have tests of their own.
    monkeypatch.setattr("sajangpick.motion.opening", lambda photo, **_: photo.read_bytes())
    monkeypatch.setattr(import_module("sajangpick.sandbox.vendors.openai_videos"), "make_clip", made)


@contextmanager
def told(service: Service) -> Generator[World]:
    """A sandbox of the vendor that tells a process of ours which runs no jobs."""
    known = service.settings.model_copy(
        update={"openai_videos_webhook_secret": SecretStr(SECRET), "creatomate_webhook_token": SecretStr(TOKEN)}
    )
    with api_served(known) as address:
        webhooks = {VENDOR: (f"{address}/webhooks/sora2", SECRET)}
        with sandbox_served(clock=Clock(moved=True), work_seconds=WORK_SECONDS, webhooks=webhooks) as world:
            service.settings = known.model_copy(update={"public_url": address})
            yield world


def engines(service: Service, world: World, *, poll_seconds: float) -> Engines:
    """The vendor's engine, which is looked at so seldom."""
    settings = service.settings.model_copy(
        update={
            "openai_videos_key": SecretStr("key"),
            "openai_videos_url": f"{world.base_url}/{VENDOR}/v1",
            "creatomate_key": SecretStr("key"),
            "creatomate_url": f"{world.base_url}/{RENDERER}",
        }
    )
    clip = replace(profile_of(f"{VENDOR}:sora-2"), poll_seconds=poll_seconds)
    video = replace(profile_of(f"{RENDERER}:v2"), poll_seconds=poll_seconds)
    return Engines(open_videos(clip, settings, None), others=(open_creatomate(video, settings, None),))


async def begun(service: Service, world: World, vendor: str = VENDOR, *, poll_seconds: float = NOT_BY_ITSELF) -> Job:
    """A job whose vendor took its order, and which looked once and saw that it is not done."""
    await service.start(engines=engines(service, world, poll_seconds=poll_seconds))
    job = await service.order(kind="clip alone" if vendor == VENDOR else "render alone")

    async def has_looked() -> bool:
        return looks(world, vendor) >= 1

    await until(has_looked)
    return job


async def sent(world: World, *answers: int) -> None:
    """Wait for the webhooks to be sent, which are answered so."""

    async def are_there() -> bool:
        return len(world.delivered) == len(answers)

    await until(are_there)
    assert [int(each.partition(" ")[0]) for each in world.delivered] == list(answers)


def looks(world: World, vendor: str = VENDOR) -> int:
    return world.calls.count((vendor, Step.LOOK))


async def pass_time(world: World, seconds: float) -> None:
    """In the sandbox's own loop."""
    async with httpx.AsyncClient(base_url=world.base_url) as client:
        (await client.post("/sandbox/clock", json={"seconds": seconds})).raise_for_status()


@pytest.mark.parametrize("fault", [None, Fault.WEBHOOK_DOUBLED])
async def test_a_webhook_ends_the_wait(service: Service, fault: Fault | None) -> None:
    with told(service) as world:
        if fault is not None:
            world.ordered.append(Ordered(fault, Step.ORDER, VENDOR))
        job = await begun(service, world)
        await pass_time(world, WORK_SECONDS)
        ended = await service.ended(job)
        assert (ended.state, ended.failure) == (JobState.SUCCEEDED, None)
        await sent(world, *([202] if fault is None else [202, 202]))
        assert (world.calls.count((VENDOR, Step.ORDER)), looks(world)) == (1, 2)


async def test_a_forger_makes_nobody_look_and_the_true_message_does(service: Service) -> None:
    with told(service) as world:
        world.ordered.append(Ordered(Fault.WEBHOOK_FORGED, Step.ORDER, VENDOR))
        job = await begun(service, world)
        await sent(world, 401)
        assert (looks(world), (await service.read(job)).state) == (1, JobState.RUNNING)
        await pass_time(world, WORK_SECONDS)
        assert (await service.ended(job)).state is JobState.SUCCEEDED
        await sent(world, 401, 202)
        assert looks(world) == 2


async def test_a_render_is_told_of_at_the_secret_address(service: Service) -> None:
    """A forger who knows the address but not what the order is called there makes nobody look."""
    with told(service) as world:
        world.ordered.append(Ordered(Fault.WEBHOOK_FORGED, Step.ORDER, RENDERER))
        job = await begun(service, world, RENDERER)
        await sent(world, 202)
        assert (looks(world, RENDERER), (await service.read(job)).state) == (1, JobState.RUNNING)
        await pass_time(world, WORK_SECONDS)
        assert (await service.ended(job)).state is JobState.SUCCEEDED
        await sent(world, 202, 202)
        assert looks(world, RENDERER) == 2


async def test_without_the_webhook_the_job_looks_by_itself(service: Service) -> None:
    with told(service) as world:
        world.ordered.append(Ordered(Fault.WEBHOOK_LOST, Step.ORDER, VENDOR))
        job = await begun(service, world, poll_seconds=0.0)
        await pass_time(world, WORK_SECONDS)
        ended = await service.ended(job)
        assert (ended.state, ended.failure, world.delivered) == (JobState.SUCCEEDED, None, [])
        assert world.calls.count((VENDOR, Step.ORDER)) == 1


async def test_news_that_come_while_no_worker_runs_are_kept_for_the_next(service: Service) -> None:
    with told(service) as world:
        job = await begun(service, world)
        await service.stop()
        await pass_time(world, WORK_SECONDS)
        await sent(world, 202)
        await service.start(engines=engines(service, world, poll_seconds=NOT_BY_ITSELF))
        assert (await service.ended(job)).state is JobState.SUCCEEDED
        assert world.calls.count((VENDOR, Step.ORDER)) == 1


async def test_a_claim_is_found_by_its_vendors_ticket_alone(database: Database) -> None:
    async with database.writing() as session:
        for key, engine in (("job.clip", f"{VENDOR}:sora-2"), ("job.render", "openaixvideos:other")):
            await claims.stake(session, key, engine=engine, now=datetime.now(UTC))
            await claims.settle(session, key, ticket="video_1")
        found = await claims.with_ticket(session, VENDOR, "video_1")
        assert found
        assert (found.key, found.ticket) == ("job.clip", "video_1")
        assert await claims.with_ticket(session, "openai", "video_1") is None
        assert await claims.with_ticket(session, VENDOR, "video_2") is None


async def test_marks_are_forgotten_with_the_workflows_that_they_could_wake(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "_FORGOTTEN_AT_ONCE", 3)
    desk = await service.start()
    now = datetime.now(UTC)
    async with service.database.writing() as session:
        for number in range(7):
            assert await heard.mark(session, VENDOR, f"wh_{number}", now=now - timedelta(days=4))
        assert await heard.mark(session, VENDOR, "wh_new", now=now)
        assert not await heard.mark(session, VENDOR, "wh_new", now=now)
        assert await heard.mark(session, "gemini", "wh_new", now=now)
    keeper = desk._upkeep  # pyright: ignore[reportPrivateUsage]
    assert keeper
    await keeper.clean()
    async with service.database.reading() as session:
        left = [await heard.is_marked(session, VENDOR, each) for each in ("wh_0", "wh_6", "wh_new")]
    assert left == [False, False, True]
