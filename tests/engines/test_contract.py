"""What every vendor's adapter keeps, whoever the vendor is: run against the sandbox, a case each."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.engines.cases import CASES, KEY, Case

from sajangpick.engine import Finished, Kind, Pending, Prompt, Ticket, make
from sajangpick.errors import EngineError, Misconfigured, Refused, Unanswered, Unavailable, Unreachable
from sajangpick.media.probe import probe
from sajangpick.sandbox import Clock, Fault, Step, World
from sajangpick.sandbox.faults import Ordered

pytestmark = pytest.mark.anyio

WAITING = [case for case in CASES if case.waits]
UNKNOWN = [Fault.LOST_BEFORE, Fault.LOST_AFTER, Fault.BROKEN, Fault.DOWN]
SURE = [
    (Fault.INVALID, Refused),
    (Fault.UNKEYED, Misconfigured),
    (Fault.UNPAID, Unavailable),
    (Fault.BUSY, Unavailable),
]


def each(cases: list[Case]) -> Any:
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.name)


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pauses between tries, and photos go out as they are: framing them takes seconds, and has its own test."""
    monkeypatch.setattr("sajangpick.wire.line._LONGEST_PAUSE_SECONDS", 0.0)
    monkeypatch.setattr("sajangpick.motion.opening", lambda photo, **_: photo.read_bytes())


@pytest.fixture
def world() -> Generator[World]:
    world = World(work_seconds=0)
    yield world
    world.close()


@pytest.fixture
def slow() -> Generator[World]:
    """A world whose works end when its clock is moved."""
    world = World(work_seconds=100, clock=Clock(moved=True))
    yield world
    world.close()


async def outcome(case: Case, world: World, folder: Path, text: str = "steam rises") -> Any:
    """What it makes of an order, looked at once."""
    engine: Any = case.open(world)
    ticket = await engine.submit(case.request(folder, text), key="k")
    return await engine.poll(ticket)


async def failure(case: Case, world: World, folder: Path, text: str = "steam rises") -> EngineError:
    with pytest.raises(EngineError) as raised:
        await outcome(case, world, folder, text)
    return raised.value


def require_real(case: Case, made: Any) -> None:
    """The result is what it says it is, in the shape that was asked for."""
    if case.kind is Kind.PROMPT:
        assert isinstance(made, Prompt)
        assert made.prompt
        assert made.korean
        return
    facts = probe(made.path)
    assert facts.kind == ("still" if case.kind is Kind.PICTURE else "moving")
    assert facts.size
    assert abs(facts.size[0] / facts.size[1] - 9 / 16) < 0.02
    assert not list(made.path.parent.glob("*.part"))


@each(CASES)
async def test_an_order_becomes_a_real_result_and_is_charged_once(case: Case, world: World, tmp_path: Path) -> None:
    engine: Any = case.open(world)
    made = await make(engine, case.request(tmp_path), key="k")
    require_real(case, made)
    assert world.calls.count((case.vendor, Step.ORDER)) == 1
    assert len(world.bill.of(case.vendor)) == 1


@each(CASES)
async def test_what_it_says_it_charged_is_what_it_charged(case: Case, world: World, tmp_path: Path) -> None:
    engine: Any = case.open(world)
    done = await outcome(case, world, tmp_path)
    assert isinstance(done, Finished)
    charged = world.bill.usd(vendor=case.vendor)
    if done.cost_usd is not None:
        assert done.cost_usd == pytest.approx(charged)
    else:
        assert engine.profile.cost_won(3.0) == pytest.approx(charged * 1000, rel=0.25, abs=2)


@each(CASES)
@pytest.mark.parametrize(("fault", "error"), SURE, ids=lambda value: getattr(value, "value", None))
async def test_what_was_surely_not_taken_is_said_to_be(
    case: Case, world: World, tmp_path: Path, fault: Fault, error: type[EngineError]
) -> None:
    world.ordered.append(Ordered(fault, Step.ORDER, case.vendor))
    raised = await failure(case, world, tmp_path)
    assert type(raised) is error
    assert world.calls.count((case.vendor, Step.ORDER)) == 1
    assert world.bill.usd() == 0


@each(CASES)
@pytest.mark.parametrize("fault", UNKNOWN)
async def test_an_order_without_an_answer_is_never_sent_again(
    case: Case, world: World, tmp_path: Path, fault: Fault
) -> None:
    world.ordered.append(Ordered(fault, Step.ORDER, case.vendor))
    raised = await failure(case, world, tmp_path)
    assert type(raised) is Unanswered
    assert world.calls.count((case.vendor, Step.ORDER)) == 1


@each([case for case in CASES if case.moderates])
async def test_what_is_moderated_is_refused_and_its_charge_is_told(case: Case, world: World, tmp_path: Path) -> None:
    raised = await failure(case, world, tmp_path, "steam [fault:moderated]")
    assert type(raised) is Refused
    assert raised.cost_usd in (None, pytest.approx(world.bill.usd()))


