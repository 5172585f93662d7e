"""The sandbox's own doors: faults to order, a clock to move, a bill to read, and webhooks that go astray."""

import json
from collections.abc import AsyncGenerator, Generator, Mapping
from pathlib import Path

import httpx
import pytest

from sajangpick.media.probe import probe
from sajangpick.sandbox import Clock, Fault, Step, World, create_sandbox
from sajangpick.sandbox.faults import Ordered, fault_in, fault_named
from sajangpick.sandbox.forms import read_form
from sajangpick.sandbox.results import make_clip, make_picture, make_render
from sajangpick.sandbox.world import Work

pytestmark = pytest.mark.anyio

PHOTO = Path(__file__).parents[2] / "src/sajangpick/data/photos/espresso.jpg"


class Receiver:
    """Where webhooks arrive."""

    def __init__(self) -> None:
        self.got: list[tuple[str, str]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.got.append((json.loads(request.content)["type"], request.headers["signature"]))
        return httpx.Response(204)


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def world(receiver: Receiver) -> Generator[World]:
    def client() -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(receiver))

    world = World(clock=Clock(moved=True), work_seconds=10, client=client)
    yield world
    world.close()


@pytest.fixture
async def door(world: World) -> AsyncGenerator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_sandbox(world)), base_url="http://sandbox"
    ) as door:
        yield door


def begun(world: World, fault: Fault | None = None) -> Work:
    def make(target: Path) -> Path:
        target = target.with_suffix(".mp4")
        target.write_bytes(b"0123456789")
        return target

    return world.begin("toy", {"prompt": "x"}, make=make, usd=0.5, fault=fault)


@pytest.mark.parametrize(
    ("text", "step", "fault"),
    [
        ("steam [fault:moderated] rises", Step.ORDER, Fault.MODERATED),
        ("[fault:busy@look]", Step.LOOK, Fault.BUSY),
        ("[fault:busy@look]", Step.ORDER, None),
        ("[fault:nothing]", Step.ORDER, None),
        ("[fault:busy@look] [fault:down]", Step.ORDER, Fault.DOWN),
        ("steam", Step.ORDER, None),
    ],
)
def test_a_word_orders_a_fault_where_it_says(text: str, step: Step, fault: Fault | None) -> None:
    assert fault_in(text, step) is fault


def test_a_header_orders_a_fault() -> None:
    assert fault_named("busy", Step.ORDER) is Fault.BUSY
    assert fault_named(" lost_before@upload ", Step.UPLOAD) is Fault.LOST_BEFORE
    assert fault_named("no such thing", Step.ORDER) is None


def test_a_fault_that_is_ordered_ahead_strikes_so_often_and_no_more(world: World) -> None:
    world.ordered = [Ordered(Fault.BUSY, Step.LOOK, "toy", times=2)]
    assert world.fault("toy", Step.ORDER) is None
    assert world.fault("other", Step.LOOK) is None
    assert [world.fault("toy", Step.LOOK) for _ in range(3)] == [Fault.BUSY, Fault.BUSY, None]
    assert world.calls.count(("toy", Step.LOOK)) == 3


async def test_the_doors_order_faults_move_the_clock_and_read_the_bill(door: httpx.AsyncClient, world: World) -> None:
    ordered = await door.post("/sandbox/faults", json={"fault": "busy", "step": "look", "vendor": "toy", "times": 3})
    assert ordered.status_code == 201
    assert world.ordered == [Ordered(Fault.BUSY, Step.LOOK, "toy", 3)]
    assert (await door.post("/sandbox/faults", json={"fault": "no such thing"})).status_code == 422
    assert (await door.delete("/sandbox/faults")).status_code == 204
    assert world.ordered == []
    work = begun(world)
    assert world.progress(work) == 0
    assert (await door.post("/sandbox/clock", json={"seconds": 5})).json() == {"now": 5}
    assert world.progress(work) == 0.5
    world.refund(work, "failed")
    bill = (await door.get("/sandbox/bill", params={"vendor": "toy"})).json()
    assert bill["usd"] == 0
    assert [(each["work_id"], each["usd"]) for each in bill["charges"]] == [(work.id, 0.5), (work.id, -0.5)]


