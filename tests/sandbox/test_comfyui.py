"""The sandbox's ComfyUI over a real socket: an order is told of as it goes, and looked into as ComfyUI does."""

import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.sandbox.serving import served
from websockets.sync.client import ClientConnection, connect

from sajangpick.domain.json import Json, JsonObject
from sajangpick.engines.comfyui import OUR_GRAPH, filled
from sajangpick.media.probe import probe
from sajangpick.sandbox import World

VALUES: JsonObject = {
    "prompt": "steam rises",
    "negative": "",
    "seed": 7,
    "width": 768,
    "height": 1344,
    "checkpoint": "sandbox_v1.safetensors",
}


@pytest.fixture
def world() -> Generator[World]:
    with served(work_seconds=0.3) as world:
        yield world


@pytest.fixture
def client(world: World) -> Generator[httpx.Client]:
    with httpx.Client(base_url=f"{world.base_url}/comfyui") as client:
        yield client


@contextmanager
def listening(world: World, client_id: str) -> Iterator[ClientConnection]:
    with connect(f"{world.base_url.replace('http', 'ws')}/comfyui/ws?clientId={client_id}") as socket:
        yield socket


def graph(**values: Json) -> Any:
    return filled(OUR_GRAPH, {**VALUES, **values})


def heard(socket: ClientConnection) -> list[dict[str, Any]]:
    """Every message until the order is over."""
    messages: list[dict[str, Any]] = []
    while not messages or messages[-1]["data"].get("node", "") is not None:
        messages.append(json.loads(socket.recv(timeout=20)))
    return messages


def test_an_order_is_told_of_as_it_goes(world: World, client: httpx.Client, tmp_path: Path) -> None:
    with listening(world, "me") as socket:
        hello = json.loads(socket.recv(timeout=20))
        assert hello == {"type": "status", "data": {"status": {"exec_info": {"queue_remaining": 0}}, "sid": "me"}}
        order = client.post("/prompt", json={"prompt": graph(), "client_id": "me"}).json()["prompt_id"]
        messages = heard(socket)
    kinds = [each["type"] for each in messages if each["type"] != "status"]
    assert kinds[:3] == ["execution_start", "execution_cached", "executing"]
    assert kinds[-3:] == ["executed", "execution_success", "executing"]
    assert kinds.count("progress") == 28
    assert {each["data"]["prompt_id"] for each in messages if each["type"] != "status"} == {order}
    (executed,) = [each["data"] for each in messages if each["type"] == "executed"]
    entry = client.get(f"/history/{order}").json()[order]
    assert entry["outputs"] == {executed["node"]: executed["output"]}
    assert entry["status"]["status_str"] == "success"
    path = tmp_path / "picture.png"
    path.write_bytes(client.get("/view", params=executed["output"]["images"][0]).content)
    assert probe(path).kind == "still"


def test_others_hear_of_the_queue_alone(world: World, client: httpx.Client) -> None:
    with listening(world, "another") as socket:
        assert json.loads(socket.recv(timeout=20))["data"]["sid"] == "another"
        client.post("/prompt", json={"prompt": graph(), "client_id": "me"})
        waits = [json.loads(socket.recv(timeout=20)) for _ in range(2)]
    assert [each["data"]["status"]["exec_info"]["queue_remaining"] for each in waits] == [1, 0]


def test_what_failed_is_told_why(world: World, client: httpx.Client) -> None:
    with listening(world, "me") as socket:
        failing = graph(prompt="steam [fault:failed]")
        order = client.post("/api/prompt", json={"prompt": failing, "client_id": "me"}).json()["prompt_id"]
        messages = heard(socket)
    assert messages[-2]["type"] == "execution_error"
    assert messages[-2]["data"]["exception_type"] == "torch.OutOfMemoryError"
    assert client.get(f"/api/history/{order}").json()[order]["outputs"] == {}


def test_an_order_is_in_the_queue_until_it_is_in_the_history(world: World, client: httpx.Client) -> None:
    world.work_seconds = 600
    order = client.post("/prompt", json={"prompt": graph(), "prompt_id": "7f4f1c52-0000-4000-8000-000000000000"}).json()
    assert order["prompt_id"] == "7f4f1c52-0000-4000-8000-000000000000"
    assert client.get("/prompt").json() == {"exec_info": {"queue_remaining": 1}}
    assert client.get("/queue").json()["queue_pending"][0][1] == order["prompt_id"]
    client.post("/interrupt")
    world.clock.advance(300)
    assert client.get("/queue").json()["queue_running"][0][1] == order["prompt_id"]
    assert client.get(f"/history/{order['prompt_id']}").json() == {}
    client.post("/queue", json={"delete": [order["prompt_id"]]})
    client.post("/interrupt", json={"prompt_id": "another"})
    assert client.get("/queue").json()["queue_running"] != []
    client.post("/interrupt")
    status = client.get(f"/history/{order['prompt_id']}").json()[order["prompt_id"]]["status"]
    assert (status["status_str"], status["messages"][-1][0]) == ("error", "execution_interrupted")
    client.post("/prompt", json={"prompt": graph()})
    client.post("/queue", json={"clear": True})
    assert client.get("/queue").json() == {"queue_running": [], "queue_pending": []}


def wrong(node: str, name: str, value: Json) -> Any:
    changed = graph()
    changed[node]["inputs"][name] = value
    return changed


@pytest.mark.parametrize(
    ("sent", "kind", "node"),
    [
        ({}, "no_prompt", None),
        ({"1": {"class_type": "Mine", "inputs": {}}}, "missing_node_type", None),
        ({"1": graph()["1"]}, "prompt_no_outputs", None),
        (graph(checkpoint="none"), "value_not_in_list", "1"),
        (graph(width=8), "value_smaller_than_min", "4"),
        (graph(height=99999), "value_bigger_than_max", "4"),
        (graph(seed="{{seed}}"), "invalid_input_type", "5"),
        (wrong("6", "vae", ["1", 0]), "return_type_mismatch", "6"),
        (wrong("6", "vae", "vae"), "return_type_mismatch", "6"),
        (wrong("2", "text", None), "required_input_missing", "2"),
    ],
)
def test_a_graph_is_looked_into(world: World, client: httpx.Client, sent: Any, kind: str, node: str | None) -> None:
    answer = client.post("/prompt", json={"prompt": sent})
    assert answer.status_code == 400
    body = answer.json()
    if node is None:
        assert (body["error"]["type"], body["node_errors"]) == (kind, {})
    else:
        assert [fault["type"] for fault in body["node_errors"][node]["errors"]] == [kind]
    assert world.works == {}


def test_it_says_what_it_has(world: World, client: httpx.Client) -> None:
    names = client.get("/models/checkpoints").json()
    nodes = client.get("/object_info").json()
    assert nodes["CheckpointLoaderSimple"]["input"]["required"]["ckpt_name"][0] == names
    assert {node["class_type"] for node in graph().values()} <= set(nodes)
    assert client.get("/object_info/KSampler").json() == {"KSampler": nodes["KSampler"]}
    assert client.get("/system_stats").json()["system"]["comfyui_version"] == "sandbox"
    assert client.get("/view", params={"filename": "none_00001_.png"}).status_code == 404
    assert client.post("/prompt", json={"prompt": graph(), "prompt_id": "mine"}).status_code == 400
