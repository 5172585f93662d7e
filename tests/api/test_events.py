"""What happens reaches its account's sockets, in order, once, also after a break; and nobody else's."""

import asyncio
import json
import secrets
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import websockets
from tests.api.world import PASSWORD, served
from websockets.asyncio.client import ClientConnection

from sajangpick.api import events as sockets
from sajangpick.settings import Settings
from sajangpick.storage import accounts, events
from sajangpick.storage.database import Database

pytestmark = pytest.mark.anyio


@dataclass
class Door:
    """A server that listens, and its database."""

    address: str
    database: Database
    csrf: dict[str, str] = field(default_factory=dict)

    async def join(self, name: str) -> tuple[str, dict[str, str]]:
        """An account's id, and the headers of its browser."""
        async with httpx.AsyncClient(base_url=self.address) as client:
            made = await client.post("/api/sign-up", json={"email": f"{name}@example.com", "password": PASSWORD})
            assert made.status_code == 201, made.text
            cookie = f"sajangpick_session={client.cookies['sajangpick_session']}"
            return made.json()["id"], {"Cookie": cookie, "X-CSRF-Token": made.json()["csrf"]}

    async def tell(self, account_id: str, *numbers: int) -> None:
        for number in numbers:
            async with self.database.writing() as session:
                await events.append(session, account_id, "job.progress", {"number": number})

    async def head(self, account_id: str) -> int:
        async with self.database.reading() as session:
            return (await events.heads(session, [account_id]))[account_id]

    @asynccontextmanager
    async def socket(self, headers: dict[str, str], query: str = "", **more: Any) -> AsyncGenerator[ClientConnection]:
        url = f"{self.address.replace('http', 'ws')}/api/events{query}"
        own = {name: value for name, value in headers.items() if name != "X-CSRF-Token"}
        origin = {"Origin": self.address, **own}
        async with websockets.connect(url, additional_headers=origin, **more) as socket:
            yield socket


@pytest.fixture
def door(roomy_settings: Settings, database: Database) -> Generator[Door]:
    with served(roomy_settings) as address:
        yield Door(address, database)


async def heard(socket: ClientConnection, count: int) -> list[dict[str, Any]]:
    """The next events, without what is none."""
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(20):
        while len(found) < count:
            message = json.loads(await socket.recv())
            if message["kind"] not in ("hello", "heartbeat"):
                found.append(message)
    return found


async def end(socket: ClientConnection) -> int | None:
    """Read until the server ends it; its code, if it could still be said."""
    with suppress(websockets.ConnectionClosed):
        async with asyncio.timeout(20):
            while True:
                await socket.recv()
    return socket.close_code


async def test_a_socket_hears_what_happens_from_now_on_in_order(door: Door) -> None:
    account_id, headers = await door.join("owner")
    begin = await door.head(account_id)
    async with door.socket(headers) as socket:
        assert json.loads(await socket.recv()) == {"kind": "hello", "after": begin}
        await door.tell(account_id, 1, 2, 3)
        found = await heard(socket, 3)
    assert [each["seq"] for each in found] == [begin + 1, begin + 2, begin + 3]
    assert [each["data"]["number"] for each in found] == [1, 2, 3]


async def test_a_socket_that_comes_back_misses_nothing_and_hears_nothing_twice(door: Door) -> None:
    account_id, headers = await door.join("owner")
    begin = await door.head(account_id)
    seen: list[int] = []
    for round in range(4):
        async with door.socket(headers, f"?after={seen[-1] if seen else begin}") as socket:
            await door.tell(account_id, 2 * round)
            seen += [each["seq"] for each in await heard(socket, 1 if round == 0 else 2)]
        await door.tell(account_id, 2 * round + 1)
    assert seen == list(range(begin + 1, begin + len(seen) + 1))


async def test_asking_again_and_again_tells_the_same(door: Door) -> None:
    account_id, headers = await door.join("owner")
    await door.tell(account_id, *range(5))
    async with door.socket(headers, "?after=0") as socket:
        total = await door.head(account_id)
        by_socket = await heard(socket, total)
    asked: list[dict[str, Any]] = []
    async with httpx.AsyncClient(base_url=door.address, headers=headers) as client:
        after = 0
        while True:
            answer = (await client.get("/api/events", params={"after": after, "limit": 2})).json()
            asked, after = asked + answer["items"], answer["seq"]
            if not answer["more"]:
                break
    assert asked == by_socket


async def test_nobody_hears_of_others(door: Door) -> None:
    _, headers = await door.join("owner")
    other_id, others = await door.join("other")
    async with door.socket(headers) as socket, door.socket(others) as theirs:
        await door.tell(other_id, 7)
        assert (await heard(theirs, 1))[0]["data"] == {"number": 7}
        json.loads(await socket.recv())
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(4 * 0.25):
                await socket.recv()


