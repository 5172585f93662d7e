"""Engines over HTTP: who is asked and for how much, the choice of one in an order, and who writes when one fails."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.api.world import Person, World

from sajangpick.domain.job import JobState
from sajangpick.engine import (
    Clip,
    ClipRequest,
    Engine,
    Finished,
    Kind,
    Profile,
    Prompt,
    PromptRequest,
    SomeEngine,
    Ticket,
)
from sajangpick.engines.card import LocalCard
from sajangpick.engines.director import LocalDirector
from sajangpick.engines.local import LocalMotion
from sajangpick.errors import EngineError, Misconfigured, Refused, Unanswered, Unavailable
from sajangpick.pipeline import Engines
from sajangpick.storage import costs, jobs, shorts

pytestmark = pytest.mark.anyio

WORDS = {"prompt": "Kimchi stew boiling in a stone pot"}
IDEA = {"idea": "보글보글 끓는 김치찌개"}
RUNWAY = Profile(
    "runway:toy",
    Kind.CLIP,
    "A vendor",
    price_won=5,
    won_per_second=72.46,
    seconds=(4.0, 8.0),
    max_seconds=8.0,
    sizes=((720, 1280),),
    concurrency=2,
    sunset=date(2020, 1, 1),
    successor="local:motion",
    policy="사진이 나가요.",
    policy_en="Photos leave.",
)


RETOUCHER = Profile("vendor:retoucher", Kind.PICTURE, "A retoucher", edits=True)


class Writer:
    """An engine of words that fails as it is told to."""

    def __init__(self, name: str, error: EngineError | None = None, won: int = 0) -> None:
        self.profile = Profile(name, Kind.PROMPT, name, price_won=won)
        self.error, self.asked = error, 0

    async def submit(self, request: PromptRequest, *, key: str) -> Ticket:
        self.asked += 1
        if self.error:
            raise self.error
        return await LocalDirector().submit(request, key=key)

    async def poll(self, ticket: Ticket) -> Finished[Prompt]:
        finished = await LocalDirector().poll(ticket)
        assert isinstance(finished, Finished)
        return finished

    async def cancel(self, ticket: Ticket) -> None:  # noqa: ARG002 (an Engine)
        return


def set_up(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    *others: SomeEngine,
    clip: Engine[ClipRequest, Clip] | None = None,
    prompt: Writer | None = None,
) -> None:
    engines = Engines(clip or LocalMotion(), LocalCard(), prompt or LocalDirector(), others=others)
    monkeypatch.setattr(world.here.jobs, "_engines", engines)


async def offers(person: Person, **filters: str) -> list[dict[str, Any]]:
    return (await person.ask("GET", "/api/engines", params=filters)).json()["items"]


async def test_everybody_sees_who_makes_what_at_home(world: World) -> None:
    listed, chosen = await offers(await world.join("owner")), world.here.settings
    assert [(each["id"], each["kind"], each["place"], each["credits"]) for each in listed] == [
        ("local:director", "prompt", 1, 0),
        ("local:card", "picture", 1, chosen.credits_per_picture),
        ("local:motion", "clip", 1, chosen.credits_per_clip),
        ("local:renderer", "render", 1, chosen.short_price_credits),
    ]
    for each in listed:
        assert (each["isHome"], each["wonPerResult"], each["wonPerSecond"], each["state"]) == (True, 0, 0, "ready")
        assert each["policy"].endswith("나가지 않아요.")
        assert (each["seconds"], each["maxSeconds"], each["sizes"], each["sunset"]) == ([], None, [], None)


async def test_a_chain_is_listed_in_its_order_with_every_fact(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = await world.join("owner")
    set_up(world, monkeypatch, LocalMotion(), clip=LocalMotion(RUNWAY))
    first, second = await offers(owner, kind="clip")
    assert first == {
        "id": "runway:toy", "kind": "clip", "title": "A vendor", "place": 1,
        "credits": world.here.settings.credits_per_clip, "wonPerResult": 5, "wonPerSecond": 72.5,
        "seconds": [4, 8], "maxSeconds": 8, "sizes": [{"width": 720, "height": 1280}], "edits": False,
        "concurrency": 2, "state": "ended", "sunset": "2020-01-01", "successor": "local:motion", "isHome": False,
        "policy": "사진이 나가요.", "policyEn": "Photos leave.",
    }  # fmt: skip
    assert (second["id"], second["place"]) == ("local:motion", 2)
    assert [each["id"] for each in await offers(owner, kind="render")] == ["local:renderer"]


async def test_a_picture_is_changed_by_an_engine_that_can_and_is_what_the_new_one_is_made_from(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await world.join("owner")
    picture = await world.picture(owner, JobState.SUCCEEDED)
    change = {"prompt": "더 밝게", "imageId": picture.id}
    refused = await owner.ask("POST", "/api/images", json=change)
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_input")
    assert refused.json()["detail"] == "여기에는 이미지를 고치는 엔진이 없어요."
    set_up(world, monkeypatch, LocalCard(RETOUCHER))
    assert [(each["id"], each["edits"]) for each in await offers(owner, kind="picture")] == [
        ("local:card", False), ("vendor:retoucher", True),
    ]  # fmt: skip
    refused = await owner.ask("POST", "/api/images", json={**change, "engine": "local:card"})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_input")
    assert "vendor:retoucher" in refused.json()["hint"]
    for more in ({}, {"engine": ""}, {"engine": "vendor:retoucher"}):
        answer = await owner.ask("POST", "/api/images", json={**change, **more})
        assert answer.status_code == 202, answer.text
        made = answer.json()
        assert (made["parentId"], made["fields"]["imageId"]) == (picture.id, picture.id)
        async with world.here.database.reading() as session:
            request = (await jobs.read(session, made["jobId"])).request
        assert request["source_id"] == picture.asset_id
    tree = (await owner.ask("GET", f"/api/creations/{picture.id}/tree")).json()["items"]
    assert [each["kind"] for each in tree] == ["picture"] * 4


async def test_only_a_finished_picture_of_one_s_own_is_changed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, stranger = await world.join("owner"), await world.join("stranger")
    set_up(world, monkeypatch, LocalCard(RETOUCHER))
    prompt = (await owner.ask("POST", "/api/prompts", json=IDEA)).json()
    unfinished = await world.picture(owner)
    others = await world.picture(stranger, JobState.SUCCEEDED)
    for image_id in (prompt["id"], unfinished.id, others.id):
        refused = await owner.ask("POST", "/api/images", json={**WORDS, "imageId": image_id})
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


async def test_a_clip_is_no_longer_than_the_engine_that_is_asked_makes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await world.join("owner")
    set_up(world, monkeypatch, LocalMotion(), clip=LocalMotion(RUNWAY))
    for more in ({}, {"engine": ""}, {"engine": "runway:toy"}):
        refused = await owner.ask("POST", "/api/videos", json={**WORDS, "seconds": 9, **more})
        assert (refused.status_code, refused.json()["code"]) == (422, "bad_input"), more
        assert "8초" in refused.json()["detail"]
    made = await owner.ask("POST", "/api/videos", json={**WORDS, "seconds": 9, "engine": "local:motion"})
    assert made.status_code == 202
    assert made.json()["fields"]["engine"] == "local:motion"
    async with world.here.database.reading() as session:
        request = (await jobs.read(session, made.json()["jobId"])).request
    assert request["engine"] == "local:motion"
    picture = (await owner.ask("GET", f"/api/creations/{made.json()['parentId']}")).json()
    assert "engine" not in picture["fields"]


@pytest.mark.parametrize("path", ["/api/images", "/api/videos", "/api/prompts"])
async def test_an_engine_that_is_not_asked_here_cannot_be_chosen(world: World, path: str) -> None:
    owner = await world.join("owner")
    order = IDEA if path == "/api/prompts" else WORDS
    refused = await owner.ask("POST", path, json={**order, "engine": "runway:gen4_turbo"})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_input")
    assert "runway:gen4_turbo" in refused.json()["detail"]
    assert "local:" in refused.json()["hint"]
    assert (await owner.ask("GET", "/api/creations")).json()["items"] == []


async def test_a_picture_is_ordered_of_the_engine_that_is_chosen(world: World) -> None:
    owner = await world.join("owner")
    made = (await owner.ask("POST", "/api/images", json={**WORDS, "engine": "local:card"})).json()
    async with world.here.database.reading() as session:
        assert (await jobs.read(session, made["jobId"])).request["engine"] == "local:card"


async def test_a_short_keeps_its_choices_until_they_change_or_are_gone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await world.join("owner")
    set_up(world, monkeypatch, LocalMotion(RUNWAY))
    order = {"photoId": (await world.asset(owner)).id, "menu": "국밥", "price": "9000"}
    plain = (await owner.ask("POST", "/api/shorts", json=order)).json()
    assert (plain["request"]["clipEngine"], plain["request"]["renderEngine"]) == (None, None)
    choices = {"clipEngine": "runway:toy", "renderEngine": "local:renderer"}
    first = await owner.ask("POST", "/api/shorts", json={**order, **choices})
    assert first.status_code == 201, first.text
    path = f"/api/shorts/{first.json()['id']}/regenerate"

    async def again(**changes: str) -> tuple[str | None, str | None]:
        made = await owner.ask("POST", path, json=changes)
        assert made.status_code == 201, made.text
        async with world.here.database.reading() as session:
            kept = (await shorts.read(session, made.json()["id"], owner.account_id)).request
        request = made.json()["request"]
        assert (kept["clip_engine"] or None, kept["render_engine"] or None) == (
            request["clipEngine"], request["renderEngine"],
        )  # fmt: skip
        return request["clipEngine"], request["renderEngine"]

    assert await again() == ("runway:toy", "local:renderer")
    assert await again(clipEngine="local:motion") == ("local:motion", "local:renderer")
    assert await again(clipEngine="") == (None, "local:renderer")
    set_up(world, monkeypatch)
    assert await again(menu="순대국") == (None, "local:renderer")
    for changes in ({"clipEngine": "runway:toy"}, {"renderEngine": "local:motion"}):
        refused = await owner.ask("POST", path, json=changes)
        assert (refused.status_code, refused.json()["code"]) == (422, "bad_input"), changes
        assert (await owner.ask("POST", "/api/shorts", json={**order, **changes})).status_code == 422


@pytest.mark.parametrize("error", [Unavailable("full"), Misconfigured("no key")])
async def test_the_next_engine_writes_what_the_first_cannot(
    world: World, monkeypatch: pytest.MonkeyPatch, error: EngineError
) -> None:
    owner, first, second = await world.join("owner"), Writer("a:one", error, won=7), Writer("b:two", won=9)
    set_up(world, monkeypatch, second, LocalDirector(), prompt=first)
    made = await owner.ask("POST", "/api/prompts", json=IDEA)
    assert (made.status_code, made.json()["engine"]) == (201, "b:two")
    async with world.here.database.reading() as session:
        spent = await costs.by_day(session, since=date(2020, 1, 1))
    assert [(each.engine, each.won) for each in spent] == [("b:two", 9)]


async def test_the_engine_that_is_chosen_is_asked_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, first, second = await world.join("owner"), Writer("a:one"), Writer("b:two", Unavailable("full"))
    set_up(world, monkeypatch, second, prompt=first)
    made = await owner.ask("POST", "/api/prompts", json={**IDEA, "engine": "b:two"})
    assert (made.json()["engine"], second.asked, first.asked) == ("a:one", 1, 1)
    assert made.json()["fields"]["engine"] == "b:two"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Refused("안 돼요."), 422, "engine_refused"),
        (Refused("안 돼요.", cost_usd=0.001), 422, "engine_refused"),
        (Unanswered("silence"), 503, "needs_review"),
    ],
)
async def test_a_refusal_and_silence_are_nobody_else_s_to_answer(
    world: World, monkeypatch: pytest.MonkeyPatch, error: EngineError, status: int, code: str
) -> None:
    owner, first, second = await world.join("owner"), Writer("a:one", error, won=7), Writer("b:two")
    set_up(world, monkeypatch, second, prompt=first)
    refused = await owner.ask("POST", "/api/prompts", json=IDEA)
    assert (refused.status_code, refused.json()["code"], second.asked) == (status, code, 0)
    async with world.here.database.reading() as session:
        spent = await costs.by_day(session, since=date(2020, 1, 1))
    charged = [2] if error.cost_usd else []
    assert [each.won for each in spent] == ([7] if isinstance(error, Unanswered) else charged)


async def test_if_nobody_writes_the_last_reason_counts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = await world.join("owner")
    set_up(world, monkeypatch, Writer("b:two", Misconfigured("no key")), prompt=Writer("a:one", Unavailable("full")))
    refused = await owner.ask("POST", "/api/prompts", json=IDEA)
    assert (refused.status_code, refused.json()["detail"]) == (503, "no key")


async def test_a_budget_that_is_used_up_leaves_the_writing_to_ours(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, dear = await world.join("owner"), Writer("a:one", won=7)
    set_up(world, monkeypatch, LocalDirector(), prompt=dear)
    here = replace(world.here, settings=world.here.settings.model_copy(update={"budget_won_per_day": 6}))
    monkeypatch.setattr(world.app.state, "context", here)
    made = await owner.ask("POST", "/api/prompts", json=IDEA)
    assert (made.json()["engine"], dear.asked) == ("local:director", 0)
