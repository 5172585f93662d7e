"""Ordering shorts: what can be known is said before money moves, and what is ordered is kept as it was."""

from typing import Any

import httpx
import pytest
from tests.api.world import Person, World

from sajangpick.domain.asset import AssetKind
from sajangpick.domain.job import JobState
from sajangpick.storage import jobs, shorts

pytestmark = pytest.mark.anyio


async def order(world: World, person: Person, *, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
    photo = more.pop("photoId", None) or (await world.asset(person)).id
    body = {"photoId": photo, "menu": "새우 파스타", "price": "18000", **more}
    return await person.ask("POST", "/api/shorts", json=body, headers=headers)


async def balance(person: Person) -> int:
    return (await person.ask("GET", "/api/ledger")).json()["balance"]


async def test_an_order_holds_its_price_and_waits(world: World) -> None:
    owner = await world.join("owner")
    before = await balance(owner)
    answer = await order(world, owner)
    short = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/shorts/{short['id']}"
    assert (short["state"], short["menu"], short["template"]) == ("queued", "새우 파스타", "signature")
    assert (short["job"]["state"], short["job"]["credits"], short["job"]["ahead"]) == ("queued", 1, 0)
    assert await balance(owner) == before - 1
    read = (await owner.ask("GET", f"/api/shorts/{short['id']}")).json()
    assert {**read, "job": None, "photoUrl": None} == {**short, "job": None}


async def test_an_order_is_filled_in_from_the_brand_kit_and_overrides_it(world: World) -> None:
    owner = await world.join("owner")
    logo = await world.asset(owner, AssetKind.LOGO)
    kit = {"name": "고향집", "address": "서울 성동구", "phone": "02-1", "logoId": logo.id}
    assert (await owner.ask("PUT", "/api/shop", json=kit)).status_code == 200
    plain = (await order(world, owner)).json()["request"]["shop"]
    assert plain == {"name": "고향집", "address": "서울 성동구", "phone": "02-1", "hours": "", "logoId": logo.id}
    other = (await order(world, owner, shop={"phone": "02-2", "logoId": None})).json()["request"]["shop"]
    assert other == {**plain, "phone": "02-2", "logoId": None}


REFUSED: tuple[tuple[dict[str, Any], int, str], ...] = (
    ({"price": "공짜"}, 422, "bad_input"),
    ({"price": "0"}, 422, "bad_input"),
    ({"menu": "   "}, 422, "bad_input"),
    ({"menu": "가" * 80}, 422, "text_does_not_fit"),
    ({"menu": "𓀀"}, 422, "bad_input"),
    ({"template": "no-such"}, 422, "bad_input"),
    ({"music": "no-such"}, 422, "bad_input"),
    ({"words": {"no_such": "말"}}, 422, "bad_input"),
    ({"words": {"cta": "가" * 150}}, 422, "text_does_not_fit"),
    ({"seconds": 60}, 422, "invalid_request"),
    ({"steam": "much"}, 422, "invalid_request"),
    ({"colour": "red"}, 422, "invalid_request"),
    ({"photoId": "0" * 26}, 404, "not_found"),
    ({"musicId": "0" * 26}, 404, "not_found"),
    ({"shop": {"logoId": "0" * 26}}, 404, "not_found"),
)


async def test_what_can_be_known_is_refused_before_money_moves(world: World) -> None:
    owner = await world.join("owner")
    before = await balance(owner)
    for body, status, code in REFUSED:
        await world.forget_limits()
        answer = await order(world, owner, **body)
        assert (answer.status_code, answer.json()["code"]) == (status, code), body
        assert answer.json()["hint"], body
    assert await balance(owner) == before
    assert (await owner.ask("GET", "/api/shorts")).json()["items"] == []


async def test_somebody_else_s_photo_and_a_file_of_another_kind_are_no_photo(world: World) -> None:
    owner, other = await world.join("owner"), await world.join("other")
    theirs = await world.asset(other)
    logo = await world.asset(owner, AssetKind.LOGO)
    for wrong in (theirs, logo):
        answer = await order(world, owner, photoId=wrong.id)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_an_empty_purse_orders_nothing(world: World) -> None:
    owner = await world.join("owner")
    await world.short(owner, credits=await balance(owner))
    answer = await order(world, owner)
    assert (answer.status_code, answer.json()["code"]) == (402, "not_enough_credits")
    assert await balance(owner) == 0


async def test_the_same_key_orders_once(world: World) -> None:
    owner = await world.join("owner")
    photo, key = await world.asset(owner), {"Idempotency-Key": "one"}
    before = await balance(owner)
    first, second = [await order(world, owner, photoId=photo.id, headers=key) for _ in range(2)]
    assert (second.status_code, second.json()) == (first.status_code, first.json())
    assert second.headers["location"] == first.headers["location"]
    assert await balance(owner) == before - 1
    other = await order(world, owner, photoId=photo.id, menu="게살 파스타", headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")


async def test_pages_hold_every_short_once_newest_first(world: World) -> None:
    owner, other = await world.join("owner"), await world.join("other")
    made = [(await world.short(owner)).id for _ in range(5)]
    await world.short(other)
    found: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = (await owner.ask("GET", "/api/shorts", params={"limit": "2", **after})).json()
        found += [short["id"] for short in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert found == made[::-1]


async def test_filters_find_what_they_name(world: World) -> None:
    owner = await world.join("owner")
    pasta = (await order(world, owner, menu="새우 파스타")).json()["id"]
    soup = (await order(world, owner, menu="순두부찌개", template="lunch")).json()["id"]
    failed = (await world.short(owner, JobState.FAILED)).id

    async def found(**filters: str) -> set[str]:
        return {each["id"] for each in (await owner.ask("GET", "/api/shorts", params=filters)).json()["items"]}

    assert await found(search="두부") == {soup}
    assert await found(template="lunch") == {soup}
    assert await found(state="failed") == {failed}
    assert await found(state="queued", search="파스타") == {pasta}
    assert await found(state="queued", template="lunch", search="파스타") == set()


async def test_a_cancelled_short_gives_its_credit_back(world: World) -> None:
    owner = await world.join("owner")
    before = await balance(owner)
    short = (await order(world, owner)).json()
    answer = await owner.ask("POST", f"/api/shorts/{short['id']}/cancel")
    assert (answer.status_code, answer.json()["state"]) == (202, "canceled")
    assert await balance(owner) == before
    again = await owner.ask("POST", f"/api/shorts/{short['id']}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "already_finished")


async def test_a_short_is_made_again_with_changes_and_stays_what_it_was(world: World) -> None:
    owner = await world.join("owner")
    words = {"label": "오늘의 메뉴", "cta": "오세요"}
    parent = (await order(world, owner, words=words, music="calm", seed=7)).json()
    changes = {"price": "20000→18000", "seed": 7}
    child = (await owner.ask("POST", f"/api/shorts/{parent['id']}/regenerate", json=changes)).json()
    assert child["parentId"] == parent["id"]
    assert child["request"] == {**parent["request"], "price": "20000→18000"}
    assert (await owner.ask("GET", f"/api/shorts/{parent['id']}")).json()["request"] == parent["request"]
    other = await owner.ask("POST", f"/api/shorts/{parent['id']}/regenerate", json={"template": "lunch"})
    assert other.json()["request"]["words"] == {}
    assert other.json()["request"]["seed"] != 7


async def test_a_short_under_way_is_not_deleted_and_a_finished_one_is(world: World) -> None:
    owner = await world.join("owner")
    waiting, made = await world.short(owner), await world.short(owner, JobState.SUCCEEDED)
    refused = await owner.ask("DELETE", f"/api/shorts/{waiting.id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "still_running")
    assert (await owner.ask("DELETE", f"/api/shorts/{made.id}")).status_code == 204
    assert (await owner.ask("GET", f"/api/shorts/{made.id}")).status_code == 404


async def test_a_failure_is_told_in_words_with_one_next_step(world: World) -> None:
    owner = await world.join("owner")
    short = await world.short(owner, JobState.FAILED)
    failure = (await owner.ask("GET", f"/api/shorts/{short.id}")).json()["job"]["failure"]
    assert failure["code"] == "internal"
    assert failure["korean"]
    assert failure["english"]
    assert (failure["nextStep"], failure["creditReturned"]) == ("retry", True)


async def test_a_failed_job_is_tried_again_once(world: World) -> None:
    owner = await world.join("owner")
    short = await world.short(owner, JobState.FAILED, credits=1)
    before = await balance(owner)
    first = await owner.ask("POST", f"/api/jobs/{short.job_id}/retry")
    second = await owner.ask("POST", f"/api/jobs/{short.job_id}/retry")
    assert (first.status_code, first.json()["state"], first.json()["attempt"]) == (202, "queued", 2)
    assert (second.status_code, second.json()["code"]) == (409, "not_retryable")
    assert await balance(owner) == before - 1


async def test_a_short_outlives_its_job(world: World) -> None:
    owner = await world.join("owner")
    short = await world.short(owner, JobState.SUCCEEDED)
    async with world.here.database.writing() as session:
        ended = await jobs.read(session, short.job_id)
        assert ended.finished_at is not None
        await jobs.forget(session, before=ended.finished_at.replace(year=ended.finished_at.year + 1), limit=10)
        assert (await shorts.read(session, short.id)).id == short.id
    assert (await owner.ask("GET", f"/api/shorts/{short.id}")).json()["job"] is None


async def test_what_was_made_comes_with_links_that_play_in_the_list_and_alone(world: World) -> None:
    owner = await world.join("owner")
    waiting, made = await world.short(owner), await world.short(owner)
    video, cover = [await world.asset(owner, kind) for kind in (AssetKind.VIDEO, AssetKind.COVER)]
    async with world.here.database.writing() as session:
        await shorts.finish(
            session, made.job_id, video_id=video.id, cover_id=cover.id, caption="", checks={}, now=made.created_at
        )
    listed = {each["id"]: each for each in (await owner.ask("GET", "/api/shorts")).json()["items"]}
    alone = (await owner.ask("GET", f"/api/shorts/{made.id}")).json()
    ordered = (await owner.ask("GET", f"/api/shorts/{(await order(world, owner)).json()['id']}")).json()
    assert ordered["photoUrl"] == (await owner.ask("GET", f"/api/assets/{ordered['photoId']}/link")).json()["path"]
    assert (listed[waiting.id]["videoUrl"], listed[waiting.id]["coverUrl"]) == (None, None)
    for name, asset in (("videoUrl", video), ("coverUrl", cover)):
        link = (await owner.ask("GET", f"/api/assets/{asset.id}/link")).json()
        assert listed[made.id][name] == alone[name] == link["path"]
    assert (await owner.ask("DELETE", f"/api/assets/{cover.id}")).status_code == 204
    left = (await owner.ask("GET", f"/api/shorts/{made.id}")).json()
    assert (left["videoUrl"], left["coverUrl"]) == (alone["videoUrl"], None)