async def test_many_sockets_of_one_account_hear_the_same(door: Door) -> None:
    account_id, headers = await door.join("owner")
    async with door.socket(headers) as one, door.socket(headers) as two:
        await asyncio.gather(one.recv(), two.recv())
        await door.tell(account_id, 1, 2)
        assert await heard(one, 2) == await heard(two, 2)


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 401), ({"Authorization": "Bearer sjp_wrong"}, 401), ({"Cookie": "sajangpick_session=wrong"}, 401)],
)
async def test_strangers_are_not_let_in(door: Door, headers: dict[str, str], status: int) -> None:
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with door.socket(headers):
            pass
    assert refused.value.response.status_code == status
    assert json.loads(refused.value.response.body)["code"] == "not_signed_in"


async def test_the_page_of_another_site_is_not_let_in(door: Door) -> None:
    _, headers = await door.join("owner")
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with door.socket(headers | {"Origin": "https://evil.example.com"}):
            pass
    assert refused.value.response.status_code == 403


async def test_a_heartbeat_comes_when_nothing_happens(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "HEARTBEAT_SECONDS", 0.1)
    _, headers = await door.join("owner")
    async with door.socket(headers) as socket, asyncio.timeout(10):
        kinds = [json.loads(await socket.recv())["kind"] for _ in range(4)]
    assert kinds == ["hello", "heartbeat", "heartbeat", "heartbeat"]


async def test_a_socket_ends_with_its_session(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "HEARTBEAT_SECONDS", 0.1)
    _, headers = await door.join("owner")
    async with door.socket(headers) as socket:
        async with httpx.AsyncClient(base_url=door.address, headers=headers) as client:
            assert (await client.post("/api/sign-out")).status_code == 204
        assert await end(socket) == sockets.CLOSE_SIGNED_OUT


async def test_who_does_not_read_is_let_go_and_holds_nobody_up(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "SLOW_SECONDS", 0.3)
    account_id, headers = await door.join("owner")
    begin = await door.head(account_id)
    # More than fits between two ends of a connection, and cannot be compressed.
    async with door.database.writing() as session:
        for number in range(150):
            await events.append(
                session, account_id, "job.progress", {"number": number, "filling": secrets.token_hex(60_000)}
            )
    async with door.socket(headers, f"?after={begin}", max_queue=1, max_size=None) as slow:
        async with door.socket(headers, f"?after={begin + 149}", max_size=None) as quick:
            assert (await heard(quick, 1))[0]["data"]["number"] == 149
            slow.transport.pause_reading()
            await asyncio.sleep(2)
            await door.tell(account_id, 150)
            assert (await heard(quick, 1))[0]["data"]["number"] == 150
        slow.transport.resume_reading()
        await end(slow)


async def test_what_a_client_says_is_not_listened_to(door: Door) -> None:
    account_id, headers = await door.join("owner")
    async with door.socket(headers) as socket:
        await socket.send("hello?")
        await door.tell(account_id, 1)
        assert (await heard(socket, 1))[0]["data"] == {"number": 1}


async def test_a_number_that_was_never_given_begins_at_the_last_one(door: Door) -> None:
    account_id, headers = await door.join("owner")
    async with door.socket(headers, "?after=999999") as socket:
        assert json.loads(await socket.recv())["after"] == await door.head(account_id)
        await door.tell(account_id, 1)
        assert (await heard(socket, 1))[0]["data"] == {"number": 1}


async def test_a_blocked_account_hears_no_more(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "HEARTBEAT_SECONDS", 0.1)
    await door.join("admin")
    account_id, headers = await door.join("owner")
    async with door.socket(headers) as socket:
        async with door.database.writing() as session:
            owner = await accounts.read(session, account_id)
            await accounts.set_blocked(session, account_id, owner.created_at)
        assert await end(socket) == sockets.CLOSE_SIGNED_OUT


async def test_a_blocked_account_hears_no_more_though_there_is_always_news(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "HEARTBEAT_SECONDS", 1.0)
    await door.join("admin")
    account_id, headers = await door.join("owner")

    async def chatter() -> None:
        for number in range(1000):
            await door.tell(account_id, number)
            await asyncio.sleep(0.1)

    news = asyncio.create_task(chatter())
    async with door.socket(headers) as socket, asyncio.timeout(20):
        async with door.database.writing() as session:
            await accounts.set_blocked(session, account_id, (await accounts.read(session, account_id)).created_at)
        assert await end(socket) == sockets.CLOSE_SIGNED_OUT
    assert not news.done()
    news.cancel()
