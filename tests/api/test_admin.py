"""What administrators see and do; and that each of their deeds is written down."""

from typing import Any

import pytest
from tests.api.world import Person, World

from sajangpick.domain.creation import PictureWish
from sajangpick.domain.identifier import new_id
from sajangpick.domain.job import JobState
from sajangpick.storage import accounts, costs, jobs, ledger

pytestmark = pytest.mark.anyio
WHY = {"note": "상담 3021"}


async def deeds(admin: Person) -> list[dict[str, Any]]:
    """What the administrator did, oldest first, after signing up."""
    page = (await admin.ask("GET", "/api/admin/audit", params={"actor": admin.account_id})).json()
    return [line for line in page["items"][::-1] if line["action"].startswith(("job.", "user."))]


async def balance(world: World, person: Person) -> int:
    async with world.here.database.reading() as session:
        return await ledger.balance(session, person.account_id)


async def test_the_queue_and_its_jobs_are_seen(world: World) -> None:
    admin, owner = await world.join("admin"), await world.join("owner")
    waiting, running = await world.short(owner), await world.short(owner, JobState.RUNNING)
    failed = await world.short(owner, JobState.FAILED)
    queue = (await admin.ask("GET", "/api/admin/queue")).json()
    assert (queue["queued"], queue["running"]) == (1, 1)
    assert queue["oldestWaitSeconds"] >= 0

    async def found(**filters: str) -> set[str]:
        page = (await admin.ask("GET", "/api/admin/jobs", params=filters)).json()
        return {job["id"] for job in page["items"]}

    assert await found() == {waiting.job_id, running.job_id, failed.job_id}
    assert await found(state="failed") == {failed.job_id}
    assert await found(failure="internal") == {failed.job_id}
    assert await found(failure="timed_out") == set()
    assert await found(account=admin.account_id) == set()
    job = (await admin.ask("GET", f"/api/admin/jobs/{waiting.job_id}")).json()
    assert (job["accountId"], job["request"]["menu"]) == (owner.account_id, "새우 파스타")
    assert (job["email"], job["ahead"]) == ("owner@example.com", 0)


async def test_a_job_says_what_it_moved_and_what_it_cost_us(world: World) -> None:
    admin, owner = await world.join("admin"), await world.join("owner")
    made = await world.short(owner, JobState.SUCCEEDED, credits=1)
    await world.short(owner, JobState.SUCCEEDED, credits=1)
    async with world.here.database.writing() as session:
        now = (await jobs.read(session, made.job_id)).created_at
        await costs.record(session, job_id=made.job_id, engine="vendor:model", won=120, once="a", now=now)
    assert (await admin.ask("POST", f"/api/admin/jobs/{made.job_id}/refund", json=WHY)).status_code == 200
    job = (await admin.ask("GET", f"/api/admin/jobs/{made.job_id}")).json()
    moved = [(entry["kind"], entry["amount"], entry["note"]) for entry in job["entries"]]
    assert moved == [("hold", -1, ""), ("capture", 0, ""), ("grant", 1, WHY["note"])]
    assert [(ask["engine"], ask["won"]) for ask in job["asks"]] == [("vendor:model", 120)]


async def test_an_order_of_the_studio_says_what_it_is_made_of(world: World) -> None:
    admin, owner = await world.join("admin"), await world.join("owner")
    wish = PictureWish("a bowl of soup").to_json()
    async with world.here.database.writing() as session:
        account = await accounts.read(session, owner.account_id)
        await world.here.jobs.order(session, account=account, kind="picture", request=wish, credits=0)
    await world.short(owner)
    found = (await admin.ask("GET", "/api/admin/jobs")).json()["items"]
    assert [(job["kind"], job["prompt"], job["request"] is None) for job in found] == [
        ("short", None, False),
        ("picture", "a bowl of soup", True),
    ]


async def test_jobs_that_should_be_over_are_found(world: World) -> None:
    admin, owner = await world.join("admin"), await world.join("owner")
    await world.short(owner)
    assert (await admin.ask("GET", "/api/admin/jobs/stuck", params={"minutes": 1})).json()["items"] == []


