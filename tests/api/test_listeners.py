"""Listening, over HTTP, and being told."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from standardwebhooks import Webhook
from tests.api.world import Person, World, opened
from tests.telling.endpoint import Endpoint, serve
from tests.telling.test_deliver import until_none_waits

from sajangpick.domain.event import Event
from sajangpick.settings import Settings
from sajangpick.storage import audits, events, listeners
from sajangpick.telling import announce
from sajangpick.telling.deliver import deliver_due
from sajangpick.telling.listening import MOST_BROWSERS, add_browser

pytestmark = pytest.mark.anyio

HOOK = "https://hooks.example.com/sajangpick"


def keys() -> dict[str, str]:
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {"p256dh": urlsafe_b64encode(raw).rstrip(b"=").decode(), "auth": "tBHItJI5svbpez7KI4CCXg"}


async def hooked(person: Person, url: str = HOOK) -> dict[str, str]:
    made = await person.ask("POST", "/api/listeners/webhooks", json={"url": url})
    assert made.status_code == 201, made.text
    return made.json()


async def test_the_secret_of_a_webhook_is_shown_once(world: World) -> None:
    owner = await world.join("owner")
    made = await hooked(owner)
    assert made["secret"].startswith("whsec_")
    listed = (await owner.ask("GET", "/api/listeners")).json()
    assert [each["id"] for each in listed["items"]] == [made["id"]]
    assert "secret" not in str(listed)
    changed = (await owner.ask("POST", f"/api/listeners/{made['id']}/secret")).json()
    assert changed["id"] == made["id"]
    assert changed["secret"] != made["secret"]


async def test_what_is_done_to_webhooks_is_written_down(world: World) -> None:
    owner = await world.join("owner")
    made = await hooked(owner, f"{HOOK}?key=of-their-own")
    base = f"/api/listeners/{made['id']}"
    changed = await owner.ask("POST", f"{base}/secret")
    assert (await owner.ask("DELETE", base)).status_code == 204
    async with world.here.database.reading() as session:
        lines = (await audits.page(session, actor_id=owner.account_id, limit=3)).items
    assert [line.action for line in lines] == ["webhook.removed", "webhook.secret_changed", "webhook.added"]
    assert {(line.target, line.address) for line in lines} == {(made["id"], "203.0.113.7")}
    assert lines[2].detail == {"host": "hooks.example.com"}
    for secret in (made["secret"], changed.json()["secret"], "of-their-own"):
        assert secret not in str(lines)


async def test_a_url_is_told_once_and_there_are_ten_at_most(world: World) -> None:
    owner = await world.join("owner")
    await hooked(owner)
    again = await owner.ask("POST", "/api/listeners/webhooks", json={"url": HOOK})
    assert (again.status_code, again.json()["code"]) == (409, "listener_exists")
    for number in range(9):
        await hooked(owner, f"{HOOK}/{number}")
    eleventh = await owner.ask("POST", "/api/listeners/webhooks", json={"url": f"{HOOK}/x"})
    assert (eleventh.status_code, eleventh.json()["code"]) == (409, "too_many_listeners")


@pytest.mark.parametrize(
    "url", ["http://hooks.example.com", "https://127.0.0.1/", "https://[::1]/", "https://a:b@c.kr"]
)
async def test_a_webhook_does_not_lead_into_our_network(world: World, url: str) -> None:
    owner = await world.join("owner")
    refused = await owner.ask("POST", "/api/listeners/webhooks", json={"url": url})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_input")


async def test_a_browser_is_one_listener_and_of_who_signed_in_last(world: World) -> None:
    first, second = await world.join("first"), await world.join("second")
    browser = {"endpoint": "https://push.example.com/secret-address", "keys": keys()}
    for person in (first, first, second):
        added = await person.ask("PUT", "/api/listeners/browsers", json=browser)
        assert added.status_code == 200, added.text
        assert added.json()["address"] == "https://push.example.com"
    assert (await first.ask("GET", "/api/listeners")).json()["items"] == []
    assert len((await second.ask("GET", "/api/listeners")).json()["items"]) == 1


async def test_the_newest_browsers_are_told(world: World) -> None:
    owner = await world.join("owner")
    async with world.here.database.writing() as session:
        for number in range(MOST_BROWSERS + 1):
            endpoint = f"https://push.example.com/{number}"
            await add_browser(
                session,
                world.here.settings,
                account_id=owner.account_id,
                endpoint=endpoint,
                keys={},
                now=datetime.now(UTC),
            )
        told = await listeners.of(session, owner.account_id)
    assert sorted(each.address[-2:] for each in told) == sorted(f"/{n}"[-2:] for n in range(1, MOST_BROWSERS + 1))


async def test_a_damaged_subscription_is_refused(world: World) -> None:
    owner = await world.join("owner")
    body = {"endpoint": "https://push.example.com/1", "keys": {**keys(), "p256dh": "AAAA"}}
    assert (await owner.ask("PUT", "/api/listeners/browsers", json=body)).status_code == 422


async def test_the_push_key_stays_the_same(world: World) -> None:
    owner = await world.join("owner")
    asked = [(await owner.ask("GET", "/api/listeners/push-key")).json()["publicKey"] for _ in range(2)]
    assert asked[0] == asked[1]
    assert len(asked[0]) == 87


async def test_e_mail_is_wanted_until_it_is_not(world: World) -> None:
    owner = await world.join("owner")
    for wanted in (False, False, True):
        assert (await owner.ask("PUT", "/api/listeners/mail", json={"wanted": wanted})).status_code == 204
        assert (await owner.ask("GET", "/api/listeners")).json() == {"items": [], "mail": wanted}
        assert await announced(world, owner) == (1 if wanted else 0)


async def test_a_webhook_is_tried_replayed_and_removed(service_settings: Settings) -> None:
    settings = service_settings.model_copy(update={"webhooks_to_private_addresses": True})
    with serve() as endpoint:
        async with opened(settings) as world:
            owner = await world.join("owner")
            made = await hooked(owner, endpoint.url)
            base = f"/api/listeners/{made['id']}"
            message = (await owner.ask("POST", f"{base}/test")).json()
            await heard(world, settings, endpoint, 1)
            taken = Webhook(made["secret"]).verify(endpoint.received[0].body, endpoint.received[0].headers)
            assert taken["type"] == "test"
            (delivery,) = (await owner.ask("GET", f"{base}/deliveries")).json()["items"]
            assert (delivery["id"], delivery["state"], delivery["attempts"]) == (message["id"], "delivered", 1)
            replayed = await owner.ask("POST", f"{base}/deliveries/{message['id']}/replay")
            assert replayed.status_code == 202, replayed.text
            await heard(world, settings, endpoint, 2)
            assert len({each.headers["webhook-id"] for each in endpoint.received}) == 1
            assert (await owner.ask("DELETE", base)).status_code == 204
            assert (await owner.ask("GET", f"{base}/deliveries")).status_code == 404
            assert await announced(world, owner) == 1


async def heard(world: World, settings: Settings, endpoint: Endpoint, times: int) -> None:
    """Deliver what is due, beside the messenger of the world, until all of it was noted."""
    while await deliver_due(settings, world.here.database):
        pass
    await until_none_waits(world.here.database)
    assert len(endpoint.received) == times


async def announced(world: World, person: Person) -> int:
    """How many messages an event makes."""
    account = await world.account(person)
    async with world.here.database.writing() as session:
        told = await events.append(session, account.id, "job.succeeded", {"shortId": "s1"}, now=datetime.now(UTC))
        assert isinstance(told, Event)
        return await announce(session, told, account)
