"""What happens to an account's things, as it happens: one WebSocket, or the same by asking again and again.

The socket sends one JSON object a message. Events carry `seq`, which grows by one per account, so that a client that
comes back with `?after=` the last one it saw misses nothing and hears nothing twice; `hello` and `heartbeat` carry none
of their own. A client that does not read is let go: it comes back with its `after`.
"""

import asyncio
import time
from collections.abc import Coroutine
from datetime import datetime
from typing import Annotated, Literal, NoReturn

from fastapi import APIRouter, Query, WebSocket
from pydantic import Field
from starlette.websockets import WebSocketDisconnect

from sajangpick.api.access import Reader, identify
from sajangpick.api.context import Context, Here
from sajangpick.api.problem import answers
from sajangpick.api.schema import Limit, Resource, Values
from sajangpick.domain.event import Event
from sajangpick.domain.json import JsonObject
from sajangpick.errors import Forbidden, NotSignedIn, SajangpickError, TooMany
from sajangpick.storage import events

router = APIRouter(prefix="/api/events", tags=["events"], responses=answers(NotSignedIn, Forbidden, TooMany))

HEARTBEAT_SECONDS = 15.0
"""Below the idle time-outs of proxies (nginx: 60 s) and of mobile networks."""

SLOW_SECONDS = 10.0
"""A message that a client has not taken by then never will be: its line is dead, or it is not reading."""

BATCH = 100
MOST_SEQ = 2**53 - 1

# Private close codes, as RFC 6455 leaves them to applications.
CLOSE_SIGNED_OUT = 4401
CLOSE_TOO_SLOW = 4408

AfterSeq = Annotated[int | None, Query(ge=0, le=MOST_SEQ, description="The last `seq` seen; without it, from now on.")]


class EventResource(Resource):
    """One thing that happened."""

    seq: int = Field(examples=[42])
    kind: str = Field(examples=["job.succeeded"])
    data: Values = Field(examples=[{"jobId": "01k2m3n4p5q6r7s8t9v0w1x2y3"}])
    created_at: datetime


class EventList(Resource):
    """What happened after `after`, oldest first. `seq` is what to ask after next time; `more`: ask again at once."""

    items: list[EventResource]
    seq: int = Field(examples=[17])
    more: bool


@router.get("", operation_id="listEvents", summary="What happened since", response_model=EventList)
async def list_events(caller: Reader, here: Here, after: AfterSeq = None, limit: Limit = 100) -> EventList:
    """What the WebSocket at this address tells, for clients without one. Without `after`: only where to begin."""
    async with here.database.reading() as session:
        head = (await events.heads(session, [caller.account.id])).get(caller.account.id, 0)
        begin = head if after is None else min(after, head)
        found = await events.since(session, caller.account.id, begin, limit=limit)
    last = found[-1].seq if found else begin
    items = [EventResource.model_validate(event) for event in found]
    return EventList(items=items, seq=last, more=len(found) == limit)


@router.websocket("")
async def follow_events(websocket: WebSocket, caller: Reader, here: Here, after: AfterSeq = None) -> None:
    """Tell every event after `after`, then those that come, until the client goes or may not hear them any more."""
    await websocket.accept()
    match await _until_either(_Socket(websocket, here, caller.account.id).tell(after), _listen(websocket)):
        case _Farewell() as farewell:
            await _close(websocket, farewell.code)
        case asyncio.CancelledError() | WebSocketDisconnect():
            pass
        case error:
            raise error


class _Socket:
    """One client and its place in its account's events."""

    def __init__(self, websocket: WebSocket, here: Context, account_id: str) -> None:
        self._websocket = websocket
        self._here = here
        self._account_id = account_id

    async def tell(self, after: int | None) -> NoReturn:
        """Tell, for ever; raises _Farewell when the socket is to be closed by us."""
        with self._here.tailer.listening(self._account_id) as bell:
            seq = await self._begin(after)
            await self._send({"kind": "hello", "after": seq})
            looked_at = time.monotonic()
            while True:
                bell.clear()
                seq = await self._catch_up(seq)
                rang = await _rings(bell, HEARTBEAT_SECONDS)
                # Who hears something every second must not be welcome for ever.
                if time.monotonic() - looked_at >= HEARTBEAT_SECONDS:
                    await self._still_welcome()
                    looked_at = time.monotonic()
                if not rang:
                    await self._send({"kind": "heartbeat", "after": seq})

    async def _begin(self, after: int | None) -> int:
        async with self._here.database.reading() as session:
            head = (await events.heads(session, [self._account_id])).get(self._account_id, 0)
        # A number we never gave comes from before a backup was restored; waiting for it would be waiting in vain.
        return head if after is None else min(after, head)

    async def _catch_up(self, seq: int) -> int:
        while found := await self._since(seq):
            for event in found:
                await self._send(EventResource.model_validate(event).model_dump(mode="json"))
            seq = found[-1].seq
        return seq

    async def _since(self, seq: int) -> list[Event]:
        async with self._here.database.reading() as session:
            return await events.since(session, self._account_id, seq, limit=BATCH)

    async def _still_welcome(self) -> None:
        """A session may have ended and an account been blocked since the socket was opened."""
        try:
            caller = await identify(self._websocket, self._here)
        except SajangpickError:
            caller = None
        if caller is None or caller.account.id != self._account_id:
            raise _Farewell(CLOSE_SIGNED_OUT)

    async def _send(self, message: JsonObject) -> None:
        try:
            async with asyncio.timeout(SLOW_SECONDS):
                await self._websocket.send_json(message)
        except TimeoutError:
            raise _Farewell(CLOSE_TOO_SLOW) from None


class _Farewell(Exception):
    """The socket is to be closed by us, with this code."""

    def __init__(self, code: Literal[4401, 4408]) -> None:
        super().__init__(code)
        self.code = code


async def _until_either(tell: Coroutine[None, None, NoReturn], listen: Coroutine[None, None, None]) -> BaseException:
    """Run both until one ends; how the telling did, which never ends by itself."""
    tasks = asyncio.create_task(tell), asyncio.create_task(listen)
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        ended, _ = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(ended, BaseException)
    return ended


async def _listen(websocket: WebSocket) -> None:
    """Hear nothing but the end: a client has nothing to say here."""
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass


async def _rings(bell: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await bell.wait()
    except TimeoutError:
        return False
    return True


async def _close(websocket: WebSocket, code: int) -> None:
    try:
        async with asyncio.timeout(1):
            await websocket.close(code)
    except (TimeoutError, RuntimeError, WebSocketDisconnect):
        return