async def test_a_failed_job_is_tried_again_for_its_owner(world: World) -> None:
    admin, owner = await world.join("admin"), await world.join("owner")
    short = await world.short(owner, JobState.FAILED, credits=1)
    before = await balance(world, owner)
    answer = await admin.ask("POST", f"/api/admin/jobs/{short.job_id}/retry", json=WHY)
    assert (answer.status_code, answer.json()["attempt"]) == (202, 2)
    assert await balance(world, owner) == before - 1
    again = await admin.ask("POST", f"/api/admin/jobs/{short.job_id}/retry", json=WHY)
    assert (again.status_code, again.json()["code"]) == (409, "not_retryable")
    assert [(deed["action"], deed["target"], deed["detail"]) for deed in await deeds(admin)] == [
        ("job.retry", short.job_id, WHY)
    ]


async def test_a_deed_that_was_refused_is_not_written_down(world: World) -> None:
    admin, owner = await world.join("admin"), await world.join("owner")
    short = await world.short(owner, JobState.FAILED, credits=1)
    async with world.here.database.writing() as session:
        all_there_is = await ledger.balance(session, owner.account_id)
        await ledger.hold(session, owner.account_id, all_there_is, job_id=new_id())
    answer = await admin.ask("POST", f"/api/admin/jobs/{short.job_id}/retry", json=WHY)
    assert (answer.status_code, answer.json()["code"]) == (402, "not_enough_credits")
    assert await deeds(admin) == []


async def test_a_job_is_stopped_and_its_credit_goes_back(world: World) -> None:
    admin, owner = await world.join("admin"), await world.join("owner")
    before = await balance(world, owner)
    short = await world.short(owner, credits=1)
    answer = await admin.ask("POST", f"/api/admin/jobs/{short.job_id}/cancel", json=WHY)
    assert (answer.status_code, answer.json()["state"]) == (202, "canceled")
    assert await balance(world, owner) == before
    assert [deed["action"] for deed in await deeds(admin)] == ["job.cancel"]


async def test_a_short_that_was_paid_for_is_refunded_once(world: World) -> None:
    admin, owner = await world.join("admin"), await world.join("owner")
    before = await balance(world, owner)
    short = await world.short(owner, JobState.SUCCEEDED, credits=1)
    assert await balance(world, owner) == before - 1
    for _ in range(2):
        answer = await admin.ask("POST", f"/api/admin/jobs/{short.job_id}/refund", json=WHY)
        assert answer.status_code in (200, 409)
    assert await balance(world, owner) == before
    assert (await admin.ask("GET", "/api/admin/ledger")).json() == {"isSound": True, "broken": []}


async def test_a_hold_that_waits_for_a_look_is_given_back(world: World) -> None:
    admin, owner = await world.join("admin"), await world.join("owner")
    before = await balance(world, owner)
    short = await world.short(owner, JobState.RUNNING, credits=1)
    async with world.here.database.writing() as session:
        job = await jobs.read(session, short.job_id)
        await jobs.finish(session, job.id, state=JobState.FAILED, failure="needs_review", now=job.created_at)
    assert await balance(world, owner) == before - 1
    waits_for_a_look = {"failure": "needs_review", "held": "true"}
    found = (await admin.ask("GET", "/api/admin/jobs", params=waits_for_a_look)).json()["items"]
    assert [job["id"] for job in found] == [short.job_id]
    answer = await admin.ask("POST", f"/api/admin/jobs/{short.job_id}/refund", json=WHY)
    assert answer.json() == {"jobId": short.job_id, "credits": 1}
    assert await balance(world, owner) == before
    assert (await admin.ask("GET", "/api/admin/jobs", params=waits_for_a_look)).json()["items"] == []


async def test_a_blocked_account_is_let_in_nowhere_until_it_is_unblocked(world: World) -> None:
    admin, owner = await world.join("admin"), await world.join("owner")
    path = f"/api/admin/users/{owner.account_id}"
    assert (await admin.ask("POST", f"{path}/block", json=WHY)).json()["blockedAt"]
    assert (await owner.ask("GET", "/api/account")).status_code == 401
    assert (await admin.ask("POST", f"{path}/unblock", json=WHY)).json()["blockedAt"] is None
    assert [deed["action"] for deed in await deeds(admin)] == ["user.block", "user.unblock"]


