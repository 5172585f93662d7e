"""Webhooks of the vendors at which an address is registered: real signatures, and all that goes wrong on their way."""

import asyncio
import base64
import json
from collections.abc import Generator
from typing import Any

import httpx
import openai
import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError
from tests.engines.cases import PHOTO

from sajangpick.sandbox import Clock, World, create_sandbox

pytestmark = pytest.mark.anyio

SECRET = "whsec_" + base64.b64encode(b"known to the two of us alone").decode()
VENDORS = ["openai_videos", "gemini"]


class Receiver:
    """Where webhooks arrive: their bodies and headers."""

    def __init__(self) -> None:
        self.got: list[tuple[bytes, dict[str, str]]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.got.append((request.content, dict(request.headers)))
        return httpx.Response(204)

    def told(self) -> list[tuple[str, str, bool]]:
        """Of each: what happened, to whom, and whether the signature is right."""
        read = [(json.loads(body), body, headers) for body, headers in self.got]
        return [(told["type"], told["data"]["id"], is_signed(body, headers)) for told, body, headers in read]


def is_signed(body: bytes, headers: dict[str, str]) -> bool:
    try:
        Webhook(SECRET).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def world(receiver: Receiver) -> Generator[World]:
    def client() -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(receiver))

    webhooks = {vendor: (f"https://shop.example/{vendor}", SECRET) for vendor in VENDORS}
    world = World(clock=Clock(moved=True), work_seconds=10, client=client, webhooks=webhooks)
    yield world
    world.close()


async def order(world: World, vendor: str, prompt: str) -> str:
    """Order a clip; its id."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_sandbox(world)), base_url=f"http://sandbox/{vendor}"
    ) as client:
        if vendor == "gemini":
            answer = await client.post("/v1/interactions", json=interaction(prompt), headers={"x-goog-api-key": "k"})
        else:
            answer = await client.post(
                "/v1/videos",
                data={"prompt": prompt},
                files={"input_reference": PHOTO.read_bytes()},
                headers={"Authorization": "Bearer k"},
            )
    return str(answer.raise_for_status().json()["id"])


def interaction(prompt: str) -> dict[str, Any]:
    photo = base64.b64encode(PHOTO.read_bytes()).decode()
    return {
        "model": "gemini-omni-1.2-flash",
        "background": True,
        "input": [{"type": "image", "mime_type": "image/jpeg", "data": photo}, {"type": "text", "text": prompt}],
        "response_format": {"type": "video", "aspect_ratio": "9:16", "duration": "3s", "delivery": "uri"},
    }


NOUNS = {"openai_videos": "video", "gemini": "interaction"}
FAULTS: list[tuple[str, list[tuple[str, bool]]]] = [
    ("", [("completed", True)]),
    ("moderated", [("failed", True)]),
    ("failed", [("failed", True)]),
    ("cancelled", []),
    ("webhook_lost", []),
    ("webhook_doubled", [("completed", True), ("completed", True)]),
    ("webhook_shuffled", [("completed", True)]),
    ("webhook_forged", [("completed", False), ("completed", True)]),
]


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(("fault", "expected"), FAULTS)
async def test_the_end_of_a_work_is_told(
    world: World, receiver: Receiver, vendor: str, fault: str, expected: list[tuple[str, bool]]
) -> None:
    work_id = await order(world, vendor, f"steam [fault:{fault}]")
    world.clock.advance(11)
    await world.settle()
    assert receiver.told() == [(f"{NOUNS[vendor]}.{end}", work_id, signed) for end, signed in expected]
    # A message that comes twice says by its id that it does.
    assert len({headers["webhook-id"] for _, headers in receiver.got}) == min(1, len(expected))


@pytest.mark.parametrize("vendor", VENDORS)
async def test_what_is_late_comes_late(world: World, receiver: Receiver, vendor: str) -> None:
    work_id = await order(world, vendor, "steam [fault:webhook_late]")
    world.clock.advance(60)
    for _ in range(20):
        await asyncio.sleep(0)
    assert not receiver.got
    world.clock.advance(11)
    await world.settle()
    assert receiver.told() == [(f"{NOUNS[vendor]}.completed", work_id, True)]


async def test_where_nothing_is_registered_nothing_is_told(world: World, receiver: Receiver) -> None:
    world.webhooks.clear()
    await order(world, "gemini", "steam")
    world.clock.advance(11)
    await world.settle()
    assert receiver.got == []


async def test_openai_s_own_client_unwraps_them(world: World, receiver: Receiver) -> None:
    work_id = await order(world, "openai_videos", "steam [fault:webhook_forged]")
    world.clock.advance(11)
    await world.settle()
    (forged, forged_headers), (true, true_headers) = receiver.got
    webhooks = openai.OpenAI(api_key="k").webhooks
    # Its classes do not know videos: the type is what counts.
    event: Any = webhooks.unwrap(true, true_headers, secret=SECRET)
    assert (event.type, event.data.id, event.object) == ("video.completed", work_id, "event")
    assert work_id.startswith("video_")
    with pytest.raises(openai.InvalidWebhookSignatureError):
        webhooks.unwrap(forged, forged_headers, secret=SECRET)
