"""Who asks, and who is refused: sessions, CSRF, tokens, addresses and limits."""

from datetime import UTC, datetime

import pytest
from tests.api.accounts.conftest import PASSWORD, PUBLIC_URL, Service

from sajangpick.storage import accounts

pytestmark = pytest.mark.anyio


async def test_a_stranger_is_asked_to_sign_in(service: Service) -> None:
    stranger = service.visitor()
    for method, path in (("GET", "/read"), ("POST", "/write"), ("POST", "/administer"), ("GET", "/api/account")):
        answer = await stranger.ask(method, path)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


async def test_a_change_needs_the_csrf_value_of_its_own_session(service: Service) -> None:
    owner, other = service.visitor(), service.visitor()
    await owner.sign_up("owner@example.com")
    await other.sign_up("other@example.com")
    assert (await owner.post("/write")).status_code == 200
    assert (await owner.client.post("/write")).status_code == 403
    assert (await owner.post("/write", X_CSRF_Token=other.csrf)).status_code == 403
    assert (await owner.post("/write", X_CSRF_Token=owner.csrf[:-1])).status_code == 403
    assert (await owner.client.get("/read")).status_code == 200


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://shop.example.com", f"{PUBLIC_URL}.evil.example", "shop.example.com"],
)
async def test_a_page_of_another_site_changes_nothing_even_with_the_csrf_value(service: Service, origin: str) -> None:
    owner = service.visitor()
    await owner.sign_up("owner@example.com")
    assert (await owner.post("/write", Origin=origin)).status_code == 403
    assert (await owner.sign_in("owner@example.com", Origin=origin)).status_code == 403
    forgotten = await owner.post("/api/password-letters", {"email": "owner@example.com"}, Origin=origin)
    assert forgotten.status_code == 403


async def test_without_an_origin_the_browser_s_word_on_the_site_counts(service: Service) -> None:
    owner = service.visitor()
    await owner.sign_up("owner@example.com")
    csrf = {"X-CSRF-Token": owner.csrf}
    assert (await owner.client.post("/write", headers=csrf)).status_code == 200
    assert (await owner.client.post("/write", headers=csrf | {"Sec-Fetch-Site": "same-origin"})).status_code == 200
    for site in ("cross-site", "same-site"):
        assert (await owner.client.post("/write", headers=csrf | {"Sec-Fetch-Site": site})).status_code == 403


async def test_the_address_that_a_page_was_opened_under_is_our_origin_too(service: Service) -> None:
    owner = service.visitor()
    service.set(public_url="http://elsewhere.example")
    await owner.sign_up("owner@example.com")
    assert (await owner.post("/write")).status_code == 200


async def test_a_token_needs_no_csrf_and_does_what_its_scopes_say(service: Service) -> None:
    admin, program = service.visitor(), service.visitor()
    await admin.sign_up("admin@example.com")
    for scopes, allowed in (
        (["read"], {"/read"}),
        (["write"], {"/write"}),
        (["read", "write"], {"/read", "/write"}),
        (["admin"], {"/administer"}),
    ):
        made = (await admin.post("/api/tokens", {"name": "program", "scopes": scopes})).json()
        bearer = {"Authorization": f"Bearer {made['secret']}"}
        for method, path in (("GET", "/read"), ("POST", "/write"), ("POST", "/administer")):
            answer = await program.client.request(method, path, headers=bearer)
            assert answer.status_code == (200 if path in allowed else 403), (scopes, path)


async def test_an_owner_is_no_administrator_and_makes_no_token_that_is(service: Service) -> None:
    admin, owner = service.visitor(), service.visitor()
    await admin.sign_up("admin@example.com")
    await owner.sign_up("owner@example.com")
    assert (await admin.post("/administer")).status_code == 200
    assert (await owner.post("/administer")).status_code == 403
    assert (await owner.post("/api/tokens", {"name": "sly", "scopes": ["admin"]})).status_code == 403


