"""Bad lines and bad manners at a real server: slow, silent, cut, lying. Nothing breaks or is left, and all resumes."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import pytest
from tests.api.files.sending import PIECE, begin, go_on, remains, send
from tests.api.world import PASSWORD, Person, served
from tests.commands.test_hostile import PHOTO

from sajangpick.api import body_limit
from sajangpick.api.door import Door
from sajangpick.settings import Settings
from sajangpick.storage.database import Database
from sajangpick.storage.objects import Objects

pytestmark = pytest.mark.anyio

NOTHING = {"files": 0, "assets": 0, "uploads": 0}
POST = "POST /api/assets?kind=photo HTTP/1.1"
SENT = 100_000
CLIENTS_FAULT = {0, *range(400, 500)}


@dataclass
class Line:
    """A service behind a real server, an owner, and raw connections to it."""

    base: str
    owner: Person
    database: Database
    objects: Objects
    most_bytes: int

    @asynccontextmanager
    async def connection(self, request: str, **headers: str) -> AsyncGenerator["Raw"]:
        """A connection on which a request line and headers were sent, and no body yet."""
        address = urlsplit(self.base)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        jar = self.owner.client.cookies
        own = {
            "Host": address.netloc,
            "Cookie": "; ".join(f"{name}={value}" for name, value in jar.items()),
            "X-CSRF-Token": self.owner.client.headers["X-CSRF-Token"],
        }
        lines = [request, *(f"{name.replace('_', '-')}: {value}" for name, value in (own | headers).items())]
        raw = Raw(reader, writer)
        await raw.say("\r\n".join(lines).encode() + b"\r\n\r\n")
        try:
            yield raw
        finally:
            writer.transport.abort()

    async def remains(self) -> dict[str, int]:
        return await remains(self.database, self.objects)

    async def offset(self, upload: str) -> int:
        return int((await self.owner.ask("HEAD", upload)).headers["upload-offset"])

    async def settled(self, upload: str) -> int:
        """How far an upload is, once a cut that just was is no longer at work."""
        found = -1
        while (now := await self.offset(upload)) != found:
            found = now
            await asyncio.sleep(0.1)
        return found


@dataclass
class Raw:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def end(self) -> None:
        """Say that no more will be said, to whoever is still there."""
        with suppress(OSError):
            self.writer.write_eof()

    async def hear(self) -> tuple[int, bytes]:
        """Status and body of what is answered until the connection is closed; 0 if nothing is."""
        heard = b""
        with suppress(ConnectionError):
            heard = await asyncio.wait_for(self.reader.read(), 30)
        head, _, body = heard.partition(b"\r\n\r\n")
        return int(head.split(b" ")[1]) if head else 0, body


@pytest.fixture
async def line(
    service_settings: Settings, database: Database, objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Line]:
    monkeypatch.setattr(Door, "linger_seconds", 0.5)
    settings = service_settings.model_copy(update={"upload_idle_seconds": 0.5, "upload_max_bytes": 2_000_000})
    with served(settings) as base:
        async with httpx.AsyncClient(base_url=base, timeout=30) as client:
            owner = Person(client)
            made = await owner.ask("POST", "/api/sign-up", json={"email": "owner@example.com", "password": PASSWORD})
            client.headers["X-CSRF-Token"] = made.json()["csrf"]
            yield Line(base, owner, database, objects, settings.upload_max_bytes)
            # Whatever happened, the next one is served.
            assert (await send(owner, PHOTO)).status_code == 201


async def dripping(raw: Raw) -> None:
    """A byte now and then, for as long as somebody listens."""
    while True:
        await raw.say(b"x")
        await asyncio.sleep(0.05)


async def test_who_drips_is_cut_off(line: Line) -> None:
    async with line.connection(POST, Content_Length=str(len(PHOTO))) as raw:
        drips = asyncio.create_task(dripping(raw))
        status, body = await raw.hear()
        drips.cancel()
    assert (status, json.loads(body)["code"]) == (408, "too_slow")
    assert await line.remains() == NOTHING


async def test_who_falls_silent_is_cut_off(line: Line) -> None:
    async with line.connection(POST, Content_Length=str(len(PHOTO))) as raw:
        await raw.say(PHOTO[:SENT])
        status, body = await raw.hear()
    assert (status, json.loads(body)["code"]) == (408, "too_slow")
    assert await line.remains() == NOTHING


async def test_many_who_drip_keep_nobody_waiting(line: Line) -> None:
    async def drip() -> int:
        async with line.connection(POST, Content_Length="1000000") as raw:
            drips = asyncio.create_task(dripping(raw))
            status, _ = await raw.hear()
            drips.cancel()
            return status

    slow = [asyncio.create_task(drip()) for _ in range(20)]
    await asyncio.sleep(0.1)
    assert (await send(line.owner, PHOTO)).status_code == 201
    # A drop that falls after the line was closed can sweep the answer away with it: then nothing is heard, 0.
    assert 408 in (heard := set(await asyncio.gather(*slow)))
    assert heard <= {0, 408}


async def test_a_cut_leaves_nothing_of_what_came_in_one_go(line: Line) -> None:
    for announced in ({"Content_Length": str(len(PHOTO))}, {"Transfer_Encoding": "chunked"}):
        async with line.connection(POST, **announced) as raw:
            await raw.say(PHOTO[:SENT] if "Content_Length" in announced else b"186a0\r\n" + PHOTO[:SENT])
    assert await line.remains() == NOTHING


@pytest.mark.parametrize("is_chunked", [False, True])
async def test_an_upload_goes_on_at_the_byte_where_the_line_broke(line: Line, is_chunked: bool) -> None:
    upload = await begin(line.owner, len(PHOTO))
    offsets = [0]
    for piece in (1, 777, SENT, SENT):
        done = offsets[-1]
        announced = {"Transfer_Encoding": "chunked"} if is_chunked else {"Content_Length": str(len(PHOTO) - done)}
        patch = {"Upload_Offset": str(done), "Content_Type": PIECE}
        async with line.connection(f"PATCH {upload} HTTP/1.1", **patch, **announced) as raw:
            data = PHOTO[done : done + piece]
            await raw.say(f"{piece:x}\r\n".encode() + data if is_chunked else data)
            # What the server has read by the time of the cut is kept; what is still under way is not.
            await asyncio.sleep(0.1)
            raw.end()
            await raw.hear()
        offsets.append(await line.settled(upload))
        assert done <= offsets[-1] <= done + piece
    assert offsets[-1] > SENT
    last = await go_on(line.owner, upload, offsets[-1], PHOTO[offsets[-1] :])
    assert last.json()["asset"]["width"] == 1360


async def test_a_stalled_piece_is_kept_and_said_to_be_too_slow(line: Line) -> None:
    upload = await begin(line.owner, len(PHOTO))
    patch = {"Upload_Offset": "0", "Content_Type": PIECE, "Content_Length": str(len(PHOTO))}
    async with line.connection(f"PATCH {upload} HTTP/1.1", **patch) as raw:
        await raw.say(PHOTO[:SENT])
        status, _ = await raw.hear()
    assert status == 408
    assert await line.offset(upload) == SENT
    assert (await go_on(line.owner, upload, SENT, PHOTO[SENT:])).json()["asset"]


async def test_a_phone_that_changed_networks_need_not_wait_for_its_old_line(line: Line) -> None:
    upload = await begin(line.owner, len(PHOTO))
    patch = {"Upload_Offset": "0", "Content_Type": PIECE, "Content_Length": str(len(PHOTO))}
    async with line.connection(f"PATCH {upload} HTTP/1.1", **patch) as raw:
        await raw.say(PHOTO[:SENT])
        done = await go_on(line.owner, upload, 0, PHOTO)
        assert done.json()["asset"]["width"] == 1360
        await raw.hear()
    assert (await line.owner.ask("GET", upload)).json()["asset"]["id"] == done.json()["asset"]["id"]
    await line.owner.ask("DELETE", upload)
    assert await line.remains() == {"files": 1, "assets": 1, "uploads": 0}


async def test_more_bytes_than_announced_are_another_request_and_a_bad_one(line: Line) -> None:
    async with line.connection(POST, Content_Length="1000") as raw:
        await raw.say(PHOTO[:5000])
        status, _ = await raw.hear()
    assert status in (400, 422)
    assert await line.remains() == NOTHING


async def test_lying_chunks_are_refused(line: Line) -> None:
    for lie in (
        b"zz\r\nxx\r\n0\r\n\r\n",
        b"-5\r\nxx\r\n0\r\n\r\n",
        b"ffffffffffffffffff\r\nxx",
        b"5\r\nxxxxxxxxxxxx\r\n0\r\n\r\n",
        b"5;" + b"x" * 100_000 + b"\r\nxxxxx\r\n0\r\n\r\n",
        b"\r\n\r\n\r\n",
        b"0\r\n\r\n",
    ):
        assert await said_after(line, lie, Transfer_Encoding="chunked") in CLIENTS_FAULT, lie[:20]
    assert await line.remains() == NOTHING


async def test_lengths_that_are_none_are_refused(line: Line) -> None:
    for length in ("-1", "abc", "1e3", "", "9" * 30, "5, 5"):
        assert await said_after(line, b"xxxxx", Content_Length=length) in CLIENTS_FAULT, length
    assert (
        await said_after(line, b"5\r\nxxxxx\r\n0\r\n\r\n", Content_Length="5", Transfer_Encoding="chunked")
        in CLIENTS_FAULT
    )
    assert await line.remains() == NOTHING


async def said_after(line: Line, body: bytes, **announced: str) -> int:
    """The status that a body gets, after which nobody says more; 0 if the connection is closed without a word."""
    async with line.connection(POST, **announced) as raw:
        await raw.say(body)
        raw.end()
        return (await raw.hear())[0]


async def test_who_never_says_what_they_want_is_left(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Door, "head_seconds", 0.3)
    for beginning in (b"", b"GET / HTTP/1.1\r\nHost: x\r\nX: "):
        reader, writer = await asyncio.open_connection(urlsplit(line.base).hostname, urlsplit(line.base).port)
        raw = Raw(reader, writer)
        await raw.say(beginning)
        drips = asyncio.create_task(dripping(raw)) if beginning else None
        assert await raw.hear() == (0, b"")
        if drips:
            drips.cancel()
        writer.transport.abort()


async def test_json_that_drips_is_not_waited_for(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_limit, "MOST_SECONDS", 0.3)
    for path in ("/api/uploads", "/api/sign-in"):
        sent = {"Content_Type": "application/json", "Content_Length": "50"}
        async with line.connection(f"POST {path} HTTP/1.1", **sent) as raw:
            drips = asyncio.create_task(dripping(raw))
            status, body = await raw.hear()
            drips.cancel()
        assert (status, json.loads(body)["code"]) == (408, "too_slow")


async def test_a_head_without_end_is_left(line: Line) -> None:
    reader, writer = await asyncio.open_connection(urlsplit(line.base).hostname, urlsplit(line.base).port)
    raw = Raw(reader, writer)
    with suppress(ConnectionError):
        await raw.say(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
        while True:
            await raw.say(b"x" * 8192)
    assert (await raw.hear())[0] in (0, 400)
    writer.transport.abort()


async def test_a_second_request_on_a_connection_has_the_same_time(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Door, "head_seconds", 0.3)
    async with line.connection("GET /healthz HTTP/1.1") as raw:
        await asyncio.sleep(0.1)
        await raw.say(b"GET / HT")
        drips = asyncio.create_task(dripping(raw))
        status, _ = await raw.hear()
        drips.cancel()
    assert status == 200


async def test_the_answer_reaches_who_is_still_sending(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Door, "head_seconds", 1)
    most = line.most_bytes
    async with line.connection(POST, Content_Length=str(most + 500_000)) as raw:
        await raw.say(bytes(most + 500_000))
        status, body = await raw.hear()
    assert (status, json.loads(body)["code"]) == (413, "too_large")


async def test_who_was_refused_and_goes_on_without_end_is_cut_off(line: Line) -> None:
    async with line.connection(POST, Transfer_Encoding="chunked") as raw:
        sent = 0
        with suppress(ConnectionError):
            while True:
                await raw.say(b"10000\r\n" + bytes(0x10000) + b"\r\n")
                sent += 0x10000
    assert sent > line.most_bytes
    assert await line.remains() == NOTHING
