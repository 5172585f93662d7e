"""Sign-up, sign-in, sign-out and letters, as browsers live them; and as thieves try them."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from tests.api.accounts.conftest import PASSWORD, Service
from tests.conftest import in_turns

from sajangpick.accounts.secret import digest
from sajangpick.domain.identifier import new_id
from sajangpick.storage import accounts, audits, identities, ledger, letters

pytestmark = pytest.mark.anyio

WRONG = "not the password at all"


async def test_the_first_account_is_the_administrator_and_gets_its_welcome(service: Service) -> None:
    first, second = service.visitor(), service.visitor()
    assert (await first.get("/api/sign-in")).json() == {"first": True, "signUp": True, "issuers": []}
    admin = await first.sign_up("First@Example.COM")
    assert (admin["role"], admin["email"], admin["balance"]) == ("admin", "first@example.com", 10)
    assert (await second.sign_up("second@example.com"))["role"] == "owner"
    assert (await second.get("/api/sign-in")).json()["first"] is False
    async with service.here.database.reading() as session:
        assert await ledger.broken(session) == []
        actions = [line.action for line in (await audits.page(session, limit=10)).items]
    assert actions == ["account.made", "account.made"]


async def test_of_many_first_visitors_at_once_one_is_the_administrator(service: Service) -> None:
    asked = [service.visitor(f"203.0.113.{number}").sign_up(f"v{number}@example.com") for number in range(8)]
    roles = [account["role"] for account in await asyncio.gather(*asked)]
    assert sorted(roles) == ["admin"] + ["owner"] * 7


async def test_of_many_sign_ups_under_one_email_one_is_taken(service: Service) -> None:
    body = {"email": "one@example.com", "password": PASSWORD}
    asked = [service.visitor(f"203.0.113.{number}").post("/api/sign-up", body) for number in range(5)]
    answers = await asyncio.gather(*asked)
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"email_taken"}


async def test_a_closed_sign_up_lets_the_first_in_and_nobody_after(service: Service) -> None:
    service.set(signup="closed")
    assert (await service.visitor().get("/api/sign-in")).json()["signUp"] is True
    await service.visitor().sign_up("first@example.com")
    assert (await service.visitor().get("/api/sign-in")).json()["signUp"] is False
    refused = await service.visitor().post("/api/sign-up", {"email": "b@example.com", "password": PASSWORD})
    assert refused.status_code == 403


@in_turns(
    ("email", "password"),
    [
        ("no-at.example.com", PASSWORD),
        ("two@@example.com", PASSWORD),
        ("line\nbreak@example.com", PASSWORD),
        ("a@" + "b" * 300 + ".com", PASSWORD),
        ("owner@example.com", "short"),
        ("owner@example.com", "1234567890"),
        ("owner@example.com", "PASSWORD"),
        ("owner@example.com", "aaaaaaaaaaaa"),
        ("owner@example.com", "Owner@example.com"),
        ("owner@example.com", "ㅎ" * 201),
        ("owner@example.com", "x" * 100_000),
    ],
)
async def test_a_bad_email_or_password_makes_no_account(service: Service, email: str, password: str) -> None:
    answer = await service.visitor().post("/api/sign-up", {"email": email, "password": password})
    assert answer.status_code == 422
    assert password not in answer.text
    assert (await service.visitor().get("/api/sign-in")).json()["first"] is True


async def test_the_session_s_cookie_is_out_of_reach_of_scripts_other_sites_and_plain_http(service: Service) -> None:
    body = {"email": "owner@example.com", "password": PASSWORD}
    made = await service.visitor().post("/api/sign-up", body)
    cookie = next(line for line in made.headers.get_list("set-cookie") if line.startswith("sajangpick_session="))
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    service.set(public_url="http://127.0.0.1:8000")
    entered = await service.visitor().sign_in("owner@example.com", Origin="http://127.0.0.1:8000")
    assert "Secure" not in entered.headers["set-cookie"]


async def test_a_planted_session_is_not_kept_by_a_sign_in(service: Service) -> None:
    thief, owner = service.visitor(), service.visitor()
    await thief.sign_up("thief@example.com")
    await service.visitor().sign_up("owner@example.com")
    planted = thief.client.cookies["sajangpick_session"]
    owner.client.cookies.set("sajangpick_session", planted, domain="shop.example.com")
    assert (await owner.sign_in("owner@example.com")).json()["email"] == "owner@example.com"
    values = {cookie.value for cookie in owner.client.cookies.jar if cookie.name == "sajangpick_session"}
    assert values - {planted}
    assert (await thief.get("/read")).status_code == 401


async def test_a_wrong_password_and_an_unknown_email_are_answered_alike(service: Service) -> None:
    await service.visitor().sign_up("owner@example.com")
    wrong = await service.visitor().sign_in("owner@example.com", WRONG)
    unknown = await service.visitor().sign_in("nobody@example.com", WRONG)
    no_email = await service.visitor().sign_in("nobody", WRONG)
    assert wrong.status_code == unknown.status_code == no_email.status_code == 401
    assert wrong.json() == unknown.json() == no_email.json()


async def test_wrong_tries_are_stopped_and_a_known_browser_still_comes_in(service: Service) -> None:
    owner = service.visitor("203.0.113.1")
    await owner.sign_up("owner@example.com")
    await owner.post("/api/sign-out")
    tries = [await service.visitor("198.51.100.1").sign_in("owner@example.com", WRONG) for _ in range(7)]
    assert [answer.status_code for answer in tries] == [401] * 5 + [429] * 2
    assert int(tries[-1].headers["Retry-After"]) >= 1
    assert (await service.visitor("198.51.100.1").sign_in("owner@example.com")).status_code == 429
    assert (await owner.sign_in("owner@example.com")).status_code == 200


async def test_tries_at_once_gain_nothing(service: Service) -> None:
    await service.visitor().sign_up("owner@example.com")
    asked = [service.visitor("198.51.100.1").sign_in("owner@example.com", WRONG) for _ in range(12)]
    codes = [answer.status_code for answer in await asyncio.gather(*asked)]
    assert codes.count(401) == 5
    assert codes.count(429) == 7


async def test_a_note_of_another_s_browser_helps_nobody(service: Service) -> None:
    thief = service.visitor("198.51.100.1")
    await service.visitor().sign_up("owner@example.com")
    await thief.sign_up("thief@example.com")
    for _ in range(5):
        assert (await thief.sign_in("owner@example.com", WRONG)).status_code == 401
    assert (await thief.sign_in("owner@example.com", WRONG)).status_code == 429


async def test_sign_out_ends_one_browser_and_everywhere_ends_all(service: Service) -> None:
    one, two = service.visitor(), service.visitor()
    await one.sign_up("owner@example.com")
    await two.sign_in("owner@example.com")
    stolen = one.client.cookies["sajangpick_session"]
    assert (await one.post("/api/sign-out")).status_code == 204
    assert "sajangpick_session" not in one.client.cookies
    thief = await service.visitor().client.get("/read", headers={"Cookie": f"sajangpick_session={stolen}"})
    assert thief.status_code == 401
    await one.sign_in("owner@example.com")
    assert (await two.post("/api/sign-out/everywhere")).status_code == 204
    assert (await one.get("/read")).status_code == (await two.get("/read")).status_code == 401


async def test_a_letter_sets_a_password_once_and_signs_everybody_else_out(service: Service) -> None:
    owner, thief = service.visitor(), service.visitor()
    await thief.sign_up("owner@example.com")
    sent = await owner.post("/api/password-letters", {"email": " Owner@example.com "})
    assert sent.status_code == 202
    assert service.mails[-1]["to"] == "owner@example.com"
    body = {"letter": service.letter(), "password": "새 비밀번호는 이것이다"}
    used = await owner.post("/api/password-letters/use", body)
    assert (used.status_code, used.json()["emailConfirmed"]) == (200, True)
    assert service.mails[-1]["subject"] == "비밀번호가 바뀌었어요"
    assert (await owner.get("/read")).status_code == 200
    assert (await thief.get("/read")).status_code == 401
    assert (await service.visitor().post("/api/password-letters/use", body)).status_code == 422
    assert (await service.visitor().sign_in("owner@example.com")).status_code == 401
    assert (await service.visitor().sign_in("owner@example.com", body["password"])).status_code == 200


async def test_of_two_who_use_a_letter_at_once_one_comes_in(service: Service) -> None:
    await service.visitor().sign_up("owner@example.com")
    await service.visitor().post("/api/password-letters", {"email": "owner@example.com"})
    body = {"letter": service.letter(), "password": "새 비밀번호는 이것이다"}
    asked = [service.visitor(f"203.0.113.{number}").post("/api/password-letters/use", body) for number in range(4)]
    assert sorted(answer.status_code for answer in await asyncio.gather(*asked)) == [200, 422, 422, 422]


async def test_a_refused_password_does_not_use_the_letter_up(service: Service) -> None:
    await service.visitor().sign_up("owner@example.com")
    await service.visitor().post("/api/password-letters", {"email": "owner@example.com"})
    for password in ("short", "owner@example.com"):
        body = {"letter": service.letter(), "password": password}
        assert (await service.visitor().post("/api/password-letters/use", body)).status_code == 422
    good = {"letter": service.letter(), "password": "새 비밀번호는 이것이다"}
    assert (await service.visitor().post("/api/password-letters/use", good)).status_code == 200


async def test_an_old_letter_and_one_for_something_else_set_no_password(service: Service) -> None:
    account = await service.visitor().sign_up("owner@example.com")
    confirming = {"letter": service.letter(), "password": "새 비밀번호는 이것이다"}
    assert (await service.visitor().post("/api/password-letters/use", confirming)).status_code == 422
    async with service.here.database.writing() as session:
        over = datetime.now(UTC) - timedelta(seconds=1)
        await letters.add(session, digest("old"), account_id=account["id"], purpose="reset", expires_at=over)
    old = {"letter": "old", "password": "새 비밀번호는 이것이다"}
    assert (await service.visitor().post("/api/password-letters/use", old)).status_code == 422


async def test_nobody_learns_who_has_an_account_nor_fills_a_mailbox(service: Service) -> None:
    await service.visitor().sign_up("owner@example.com")
    before = len(service.mails)
    known = [await service.visitor().post("/api/password-letters", {"email": "owner@example.com"}) for _ in range(5)]
    unknown = await service.visitor().post("/api/password-letters", {"email": "nobody@example.com"})
    nonsense = await service.visitor().post("/api/password-letters", {"email": "nonsense"})
    assert {(answer.status_code, answer.content) for answer in [*known, unknown, nonsense]} == {(202, b"null")}
    assert len(service.mails) - before == 3


async def test_a_letter_is_no_way_into_a_blocked_account(service: Service) -> None:
    await service.visitor().sign_up("admin@example.com")
    account = await service.visitor().sign_up("owner@example.com")
    await service.visitor().post("/api/password-letters", {"email": "owner@example.com"})
    async with service.here.database.writing() as session:
        await accounts.set_blocked(session, account["id"], datetime.now(UTC))
    body = {"letter": service.letter(), "password": "새 비밀번호는 이것이다"}
    assert (await service.visitor().post("/api/password-letters/use", body)).status_code == 403


async def test_who_made_an_account_under_another_s_email_is_thrown_out_by_its_owner(service: Service) -> None:
    thief = service.visitor()
    account = await thief.sign_up("owner@example.com")
    token = (await thief.post("/api/tokens", {"name": "back door", "scopes": ["read"]})).json()["secret"]
    async with service.here.database.writing() as session:
        planted = identities.Identity("https://issuer", "thief", account["id"], created_at=datetime.now(UTC))
        await identities.add(session, planted)
    await service.visitor().post("/api/password-letters", {"email": "owner@example.com"})
    body = {"letter": service.letter(), "password": "새 비밀번호는 이것이다"}
    assert (await service.visitor().post("/api/password-letters/use", body)).status_code == 200
    assert (await service.visitor().get("/read", Authorization=f"Bearer {token}")).status_code == 401
    async with service.here.database.reading() as session:
        assert await identities.of_account(session, account["id"]) == []


async def test_an_email_is_confirmed_by_letter_once(service: Service) -> None:
    owner = service.visitor()
    assert (await owner.sign_up("owner@example.com"))["emailConfirmed"] is False
    assert (await owner.post("/api/confirmations/send")).status_code == 202
    body = {"letter": service.letter()}
    assert (await service.visitor().post("/api/confirmations", body)).status_code == 204
    assert (await owner.get("/api/account")).json()["emailConfirmed"] is True
    assert (await service.visitor().post("/api/confirmations", body)).status_code == 422
    assert (await service.visitor().post("/api/confirmations", {"letter": new_id()})).status_code == 422


async def test_letters_are_written_in_the_language_of_the_account(service: Service) -> None:
    body = {"email": "owner@example.com", "password": PASSWORD, "language": "en"}
    await service.visitor().post("/api/sign-up", body)
    await service.visitor().post("/api/password-letters", {"email": "owner@example.com"})
    assert [mail["subject"] for mail in service.mails] == ["Confirm your e-mail", "Set a new password"]
