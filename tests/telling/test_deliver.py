import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import replace
from ipaddress import ip_address

import pytest
from tests.telling.conftest import NOW, AddListener, Clock, read_again, write_to
from tests.telling.endpoint import Endpoint, Received, eventually, serve

from sajangpick.domain.account import Account
from sajangpick.domain.delivery import DeliveryState
from sajangpick.domain.identifier import new_id
from sajangpick.domain.listener import Channel, Listener
from sajangpick.settings import Settings
from sajangpick.storage import accounts, deliveries
from sajangpick.storage.database import Database, open_database
from sajangpick.telling import outbound, webhook
from sajangpick.telling.deliver import deliver_due, deliver_forever

pytestmark = pytest.mark.anyio

DELIVERER = """
import asyncio, sys
from sajangpick.settings import Settings
from sajangpick.storage.database import open_database
from sajangpick.telling.deliver import deliver_forever

settings = Settings.model_validate_json(sys.stdin.read())
asyncio.run(deliver_forever(settings, open_database(settings), asyncio.Event()))
"""


@pytest.fixture
async def hook(listen: AddListener, endpoint: Endpoint) -> Listener:
    return await listen(Channel.WEBHOOK, endpoint.url, webhook.new_secret())


def start_process(settings: Settings) -> "subprocess.Popen[str]":
    process = subprocess.Popen([sys.executable, "-c", DELIVERER], stdin=subprocess.PIPE, text=True)
    assert process.stdin is not None
    process.stdin.write(settings.model_dump_json(exclude_none=True, exclude={"s3_secret_key"}))
    process.stdin.close()
    return process


async def test_two_processes_and_we_send_each_message_once(
    database: Database, open_settings: Settings, endpoint: Endpoint, hook: Listener
) -> None:
    messages = [await write_to(database, hook) for _ in range(60)]
    processes = [start_process(open_settings) for _ in range(2)]
    stop = asyncio.Event()
    ours = asyncio.create_task(deliver_forever(open_settings, database, stop))
    await asyncio.to_thread(eventually, lambda: len(endpoint.received) >= len(messages))
    await until_none_waits(database)
    stop.set()
    await ours
    for process in processes:
        process.kill()
        process.wait()
    heard = Counter(received.headers["webhook-id"] for received in endpoint.received)
    assert heard == Counter(message.id for message in messages)


async def test_claims_at_once_never_take_the_same_message(
    database: Database, open_settings: Settings, endpoint: Endpoint, hook: Listener
) -> None:
    messages = [await write_to(database, hook) for _ in range(12)]
    others = [open_database(open_settings) for _ in range(3)]
    begun = await asyncio.gather(*(deliver_due(open_settings, each, limit=6) for each in [database, *others]))
    for other in others:
        await other.close()
    assert sum(begun) == len(endpoint.received) <= len(messages)
    assert len({received.headers["webhook-id"] for received in endpoint.received}) == len(endpoint.received)


async def test_who_dies_between_sending_and_noting_sends_again_under_the_same_id(
    database: Database, open_settings: Settings, endpoint: Endpoint, hook: Listener, clock: Clock
) -> None:
    message = await write_to(database, hook)
    process = start_process(open_settings)

    def kill(_: Received) -> None:
        endpoint.before = lambda _: None
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

    endpoint.before = kill
    await asyncio.to_thread(eventually, lambda: len(endpoint.received) == 1 and process.poll() is not None)
    assert (await read_again(database, message)).state is DeliveryState.WAITING
    # While the dead one's claim lives, nobody else takes the message.
    assert await deliver_due(open_settings, database, clock=clock) == 0
    clock.pass_by(minutes=3)
    assert await deliver_due(open_settings, database, clock=clock) == 1
    first, second = endpoint.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == message.id
    assert (await read_again(database, message)).state is DeliveryState.DELIVERED


