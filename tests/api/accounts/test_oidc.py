"""Sign-in elsewhere, against a real OpenID Connect server over HTTP: honest, lying, and out of order."""

import time
from collections.abc import Generator
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from tests.api.accounts.conftest import PUBLIC_URL, Service, Visitor
from tests.api.accounts.issuer import CLIENT, SECRET, STRANGERS_KEY, Issuer, query_of, running
from tests.conftest import in_turns

from sajangpick.accounts import oidc
from sajangpick.domain.account import Account
from sajangpick.storage import accounts, audits, identities

pytestmark = pytest.mark.anyio

CHICKEN = {"sub": "subject-1", "email": "Chicken@example.com", "email_verified": True}


@pytest.fixture(scope="module")
def server() -> Generator[Issuer]:
    issuer = Issuer()
    with running(issuer):
        yield issuer


@pytest.fixture
def issuer(server: Issuer) -> Issuer:
    """The server, honest again."""
    fresh = Issuer(address=server.address, person=dict(CHICKEN))
    for each in fields(Issuer):
        setattr(server, each.name, getattr(fresh, each.name))
    return server


@pytest.fixture
def shop(service: Service, issuer: Issuer) -> Service:
    service.set(oidc_issuer=issuer.address, oidc_client_id=CLIENT, oidc_client_secret=SecretStr(SECRET))
    return service


async def go(visitor: Visitor, name: str = "oidc", back_to: str = "/") -> str:
    """Away to the issuer; where it sends the browser back to."""
    away = await visitor.client.get(f"/api/sign-in/{name}", params={"next": back_to})
    assert away.status_code == 303, away.text
    return await agree(away.headers["location"])


async def agree(url: str) -> str:
    async with httpx.AsyncClient() as browser:
        answer = await browser.get(url)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def enter(visitor: Visitor, name: str = "oidc", back_to: str = "/") -> str:
    """Away and back again; the page it ends on."""
    back = await visitor.client.get(await go(visitor, name, back_to))
    assert back.status_code == 303, back.text
    return back.headers["location"]


async def account_of(visitor: Visitor) -> dict[str, Any]:
    answer = await visitor.get("/api/account")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_first_sign_in_makes_an_account_and_the_next_opens_it(shop: Service, issuer: Issuer) -> None:
    one, two = shop.visitor(), shop.visitor()
    assert (await one.get("/api/sign-in")).json()["issuers"] == ["oidc"]
    assert await enter(one, back_to="/shorts") == "/shorts"
    account = await account_of(one)
    assert (account["email"], account["role"]) == ("chicken@example.com", "admin")
    assert (account["emailConfirmed"], account["hasPassword"], account["balance"]) == (True, False, 10)
    issuer.person["email"] = "moved@example.com"
    assert await enter(two) == "/"
    assert (await account_of(two))["id"] == account["id"]
    assert (await one.get("/api/account/identities")).json()["items"][0]["issuer"] == "oidc"


async def test_what_is_asked_of_the_issuer_is_fresh_and_tells_no_secret(shop: Service, issuer: Issuer) -> None:
    await enter(shop.visitor())
    await enter(shop.visitor())
    first, second = issuer.asked
    assert first["realm"] == "tests"
    assert first["redirect_uri"] == f"{PUBLIC_URL}/api/sign-in/oidc/callback"
    assert (first["scope"], first["code_challenge_method"]) == ("openid email", "S256")
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 43
        assert first[name] != second[name]
    assert SECRET not in str(issuer.asked)


async def test_a_secret_in_the_header_is_sent_where_the_issuer_wants_it_there(shop: Service, issuer: Issuer) -> None:
    issuer.in_form = False
    assert await enter(shop.visitor()) == "/"


LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "no issuer": {"claims": {"iss": None}},
    "another audience": {"claims": {"aud": "another-client"}},
    "two audiences": {"claims": {"aud": [CLIENT, "another-client"]}},
    "another party": {"claims": {"azp": "another-client"}},
    "expired": {"claims": {"exp": 1_000_000_000}},
    "never expires": {"claims": {"exp": None}},
    "from tomorrow": {"claims": {"iat": int(time.time()) + 24 * 3600}},
    "another nonce": {"claims": {"nonce": "another"}},
    "no nonce": {"claims": {"nonce": None}},
    "nobody": {"claims": {"sub": None}},
    "a stranger's key": {"key": STRANGERS_KEY},
    "signed with the public key": {"algorithm": "HS256"},
    "not signed": {"algorithm": "none"},
    "another's profile": {"person": {"sub": "subject-1"}, "told_of_person": {**CHICKEN, "sub": "somebody-else"}},
}


@in_turns(["lie"], [[lie] for lie in LIES.values()], ids=LIES)
async def test_an_id_token_that_lies_lets_nobody_in(shop: Service, issuer: Issuer, lie: dict[str, Any]) -> None:
    for name, value in lie.items():
        setattr(issuer, name, value)
    visitor = shop.visitor()
    assert await enter(visitor) == "/sign-in?problem=not_signed_in"
    assert (await visitor.get("/read")).status_code == 401
    assert (await visitor.get("/api/sign-in")).json()["first"] is True


async def test_an_answer_that_this_browser_did_not_ask_for_is_refused(shop: Service, issuer: Issuer) -> None:
    thief, owner = shop.visitor(), shop.visitor()
    stolen = await go(thief)
    assert query_of((await owner.client.get(stolen)).headers["location"]) == {"problem": "not_signed_in"}
    own = query_of(await go(owner))
    changed = {**own, "state": own["state"][:-1] + "A"}
    for sent in (changed, {"code": own["code"]}, {"state": own["state"]}, {"state": own["state"], "error": "denied"}):
        await go(owner)
        answer = await owner.client.get("/api/sign-in/oidc/callback", params=sent)
        assert query_of(answer.headers["location"]) == {"problem": "not_signed_in"}
    assert (await owner.get("/read")).status_code == 401


async def test_an_answer_is_good_once(shop: Service, issuer: Issuer) -> None:
    owner = shop.visitor()
    back = await go(owner)
    errand = owner.client.cookies["sajangpick_errand"]
    assert (await owner.client.get(back)).headers["location"] == "/"
    assert "sajangpick_errand" not in owner.client.cookies
    thief = shop.visitor()
    thief.client.cookies.set("sajangpick_errand", errand, domain="shop.example.com")
    assert (await thief.client.get(back)).headers["location"] == "/sign-in?problem=not_signed_in"
    assert (await thief.get("/read")).status_code == 401


async def test_a_code_of_another_issuer_is_refused(shop: Service, issuer: Issuer) -> None:
    owner = shop.visitor()
    sent = query_of(await go(owner)) | {"iss": "https://evil.example"}
    answer = await owner.client.get("/api/sign-in/oidc/callback", params=sent)
    assert answer.headers["location"] == "/sign-in?problem=not_signed_in"


@pytest.mark.parametrize(
    "note", ["", "x", "e30.x.y", "a" * 4000, "eyJpc3N1ZXIiOiJvaWRjIn0.aSEzZw.ZZZZZZZZZZZZZZZZZZZZZZZZZZZ"]
)
async def test_a_note_that_we_did_not_write_is_no_errand(shop: Service, note: str) -> None:
    headers = {"Cookie": f"sajangpick_errand={note}; sajangpick_known={note}"}
    answer = await shop.visitor().client.get("/api/sign-in/oidc/callback?code=c&state=s", headers=headers)
    assert answer.headers["location"] == "/sign-in?problem=not_signed_in"


@pytest.mark.parametrize("page", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "x"])
async def test_the_way_back_never_leads_to_another_site(shop: Service, issuer: Issuer, page: str) -> None:
    assert await enter(shop.visitor(), back_to=page) == "/"


async def test_a_proved_email_on_both_sides_joins_a_known_account(shop: Service, issuer: Issuer) -> None:
    owner, elsewhere = shop.visitor(), shop.visitor()
    account = await owner.sign_up("chicken@example.com")
    await owner.post("/api/confirmations", {"letter": shop.letter()})
    assert await enter(elsewhere) == "/"
    assert (await account_of(elsewhere))["id"] == account["id"]
    assert (await account_of(elsewhere))["hasPassword"] is True