@pytest.mark.parametrize(
    ("fault", "statuses", "lengths"),
    [(None, [200, 200], [10, 10]), (Fault.EXPIRED, [403, 200], [0, 10]), (Fault.TRUNCATED, [200, 200], [5, 10])],
)
async def test_only_the_first_link_goes_wrong(
    door: httpx.AsyncClient, world: World, fault: Fault | None, statuses: list[int], lengths: list[int]
) -> None:
    work = begun(world, fault)
    answers = [await door.get(await world.link(work)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == statuses
    assert [len(answer.content) if answer.is_success else 0 for answer in answers] == lengths


async def test_a_link_lives_for_a_day(door: httpx.AsyncClient, world: World) -> None:
    link = await world.link(begun(world))
    world.clock.advance(24 * 3600 - 1)
    assert (await door.get(link)).status_code == 200
    world.clock.advance(2)
    assert (await door.get(link)).status_code == 403


WEBHOOKS: list[tuple[Fault | None, list[tuple[str, str]]]] = [
    (None, [("begun", "true"), ("done", "true")]),
    (Fault.WEBHOOK_LOST, []),
    (Fault.WEBHOOK_SHUFFLED, [("done", "true"), ("begun", "true")]),
    (Fault.WEBHOOK_DOUBLED, [("begun", "true"), ("done", "true")] * 2),
    (
        Fault.WEBHOOK_FORGED,
        [("begun", "forged"), ("done", "forged"), ("begun", "true"), ("done", "true")],
    ),
]


async def news() -> list[bytes]:
    return [b'{"type": "begun"}', b'{"type": "done"}']


def sign(body: bytes, forged: bool) -> Mapping[str, str]:
    return {"signature": "forged" if forged else "true"}


@pytest.mark.parametrize(("fault", "got"), WEBHOOKS)
async def test_webhooks_go_astray_as_ordered(
    world: World, receiver: Receiver, fault: Fault | None, got: list[tuple[str, str]]
) -> None:
    world.tell(begun(world, fault), "http://us/hook", news=news, sign=sign)
    world.clock.advance(10)
    await world.settle()
    assert receiver.got == got


async def test_a_late_webhook_comes_long_after_the_end(world: World, receiver: Receiver) -> None:
    work = begun(world, Fault.WEBHOOK_LATE)
    world.tell(work, "http://us/hook", news=news, sign=sign)
    world.clock.advance(69)
    assert world.is_over(work)
    assert receiver.got == []
    world.clock.advance(1)
    await world.settle()
    assert len(receiver.got) == 2


async def test_what_nobody_answers_hangs_or_times_out(world: World) -> None:
    with pytest.raises(httpx.ReadTimeout):
        await world.hang()


async def test_a_form_is_read_with_its_files() -> None:
    from starlette.requests import Request

    request = httpx.Request(
        "POST",
        "http://sandbox",
        data={"prompt": "김치찌개", "seed": "7"},
        files={"image": ("a.png", b"\x89\r\n\r\n\x00")},
    )
    body = request.read()
    headers = [(name.lower(), value) for name, value in request.headers.raw]
    sent = Request({"type": "http", "headers": headers}, lambda: _message(body))
    form = await read_form(sent)
    assert form.fields == {"prompt": "김치찌개", "seed": "7"}
    assert form.files == {"image": b"\x89\r\n\r\n\x00"}


async def _message(body: bytes) -> dict[str, object]:
    return {"type": "http.request", "body": body, "more_body": False}


def test_results_are_real(tmp_path: Path) -> None:
    clip = make_clip(PHOTO.read_bytes(), tmp_path / "clip.mp4", seconds=1.0, size=(720, 1280), seed=1, small=True)
    assert (probe(clip).kind, probe(clip).duration) == ("moving", 1)
    picture = make_picture("김치찌개", tmp_path / "card.png", size=(720, 1280), seed=1, small=True)
    assert probe(picture).kind == "still"
    words = {"type": "text", "text": "김치찌개", "font_size": "9 vmin", "fill_color": "#ffffff"}
    script = {"width": 90, "height": 160, "frame_rate": 8, "duration": 1, "elements": [words]}
    assert probe(make_render(script, {}, tmp_path / "video.mp4")).size == (90, 160)