async def test_what_was_done_to_somebody_is_found_with_who_did_it(world: World) -> None:
    admin, owner, other = await world.join("admin"), await world.join("owner"), await world.join("other")
    for person in (owner, other):
        await admin.ask("POST", f"/api/admin/users/{person.account_id}/block", json=WHY)
    blocked = (await admin.ask("GET", "/api/admin/audit", params={"action": "user.block"})).json()["items"]
    assert [line["target"] for line in blocked] == [other.account_id, owner.account_id]
    about = {"target": owner.account_id}
    lines = (await admin.ask("GET", "/api/admin/audit", params=about)).json()["items"]
    assert [(line["action"], line["actorEmail"]) for line in lines] == [
        ("user.block", "admin@example.com"),
        ("account.made", "owner@example.com"),
    ]


async def test_the_last_administrator_stays_one(world: World) -> None:
    admin, owner = await world.join("admin"), await world.join("owner")
    own = f"/api/admin/users/{admin.account_id}"
    for path, body in ((f"{own}/block", WHY), (f"{own}/role", {"role": "owner"})):
        answer = await admin.ask("POST", path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "last_admin")
    assert await deeds(admin) == []
    assert (await admin.ask("POST", f"/api/admin/users/{owner.account_id}/role", json={"role": "admin"})).json()[
        "role"
    ] == "admin"
    assert (await owner.ask("GET", "/api/admin/queue")).status_code == 200
    assert [deed["detail"] for deed in await deeds(admin)] == [{"before": "owner", "after": "admin"}]


async def test_credits_are_given_once_under_one_name(world: World) -> None:
    admin, owner = await world.join("admin"), await world.join("owner")
    before = await balance(world, owner)
    body = {"amount": 5, "note": "이벤트", "once": "spring"}
    first, second = [await admin.ask("POST", f"/api/admin/users/{owner.account_id}/grant", json=body) for _ in range(2)]
    assert first.json()["id"] == second.json()["id"]
    assert await balance(world, owner) == before + 5
    lines = (await admin.ask("GET", f"/api/admin/users/{owner.account_id}/ledger")).json()["items"]
    assert (lines[0]["kind"], lines[0]["amount"], lines[0]["note"]) == ("grant", 5, "이벤트")


async def test_people_are_found_by_their_e_mail(world: World) -> None:
    admin = await world.join("admin")
    for name in ("kim", "lee", "kimchi"):
        await world.join(name)
    page = (await admin.ask("GET", "/api/admin/users", params={"search": "kim"})).json()
    assert {user["email"] for user in page["items"]} == {"kim@example.com", "kimchi@example.com"}
    assert not {"passwordHash", "password_hash"} & set(page["items"][0])


async def test_engines_say_what_they_cost_and_costs_what_they_did(world: World) -> None:
    admin = await world.join("admin")
    engines = (await admin.ask("GET", "/api/admin/engines")).json()
    by_id = {engine["id"]: engine for engine in engines["items"]}
    assert {"local:motion", "local:renderer"} <= by_id.keys()
    assert (by_id["local:motion"]["isHome"], by_id["local:motion"]["state"]) == (True, "ready")
    runway, core = by_id["runway:gen4_turbo"], by_id["stability:core"]
    assert (runway["priceWon"], runway["wonPerSecond"]) == (0, 0.05 * world.here.settings.won_per_usd)
    assert (core["priceWon"], core["wonPerSecond"]) == (round(0.03 * world.here.settings.won_per_usd), 0)
    assert by_id["openai_videos:sora-2"]["state"] == "ended"
    assert engines["spentWonToday"] == 0
    async with world.here.database.writing() as session:
        now = (await accounts.read(session, admin.account_id)).created_at
        await costs.record(session, job_id="0" * 26, engine="vendor:model", won=120, once="a", now=now)
    assert (await admin.ask("GET", "/api/admin/engines")).json()["spentWonToday"] == 120
    spent = (await admin.ask("GET", "/api/admin/costs")).json()["items"]
    assert [(each["engine"], each["won"], each["asks"]) for each in spent] == [("vendor:model", 120, 1)]