async def test_an_email_that_we_have_not_proved_joins_nothing(shop: Service, issuer: Issuer) -> None:
    """Whoever signed up here under another's e-mail would else share the owner's account."""
    await shop.visitor().sign_up("chicken@example.com")
    visitor = shop.visitor()
    assert await enter(visitor) == "/sign-in?problem=email_taken"
    assert (await visitor.get("/read")).status_code == 401


@pytest.mark.parametrize("verified", [False, None, "false", 0, "yes"])
async def test_an_email_that_the_issuer_has_not_proved_joins_nothing(
    shop: Service, issuer: Issuer, verified: object
) -> None:
    owner, thief = shop.visitor(), shop.visitor()
    await owner.sign_up("chicken@example.com")
    await owner.post("/api/confirmations", {"letter": shop.letter()})
    issuer.person["email_verified"] = verified
    assert await enter(thief) == "/sign-in?problem=email_taken"
    assert (await thief.get("/read")).status_code == 401


async def test_an_unproved_email_that_nobody_has_makes_an_account_that_is_not_confirmed(
    shop: Service, issuer: Issuer
) -> None:
    issuer.person["email_verified"] = False
    visitor = shop.visitor()
    await enter(visitor)
    assert (await account_of(visitor))["emailConfirmed"] is False


async def test_without_an_email_there_is_no_account(shop: Service, issuer: Issuer) -> None:
    issuer.person = {"sub": "subject-1"}
    assert await enter(shop.visitor()) == "/sign-in?problem=bad_input"


async def test_a_closed_sign_up_is_closed_this_way_too(shop: Service, issuer: Issuer) -> None:
    await shop.visitor().sign_up("admin@example.com")
    shop.set(signup="closed")
    assert await enter(shop.visitor()) == "/sign-in?problem=forbidden"


async def test_a_blocked_account_is_not_opened(shop: Service, issuer: Issuer) -> None:
    await shop.visitor().sign_up("admin@example.com")
    visitor = shop.visitor()
    await enter(visitor)
    async with shop.here.database.writing() as session:
        account: Account | None = await accounts.by_email(session, "chicken@example.com")
        assert account
        await accounts.set_blocked(session, account.id, datetime.now(UTC))
    assert await enter(shop.visitor()) == "/sign-in?problem=forbidden"


async def test_an_owner_joins_a_sign_in_and_parts_from_it(shop: Service, issuer: Issuer) -> None:
    owner = shop.visitor()
    account = await owner.sign_up("owner@example.com")
    assert (await owner.client.post("/api/account/identities/oidc")).status_code == 403
    url = (await owner.post("/api/account/identities/oidc")).json()["url"]
    back = await owner.client.get(await agree(url))
    assert back.headers["location"] == "/me/security"
    elsewhere = shop.visitor()
    await enter(elsewhere)
    assert (await account_of(elsewhere))["id"] == account["id"]
    assert (await owner.delete("/api/account/identities/oidc")).status_code == 204
    assert (await owner.delete("/api/account/identities/oidc")).status_code == 404
    async with shop.here.database.reading() as session:
        actions = {line.action for line in (await audits.page(session, limit=50)).items}
    assert {"identity.joined", "identity.parted"} <= actions


async def test_a_sign_in_is_joined_only_to_the_account_that_asked(shop: Service, issuer: Issuer) -> None:
    owner, thief = shop.visitor(), shop.visitor()
    await owner.sign_up("owner@example.com")
    account = await thief.sign_up("thief@example.com")
    back = await agree((await owner.post("/api/account/identities/oidc")).json()["url"])
    errand = owner.client.cookies["sajangpick_errand"]
    thief.client.cookies.set("sajangpick_errand", errand, domain="shop.example.com", path="/api/sign-in")
    assert (await thief.client.get(back)).headers["location"] == "/sign-in?problem=not_signed_in"
    async with shop.here.database.reading() as session:
        assert await identities.of_account(session, account["id"]) == []


