"""Whether the service lives, can work, and tells strangers nothing of itself."""

from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr
from tests.api.world import World

from sajangpick.errors import Unavailable

pytestmark = pytest.mark.anyio


class Gone:
    """A file store that does not answer."""

    async def size(self, _: str) -> int:
        raise Unavailable("secret-bucket.internal does not answer.")


def change(world: World, **parts: Any) -> None:
    world.app.state.context = replace(world.here, **parts)


async def test_a_service_that_can_work_is_ready(world: World) -> None:
    answer = await world.stranger().ask("GET", "/readyz")
    assert answer.json() == {"status": "ok", "checks": {"database": "ok", "storage": "ok", "jobs": "ok"}}


async def test_a_service_without_its_files_lives_and_is_not_ready(world: World) -> None:
    change(world, objects=Gone())
    stranger = world.stranger()
    answer = await stranger.ask("GET", "/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "ok", "storage": "Unavailable", "jobs": "ok"}
    assert "internal" not in answer.text
    assert (await stranger.ask("GET", "/healthz")).status_code == 200


async def test_metrics_are_for_this_machine_or_for_who_has_the_token(world: World) -> None:
    stranger = world.stranger()
    assert (await stranger.ask("GET", "/metrics")).status_code == 403
    change(world, settings=world.here.settings.model_copy(update={"metrics_token": SecretStr("letmein")}))
    wrong = await stranger.ask("GET", "/metrics", headers={"Authorization": "Bearer wrong"})
    assert wrong.status_code == 403
    right = await stranger.ask("GET", "/metrics", headers={"Authorization": "Bearer letmein"})
    assert right.status_code == 200
    assert "sajangpick_http_requests_total" in right.text


async def test_every_answer_keeps_browsers_from_mischief(world: World) -> None:
    for path in ("/", "/docs", "/healthz", "/api/templates", "/api/nothing"):
        headers = (await world.stranger().ask("GET", path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "same-origin"
        assert "strict-transport-security" not in headers
    assert (await world.stranger().ask("GET", "/api/templates")).headers["cache-control"] == "no-store"


async def test_the_manual_needs_nothing_from_elsewhere(world: World) -> None:
    docs = await world.stranger().ask("GET", "/docs")
    assert "/api/shorts" in docs.text
    assert "<script" not in docs.text
    assert "src=" not in docs.text


async def test_a_body_that_nobody_needs_is_not_read(world: World) -> None:
    answer = await world.stranger().ask("POST", "/api/sign-in", content=b" " * 1_000_001)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")

    async def pieces() -> Any:
        for _ in range(20):
            yield b" " * 100_000

    unannounced = await world.stranger().ask("POST", "/api/sign-in", content=pieces())
    assert (unannounced.status_code, unannounced.json()["code"]) == (413, "too_large")
