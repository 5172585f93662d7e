"""Templates say what they need, and their limits are those of the solver."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from sajangpick.api import templates
from sajangpick.api.problem import answer_problems
from sajangpick.template import TEMPLATE_IDS, load_template

pytestmark = pytest.mark.anyio


async def get(path: str) -> httpx.Response:
    app = FastAPI()
    app.include_router(templates.router)
    answer_problems(app)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        return await client.get(path)


async def listed() -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in (await get("/api/templates")).json()["items"]}


async def test_every_template_is_listed_in_the_order_of_the_offer() -> None:
    assert tuple(await listed()) == TEMPLATE_IDS


@pytest.mark.parametrize("template_id", TEMPLATE_IDS)
async def test_a_template_s_words_are_its_slots(template_id: str) -> None:
    template = (await get(f"/api/templates/{template_id}")).json()
    assert template == (await listed())[template_id]
    slots = {slot["name"]: slot for slot in template["slots"]}
    words = load_template(template_id).words
    assert {name for name, slot in slots.items() if slot["isWord"]} == set(words)
    assert {name for name, slot in slots.items() if slot["isNeeded"]} == {"menu", "price"}
    assert all(slots[name]["own"] == own for name, own in words.items())
    assert all(slot["lines"] >= 1 and (slot["letters"] is None or slot["letters"] > 0) for slot in slots.values())


async def test_music_can_be_ordered_by_what_is_listed() -> None:
    assert "calm" in (await get("/api/templates")).json()["music"]


async def test_a_template_that_is_none_is_not_found() -> None:
    answer = await get("/api/templates/no-such")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