async def test_a_sign_in_that_opens_another_account_is_not_taken_over(shop: Service, issuer: Issuer) -> None:
    await enter(shop.visitor())
    owner = shop.visitor()
    await owner.sign_up("owner@example.com")
    url = (await owner.post("/api/account/identities/oidc")).json()["url"]
    back = await owner.client.get(await agree(url))
    assert back.headers["location"] == "/sign-in?problem=identity_taken"


async def test_the_last_way_into_an_account_stays(shop: Service, issuer: Issuer) -> None:
    owner = shop.visitor()
    await enter(owner)
    await account_of(owner)
    refused = await owner.delete("/api/account/identities/oidc")
    assert (refused.status_code, refused.json()["code"]) == (409, "last_way_in")
    no_password = await owner.ask("PUT", "/api/account/password", {"current": "x", "new": "a new password"})
    assert no_password.json()["code"] == "no_password"
    assert (await owner.post("/api/account/deletion", {})).status_code == 204


async def test_an_issuer_that_is_out_of_order_or_not_what_it_should_be_is_said_so(
    shop: Service, issuer: Issuer
) -> None:
    issuer.broken = True
    away = await shop.visitor().client.get("/api/sign-in/oidc")
    assert away.headers["location"] == "/sign-in?problem=issuer_unavailable"
    issuer.broken, issuer.called = False, "https://evil.example"
    away = await shop.visitor().client.get("/api/sign-in/oidc")
    assert away.headers["location"] == "/sign-in?problem=issuer_misconfigured"
    shop.set(oidc_issuer="http://issuer.example.com")
    away = await shop.visitor().client.get("/api/sign-in/oidc")
    assert away.headers["location"] == "/sign-in?problem=issuer_misconfigured"
    shop.set(oidc_issuer="http://127.0.0.1:1")
    owner = shop.visitor()
    await owner.sign_up("owner@example.com")
    assert (await owner.post("/api/account/identities/oidc")).status_code == 503


async def test_an_issuer_that_is_not_set_up_is_not_found(service: Service) -> None:
    for name in ("kakao", "naver", "google", "oidc", "facebook"):
        assert (await service.visitor().get(f"/api/sign-in/{name}")).status_code == 404
        assert (await service.visitor().get(f"/api/sign-in/{name}/callback?code=c")).status_code == 404


async def test_kakao_says_in_its_profile_whether_the_email_is_proved(
    service: Service, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oidc, "KAKAO", issuer.address)
    service.set(kakao_client_id=CLIENT, kakao_client_secret=SecretStr(SECRET))
    issuer.person = {"sub": "4242", "email": "owner@example.com"}
    issuer.told_of_person = {**issuer.person, "email_verified": True}
    visitor = service.visitor()
    assert await enter(visitor, "kakao") == "/"
    assert issuer.asked[0]["scope"] == "openid account_email"
    assert (await account_of(visitor))["emailConfirmed"] is True


async def test_naver_is_asked_for_its_profile_and_its_email_counts_as_unproved(
    service: Service, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oidc, "NAVER", issuer.address)
    monkeypatch.setattr(oidc, "NAVER_PROFILE", f"{issuer.address}/v1/nid/me")
    service.set(naver_client_id=CLIENT, naver_client_secret=SecretStr(SECRET))
    issuer.person = {"id": "naver-1", "email": "owner@naver.com"}
    visitor, again = service.visitor(), service.visitor()
    assert await enter(visitor, "naver") == "/"
    account = await account_of(visitor)
    assert (account["email"], account["emailConfirmed"]) == ("owner@naver.com", False)
    assert await enter(again, "naver") == "/"
    assert (await account_of(again))["id"] == account["id"]
    issuer.person = {"id": "naver-2", "email": "owner@naver.com"}
    assert await enter(service.visitor(), "naver") == "/sign-in?problem=email_taken"
    issuer.person = {}
    assert await enter(service.visitor(), "naver") == "/sign-in?problem=not_signed_in"


async def test_google_asks_its_own_address(service: Service, issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oidc, "GOOGLE", issuer.address)
    service.set(google_client_id=CLIENT, google_client_secret=SecretStr(SECRET))
    visitor = service.visitor()
    assert await enter(visitor, "google") == "/"
    assert (await account_of(visitor))["email"] == "chicken@example.com"