async def test_stopping_finishes_what_was_begun_and_begins_nothing(
    database: Database, open_settings: Settings, endpoint: Endpoint, hook: Listener
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    endpoint.before = lambda _: loop.call_soon_threadsafe(stop.set)
    begun = await write_to(database, hook)
    await deliver_forever(open_settings, database, stop)
    assert (await read_again(database, begun)).state is DeliveryState.DELIVERED
    left = await write_to(database, hook)
    await deliver_forever(open_settings, database, stop)
    assert (await read_again(database, left)).attempts == 0


async def test_a_slow_endpoint_holds_nobody_up(
    database: Database, open_settings: Settings, endpoint: Endpoint, hook: Listener, listen: AddListener
) -> None:
    with serve() as other:
        stop = asyncio.Event()
        # The slow one answers only once the other has heard: were they sent in turn, this would never end.
        endpoint.before = lambda _: eventually(lambda: len(other.received) == 1)
        slow = await write_to(database, hook)
        quick = await write_to(database, await listen(Channel.WEBHOOK, other.url, webhook.new_secret()))
        delivering = asyncio.create_task(deliver_forever(open_settings, database, stop))
        await until_none_waits(database)
        stop.set()
        await delivering
    for message in (slow, quick):
        assert (await read_again(database, message)).state is DeliveryState.DELIVERED


@pytest.mark.parametrize("same", ["host", "account"])
async def test_a_crowd_of_slow_endpoints_holds_nobody_else_up(
    database: Database,
    open_settings: Settings,
    account: Account,
    endpoint: Endpoint,
    listen: AddListener,
    same: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A crowd on one host, whoever's; or of one account, wherever: the others are told meanwhile."""

    async def here(_: object) -> list[outbound.IpAddress]:
        return [ip_address("127.0.0.1")]

    monkeypatch.setattr(outbound, "_resolve", here)
    heard = threading.Event()
    endpoint.before = lambda _: heard.wait() and None
    other = replace(account, id=new_id(), email="other@example.com")
    async with database.writing() as session:
        await accounts.add(session, other, password_hash=None)
    for number in range(80):
        owner = [account, other][number % 2] if same == "host" else account
        url = f"http://slow{number if same == 'account' else ''}.example:{endpoint.port}/{number}"
        await write_to(database, await listen(Channel.WEBHOOK, url, webhook.new_secret(), account_id=owner.id))
    with serve() as quick:
        url = f"http://quick.example:{quick.port}/"
        last = await write_to(database, await listen(Channel.WEBHOOK, url, webhook.new_secret(), account_id=other.id))
        stop = asyncio.Event()
        delivering = asyncio.create_task(deliver_forever(open_settings, database, stop))
        await asyncio.to_thread(eventually, lambda: len(quick.received) == 1)
        assert len(endpoint.received) <= (8 if same == "host" else 16)
        heard.set()
        await until_none_waits(database)
        stop.set()
        await delivering
    assert (await read_again(database, last)).attempts == 1
    assert len(endpoint.received) == 80


async def test_a_message_that_breaks_us_stops_no_other(
    database: Database, open_settings: Settings, endpoint: Endpoint, hook: Listener, listen: AddListener
) -> None:
    broken = await write_to(database, await listen(Channel.WEBHOOK, endpoint.url, {"nothing": "to sign with"}))
    good = await write_to(database, hook)
    assert await deliver_due(open_settings, database) == 2
    assert (await read_again(database, good)).state is DeliveryState.DELIVERED
    assert (await read_again(database, broken)).state is DeliveryState.WAITING


async def test_a_finish_after_the_claim_ran_out_changes_nothing(
    database: Database, open_settings: Settings, hook: Listener, clock: Clock
) -> None:
    message = await write_to(database, hook)
    lease = {"lease": 2 * (clock.now - clock.now), "limit": 1, "busy": {}, "share": 1}
    async with database.writing() as session:
        (late,) = await deliveries.claim(session, now=clock.now, **lease)
    clock.pass_by(seconds=1)
    async with database.writing() as session:
        await deliveries.claim(session, now=clock.now, **lease)
    async with database.writing() as session:
        how = {"state": DeliveryState.FAILED, "answer": "", "now": clock.now, "due_at": clock.now}
        assert not await deliveries.finish(session, late, **how)
    assert (await read_again(database, message)).state is DeliveryState.WAITING


async def test_old_messages_are_forgotten_but_not_those_that_wait(
    database: Database, open_settings: Settings, account: Account, hook: Listener, clock: Clock
) -> None:
    await write_to(database, hook)
    await deliver_due(open_settings, database)
    waiting = await write_to(database, hook)
    async with database.writing() as session:
        assert await deliveries.forget(session, before=clock.now, limit=10) == 1
    async with database.reading() as session:
        page = await deliveries.page(session, account.id, listener_id=hook.id, limit=10)
    assert [message.id for message in page.items] == [waiting.id]
    assert waiting.created_at == NOW


async def until_none_waits(database: Database) -> None:
    async with asyncio.timeout(30):
        while True:
            async with database.reading() as session:
                if await deliveries.waiting(session) == 0:
                    return
            await asyncio.sleep(0.05)
