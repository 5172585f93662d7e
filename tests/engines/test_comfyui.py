"""ComfyUI: the graph that it is sent, and what its own errors mean; what every engine keeps is in test_contract."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import numpy as np
import pytest

from sajangpick.domain.json import JsonObject
from sajangpick.engine import Finished, Pending, PictureRequest, Ticket
from sajangpick.engines.comfyui import NEEDED, OUR_GRAPH, PLACES, ComfyUI, filled, open_comfyui, places, read_graph
from sajangpick.errors import EngineError, Misconfigured, Refused, Unavailable
from sajangpick.media.still import write_still
from sajangpick.profiles import profile_of
from sajangpick.sandbox import Clock, World, create_sandbox
from sajangpick.settings import Settings

pytestmark = pytest.mark.anyio

ORDER = "0b7a0a6e-6d2f-5d55-8f3b-1d7a53ce1f00"
NOTHING: JsonObject = {"queue_running": [], "queue_pending": []}


def opened(transport: httpx.AsyncBaseTransport, **options: Any) -> ComfyUI:
    settings = Settings(_env_file=None, comfyui_url="http://sandbox/comfyui", **options)
    return open_comfyui(profile_of("comfyui:graph"), settings, transport)


def request(folder: Path, prompt: str = "steam rises", seed: int = 7) -> PictureRequest:
    return PictureRequest(prompt, (1080, 1920), folder, seed=seed, negative="people")


class Told:
    """A ComfyUI that answers what is put down for a path; it keeps what it was asked."""

    def __init__(self, **answers: Any) -> None:
        self.answers = {"models/checkpoints": ["a.safetensors", "b.safetensors"], "queue": NOTHING, **answers}
        self.asked: list[tuple[str, str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/comfyui/")
        self.asked.append((request.method, path, json.loads(request.content or b"null")))
        answer = self.answers[path.split("/")[0] if path.startswith("history") else path]
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)

    def sent(self, path: str) -> Any:
        (body,) = [body for method, at, body in self.asked if (method, at) == ("POST", path)]
        return body

    def open(self, **options: Any) -> ComfyUI:
        return opened(httpx.MockTransport(self), **options)


def accepted() -> JsonObject:
    return {"prompt_id": ORDER, "number": 1, "node_errors": {}}


def fault(kind: str, message: str, details: str = "") -> JsonObject:
    return {"type": kind, "message": message, "details": details, "extra_info": {}}


def nodes(kind: str, *faults: JsonObject) -> JsonObject:
    return {"1": {"class_type": kind, "dependent_outputs": ["7"], "errors": list(faults)}}


FAILED = fault("prompt_outputs_failed_validation", "Prompt outputs failed validation", "…")
UNKNOWN_MODEL = fault("value_not_in_list", "Value not in list", "ckpt_name: 'c' not in ['a', 'b']")
RECORDED: list[tuple[int, JsonObject, type[EngineError], str]] = [
    (
        400,
        {"error": FAILED, "node_errors": nodes("CheckpointLoaderSimple", UNKNOWN_MODEL)},
        Misconfigured,
        "CheckpointLoaderSimple: Value not in list: ckpt_name: 'c' not in ['a', 'b']",
    ),
    (400, {"error": FAILED, "node_errors": {"1": {"errors": []}}}, Misconfigured, "Prompt outputs failed validation"),
    (
        400,
        {"error": fault("missing_node_type", "Node 'Mine' not found."), "node_errors": {}},
        Misconfigured,
        "Node 'Mine' not found.",
    ),
    (
        400,
        {"error": fault("prompt_no_outputs", "Prompt has no outputs"), "node_errors": {}},
        Misconfigured,
        "Prompt has no outputs",
    ),
    (400, {"error": fault("no_prompt", "No prompt provided"), "node_errors": {}}, Refused, "No prompt provided"),
    (404, {}, Misconfigured, "Check its address and the model."),
]


@pytest.mark.parametrize(("status", "body", "error", "hint"), RECORDED)
async def test_its_errors_are_read(
    tmp_path: Path, status: int, body: JsonObject, error: type[EngineError], hint: str
) -> None:
    with pytest.raises(EngineError) as raised:
        await Told(prompt=httpx.Response(status, json=body)).open().submit(request(tmp_path), key="k")
    assert type(raised.value) is error
    assert raised.value.hint == hint


async def test_our_graph_asks_for_all_that_is_wanted(tmp_path: Path) -> None:
    told = Told(prompt=accepted())
    ticket = await told.open().submit(request(tmp_path, seed=-1), key="k")
    assert ticket == Ticket("comfyui:graph", ORDER, tmp_path)
    graph = told.sent("prompt")["prompt"]
    assert graph["1"]["inputs"]["ckpt_name"] == "a.safetensors"
    assert (graph["2"]["inputs"]["text"], graph["3"]["inputs"]["text"]) == ("steam rises", "people")
    assert (graph["4"]["inputs"]["width"], graph["4"]["inputs"]["height"]) == (768, 1344)
    assert graph["5"]["inputs"]["seed"] == 2**64 - 1
    assert places(graph) == set()


async def test_the_same_key_is_the_same_order(tmp_path: Path) -> None:
    ids: list[str] = []
    for key in ("job-1", "job-1", "job-2"):
        told = Told(prompt=accepted())
        await told.open().submit(request(tmp_path), key=key)
        ids.append(told.sent("prompt")["prompt_id"])
    assert ids[0] == ids[1] != ids[2]


async def test_a_checkpoint_may_be_set_and_there_must_be_one(tmp_path: Path) -> None:
    told = Told(prompt=accepted())
    await told.open(comfyui_checkpoint="b.safetensors").submit(request(tmp_path), key="k")
    assert told.sent("prompt")["prompt"]["1"]["inputs"]["ckpt_name"] == "b.safetensors"
    assert "models/checkpoints" not in [path for _, path, _ in told.asked]
    with pytest.raises(Misconfigured, match="no checkpoint"):
        await Told(**{"models/checkpoints": []}).open().submit(request(tmp_path), key="k")


OWN: JsonObject = {
    "a": {"class_type": "FluxLoader", "inputs": {"unet": "flux.safetensors"}},
    "b": {"class_type": "Text", "inputs": {"text": "photo of {{prompt}}, 35 mm", "clip": ["a", 1]}},
    "c": {"class_type": "Sampler", "inputs": {"seed": "{{seed}}", "size": ["{{width}}", "{{height}}"], "deep": True}},
}


def written(folder: Path, graph: object) -> Path:
    path = folder / "graph.json"
    path.write_text(graph if isinstance(graph, str) else json.dumps(graph), encoding="utf-8")
    return path


async def test_a_graph_of_one_s_own_is_filled(tmp_path: Path) -> None:
    told = Told(prompt=accepted())
    engine = told.open(comfyui_graph=written(tmp_path, OWN))
    await engine.submit(request(tmp_path, 'a "{{seed}}" \\ 김치'), key="k")
    sent = told.sent("prompt")["prompt"]
    assert sent["a"] == OWN["a"]
    assert sent["b"]["inputs"]["text"] == 'photo of a "{{seed}}" \\ 김치, 35 mm'
    assert sent["c"]["inputs"] == {"seed": 7, "size": [768, 1344], "deep": True}
    assert [path for _, path, _ in told.asked] == ["prompt"]


def test_what_fills_a_place_is_not_looked_through_again() -> None:
    assert filled("{{prompt}} {{seed}}", {"prompt": "{{seed}}", "seed": 3}) == "{{seed}} 3"


UNFIT: list[tuple[object, str, str]] = [
    ("{", "cannot be read", "SAJANGPICK_COMFYUI_GRAPH"),
    ({"nodes": [], "links": [], "version": 0.4}, "as ComfyUI's page keeps it", "Export (API)"),
    ([], "no graph", "SAJANGPICK_COMFYUI_GRAPH"),
    ({}, "no graph", "SAJANGPICK_COMFYUI_GRAPH"),
    ({"1": {"inputs": {}}}, "no graph", "SAJANGPICK_COMFYUI_GRAPH"),
    ({"1": OWN["b"]}, "no place for {{seed}}, {{width}}, {{height}}", '"seed": "{{seed}}"'),
]


@pytest.mark.parametrize(("graph", "message", "hint"), UNFIT)
def test_a_graph_that_cannot_be_used_is_the_operator_s(tmp_path: Path, graph: object, message: str, hint: str) -> None:
    with pytest.raises(Misconfigured) as raised:
        Told().open(comfyui_graph=written(tmp_path, graph))
    assert message in raised.value.message
    assert hint in raised.value.hint


def test_a_graph_that_is_not_there_is_the_operator_s(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be read: FileNotFoundError"):
        read_graph(tmp_path / "none.json")


def history(status: object, outputs: JsonObject | None = None) -> JsonObject:
    return {ORDER: {"prompt": [], "outputs": outputs or {}, "status": status}}


def ended(*messages: list[object]) -> JsonObject:
    begun: list[object] = ["execution_start", {"prompt_id": ORDER}]
    return {"status_str": "error", "completed": False, "messages": [begun, *messages]}  # type: ignore[list-item]


OUT_OF_MEMORY: JsonObject = {
    "node_type": "KSampler",
    "exception_type": "torch.OutOfMemoryError",
    "exception_message": "Allocation on device\nThis error means you ran out of memory.\n",
    "traceback": ["…"],
}
ENDS: list[tuple[JsonObject, type[EngineError], str, str]] = [
    (
        history(ended(["execution_error", OUT_OF_MEMORY])),
        Unavailable,
        "could not run the graph",
        "KSampler: torch.OutOfMemoryError: Allocation on device This error means you ran out of memory.",
    ),
    (history(ended(["execution_interrupted", {"node_id": "5"}])), Unavailable, "Somebody stopped", ""),
    (history(ended()), Unavailable, "could not run the graph", ""),
    (history({"status_str": "success", "messages": []}, {"9": {"text": ["…"]}}), Misconfigured, "made no picture", "…"),
    ({}, Unavailable, "does not know this order", "…"),
]


@pytest.mark.parametrize(("said", "error", "message", "hint"), ENDS)
async def test_how_an_order_ended_is_read(
    tmp_path: Path, said: JsonObject, error: type[EngineError], message: str, hint: str
) -> None:
    with pytest.raises(EngineError, match=message) as raised:
        await Told(history=said).open().poll(Ticket("comfyui:graph", ORDER, tmp_path))
    assert type(raised.value) is error
    assert hint == "…" or raised.value.hint == hint


@pytest.mark.parametrize("status", [None, {"status_str": "success", "completed": True, "messages": []}])
async def test_what_the_graph_saved_is_taken_before_what_it_showed(tmp_path: Path, status: object) -> None:
    write_still(np.zeros((16, 9, 4), np.uint8), tmp_path / "served.png")
    shown: JsonObject = {"images": [{"filename": "p.png", "subfolder": "", "type": "temp"}]}
    saved: JsonObject = {"images": [{"filename": "a b.png", "subfolder": "x&y", "type": "output"}], "animated": [False]}
    told = Told(history=history(status, {"3": shown, "9": saved}))
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("view"):
            return told(request)
        seen.append(request.url.query.decode())
        return httpx.Response(200, stream=httpx.ByteStream((tmp_path / "served.png").read_bytes()))

    done = await opened(httpx.MockTransport(answer)).poll(Ticket("comfyui:graph", ORDER, tmp_path))
    assert isinstance(done, Finished)
    assert done.output.path == tmp_path / "comfyui.png"
    assert parse_qs(seen[0]) == {"filename": ["a b.png"], "subfolder": ["x&y"], "type": ["output"]}


@pytest.mark.parametrize("place", ["queue_running", "queue_pending"])
async def test_what_stands_in_the_queue_is_under_way(tmp_path: Path, place: str) -> None:
    told = Told(queue={**NOTHING, place: [[0, "another", {}, {}, []], [1, ORDER, {}, {}, ["7"]]]})
    assert await told.open().poll(Ticket("comfyui:graph", ORDER, tmp_path)) == Pending(again_in_seconds=1)


@pytest.mark.parametrize(("running", "stops"), [(ORDER, True), ("another", False)])
async def test_the_card_is_stopped_only_if_it_is_ours_that_runs(running: str, stops: bool) -> None:
    told = Told(queue={**NOTHING, "queue_running": [[0, running, {}, {}, []]]}, interrupt={})
    await told.open().cancel(Ticket("comfyui:graph", ORDER))
    assert told.sent("queue") == {"delete": [ORDER]}
    assert ("interrupt" in [path for _, path, _ in told.asked]) is stops
    if stops:
        assert told.sent("interrupt") == {"prompt_id": ORDER}


async def test_an_order_that_nobody_waits_for_is_taken_back(tmp_path: Path) -> None:
    told, ordered = Told(), asyncio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("prompt"):
            told.asked.append(("POST", "prompt", json.loads(request.content)))
            ordered.set()
            await asyncio.Event().wait()
        return told(request)

    task = asyncio.ensure_future(opened(httpx.MockTransport(answer)).submit(request(tmp_path), key="k"))
    await ordered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert told.sent("queue") == {"delete": [told.sent("prompt")["prompt_id"]]}


async def test_work_that_has_begun_is_interrupted(tmp_path: Path) -> None:
    world = World(work_seconds=100, clock=Clock(moved=True))
    engine = opened(httpx.ASGITransport(create_sandbox(world)))
    ticket = await engine.submit(request(tmp_path), key="k")
    world.clock.advance(50)
    assert isinstance(await engine.poll(ticket), Pending)
    await engine.cancel(ticket)
    with pytest.raises(Unavailable, match="Somebody stopped"):
        await engine.poll(ticket)
    world.close()


@pytest.mark.parametrize("change", [lambda graph: graph, lambda graph: {**graph, "7": _saving(graph["7"])}])
async def test_our_graph_and_one_that_saves_are_taken(
    tmp_path: Path, change: Callable[[JsonObject], JsonObject]
) -> None:
    world = World(work_seconds=0)
    graph = written(tmp_path, change(OUR_GRAPH))
    engine = opened(httpx.ASGITransport(create_sandbox(world)), comfyui_graph=graph)
    done = await engine.poll(await engine.submit(request(tmp_path), key="k"))
    assert isinstance(done, Finished)
    assert done.output.path.is_file()
    world.close()


def _saving(node: Any) -> JsonObject:
    return {"class_type": "SaveImage", "inputs": {**node["inputs"], "filename_prefix": "mine"}}


def test_every_place_of_a_graph_is_explained() -> None:
    page = (Path(__file__).parents[2] / "docs/how-to/own-pictures.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("|")]
    for place in PLACES:
        (row,) = [row for row in rows if f"`{{{{{place}}}}}`" in row]
        assert ("| needed" in row) is (place in NEEDED)
