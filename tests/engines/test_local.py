"""Our own engines, by the contract of every engine: submit once per key, poll only looks, cancel leaves nothing."""

import asyncio
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import pytest

from sajangpick.engine import ClipRequest, Finished, Pending, RenderRequest, Ticket, make
from sajangpick.engines.local import LocalMotion, LocalRenderer, local_world, plan_music
from sajangpick.errors import BadInput, ScriptError, Unavailable
from sajangpick.media.frame import Frame
from sajangpick.renderer.modifications import Json

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


def test_a_ticket_of_another_process_is_unavailable() -> None:
    for engine in (LocalMotion(), LocalRenderer()):
        with pytest.raises(Unavailable, match="gone"):
            asyncio.run(engine.poll(Ticket(engine.profile.id, "lost")))


def test_a_render_tells_its_progress_and_ends_with_the_file(tmp_path: Path) -> None:
    seen: list[Pending] = []
    order = RenderRequest(script(2), {}, tmp_path / "video.mp4")
    video = asyncio.run(make(LocalRenderer(), order, key="a", watch=seen.append, poll_seconds=0.001))
    assert video.path.exists()
    assert all(0 <= pending.done <= max(pending.total, 60) for pending in seen)


def test_one_key_is_rendered_once(tmp_path: Path) -> None:
    async def twice() -> None:
        engine, order = LocalRenderer(), RenderRequest(script(0.5), {}, tmp_path / "video.mp4")
        first, second = await engine.submit(order, key="a"), await engine.submit(order, key="a")
        assert first == second
        while not isinstance(await engine.poll(first), Finished):
            await asyncio.sleep(0.01)
        before = (tmp_path / "video.mp4").stat().st_mtime_ns
        await engine.submit(order, key="a")
        assert (tmp_path / "video.mp4").stat().st_mtime_ns == before

    asyncio.run(twice())


def test_a_cancelled_render_stops_and_leaves_nothing(tmp_path: Path) -> None:
    async def cancelled() -> None:
        engine = LocalRenderer()
        ticket = await engine.submit(RenderRequest(script(600), {}, tmp_path / "video.mp4"), key="a")
        await asyncio.sleep(0.2)
        await engine.cancel(ticket)
        await engine.cancel(ticket)
        with pytest.raises(Unavailable, match="cancelled"):
            await engine.poll(ticket)

    asyncio.run(cancelled())
    assert list(tmp_path.iterdir()) == []


def test_what_rendering_raises_reaches_whoever_polls(tmp_path: Path) -> None:
    order = RenderRequest(script(1, width="wide"), {}, tmp_path / "video.mp4")
    with pytest.raises(ScriptError, match="width"):
        asyncio.run(make(LocalRenderer(), order, key="a"))


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
