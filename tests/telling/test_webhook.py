import json
from datetime import timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError
from tests.docs.pages import DOCS, blocks
from tests.telling.conftest import AddListener, Clock, read_again, write_to
from tests.telling.endpoint import Endpoint, Received

from sajangpick.domain.delivery import Delivery, DeliveryState
from sajangpick.domain.listener import Channel, Listener
from sajangpick.settings import Settings
from sajangpick.storage import deliveries, listeners
from sajangpick.storage.database import Database
from sajangpick.telling import webhook
from sajangpick.telling.deliver import deliver_due

pytestmark = pytest.mark.anyio


@pytest.fixture
async def hook(listen: AddListener, endpoint: Endpoint) -> Listener:
    return await listen(Channel.WEBHOOK, endpoint.url, webhook.new_secret())


async def test_the_official_client_takes_what_we_send(
    database: Database, open_settings: Settings, endpoint: Endpoint, hook: Listener
) -> None:
    message = await write_to(database, hook)
    assert await deliver_due(open_settings, database) == 1
    (received,) = endpoint.received
    assert verified(received, hook) == {
        "type": "job.succeeded",
        "timestamp": message.created_at.isoformat(),
        "data": {"kind": "short", "jobId": "j1", "shortId": "s1", "menu": "새우 파스타"},
    }
    assert received.path == "/hook"
    assert received.headers["host"] == f"127.0.0.1:{endpoint.port}"
    assert received.headers["webhook-id"] == message.id
    kept = await read_again(database, message)
    assert (kept.state, kept.attempts, kept.answer) == (DeliveryState.DELIVERED, 1, "204")


async def test_the_receiver_of_the_page_takes_it(
    database: Database, open_settings: Settings, endpoint: Endpoint, hook: Listener
) -> None:
    await write_to(database, hook)
    await deliver_due(open_settings, database)
    (received,) = endpoint.received
    (block,) = blocks(DOCS / "how-to" / "tell.md", "python")
    names: dict[str, Any] = {}
    exec(compile(block.text, "tell.md", "exec"), names)
    taken = names["receive"](received.headers, received.body, str(hook.secret["current"]))
    (shown,) = blocks(DOCS / "how-to" / "tell.md", "jsonl")
    assert taken.keys() == json.loads(shown.text).keys()
    assert taken["data"].keys() == json.loads(shown.text)["data"].keys()


async def test_a_forged_message_is_not_taken(
    database: Database, open_settings: Settings, endpoint: Endpoint, hook: Listener
) -> None:
    await write_to(database, hook)
    await deliver_due(open_settings, database)
    (received,) = endpoint.received
    with pytest.raises(WebhookVerificationError):
        Webhook(str(hook.secret["current"])).verify(received.body + b" ", received.headers)


async def test_what_does_not_arrive_is_tried_for_two_days_under_one_id(
    database: Database, open_settings: Settings, endpoint: Endpoint, hook: Listener, clock: Clock
) -> None:
    endpoint.statuses = [500] * 20
    endpoint.body = b"nein\x00\n danke"
    message = await write_to(database, hook)
    began, waits = clock.now, list[timedelta]()
    while (kept := await read_again(database, message)).state is DeliveryState.WAITING:
        waits.append(max(kept.due_at - clock.now, timedelta()))
        clock.now = max(clock.now, kept.due_at)
        assert await deliver_due(open_settings, database, clock=clock) == 1
        assert await deliver_due(open_settings, database, clock=clock) == 0
    assert (kept.state, kept.attempts, kept.answer) == (DeliveryState.FAILED, 9, "500 nein danke")
    assert waits == sorted(waits)
    assert timedelta(hours=48) <= clock.now - began <= timedelta(hours=53)
    assert {received.headers["webhook-id"] for received in endpoint.received} == {message.id}
    assert len(endpoint.received) == 9