@each(CASES)
async def test_a_wrong_key_is_the_operator_s_and_stands_in_no_error(case: Case, world: World, tmp_path: Path) -> None:
    if case.key == "":
        return
    engine: Any = case.open(world, key=f"wrong-{KEY}")
    with pytest.raises(Misconfigured) as raised:
        await engine.poll(await engine.submit(case.request(tmp_path), key="k"))
    told = f"{raised.value} {raised.value!r} {raised.value.__context__!r} {raised.value.__cause__!r} {engine!r}"
    assert KEY not in told
    with pytest.raises(Misconfigured):
        replace(case, key="").open(world)


@each(WAITING)
async def test_the_ticket_alone_finds_the_work_again(case: Case, world: World, tmp_path: Path) -> None:
    engine: Any = case.open(world)
    ticket: Ticket = await engine.submit(case.request(tmp_path), key="k")
    elsewhere = tmp_path / "elsewhere"
    for _ in range(2):
        again: Any = case.open(world)
        done = await again.poll(Ticket(ticket.engine, ticket.id, elsewhere))
        assert isinstance(done, Finished)
        require_real(case, done.output)
        assert done.output.path.parent == elsewhere
    assert len(world.bill.of(case.vendor)) == 1


@each(WAITING)
async def test_work_under_way_is_looked_at_no_oftener_than_the_vendor_allows(
    case: Case, slow: World, tmp_path: Path
) -> None:
    engine: Any = case.open(slow)
    ticket = await engine.submit(case.request(tmp_path, "steam [fault:throttled]"), key="k")
    for _ in range(3):
        pending = await engine.poll(ticket)
        assert isinstance(pending, Pending)
        assert pending.again_in_seconds >= engine.profile.poll_seconds
        slow.clock.advance(30)
    slow.clock.advance(30)
    assert isinstance(await engine.poll(ticket), Finished)


@each(WAITING)
@pytest.mark.parametrize("fault", [Fault.BUSY, Fault.DOWN, Fault.LOST_BEFORE])
async def test_a_look_that_fails_is_tried_again(case: Case, world: World, tmp_path: Path, fault: Fault) -> None:
    world.ordered.append(Ordered(fault, Step.LOOK, case.vendor, times=2))
    assert isinstance(await outcome(case, world, tmp_path), Finished)


@each(WAITING)
async def test_a_vendor_that_is_gone_for_a_while_still_has_the_work(case: Case, world: World, tmp_path: Path) -> None:
    engine: Any = case.open(world)
    ticket = await engine.submit(case.request(tmp_path), key="k")
    world.ordered.append(Ordered(Fault.DOWN, Step.LOOK, case.vendor, times=99))
    with pytest.raises(Unreachable):
        await engine.poll(ticket)
    world.ordered.clear()
    assert isinstance(await engine.poll(ticket), Finished)


@each(WAITING)
async def test_a_look_that_is_not_let_through_ends_no_work(case: Case, world: World, tmp_path: Path) -> None:
    engine: Any = case.open(world)
    ticket = await engine.submit(case.request(tmp_path), key="k")
    for fault in (Fault.BUSY, Fault.UNKEYED, Fault.UNPAID, Fault.INVALID):
        world.ordered[:] = [Ordered(fault, Step.LOOK, case.vendor, times=99)]
        with pytest.raises(Unreachable):
            await engine.poll(ticket)


@each(WAITING)
@pytest.mark.parametrize("fault", [Fault.EXPIRED, Fault.TRUNCATED])
async def test_a_broken_link_is_asked_for_anew(case: Case, world: World, tmp_path: Path, fault: Fault) -> None:
    engine: Any = case.open(world)
    ticket = await engine.submit(case.request(tmp_path, f"steam [fault:{fault}]"), key="k")
    with pytest.raises(Unreachable):
        await engine.poll(ticket)
    assert not list(tmp_path.glob("*.part"))
    done = await engine.poll(ticket)
    assert isinstance(done, Finished)
    require_real(case, done.output)


@each(WAITING)
async def test_a_failure_of_the_vendor_s_is_told_from_a_refusal(case: Case, world: World, tmp_path: Path) -> None:
    raised = await failure(case, world, tmp_path, "steam [fault:failed]")
    assert type(raised) is Unavailable
    assert raised.cost_usd in (None, 0.0)


@each([case for case in WAITING if case.cancels])
async def test_cancelled_work_stops_and_a_second_cancel_is_quiet(case: Case, slow: World, tmp_path: Path) -> None:
    engine: Any = case.open(slow)
    ticket = await engine.submit(case.request(tmp_path), key="k")
    await engine.cancel(ticket)
    await engine.cancel(ticket)
    await engine.cancel(replace(ticket, id="7f4f1c52-0000-4000-8000-000000000000"))
    slow.clock.advance(200)
    with pytest.raises(EngineError):
        await engine.poll(ticket)


@each(WAITING)
async def test_work_that_somebody_stopped_at_the_vendor_s_ends(case: Case, world: World, tmp_path: Path) -> None:
    raised = await failure(case, world, tmp_path, "steam [fault:cancelled]")
    assert type(raised) is Unavailable