async def test_what_is_for_a_person_is_not_for_a_program(service: Service) -> None:
    owner = service.visitor()
    await owner.sign_up("owner@example.com")
    made = await owner.post("/api/tokens", {"name": "program", "scopes": ["read", "write", "admin"]})
    bearer = {"Authorization": f"Bearer {made.json()['secret']}"}
    asked = [
        ("GET", "/api/tokens", None),
        ("POST", "/api/tokens", {"name": "another", "scopes": ["read"]}),
        ("PUT", "/api/account/password", {"current": PASSWORD, "new": "another password"}),
        ("GET", "/api/account/export", None),
        ("GET", "/api/account/sessions", None),
        ("POST", "/api/account/deletion", {"password": PASSWORD}),
        ("GET", "/api/account/identities", None),
        ("POST", "/api/sign-out", None),
    ]
    for method, path, body in asked:
        answer = await service.visitor().client.request(method, path, json=body, headers=bearer)
        assert answer.status_code == 403, path


@pytest.mark.parametrize("secret", ["sjp_", "sjp_unknown", "unknown", "", "sjp_ä"])
async def test_an_unknown_token_is_refused_even_beside_a_good_session(service: Service, secret: str) -> None:
    owner = service.visitor()
    await owner.sign_up("owner@example.com")
    answer = await owner.client.get("/read", headers=[(b"Authorization", f"Bearer {secret}".encode())])
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("secret", ["", "x", "a" * 5000, "' OR 1=1 --", "%00"])
async def test_a_cookie_that_is_none_of_ours_is_nobody(service: Service, secret: str) -> None:
    answer = await service.visitor().client.get("/read", headers={"Cookie": f"sajangpick_session={secret}"})
    assert answer.status_code == 401


async def test_a_limit_counts_for_an_account_wherever_it_is(service: Service) -> None:
    owner, elsewhere, other = service.visitor("203.0.113.1"), service.visitor("203.0.113.2"), service.visitor()
    await owner.sign_up("owner@example.com")
    entered = await elsewhere.sign_in("owner@example.com")
    assert entered.status_code == 200, entered.text
    await other.sign_up("other@example.com")
    assert [(await owner.post("/limited")).status_code for _ in range(2)] == [200, 200]
    assert [(await elsewhere.post("/limited")).status_code for _ in range(2)] == [200, 429]
    refused = await owner.post("/limited")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    assert (await other.post("/limited")).status_code == 200


async def test_strangers_are_limited_by_address_and_an_invented_header_makes_no_other(service: Service) -> None:
    stranger = service.visitor("203.0.113.1")
    sent = [await stranger.post("/limited", X_Forwarded_For=f"198.51.100.{number}") for number in range(4)]
    assert [answer.status_code for answer in sent] == [200, 200, 200, 429]
    assert (await service.visitor("203.0.113.2").post("/limited")).status_code == 200


async def test_behind_our_proxies_the_address_is_the_one_that_they_vouch_for(service: Service) -> None:
    admin = service.visitor("10.0.0.1")
    await admin.sign_up("admin@example.com")
    service.set(trusted_proxies=2)
    told = await admin.post("/administer", X_Forwarded_For="6.6.6.6, 203.0.113.9, 10.0.0.2")
    assert told.json() == "203.0.113.9"
    assert (await admin.post("/administer", X_Forwarded_For="6.6.6.6")).json() == "10.0.0.1"


async def test_a_blocked_account_is_out_at_once(service: Service) -> None:
    admin, owner = service.visitor(), service.visitor()
    await admin.sign_up("admin@example.com")
    account = await owner.sign_up("owner@example.com")
    made = (await owner.post("/api/tokens", {"name": "program", "scopes": ["read"]})).json()
    async with service.here.database.writing() as session:
        await accounts.set_blocked(session, account["id"], datetime.now(UTC))
    assert (await owner.get("/read")).status_code == 401
    assert (await service.visitor().get("/read", Authorization=f"Bearer {made['secret']}")).status_code == 401
    assert (await service.visitor().sign_in("owner@example.com")).status_code == 403
