"""A durable run of a vendor's clip that changes the dish: asked twice at most, whatever dies, and ours in the end."""

from typing import cast

import pytest
from tests.conftest import in_turns
from tests.footage import NOTHING, Filming
from tests.jobs.conftest import RECIPE, Service, until
from tests.jobs.recipes import keep

from sajangpick.domain.job import JobState
from sajangpick.domain.json import JsonObject
from sajangpick.finish.making import make_clip
from sajangpick.pipeline import Engines, Run

pytestmark = pytest.mark.anyio

VENDOR, OURS = "vendor:footage", "local:motion"


async def recipe(run: Run, request: JsonObject) -> JsonObject:
    """photo → clip → what was made of it, as it is."""
    files = await run.take({"photo": str(request["photo_id"])})
    wish: JsonObject = {"photo": files["photo"], "seconds": 2.0, "size": [216, 384], "prompt": "slow push-in"}
    clip = await make_clip(run, wish)
    kept = await run.act(keep, {"clip": clip})
    return {**kept, "clip": {"engine": clip["engine"], "tried": clip["tried"]}, "engines": {"clip": clip["engine"]}}


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RECIPE, "careful", recipe)


def tried(clip: JsonObject) -> list[tuple[object, object]]:
    return [(each["engine"], each["ok"]) for each in cast("list[JsonObject]", clip["tried"])]


@in_turns(
    ("kinds", "engine", "oks"),
    [
        (["push"], VENDOR, [True]),
        (["swapped", "pan"], VENDOR, [False, True]),
        (["other", "other"], OURS, [False, False]),
        (["colour", NOTHING], OURS, [False, False]),
    ],
)
async def test_a_short_says_who_made_its_clip_and_why(
    service: Service, kinds: list[str], engine: str, oks: list[bool]
) -> None:
    vendor = Filming(kinds)
    await service.start(engines=Engines(vendor))
    job = await service.ended(await service.order(kind="careful"))
    assert (job.state, job.failure) == (JobState.SUCCEEDED, None)
    checks = (await service.short(job)).checks
    assert checks
    clip = cast(JsonObject, checks["clip"])
    assert (clip["engine"], tried(clip)) == (engine, [(VENDOR, ok) for ok in oks])
    assert len(vendor.prompts) == len([kind for kind in kinds if kind != NOTHING])


async def test_a_process_that_ends_between_the_asks_pays_none_of_them_twice(service: Service) -> None:
    vendor = Filming(["other", "other"], held={1})
    await service.start(engines=Engines(vendor))
    job = await service.order(kind="careful")

    async def is_asked_again() -> bool:
        return len(vendor.prompts) == 2

    await until(is_asked_again)
    await service.stop()
    vendor.held.clear()
    await service.start(engines=Engines(vendor))
    ended = await service.ended(job)
    assert ended.state is JobState.SUCCEEDED
    assert len(vendor.prompts) == 2
    clip = cast(JsonObject, (await service.short(ended)).checks["clip"])  # pyright: ignore
    assert (clip["engine"], tried(clip)) == (OURS, [(VENDOR, False), (VENDOR, False)])
