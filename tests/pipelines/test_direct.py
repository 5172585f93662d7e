"""A run at once: the same acts in this process, which a cancel stops."""

import asyncio
import threading
import time
from pathlib import Path

import pytest

from sajangpick.domain.json import JsonObject
from sajangpick.engine import Kind
from sajangpick.errors import Misconfigured
from sajangpick.pipeline import Direct, Engines, Report, engine_request

STARTED, ENDED = threading.Event(), threading.Event()


def toil(folder: Path, given: JsonObject, report: Report) -> JsonObject:
    STARTED.set()
    try:
        for part in range(2_000):
            time.sleep(0.01)
            report("render", part, 2_000)
    finally:
        ENDED.set()
    return {"parts": 2_000}


def test_references_are_paths_that_a_folder_joins_to_themselves(tmp_path: Path) -> None:
    run = Direct(tmp_path / "work", report=lambda *_: None)
    taken = asyncio.run(run.take({"photo": str(tmp_path / "photo.jpg")}))
    assert tmp_path / "work" / taken["photo"] == (tmp_path / "photo.jpg").resolve()


def test_a_cancel_stops_an_act_at_its_next_report(tmp_path: Path) -> None:
    async def cancelled() -> None:
        task = asyncio.create_task(Direct(tmp_path, report=lambda *_: None).labour(toil, {}))
        await asyncio.to_thread(STARTED.wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        # Nothing goes on behind the back of whoever cancelled.
        assert ENDED.is_set()

    asyncio.run(cancelled())


def test_what_no_engine_makes_is_said(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="picture"):
        Engines().of(Kind.PICTURE)
    with pytest.raises(Misconfigured, match="prompt"):
        engine_request(Kind.PROMPT, {}, folder=tmp_path)
    with pytest.raises(Misconfigured, match="gone:engine"):
        Engines().named("gone:engine")
