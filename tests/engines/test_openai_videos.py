"""What is the Sora 2 protocol's own: where it has ended, and its error bodies."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from tests.engines.cases import Case

from sajangpick.engine import Pending, Ticket
from sajangpick.engines import open_engine
from sajangpick.errors import EngineError, Misconfigured, Refused, Unavailable
from sajangpick.settings import Settings

pytestmark = pytest.mark.anyio

SORA = Case("openai_videos:sora-2")
URL = "https://videos.example/v1"


def answering(status: int, body: object, url: str = URL) -> Any:
    settings = Settings(_env_file=None, openai_videos_key=SecretStr("sk-1"), openai_videos_url=url)
    transport = httpx.MockTransport(lambda _: httpx.Response(status, json=body))
    return open_engine(SORA.engine, settings, transport=transport)


async def test_at_openai_it_has_ended_and_says_what_to_use(tmp_path: Path) -> None:
    engine = answering(200, {"id": "video_1", "status": "queued"}, "https://api.openai.com/v1")
    with pytest.raises(Misconfigured) as raised:
        await engine.submit(SORA.request(tmp_path), key="k")
    assert "2026-09-24" in str(raised.value)
    assert "runway:gen4_turbo" in raised.value.hint


async def test_elsewhere_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sajangpick.motion.opening", lambda photo, **_: photo.read_bytes())
    engine = answering(200, {"id": "video_1", "status": "queued"})
    assert engine.profile.sunset is None
    ticket = await engine.submit(SORA.request(tmp_path), key="k")
    assert ticket.id == "video_1"
    assert await engine.poll(ticket) == Pending(again_in_seconds=5)


@pytest.mark.parametrize(
    ("code", "expected"),
    [("moderation_blocked", Refused), ("internal_error", Unavailable)],
)
async def test_a_failed_video_means_what_its_code_says(code: str, expected: type[EngineError], tmp_path: Path) -> None:
    engine = answering(200, {"id": "video_1", "status": "failed", "error": {"code": code, "message": "No."}})
    with pytest.raises(EngineError) as raised:
        await engine.poll(Ticket(SORA.engine, "video_1", tmp_path))
    assert type(raised.value) is expected
