"""Our own engines, by the contract of every engine: submit, poll that only looks, cancel that leaves nothing."""

import asyncio
import shutil
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import pytest

from sajangpick.domain.json import Json
from sajangpick.engine import ClipRequest, Finished, Pending, RenderRequest, make
from sajangpick.engines.local import LocalMotion, local_world, plan_music, render_here
from sajangpick.errors import BadInput, ScriptError, Unavailable
from sajangpick.media.frame import Frame

PHOTO = Path(str(resources.files("sajangpick").joinpath("data/photos/espresso.jpg")))


def request(folder: Path, **changes: object) -> ClipRequest:
    wanted: dict[str, object] = {
        "photo": PHOTO, "seconds": 0.2, "size": (90, 160), "prompt": "", "folder": folder, "seed": 3,
    }  # fmt: skip
    return ClipRequest(**(wanted | changes))  # pyright: ignore[reportArgumentType]


def script(seconds: float, **changes: Json) -> Mapping[str, Json]:
    square: Json = {"type": "shape", "width": "50%", "x": [{"time": 0, "value": "0%"}, {"time": "end", "value": "90%"}]}
    return {"width": 64, "height": 64, "frame_rate": 30, "duration": seconds, "elements": [square], **changes}


def test_a_clip_is_planned_and_drawn_by_the_world(tmp_path: Path) -> None:
    clip = asyncio.run(make(LocalMotion(), request(tmp_path), key="a"))
    with local_world({"clip": clip.path}) as world:
        source = world.source("clip")
        assert source.size == (90, 160)
        assert isinstance(world.pixels("clip", None), Frame)


def test_the_same_request_makes_the_same_plan(tmp_path: Path) -> None:
    first = asyncio.run(make(LocalMotion(), request(tmp_path), key="a")).path.read_bytes()
    second = asyncio.run(make(LocalMotion(), request(tmp_path), key="b")).path.read_bytes()
    assert first == second


def test_an_unknown_camera_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="dolly"):
        asyncio.run(make(LocalMotion(), request(tmp_path, camera="dolly"), key="a"))
    assert list(tmp_path.iterdir()) == []


def test_a_plan_can_be_polled_by_another_process_while_it_is_there(tmp_path: Path) -> None:
    ticket = asyncio.run(LocalMotion().submit(request(tmp_path), key="a"))
    found = asyncio.run(LocalMotion().poll(ticket))
    assert isinstance(found, Finished)
    asyncio.run(LocalMotion().cancel(ticket))
    asyncio.run(LocalMotion().cancel(ticket))
    with pytest.raises(Unavailable, match="gone"):
        asyncio.run(LocalMotion().poll(ticket))


def test_a_plan_and_its_photo_can_go_to_another_place_together(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    photo = Path(shutil.copy(PHOTO, here / "photo.jpg"))
    clip = asyncio.run(make(LocalMotion(), request(here, photo=photo), key="a"))
    here.rename(there)
    with local_world({"clip": there / clip.path.name}) as world:
        assert isinstance(world.pixels("clip", None), Frame)


def test_a_render_tells_its_progress_and_ends_with_the_file(tmp_path: Path) -> None:
    seen: list[Pending] = []
    video = render_here(RenderRequest(script(1), {}, tmp_path / "video.mp4"), watch=seen.append)
    assert video.path.exists()
    assert seen[-1] == Pending(30, 30)
    assert all(0 <= pending.done <= pending.total for pending in seen)


def test_a_render_whose_watch_raises_stops_and_leaves_nothing(tmp_path: Path) -> None:
    def stop(pending: Pending) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        render_here(RenderRequest(script(600), {}, tmp_path / "video.mp4"), watch=stop)
    assert list(tmp_path.iterdir()) == []


def test_what_is_wrong_with_a_script_is_said(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="width"):
        render_here(RenderRequest(script(1, width="wide"), {}, tmp_path / "video.mp4"))


def test_music_is_a_mood_a_file_or_none(tmp_path: Path) -> None:
    def plan(wanted: str) -> Path | None:
        return plan_music(wanted, "calm", seconds=2, bpm=90, seed=1, folder=tmp_path)

    assert plan("none") is None
    for wanted in ("auto", "lofi"):
        planned = plan(wanted)
        assert planned is not None
        with local_world({"music": planned}) as world:
            assert len(world.samples("music")) == 96_000
    with pytest.raises(BadInput, match="polka"):
        plan("polka")
    with pytest.raises(BadInput, match="no sound"):
        plan(str(PHOTO))
