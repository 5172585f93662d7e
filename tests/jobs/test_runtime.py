"""Jobs from their order to their end, in both worlds."""

import asyncio
import os
from datetime import UTC, datetime, timedelta

import pytest
from tests.jobs.conftest import Service, new_owner, order, until
from tests.jobs.recipes import ERRORS

from sajangpick.domain.entry import EntryKind
from sajangpick.domain.failure import FAILURES
from sajangpick.domain.job import JobState
from sajangpick.domain.request import ShortRequest
from sajangpick.errors import Conflict, Misconfigured, NotEnoughCredits, TooMany
from sajangpick.jobs import upkeep
from sajangpick.pipeline import Engines
from sajangpick.storage import assets, deliveries, jobs

pytestmark = pytest.mark.anyio

HELD, CAPTURED, RELEASED = EntryKind.HOLD, EntryKind.CAPTURE, EntryKind.RELEASE
LONG = 2_000


async def test_a_real_short_is_made_by_the_real_recipe(service: Service) -> None:
    await service.start(engines=Engines())
    wanted = ShortRequest(
        service.photo.id, "시그니처 에스프레소", "6000→4500", template="minimal", seconds=6.0, size=(360, 640)
    )
    job = await service.ended(await service.order(kind="real", **wanted.to_json()))
    assert (job.state, job.failure) == (JobState.SUCCEEDED, None)
    short = await service.short(job)
    assert short.video_id
    assert "시그니처 에스프레소 6,000원 → 4,500원" in short.caption
    assert short.checks
    assert all(rule["ok"] for rule in short.checks["rules"])  # pyright: ignore
    assert short.checks["engines"] == {"clip": "local:motion", "render": "local:renderer"}
    async with service.database.reading() as session:
        video = await assets.read(session, short.video_id)
    assert (video.media_type, video.width, video.height, video.seconds) == ("video/mp4", 360, 640, 6.0)
    assert await service.objects.size(video.sha256) == video.byte_count
    assert job.result
    assert list(job.result["timings"]) == ["photo", "clip", "layout", "render", "check"]  # pyright: ignore


async def test_a_job_ends_with_its_files_its_money_and_its_news_at_once(service: Service) -> None:
    await service.start()
    job = await service.ended(await service.order(name="a"))
    assert job.state is JobState.SUCCEEDED
    assert await service.entries(job) == [HELD, CAPTURED]
    assert await service.balance() == 99
    assert await service.kinds(job) == ["job.queued", "job.started", "job.succeeded"]
    short = await service.short(job)
    assert (short.state, short.caption) == (JobState.SUCCEEDED, "맛있는 하루")
    assert job.result
    assert (job.result["videoId"], job.result["coverId"]) == (short.video_id, short.cover_id)
    async with service.database.reading() as session:
        cover = await assets.read(session, str(short.cover_id), service.account.id)
        assert await deliveries.waiting(session) == 1
    assert (cover.name, cover.media_type, cover.width) == ("라테.jpg", "image/jpeg", 90)
    assert len(service.done("look")) == len(service.done("toil")) == len(service.vendor.asks()) == 1
    assert await service.broken() == []
    await until(lambda: _is_empty(service))


async def _is_empty(service: Service) -> bool:
    return not any((service.settings.data_dir / "work").iterdir())


async def test_every_reason_reaches_the_owner_with_its_credit(service: Service) -> None:
    await service.start()
    ordered = {code: await service.order(name=code, toil_raises=code) for code in ERRORS}
    ordered["internal"] = await service.order(name="by look", look_raises="internal")
    for code, waiting in ordered.items():
        job = await service.ended(waiting)
        assert (job.state, job.failure) == (JobState.FAILED, code)
        assert (await service.short(job)).state is JobState.FAILED
        assert await service.entries(job) == ([HELD, RELEASED] if FAILURES[code].credit_returned else [HELD])
        assert await service.kinds(job) == ["job.queued", "job.started", "job.failed"]
    assert (await service.read(ordered["photo_refused"])).failure_detail == "너무 어두워요."
    assert len(service.done("bad_input toil")) == 1
    await service.again(ordered["needs_review"].id)
    again = await service.ended(ordered["needs_review"])
    assert (again.attempt, await service.entries(again)) == (2, [HELD, RELEASED, HELD])
    # Everything the set names is tried here or below.
    assert set(FAILURES) - set(ERRORS) == {"timed_out", "budget_reached"}


