"""Nobody is called oftener than its pace allows, whatever comes, waits and goes."""

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from sajangpick.engine import Pace
from sajangpick.errors import Unreachable
from sajangpick.wire import Line
from sajangpick.wire.pace import Gate

pytestmark = pytest.mark.anyio


class Watched:
    """A clock that only sleeping moves, and when the gate was passed on it."""

    def __init__(self, pace: Pace) -> None:
        self.now = 100.0
        self.passed: list[float] = []
        self.gate = Gate(pace, clock=lambda: self.now, sleep=self.sleep)

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)

    async def enter(self) -> None:
        await self.gate.enter()
        self.passed.append(self.now)


async def test_as_many_as_the_pace_allows_go_at_once_and_the_next_when_the_first_is_over() -> None:
    watched = Watched(Pace(3, 10))
    for _ in range(7):
        await watched.enter()
    first, fourth, seventh = watched.passed[0], watched.passed[3], watched.passed[6]
    assert watched.passed[:3] == [first] * 3
    # A vendor sees ours arrive a little apart.
    assert 10 < fourth - first < 11
    assert 10 < seventh - fourth < 11


@given(
    st.integers(1, 5),
    st.floats(0.1, 60),
    st.lists(st.floats(0, 30), max_size=30),
)
def test_no_window_ever_holds_more(requests: int, seconds: float, pauses: list[float]) -> None:
    watched = Watched(Pace(requests, seconds))

    async def all_of_them() -> None:
        for pause in pauses:
            watched.now += pause
            await asyncio.gather(watched.enter(), watched.enter())

    asyncio.run(all_of_them())
    for at in watched.passed:
        assert sum(at - seconds < each <= at for each in watched.passed) <= requests


async def test_whoever_gives_up_waiting_takes_no_place() -> None:
    woken = asyncio.Event()
    now = [0.0]

    async def sleep(seconds: float) -> None:
        await woken.wait()

    gate = Gate(Pace(1, 10), clock=lambda: now[0], sleep=sleep)
    await gate.enter()
    waiting = [asyncio.create_task(gate.enter()) for _ in range(2)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    now[0] = 11.0
    woken.set()
    await asyncio.wait_for(waiting[1], 5)
    assert waiting[0].cancelled()


class Answer(BaseModel):
    id: str


async def test_a_line_keeps_its_pace_in_orders_and_in_looks_and_in_every_try(monkeypatch: pytest.MonkeyPatch) -> None:
    entered: list[str] = []

    async def enter(_: Gate) -> None:
        entered.append("entered")

    async def pause(_: float) -> None:
        entered.append("paused")

    monkeypatch.setattr(Gate, "enter", enter)
    monkeypatch.setattr("sajangpick.wire.line.asyncio.sleep", pause)
    status = [200]
    transport = httpx.MockTransport(lambda _: httpx.Response(status[0], json={"id": "7"}))
    line = Line("Vendor", "https://vendor.test", pace=Pace(30, 10), transport=transport)
    await line.order("renders", Answer, json={})
    await line.look("renders/7", Answer)
    assert entered == ["entered"] * 2
    entered.clear()
    status[0] = 503
    with pytest.raises(Unreachable):
        await line.look("renders/7", Answer)
    assert entered == ["entered", "paused"] * 3 + ["entered"]
    entered.clear()
    status[0] = 200
    await Line("Vendor", "https://vendor.test", transport=transport).look("renders/7", Answer)
    assert entered == []
