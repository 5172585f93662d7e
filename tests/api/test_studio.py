"""The studio: idea, prompt, picture, clip; each kept with what it was made from, paid once, and made again at will."""

from collections.abc import Generator
from typing import Any

import httpx
import pytest
from tests.api.world import PASSWORD, Person, World, served

from sajangpick.api.idempotency import REPLAYED_HEADER
from sajangpick.domain.asset import AssetKind
from sajangpick.domain.job import JobState
from sajangpick.media.still import read_photo
from sajangpick.settings import Settings, settings
from sajangpick.storage import creations, events, jobs, ledger

pytestmark = pytest.mark.anyio

WORDS = {"prompt": "Kimchi stew boiling in a stone pot"}


async def write(person: Person, **more: Any) -> dict[str, Any]:
    answer = await person.ask("POST", "/api/prompts", json={"idea": "보글보글 끓는 김치찌개", **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def balance(person: Person) -> int:
    return (await person.ask("GET", "/api/ledger")).json()["balance"]


async def listed(person: Person, **filters: str) -> list[str]:
    return [each["id"] for each in (await person.ask("GET", "/api/creations", params=filters)).json()["items"]]


async def test_an_idea_becomes_a_prompt_at_once_and_for_nothing(world: World) -> None:
    owner = await world.join("owner")
    before = await balance(owner)
    made = await write(owner, mood="포근한", seed=3)
    assert (made["kind"], made["state"], made["jobId"], made["credits"]) == ("prompt", "succeeded", None, 0)
    assert (made["engine"], made["prompt"]) == ("local:director", made["written"]["prompt"])
    assert made["written"]["korean"]
    assert made["fields"] == {
        "idea": "보글보글 끓는 김치찌개", "style": "", "mood": "포근한", "camera": "", "ratio": "9:16", "extra": "",
        "seed": 3,
    }  # fmt: skip
    assert await balance(owner) == before
    read = (await owner.ask("GET", f"/api/creations/{made['id']}")).json()
    assert read == {**made, "progress": None}
    again = await write(owner, mood="고급스러운", seed=3, parentId=made["id"])
    assert (again["parentId"], again["prompt"] == made["prompt"]) == (made["id"], False)


async def test_an_idea_that_cannot_be_directed_is_refused(world: World) -> None:
    owner = await world.join("owner")
    for body in (
        {"idea": ""},
        {"idea": "가" * 201},
        {"idea": "찌개", "ratio": "3:7"},
        {"idea": "찌개", "colour": "red"},
    ):
        assert (await owner.ask("POST", "/api/prompts", json=body)).status_code == 422, body
    assert (await owner.ask("POST", "/api/prompts", json={"idea": "찌개", "parentId": "0" * 26})).status_code == 404
    assert await listed(owner) == []


async def test_a_picture_is_ordered_and_waits_where_nobody_works(world: World) -> None:
    owner = await world.join("owner")
    before, prompt = await balance(owner), await write(owner)
    answer = await owner.ask("POST", "/api/images", json={**WORDS, "promptId": prompt["id"], "ratio": "1:1", "seed": 7})
    made = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (202, f"/api/creations/{made['id']}")
    assert (made["kind"], made["state"], made["parentId"]) == ("picture", "queued", prompt["id"])
    assert made["fields"] == {**WORDS, "promptId": prompt["id"], "ratio": "1:1", "seed": 7, "negative": ""}
    assert (made["imageUrl"], made["assetId"], made["prompt"]) == (None, None, WORDS["prompt"])
    assert made["progress"] == {"stage": "", "done": 0, "total": 0, "ahead": 0, "etaSeconds": None}
    assert made["credits"] == world.here.settings.credits_per_picture == before - await balance(owner)
    job = (await owner.ask("GET", f"/api/jobs/{made['jobId']}")).json()
    assert (job["kind"], job["state"]) == ("picture", "queued")
    async with world.here.database.reading() as session:
        told = [each.data for each in await events.since(session, owner.account_id, 0, limit=100)]
    assert {"kind": "picture", "jobId": job["id"], "creationId": made["id"], "attempt": 1} in told


async def test_a_clip_without_a_picture_has_one_in_its_tree(world: World) -> None:
    owner = await world.join("owner")
    before, prompt = await balance(owner), await write(owner)
    answer = await owner.ask("POST", "/api/videos", json={"prompt": prompt["prompt"], "promptId": prompt["id"]})
    clip = answer.json()
    assert (answer.status_code, clip["kind"], clip["state"]) == (202, "clip", "queued")
    assert before - await balance(owner) == clip["credits"] == world.here.settings.credits_per_clip
    assert clip["fields"]["camera"] == prompt["written"]["camera"]
    tree = (await owner.ask("GET", f"/api/creations/{prompt['id']}/tree")).json()["items"]
    assert [each["kind"] for each in tree] == ["prompt", "picture", "clip"]
    picture = tree[1]
    assert (picture["parentId"], clip["parentId"]) == (prompt["id"], picture["id"])
    assert (picture["jobId"], picture["credits"], picture["state"]) == (clip["jobId"], 0, "queued")
    read = (await owner.ask("GET", f"/api/videos/{clip['jobId']}")).json()
    assert (read["id"], read["videoUrl"], read["progress"]["ahead"]) == (clip["id"], None, 0)
    assert (await owner.ask("POST", f"/api/jobs/{clip['jobId']}/cancel")).status_code == 202
    assert await balance(owner) == before
    states = {each["state"] for each in (await owner.ask("GET", "/api/creations")).json()["items"]}
    assert states == {"succeeded", "canceled"}


async def test_a_clip_of_a_picture_takes_that_picture(world: World) -> None:
    owner = await world.join("owner")
    picture = await world.picture(owner, JobState.SUCCEEDED)
    wanted = {**WORDS, "imageId": picture.id, "seconds": 4, "camera": "orbit", "steam": "off"}
    clip = (await owner.ask("POST", "/api/videos", json=wanted)).json()
    assert clip["parentId"] == picture.id
    assert len(await listed(owner)) == 2
    async with world.here.database.reading() as session:
        request = (await jobs.read(session, clip["jobId"])).request
    assert (request["photo_id"], request["seconds"], request["camera"], request["steam"]) == (
        picture.asset_id, 4.0, "orbit", 0.0,
    )  # fmt: skip
    unfinished = await world.picture(owner)
    refused = await owner.ask("POST", "/api/videos", json={**WORDS, "imageId": unfinished.id})
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    for body in ({"seconds": 60}, {"camera": "somersault"}, {"imageId": (await write(owner))["id"]}):
        assert (await owner.ask("POST", "/api/videos", json={**WORDS, **body})).status_code in (404, 422), body


@pytest.mark.parametrize("path", ["/api/images", "/api/videos"])
async def test_the_same_key_pays_once(world: World, path: str) -> None:
    owner = await world.join("owner")
    before, key = await balance(owner), {"Idempotency-Key": "one"}
    first, second = [await owner.ask("POST", path, json=WORDS, headers=key) for _ in range(2)]
    assert (first.status_code, second.status_code, second.json()) == (202, 202, first.json())
    assert second.headers[REPLAYED_HEADER] == "true"
    assert before - await balance(owner) == first.json()["credits"]
    other = await owner.ask("POST", path, json={"prompt": "other"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")


@pytest.mark.parametrize("path", ["/api/images", "/api/videos"])
async def test_an_empty_purse_orders_nothing(world: World, path: str) -> None:
    owner = await world.join("owner")
    await world.short(owner, credits=await balance(owner))
    answer = await owner.ask("POST", path, json=WORDS)
    assert (answer.status_code, answer.json()["code"]) == (402, "not_enough_credits")
    assert await listed(owner) == []


async def test_the_list_is_of_a_kind_and_of_a_parent_page_by_page(world: World) -> None:
    owner, other = await world.join("owner"), await world.join("other")
    prompt = await write(owner)
    await write(other)
    made = [
        (await owner.ask("POST", "/api/images", json={**WORDS, "promptId": prompt["id"]})).json()["id"]
        for _ in range(3)
    ]
    assert await listed(owner, kind="picture") == made[::-1] == await listed(owner, parent=prompt["id"])
    assert await listed(owner, kind="prompt") == [prompt["id"]]
    first = (await owner.ask("GET", "/api/creations", params={"limit": "2"})).json()
    rest = (await owner.ask("GET", "/api/creations", params={"limit": "2", "after": first["next"]})).json()
    assert [each["id"] for each in first["items"] + rest["items"]] == [*made[::-1], prompt["id"]]


async def test_what_is_deleted_takes_its_file_and_leaves_its_children(world: World) -> None:
    owner = await world.join("owner")
    picture = await world.picture(owner, JobState.SUCCEEDED)
    clip = (await owner.ask("POST", "/api/videos", json={**WORDS, "imageId": picture.id})).json()
    running = await owner.ask("DELETE", f"/api/creations/{clip['id']}")
    assert (running.status_code, running.json()["code"]) == (409, "still_running")
    assert (await owner.ask("DELETE", f"/api/creations/{picture.id}")).status_code == 204
    assert (await owner.ask("GET", f"/api/assets/{picture.asset_id}")).status_code == 404
    left = (await owner.ask("GET", f"/api/creations/{clip['id']}/tree")).json()["items"]
    assert [(each["id"], each["parentId"]) for each in left] == [(clip["id"], picture.id)]


async def test_a_failed_picture_says_why_and_is_tried_again_unless_it_was_deleted(world: World) -> None:
    admin, owner = await world.join("admin"), await world.join("owner")
    picture = await world.picture(owner, JobState.FAILED, credits=1)
    read = (await owner.ask("GET", f"/api/creations/{picture.id}")).json()
    assert (read["state"], read["failure"]["code"], read["failure"]["creditReturned"]) == ("failed", "internal", True)
    seen = (await admin.ask("GET", f"/api/admin/jobs/{picture.job_id}")).json()
    assert (seen["kind"], seen["request"], seen["prompt"]) == ("picture", None, "김치찌개")
    again = await owner.ask("POST", f"/api/jobs/{picture.job_id}/retry")
    assert (again.status_code, again.json()["attempt"]) == (202, 2)
    read = (await owner.ask("GET", f"/api/creations/{picture.id}")).json()
    assert (read["state"], read["failure"], read["finishedAt"]) == ("queued", None, None)
    gone = await world.picture(owner, JobState.FAILED)
    assert (await owner.ask("DELETE", f"/api/creations/{gone.id}")).status_code == 204
    refused = await owner.ask("POST", f"/api/jobs/{gone.job_id}/retry")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_retryable")


async def test_administrators_give_a_picture_s_credit_back(world: World) -> None:
    admin, owner = await world.join("admin"), await world.join("owner")
    picture = await world.picture(owner, JobState.SUCCEEDED, credits=1)
    before = await balance(owner)
    path = f"/api/admin/jobs/{picture.job_id}/refund"
    assert (await admin.ask("POST", path, json={"note": "상담 3021"})).status_code == 200
    assert await balance(owner) == before + 1


async def test_a_made_picture_is_a_short_s_photo(world: World) -> None:
    owner = await world.join("owner")
    picture = await world.picture(owner, JobState.SUCCEEDED)
    order = {"photoId": picture.asset_id, "menu": "김치찌개", "price": "9000"}
    assert (await owner.ask("POST", "/api/shorts", json=order)).status_code == 201


async def test_the_export_tells_of_the_studio_and_a_deletion_takes_it(world: World) -> None:
    await world.join("admin")
    owner = await world.join("owner")
    picture = await world.picture(owner, JobState.SUCCEEDED)
    told_of = (await owner.ask("GET", "/api/account/export")).json()["creations"]
    assert [(each["id"], each["assetId"], each["fields"]["prompt"]) for each in told_of] == [
        (picture.id, picture.asset_id, "김치찌개")
    ]
    assert (await owner.ask("POST", "/api/account/deletion", json={"password": PASSWORD})).status_code == 204
    async with world.here.database.reading() as session:
        assert (await creations.page(session, owner.account_id, limit=9)).items == ()
        assert await ledger.broken(session) == []


@pytest.fixture
def working(service_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Generator[httpx.Client]:
    """A real service whose process also works, and an owner who is signed in."""
    monkeypatch.setenv("SAJANGPICK_DATA_DIR", str(service_settings.data_dir))
    settings.cache_clear()
    with served(service_settings, work=True) as address, httpx.Client(base_url=address, timeout=60) as client:
        made = client.post("/api/sign-up", json={"email": "owner@example.com", "password": PASSWORD})
        client.headers["X-CSRF-Token"] = made.json()["csrf"]
        yield client
    settings.cache_clear()


def test_a_picture_is_there_when_it_is_answered(working: httpx.Client) -> None:
    answer = working.post("/api/images", json={**WORDS, "ratio": "1:1"})
    made = answer.json()
    assert (answer.status_code, made["state"]) == (201, "succeeded"), made
    assert answer.headers["location"] == f"/api/creations/{made['id']}"
    file = working.get(made["imageUrl"], follow_redirects=True)
    assert read_photo(file.content).shape == (1080, 1080, 3)
    photo = working.get(f"/api/assets/{made['assetId']}").json()
    assert (photo["kind"], photo["mediaType"]) == (AssetKind.PHOTO, "image/jpeg")
