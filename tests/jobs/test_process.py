"""Acts in processes of their own: their answer, their progress, and how they die."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.jobs.conftest import ROOT, until
from tests.jobs.recipes import toil

from sajangpick.domain.json import Json, JsonObject
from sajangpick.jobs.process import Broke, Died, in_own_process, name_of

pytestmark = pytest.mark.anyio

TOIL = name_of(toil)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "footage.mp4").write_text("a clip")
    return tmp_path


def given(folder: Path, **request: Json) -> JsonObject:
    return {"request": {"notes": str(folder / "notes"), **request}, "clip": {"file": "footage.mp4"}}


async def run(folder: Path, seen: list[tuple[str, int, int]] | None = None, **request: Json) -> JsonObject:
    def report(stage: str, done: int, total: int) -> None:
        if seen is not None:
            seen.append((stage, done, total))

    environment = {"PYTHONPATH": str(ROOT)}
    return await in_own_process(TOIL, folder, given(folder, **request), report=report, environment=environment)


def toiler(folder: Path) -> int | None:
    """The id of the process that toils, once it does."""
    notes = folder / "notes"
    return int(notes.read_text().split()[-1]) if notes.exists() else None


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


async def test_it_answers_and_tells_its_progress(folder: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    outcome = await run(folder, seen, toil_parts=3)
    assert outcome["value"]["caption"] == "맛있는 하루"  # pyright: ignore
    assert seen[0] == ("render", 0, 3)
    assert seen[-1] == ("render", 3, 3)
    assert toiler(folder) != os.getpid()


async def test_what_an_act_refuses_is_an_answer(folder: Path) -> None:
    outcome = await run(folder, toil_raises="text_does_not_fit")
    assert outcome == {"failure": {"code": "text_does_not_fit", "detail": "메뉴 이름이 너무 길어요."}}


async def test_an_act_that_breaks_and_one_that_is_killed_are_told_apart(folder: Path) -> None:
    with pytest.raises(Broke):
        await run(folder, toil_raises="internal")
    with pytest.raises(Died, match="signal 9"):
        await run(folder, toil_dies=True)


async def test_a_cancelled_act_is_dead_before_the_cancel_returns(folder: Path) -> None:
    task = asyncio.create_task(run(folder, toil_parts=10_000))

    async def toils() -> bool:
        return toiler(folder) is not None

    await until(toils)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    pid = toiler(folder)
    assert pid
    assert is_gone(pid)


PARENT = """
import asyncio, sys
from pathlib import Path
from tests.jobs.test_process import run
asyncio.run(run(Path(sys.argv[1]), toil_parts=10_000))
"""


async def test_an_act_dies_with_whoever_started_it(folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(folder)], env=environment, cwd=ROOT)

    async def toils() -> bool:
        return toiler(folder) is not None

    await until(toils)
    parent.kill()
    parent.wait()
    pid = toiler(folder)
    assert pid

    async def is_over() -> bool:
        return is_gone(pid)

    await until(is_over)
