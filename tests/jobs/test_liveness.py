"""Who lives, who is dead, and what is taken over from them."""

import inspect
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from dbos import DBOS
from tests.jobs.conftest import Service, until

from sajangpick.domain.job import JobState
from sajangpick.errors import Misconfigured
from sajangpick.jobs import liveness
from sajangpick.jobs.liveness import EXIT_FENCED, Liveness, OneWorker
from sajangpick.storage import workers
from sajangpick.storage.database import Database
from sajangpick.storage.workers import Roll

LONG, NOW = timedelta(hours=1), timedelta(0)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(liveness, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(liveness, "_REAP_SECONDS", 0.05)


@pytest.mark.anyio
async def test_a_worker_is_on_the_roll_while_it_lives(database: Database) -> None:
    roll = Roll(database)
    roll.enter("a", "here")
    assert roll.beat("a", within=LONG)
    async with database.reading() as session:
        assert [(worker.id, worker.host) for worker in await workers.alive(session, within=LONG)] == [("a", "here")]
        assert await workers.known(session) == {"a"}
    assert roll.silent(longer_than=LONG) == []
    roll.leave("a")
    assert roll.silent(longer_than=LONG) == ["a"]
    assert not roll.beat("a", within=LONG)
    roll.strike(longer_than=LONG)
    async with database.reading() as session:
        assert await workers.known(session) == {"a"}
    roll.strike(longer_than=NOW)
    async with database.reading() as session:
        assert await workers.known(session) == set()
    roll.close()


@pytest.mark.anyio
async def test_whoever_finds_itself_late_ends_at_once(database: Database, quick: None) -> None:
    roll, exits = Roll(database), list[int]()
    late = Liveness(roll, alone=False, end=exits.append)
    late.enter()
    roll.leave(late.id)
    late.start(lambda _: 0)

    async def has_ended() -> bool:
        return exits == [EXIT_FENCED]

    await until(has_ended)
    late.stop()


@pytest.mark.anyio
async def test_a_worker_alone_is_never_fenced(database: Database, quick: None) -> None:
    roll, exits = Roll(database), list[int]()
    alone = Liveness(roll, alone=True, end=exits.append)
    alone.enter()
    roll.leave(alone.id)
    alone.start(lambda _: 0)
    threading.Event().wait(0.3)
    alone.stop()
    assert exits == []


@pytest.mark.anyio
async def test_the_dead_are_taken_over_again_and_again_until_it_works(database: Database, quick: None) -> None:
    roll, dead = Roll(database), Roll(database)
    living = Liveness(roll, alone=False)
    living.enter()
    if not database.is_sqlite:
        dead.enter("dead", "there")
        dead.leave("dead")
    asked: list[str] = []

    def take_over(silent: object) -> int:
        asked.extend(silent)  # pyright: ignore
        if len(asked) < 3:
            raise OSError
        return 1

    living.start(take_over)

    async def was_asked() -> bool:
        return len(asked) >= 3 or database.is_sqlite

    await until(was_asked)
    living.stop()
    dead.close()
    assert set(asked) <= {"dead"}


def test_one_process_works_on_sqlite(tmp_path: Path) -> None:
    first, second = OneWorker(tmp_path / "a" / "lock"), OneWorker(tmp_path / "a" / "lock")
    first.take()
    with pytest.raises(Misconfigured, match="SQLite allows one"):
        second.take()
    first.release()
    second.take()
    second.release()


def test_the_engine_still_has_what_we_borrow() -> None:
    """We call what is not public: this is its contract, as of the version we pin."""
    borrowed = DBOS._recover_pending_workflows  # pyright: ignore[reportPrivateUsage]
    assert list(inspect.signature(borrowed).parameters) == ["executor_ids"]


@pytest.mark.anyio
async def test_what_is_taken_over_runs_once_more_and_is_settled_once(service: Service) -> None:
    desk = await service.start()
    worker = desk._worker  # pyright: ignore[reportPrivateUsage]
    assert worker
    job = await service.order(toil_parts=40)
    await service.at(job, "render")
    assert worker.take_over(["somebody"]) == 0
    # We are alive, so this is what a frozen worker sees when it thaws: its jobs have another owner.
    assert worker.take_over([DBOS.executor_id]) >= 2
    ended = await service.ended(job)
    assert ended.state is JobState.SUCCEEDED
    assert len(service.vendor.asks()) == 1
    assert [entry.value for entry in await service.entries(job)] == ["hold", "capture"]
    assert (await service.kinds(job)).count("job.succeeded") == 1
