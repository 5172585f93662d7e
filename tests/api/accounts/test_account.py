"""The owner's own room: password, browsers, tokens, data, leave."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select, text
from tests.api.accounts.conftest import PASSWORD, Service

from sajangpick.domain.asset import Asset, AssetKind
from sajangpick.domain.identifier import new_id
from sajangpick.domain.job import Job, JobState
from sajangpick.domain.short import Short
from sajangpick.storage import accounts, assets, audits, jobs, ledger, shorts
from sajangpick.storage.tables import Table

pytestmark = pytest.mark.anyio

NEW = "국물이 끝내주는 우동"
# What stays: our own costs, and the audit, which names nobody any more.
KEPT = {"audit", "cost", "claim", "secret", "worker", "bucket"}


async def test_a_password_is_changed_by_who_knows_it_and_others_are_signed_out(service: Service) -> None:
    owner, other = service.visitor(), service.visitor()
    await owner.sign_up("owner@example.com")
    await other.sign_in("owner@example.com")
    before = owner.csrf
    wrong = await owner.ask("PUT", "/api/account/password", {"current": "something else", "new": NEW})
    assert wrong.status_code == 403
    weak = await owner.ask("PUT", "/api/account/password", {"current": PASSWORD, "new": "12345678"})
    assert weak.status_code == 422
    changed = await owner.ask("PUT", "/api/account/password", {"current": PASSWORD, "new": NEW})
    assert changed.status_code == 200
    assert owner.csrf != before
    assert (await owner.post("/write")).status_code == 200
    assert (await other.get("/read")).status_code == 401
    assert (await service.visitor().sign_in("owner@example.com")).status_code == 401
    assert service.mails[-1]["subject"] == "비밀번호가 바뀌었어요"


async def test_a_thief_at_an_open_browser_guesses_the_password_only_so_often(service: Service) -> None:
    owner = service.visitor()
    await owner.sign_up("owner@example.com")
    body = {"current": "something else", "new": NEW}
    tries = [await owner.ask("PUT", "/api/account/password", body) for _ in range(6)]
    assert [answer.status_code for answer in tries] == [403] * 5 + [429]


async def test_the_list_of_browsers_shows_each_and_ends_each(service: Service) -> None:
    owner, phone = service.visitor(), service.visitor()
    await owner.sign_up("owner@example.com")
    await phone.sign_in("owner@example.com", User_Agent="SamsungBrowser/27")
    items = (await owner.get("/api/account/sessions")).json()["items"]
    assert items[0]["agent"] == "SamsungBrowser/27"
    assert [item["current"] for item in items] == [False, True]
    assert owner.client.cookies["sajangpick_session"] not in json.dumps(items)
    assert (await owner.delete(f"/api/account/sessions/{items[0]['id']}")).status_code == 204
    assert (await phone.get("/read")).status_code == 401
    assert (await owner.delete(f"/api/account/sessions/{items[0]['id']}")).status_code == 404


async def test_another_owner_s_browsers_and_tokens_are_not_found(service: Service) -> None:
    owner, other = service.visitor(), service.visitor()
    await owner.sign_up("owner@example.com")
    await other.sign_up("other@example.com")
    browser = (await owner.get("/api/account/sessions")).json()["items"][0]["id"]
    token = (await owner.post("/api/tokens", {"name": "program", "scopes": ["read"]})).json()
    assert (await other.delete(f"/api/account/sessions/{browser}")).status_code == 404
    assert (await other.delete(f"/api/tokens/{token['id']}")).status_code == 404
    assert (await other.get("/api/tokens")).json() == {"items": []}
    assert (await owner.get("/read", Authorization=f"Bearer {token['secret']}")).status_code == 200


async def test_a_token_s_secret_is_shown_once_kept_nowhere_and_revoked_for_ever(service: Service) -> None:
    owner = service.visitor()
    await owner.sign_up("owner@example.com")
    made = (await owner.post("/api/tokens", {"name": "매장 태블릿", "scopes": ["write", "read", "read"]})).json()
    assert made["secret"].startswith("sjp_")
    assert made["scopes"] == ["read", "write"]
    listed = await owner.get("/api/tokens")
    assert [item["name"] for item in listed.json()["items"]] == ["매장 태블릿"]
    assert "secret" not in listed.text
    program = {"Authorization": f"Bearer {made['secret']}"}
    assert (await service.visitor().get("/read", **program)).status_code == 200
    assert (await owner.get("/api/tokens")).json()["items"][0]["seenAt"]
    assert (await owner.delete(f"/api/tokens/{made['id']}")).status_code == 204
    assert (await service.visitor().get("/read", **program)).status_code == 401
    async with service.here.database.reading() as session:
        for table in Table.metadata.sorted_tables:
            rows = (await session.execute(select(table))).all()
            assert made["secret"] not in str(rows)
            assert PASSWORD not in str(rows)


async def test_there_is_an_end_to_tokens(service: Service) -> None:
    owner = service.visitor()
    account = await owner.sign_up("owner@example.com")
    async with service.here.database.writing() as session:
        for number in range(50):
            await session.execute(
                text(
                    "INSERT INTO token (id, account_id, secret_sha256, name, scopes, created_at)"
                    f" VALUES ('{new_id()}', '{account['id']}', '{number}', 'n', 'read', '2026-01-01 00:00:00')"
                )
            )
    answer = await owner.post("/api/tokens", {"name": "one more", "scopes": ["read"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_tokens")


async def test_the_language_is_changed(service: Service) -> None:
    owner = service.visitor()
    await owner.sign_up("owner@example.com")
    assert (await owner.ask("PATCH", "/api/account", {"language": "en"})).json()["language"] == "en"
    assert (await owner.ask("PATCH", "/api/account", {"language": "xx"})).status_code == 422
    assert (await owner.ask("PATCH", "/api/account", {"role": "admin"})).status_code == 422


async def test_the_export_holds_everything_and_nothing_that_opens_anything(service: Service) -> None:
    owner, other = service.visitor(), service.visitor()
    account = await owner.sign_up("owner@example.com")
    await other.sign_up("other@example.com")
    token = (await owner.post("/api/tokens", {"name": "program", "scopes": ["read"]})).json()
    made = [await furnish(service, account["id"], number) for number in range(3)]
    answer = await owner.get("/api/account/export")
    data = answer.json()
    assert "attachment" in answer.headers["Content-Disposition"]
    assert data["account"]["email"] == "owner@example.com"
    assert [item["id"] for item in data["shorts"]] == [short.id for short in reversed(made)]
    assert data["shorts"][0]["menu"] == "치킨 2"
    assert [len(data[name]) for name in ("jobs", "assets", "ledger", "sessions", "tokens")] == [3, 3, 1, 1, 1]
    for secret in (token["secret"], owner.csrf, "argon2", owner.client.cookies["sajangpick_session"], "other@"):
        assert secret not in answer.text
    empty = (await other.get("/api/account/export")).json()
    assert empty["shorts"] == empty["jobs"] == empty["assets"] == []


async def test_whoever_leaves_leaves_nothing_but_a_nameless_line(service: Service) -> None:
    admin, owner = service.visitor(), service.visitor()
    await admin.sign_up("admin@example.com")
    account = await owner.sign_up("owner@example.com")
    await owner.post("/api/tokens", {"name": "program", "scopes": ["read"]})
    await owner.post("/api/password-letters", {"email": "owner@example.com"})
    short = await furnish(service, account["id"], 1)
    wrong = await owner.post("/api/account/deletion", {"password": "something else"})
    assert wrong.status_code == 403
    assert (await owner.post("/api/account/deletion", {})).status_code == 403
    gone = await owner.post("/api/account/deletion", {"password": PASSWORD})
    assert gone.status_code == 204
    assert service.jobs.canceled == [short.job_id]
    assert (await owner.get("/read")).status_code == 401
    assert (await service.visitor().sign_in("owner@example.com")).status_code == 401
    async with service.here.database.reading() as session:
        for table in Table.metadata.sorted_tables:
            if table.name not in KEPT:
                assert account["id"] not in str((await session.execute(select(table))).all()), table.name
        lines = (await audits.page(session, limit=100)).items
        assert await ledger.broken(session) == []
    assert lines[0].action == "account.deleted"
    assert account["id"] not in str(lines)
    assert {line.actor_id for line in lines if line.action == "token.made"} == {None}
    again = await service.visitor().sign_up("owner@example.com")
    assert again["id"] != account["id"]


async def test_whoever_comes_back_is_not_welcomed_with_credits_again(service: Service) -> None:
    admin, owner = service.visitor(), service.visitor()
    await admin.sign_up("admin@example.com")
    assert (await owner.sign_up("owner@example.com"))["balance"] == 10
    assert (await owner.post("/api/account/deletion", {"password": PASSWORD})).status_code == 204
    assert (await service.visitor().sign_up("Owner@Example.com"))["balance"] == 0
    assert (await service.visitor().sign_up("other@example.com"))["balance"] == 10
    async with service.here.database.reading() as session:
        kept = {table: str((await session.execute(select(table))).all()) for table in Table.metadata.sorted_tables}
        assert await ledger.broken(session) == []
    welcomed = Table.metadata.tables["welcome"]
    assert "@" not in kept[welcomed]
    # Whoever has the digests, and knows the e-mail, still lacks the key.
    assert hashlib.sha256(b"owner@example.com").hexdigest() not in kept[welcomed]


async def test_the_key_of_the_settings_knows_who_came_before(service: Service) -> None:
    service.set(secret_key=SecretStr("one"))
    for key, balance in (("one", 10), ("one", 0), ("another", 10)):
        service.set(secret_key=SecretStr(key))
        owner = service.visitor()
        assert (await owner.sign_up("owner@example.com"))["balance"] == balance
        await owner.post("/api/account/deletion", {"password": PASSWORD})


async def test_the_last_administrator_leaves_only_an_empty_house(service: Service) -> None:
    admin, owner = service.visitor(), service.visitor()
    await admin.sign_up("admin@example.com")
    await owner.sign_up("owner@example.com")
    refused = await admin.post("/api/account/deletion", {"password": PASSWORD})
    assert (refused.status_code, refused.json()["code"]) == (409, "last_admin")
    await owner.post("/api/account/deletion", {"password": PASSWORD})
    assert (await admin.post("/api/account/deletion", {"password": PASSWORD})).status_code == 204
    assert (await service.visitor().sign_up("next@example.com"))["role"] == "admin"


async def test_a_session_is_over_when_its_time_is(service: Service) -> None:
    owner = service.visitor()
    await owner.sign_up("owner@example.com")
    async with service.here.database.writing() as session:
        sessions = Table.metadata.tables["session"]
        await session.execute(sessions.update().values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
        assert await session.scalar(select(func.count()).select_from(sessions)) == 1
    assert (await owner.get("/read")).status_code == 401


async def furnish(service: Service, account_id: str, number: int) -> Short:
    """A job under way, its short, and a photo."""
    now = datetime.now(UTC)
    photo = Asset(new_id(), account_id, AssetKind.PHOTO, "image/jpeg", "치킨.jpg", 9, f"{number:064}", now)
    job = Job(new_id(), account_id, "short", JobState.QUEUED, {}, 0, now)
    short = Short(
        new_id(), account_id, job.id, f"치킨 {number}", "signature", {}, JobState.QUEUED, now, photo_id=photo.id
    )
    async with service.here.database.writing() as session:
        await accounts.read(session, account_id)
        await assets.add(session, photo)
        await jobs.add(session, job)
        await shorts.add(session, short)
    return short