async def test_a_photo_that_is_gone_is_said_to_be_missing(service: Service) -> None:
    await service.start()
    job = await service.order(wake=False)
    async with service.database.writing() as session:
        await assets.remove(session, service.photo.id, service.account.id)
    await service.running[0].wake(job.id)
    assert (await service.ended(job)).failure == "file_missing"


async def test_a_process_that_is_killed_is_started_again_before_it_is_given_up(service: Service) -> None:
    await service.start()
    job = await service.ended(await service.order(toil_dies=True))
    assert (job.state, job.failure) == (JobState.FAILED, "internal")
    assert len(service.done("toil")) == 3


@pytest.mark.parametrize("stage", ["queued", "photo", "clip", "render"])
async def test_a_job_can_be_stopped_anywhere(service: Service, stage: str) -> None:
    service.vendor.busy_polls = LONG if stage == "clip" else 0
    desk = await service.start()
    parts = {"look_parts": LONG if stage == "photo" else 0, "toil_parts": LONG if stage == "render" else 1}
    job = await service.order(wake=stage != "queued", **parts)
    if stage != "queued":
        await service.at(job, stage)
    assert await desk.cancel(job.id)
    assert not await desk.cancel(job.id)
    stopped = await service.read(job)
    assert stopped.state is JobState.CANCELED
    assert stopped.cancel_asked_at is not None
    assert await service.entries(job) == [HELD, RELEASED]
    assert (await service.kinds(job))[-1] == "job.canceled"
    if stage == "render":
        await until(lambda: _is_dead(service))
    if stage == "clip":
        await until(lambda: _is_undone(service))
    # Whoever comes too late changes nothing.
    await desk.wake(job.id)
    async with service.database.reading() as session:
        assert (await jobs.standing(session)).running == 0
    assert await service.broken() == []
    again = await service.again(job.id)
    assert again.attempt == 2


async def _is_dead(service: Service) -> bool:
    pid = int(service.done("toil")[0].split()[-1])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


async def _is_undone(service: Service) -> bool:
    return service.vendor.cancelled == service.vendor.asks()


async def test_a_failed_job_is_tried_again_from_its_beginning(service: Service) -> None:
    await service.start()
    job = await service.ended(await service.order(toil_raises="inspection_failed"))
    with pytest.raises(Conflict):
        await service.again((await service.ended(await service.order())).id)
    again = await service.again(job.id)
    assert (again.state, again.attempt, again.failure) == (JobState.QUEUED, 2, None)
    ended = await service.ended(again)
    assert await service.entries(job) == [HELD, RELEASED, HELD, RELEASED]
    assert await service.kinds(ended) == ["job.queued", "job.started", "job.failed"] * 2


async def test_what_runs_when_a_process_stops_goes_on_at_the_next_start(service: Service) -> None:
    await service.start()
    job = await service.order(toil_parts=40)
    await service.at(job, "render")
    await service.stop()
    assert (await service.read(job)).state is JobState.RUNNING
    await service.start()
    ended = await service.ended(job)
    assert ended.state is JobState.SUCCEEDED
    # What was done was not done again; what was under way was.
    assert (len(service.done("look")), len(service.vendor.asks()), len(service.done("toil"))) == (1, 1, 2)
    assert await service.entries(job) == [HELD, CAPTURED]


async def test_however_often_a_process_is_stopped_no_job_fails_for_it(service: Service) -> None:
    service.settings = service.settings.model_copy(update={"jobs_per_account": 4, "render_concurrency": 2})
    await service.start()
    ordered = [await service.order(name=str(number), toil_parts=6) for number in range(5)]
    for pause in (1.3, 0.4, 1.7):
        await asyncio.sleep(pause)
        await service.stop()
        await service.start()
    for job in ordered:
        assert (await service.ended(job)).state is JobState.SUCCEEDED
    # An ask that was cut off is sent again, to a vendor that knows its keys.
    assert set(service.vendor.asks()) == {f"{job.id}.clip" for job in ordered}
    assert await service.broken() == []


async def test_a_process_without_work_hands_jobs_over_and_stops_them(service: Service) -> None:
    desk = await service.start(work=False)
    job = await service.order(toil_parts=LONG)
    assert (await desk.queue()).workers == 0
    await service.start()
    await service.at(job, "render")
    assert (await desk.queue()).workers == 1
    assert await desk.cancel(job.id)
    await until(lambda: _is_dead(service))


