"""A run at once: the same acts in this process, which a cancel stops."""

import asyncio
import threading
import time
from pathlib import Path

import pytest

from sajangpick.domain.identifier import pseudonym
from sajangpick.domain.json import JsonObject
from sajangpick.engine import Finished, Kind, Pending, Picture, PictureRequest, Profile, Ticket
from sajangpick.errors import BadInput, Misconfigured
from sajangpick.pipeline import Direct, Engines, Report, Wish

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


@pytest.mark.parametrize("kind", [Kind.PROMPT, Kind.RENDER])
def test_what_no_engine_makes_in_a_run_is_said(kind: Kind) -> None:
    with pytest.raises(Misconfigured, match=kind):
        Engines().of(kind)
    with pytest.raises(Misconfigured, match="gone:engine"):
        Engines().named("gone:engine")


def test_the_engines_of_files_are_found_by_kind_and_by_name() -> None:
    engines = Engines()
    assert [each.profile.id for each in engines.all] == ["local:card", "local:motion"]
    for kind in (Kind.PICTURE, Kind.CLIP):
        found = engines.of(kind)
        assert found.profile.kind is kind
        assert engines.named(found.profile.id) == found


def test_a_wish_that_is_no_request_is_refused_before_the_engine_hears_of_it(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no picture"):
        asyncio.run(Engines().of(Kind.PICTURE).submit(Wish({"size": "large"}, tmp_path), key="a"))
    assert list(tmp_path.iterdir()) == []


def test_a_run_makes_a_picture_in_its_folder(tmp_path: Path) -> None:
    run = Direct(tmp_path, report=lambda *_: None)
    made = asyncio.run(run.make(Kind.PICTURE, {"prompt": "김치찌개", "size": [180, 320]}))
    assert made["engine"] == "local:card"
    assert Path(str(made["file"])).parent == tmp_path


def test_a_wish_says_that_one_person_asks(tmp_path: Path) -> None:
    seen: list[str] = []

    class Curious:
        profile = Profile("test:curious", Kind.PICTURE, "Curious")

        async def submit(self, request: PictureRequest, *, key: str) -> Ticket:
            seen.append(request.user)
            return Ticket(self.profile.id, key)

        async def poll(self, ticket: Ticket) -> Pending | Finished[Picture]:
            return Finished(Picture(Path(ticket.id)))

        async def cancel(self, ticket: Ticket) -> None:
            """Nothing is under way."""

    asked = Wish({"prompt": "stew", "size": [90, 160]}, tmp_path, user=pseudonym("01jd"))
    asyncio.run(Engines(picture=Curious()).of(Kind.PICTURE).submit(asked, key="a"))
    assert seen == [pseudonym("01jd")]
    assert "01jd" not in seen[0]
    assert pseudonym("01je") != seen[0]