async def test_a_later_attempt_counts(
    database: Database, open_settings: Settings, endpoint: Endpoint, hook: Listener, clock: Clock
) -> None:
    endpoint.statuses = [503]
    message = await write_to(database, hook)
    await deliver_due(open_settings, database, clock=clock)
    clock.pass_by(seconds=6)
    await deliver_due(open_settings, database, clock=clock)
    kept = await read_again(database, message)
    assert (kept.state, kept.attempts) == (DeliveryState.DELIVERED, 2)


async def test_an_endpoint_that_asks_for_time_gets_it(
    database: Database, open_settings: Settings, endpoint: Endpoint, hook: Listener, clock: Clock
) -> None:
    endpoint.statuses, endpoint.headers = [429], {"retry-after": "3600"}
    message = await write_to(database, hook)
    await deliver_due(open_settings, database, clock=clock)
    assert (await read_again(database, message)).due_at == clock.now + timedelta(hours=1)


async def test_a_redirect_is_not_followed(
    database: Database, open_settings: Settings, endpoint: Endpoint, hook: Listener
) -> None:
    endpoint.statuses, endpoint.headers = [307], {"location": f"{endpoint.url}/elsewhere"}
    message = await write_to(database, hook)
    await deliver_due(open_settings, database)
    assert len(endpoint.received) == 1
    assert (await read_again(database, message)).state is DeliveryState.WAITING


async def test_an_endpoint_that_is_gone_is_told_nothing_more(
    database: Database, open_settings: Settings, endpoint: Endpoint, hook: Listener
) -> None:
    endpoint.statuses = [410]
    first, second = await write_to(database, hook), await write_to(database, hook)
    await deliver_due(open_settings, database, limit=1)
    async with database.reading() as session:
        assert (await listeners.read(session, hook.id)).disabled_at is not None
    await deliver_due(open_settings, database)
    assert len(endpoint.received) == 1
    assert {(await read_again(database, each)).state for each in (first, second)} == {DeliveryState.FAILED}


async def test_both_secrets_are_good_for_a_day_after_a_change(
    database: Database, open_settings: Settings, endpoint: Endpoint, hook: Listener, clock: Clock
) -> None:
    secret = webhook.rotated(hook.secret, now=clock.now)
    async with database.writing() as session:
        await listeners.set_secret(session, hook.id, secret)
        changed = await listeners.read(session, hook.id)
    await write_to(database, hook)
    await deliver_due(open_settings, database, clock=clock)
    assert verified(endpoint.received[0], hook) == verified(endpoint.received[0], changed)
    clock.pass_by(hours=25)
    await write_to(database, hook)
    await deliver_due(open_settings, database, clock=clock)
    assert len(endpoint.received[1].headers["webhook-signature"].split(" ")) == 1


async def test_a_replay_is_the_same_message_again(
    database: Database, open_settings: Settings, endpoint: Endpoint, hook: Listener, clock: Clock
) -> None:
    message = await write_to(database, hook)
    await deliver_due(open_settings, database, clock=clock)
    async with database.writing() as session:
        again = await deliveries.replay(session, message.id, message.account_id, listener_id=hook.id, now=clock.now)
    assert (again.state, again.attempts) == (DeliveryState.WAITING, 0)
    await deliver_due(open_settings, database, clock=clock)
    first, second = endpoint.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == message.id
    assert first.body == second.body


async def test_a_removed_listener_is_told_nothing(
    database: Database, open_settings: Settings, endpoint: Endpoint, hook: Listener
) -> None:
    message = await write_to(database, hook)
    async with database.writing() as session:
        await listeners.remove(session, hook.id, hook.account_id)
    await deliver_due(open_settings, database)
    kept: Delivery = await read_again(database, message)
    assert (endpoint.received, kept.state) == ([], DeliveryState.FAILED)


def verified(received: Received, hook: Listener) -> object:
    Webhook(str(hook.secret["current"])).verify(received.body, received.headers)
    return json.loads(received.body)