async def test_a_job_whose_orderer_died_is_found(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "_LOST_AFTER", timedelta(0))
    monkeypatch.setattr(upkeep, "LOOK_SECONDS", 0.2)
    await service.start()
    job = await service.order(wake=False)
    assert (await service.ended(job)).state is JobState.SUCCEEDED


async def test_a_job_that_takes_too_long_is_stopped(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "_LOST_AFTER", timedelta(0))
    monkeypatch.setattr(upkeep, "LOOK_SECONDS", 0.2)
    desk = await service.start()
    waiting = await service.order(toil_parts=LONG)
    await service.at(waiting, "render")
    impatient = service.settings.model_copy(update={"job_timeout_seconds": 1})
    monkeypatch.setattr(desk._upkeep, "_settings", impatient)  # pyright: ignore[reportPrivateUsage]
    job = await service.ended(waiting)
    assert (job.state, job.failure) == (JobState.FAILED, "timed_out")
    assert await service.entries(job) == [HELD, RELEASED]
    await until(lambda: _is_dead(service))


async def test_an_order_needs_credits_and_room(service: Service) -> None:
    service.settings = service.settings.model_copy(update={"waiting_per_account": 2})
    desk = await service.start(work=False)
    await service.order()
    await service.order()
    with pytest.raises(TooMany):
        await service.order()
    poor, photo = await new_owner(service.database, service.objects, credits=1)
    await order(desk, service.database, poor, photo)
    with pytest.raises(NotEnoughCredits):
        await order(desk, service.database, poor, photo)
    assert await service.balance() == 98


async def test_an_account_has_its_turn_beside_one_that_orders_much(service: Service) -> None:
    service.settings = service.settings.model_copy(update={"jobs_per_account": 1, "render_concurrency": 4})
    desk = await service.start()
    much = [await service.order(toil_parts=20) for _ in range(4)]
    other, photo = await new_owner(service.database, service.objects)
    one = await order(desk, service.database, other, photo)
    await desk.wake(one.id)
    await service.ended(one)
    states = [(await service.read(job)).state for job in much]
    assert states.count(JobState.QUEUED) >= 2
    assert await desk.eta_seconds(await service.read(much[-1])) is not None


async def test_a_deleted_short_is_not_charged(service: Service) -> None:
    await service.start()
    job = await service.order(toil_parts=20)
    await service.at(job, "render")
    async with service.database.writing() as session:
        from sajangpick.storage import shorts

        await shorts.remove(session, (await service.short(job)).id, service.account.id)
    recipe_job = await service.ended(job)
    assert recipe_job.state in (JobState.CANCELED, JobState.SUCCEEDED)
    assert await service.broken() == []


async def test_whoever_settles_second_changes_nothing(service: Service) -> None:
    desk = await service.start()
    ordered = [await service.order(toil_parts=4) for _ in range(6)]
    for job in ordered:
        await service.at(job, "render")
        await asyncio.gather(*(desk.cancel(job.id) for _ in range(3)))
    for job in ordered:
        ended = await service.ended(job)
        settled = CAPTURED if ended.state is JobState.SUCCEEDED else RELEASED
        assert await service.entries(job) == [HELD, settled]
        assert len(await service.kinds(job)) == 3
    assert await service.broken() == []


async def test_sqlite_has_one_worker(service: Service) -> None:
    await service.start()
    if service.database.is_sqlite:
        with pytest.raises(Misconfigured, match="SQLite"):
            await service.start()
    assert (await service.running[0].queue()).workers == 1


async def test_what_is_long_over_is_forgotten(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "_KEEP_WORKFLOWS", timedelta(days=-1))
    desk = await service.start()
    job = await service.ended(await service.order())
    keeper = desk._upkeep  # pyright: ignore[reportPrivateUsage]
    assert keeper
    await keeper.clean()
    assert (await service.read(job)).state is JobState.SUCCEEDED
    assert await desk._desk.statuses([job.id]) == {}  # pyright: ignore[reportPrivateUsage]
    async with service.database.writing() as session:
        assert await jobs.forget(session, before=datetime.now(UTC) + timedelta(days=1), limit=10) == 1
