"""Music can be heard before it is chosen: whole, in parts, by anybody, and composed once."""

import io
from typing import Any

import av
import numpy as np
import pytest
from tests.api.world import World

from sajangpick.api import music

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def composed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was composed during a test, which finds nothing composed before."""
    asked: list[str] = []
    real = music.compose

    def compose(mood: str, **more: Any) -> Any:
        asked.append(mood)
        return real(mood, **more)

    monkeypatch.setattr(music, "compose", compose)
    music._kept.cache_clear()
    return asked


async def test_a_mood_is_heard_for_ten_seconds_and_ends_by_itself(world: World, composed: list[str]) -> None:
    answer = await world.stranger().ask("GET", "/api/music/calm")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/mp4")
    assert answer.headers["cache-control"] == "public, max-age=86400"
    assert answer.content[4:8] == b"ftyp"
    assert answer.content.index(b"moov") < answer.content.index(b"mdat")
    with av.open(io.BytesIO(answer.content)) as container:
        (stream,) = container.streams
        assert stream.codec_context.name == "aac"
        heard = np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)
        assert heard.shape[1] / stream.codec_context.sample_rate == pytest.approx(10, abs=0.05)
    quarter = heard.shape[1] // 40
    assert np.abs(heard[:, :-quarter]).max() > 0.1
    assert np.abs(heard[:, -quarter // 4 :]).max() < 0.05
    assert (await world.stranger().ask("GET", "/api/music/calm")).content == answer.content
    music._kept.cache_clear()
    assert (await world.stranger().ask("GET", "/api/music/calm")).content == answer.content
    assert composed == ["calm"]


async def test_what_was_composed_before_an_upgrade_goes(world: World, composed: list[str]) -> None:
    folder = world.here.settings.data_dir / "music"
    folder.mkdir(parents=True)
    (folder / "minimal-0123456789ab.m4a").write_bytes(b"as it was")
    (folder / "warm-0123456789ab.m4a").write_bytes(b"another")
    answer = await world.stranger().ask("GET", "/api/music/minimal")
    assert answer.content[4:8] == b"ftyp"
    assert sorted(path.name.partition("-")[0] for path in folder.iterdir()) == ["minimal", "warm"]
    assert composed == ["minimal"]


async def test_parts_and_copies_are_understood(world: World) -> None:
    whole = await world.stranger().ask("GET", "/api/music/minimal")
    part = await world.stranger().ask("GET", "/api/music/minimal", headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole.content)}"
    known = await world.stranger().ask("GET", "/api/music/minimal", headers={"If-None-Match": whole.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    beyond = await world.stranger().ask("GET", "/api/music/minimal", headers={"Range": "bytes=99999999-"})
    assert (beyond.status_code, beyond.json()["code"]) == (416, "range_not_satisfiable")


async def test_a_mood_that_is_none_is_not_found(world: World, composed: list[str]) -> None:
    answer = await world.stranger().ask("GET", "/api/music/polka")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert composed == []


async def test_whoever_asks_too_often_waits(world: World) -> None:
    stranger = world.stranger()
    codes = [(await stranger.ask("GET", "/api/music/minimal")).status_code for _ in range(90)]
    assert codes[:60] == [200] * 60
    assert 429 in codes
