"""What must not depend on luck: handing over, deadlines, and what is given back at last."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from tests.jobs.conftest import Service

from sajangpick.domain.entry import EntryKind
from sajangpick.domain.job import JobState
from sajangpick.jobs import upkeep
from sajangpick.jobs.dispatch import Dispatch
from sajangpick.storage.tables import JobRow

pytestmark = pytest.mark.anyio

HELD, CAPTURED, RELEASED = EntryKind.HOLD, EntryKind.CAPTURE, EntryKind.RELEASE
LONG = 2_000


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks at once, and often."""
    monkeypatch.setattr(upkeep, "_LOST_AFTER", timedelta(0))
    monkeypatch.setattr(upkeep, "LOOK_SECONDS", 0.2)


async def test_what_is_ordered_counts_though_it_could_not_be_handed_over(
    service: Service, eager: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await service.start(work=False)

    async def away(*_: object) -> None:
        raise OSError("the engine's rows cannot be reached")

    with monkeypatch.context() as patched:
        for name in ("enqueue", "cancel", "undo"):
            patched.setattr(Dispatch, name, away)
        job = await service.order()
        assert await desk.cancel(job.id)
        again = await service.again(job.id)
    assert again.state is JobState.QUEUED
    await service.start()
    assert (await service.ended(again)).state is JobState.SUCCEEDED
    assert await service.entries(job) == [HELD, RELEASED, HELD, CAPTURED]


async def test_who_waits_for_a_turn_is_not_late(service: Service, eager: None) -> None:
    service.settings = service.settings.model_copy(update={"render_concurrency": 1})
    desk = await service.start()
    first = await service.order(toil_parts=LONG, name="first")
    await service.at(first, "render")
    second = await service.order(name="second")
    await service.at(second, "clip")
    keeper = desk._upkeep  # pyright: ignore[reportPrivateUsage]
    assert keeper
    async with service.database.writing() as session:
        await session.execute(update(JobRow).values(started_at=datetime.now(UTC) - timedelta(days=1)))
    await asyncio.sleep(1)
    await keeper.look()
    # The one has just had its turn, the other will have it yet.
    assert [(await service.read(job)).state for job in (first, second)] == [JobState.RUNNING] * 2
    await desk.cancel(first.id)
    assert (await service.ended(second)).state is JobState.SUCCEEDED


async def test_a_hold_that_nobody_reviewed_is_given_back_however_many_wait(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "_FORGOTTEN_AT_ONCE", 1)
    desk = await service.start()
    ordered = [await service.ended(await service.order(toil_raises="needs_review", name=str(n))) for n in range(2)]
    keeper = desk._upkeep  # pyright: ignore[reportPrivateUsage]
    assert keeper
    # The older one is old enough, the newer one, which stands before it in every list, is not.
    old, new = ordered
    assert old.finished_at
    assert new.finished_at
    between = old.finished_at + (new.finished_at - old.finished_at) / 2
    await keeper._release_unreviewed(between)  # pyright: ignore[reportPrivateUsage]
    assert await service.entries(old) == [HELD, RELEASED]
    assert await service.entries(new) == [HELD]
