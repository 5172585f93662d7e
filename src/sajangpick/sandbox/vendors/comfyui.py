"""ComfyUI's own server: prompt, queue, history, view, interrupt, the lists of models and nodes, and its socket.

It knows the nodes of a plain text-to-image graph, and looks into a graph as ComfyUI does before it takes it.
"""

import asyncio
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from sajangpick.domain.json import Json, JsonObject
from sajangpick.sandbox.desk import Answer, Desk
from sajangpick.sandbox.faults import Fault, Step
from sajangpick.sandbox.results import make_picture
from sajangpick.sandbox.world import Work, World

VENDOR = "comfyui"
CHECKPOINTS = ("sandbox_v1.safetensors", "sandbox_xl.safetensors")
SOCKET_SECONDS = 0.02
_SAMPLERS = ("euler", "euler_ancestral", "dpmpp_2m", "dpmpp_2m_sde")
_SCHEDULERS = ("normal", "karras", "simple")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SIDE: JsonObject = {"default": 512, "min": 16, "max": 16384, "step": 8}

# What each node takes, as /object_info says it, then what it puts out and whether a graph may end in it.
_NODES: dict[str, tuple[JsonObject, tuple[str, ...], bool]] = {
    "CheckpointLoaderSimple": ({"ckpt_name": [list(CHECKPOINTS), {}]}, ("MODEL", "CLIP", "VAE"), False),
    "CLIPTextEncode": ({"text": ["STRING", {"multiline": True}], "clip": ["CLIP", {}]}, ("CONDITIONING",), False),
    "EmptyLatentImage": (
        {"width": ["INT", _SIDE], "height": ["INT", _SIDE], "batch_size": ["INT", {"min": 1, "max": 4096}]},
        ("LATENT",),
        False,
    ),
    "KSampler": (
        {
            "model": ["MODEL", {}],
            "seed": ["INT", {"min": 0, "max": 2**64 - 1}],
            "steps": ["INT", {"min": 1, "max": 10000}],
            "cfg": ["FLOAT", {"min": 0.0, "max": 100.0}],
            "sampler_name": [list(_SAMPLERS), {}],
            "scheduler": [list(_SCHEDULERS), {}],
            "positive": ["CONDITIONING", {}],
            "negative": ["CONDITIONING", {}],
            "latent_image": ["LATENT", {}],
            "denoise": ["FLOAT", {"min": 0.0, "max": 1.0}],
        },
        ("LATENT",),
        False,
    ),
    "VAEDecode": ({"samples": ["LATENT", {}], "vae": ["VAE", {}]}, ("IMAGE",), False),
    "SaveImage": ({"images": ["IMAGE", {}], "filename_prefix": ["STRING", {}]}, (), True),
    "PreviewImage": ({"images": ["IMAGE", {}]}, (), True),
}


def comfyui(world: World) -> list[BaseRoute]:
    """The routes of ComfyUI, each under /api as well."""
    vendor = _ComfyUI(world)
    routes = [
        ("/prompt", vendor.order, "POST"),
        ("/prompt", vendor.remaining, "GET"),
        ("/queue", vendor.queue, "GET"),
        ("/queue", vendor.delete, "POST"),
        ("/interrupt", vendor.interrupt, "POST"),
        ("/history/{order_id}", vendor.history, "GET"),
        ("/view", vendor.view, "GET"),
        ("/models/checkpoints", vendor.checkpoints, "GET"),
        ("/object_info", vendor.nodes, "GET"),
        ("/object_info/{name}", vendor.nodes, "GET"),
        ("/system_stats", vendor.stats, "GET"),
    ]
    listed: list[BaseRoute] = []
    for prefix in ("", "/api"):
        listed += [Route(f"{prefix}{path}", handler, methods=[method]) for path, handler, method in routes]
        listed.append(WebSocketRoute(f"{prefix}/ws", vendor.socket))
    return listed


class _ComfyUI:
    def __init__(self, world: World) -> None:
        self._world = world
        self._desk = Desk(VENDOR, world, _error)

    async def order(self, request: Request) -> Response:
        body = cast(JsonObject, await request.json())
        graph = cast(JsonObject, body.get("prompt") or {})
        inputs = [cast(JsonObject, node.get("inputs") or {}) for node in graph.values() if isinstance(node, dict)]
        words = " ".join(str(each["text"]) for each in inputs if isinstance(each.get("text"), str))
        fault = await self._desk.receive(request, Step.ORDER, text=words)
        order_id = str(body.get("prompt_id") or uuid.uuid4())
        if not _ID.fullmatch(order_id):
            raise self._desk.refusal(400, "prompt_id must be a valid UUID")
        ends = _examined(graph)
        asked = _wanted(graph)
        size = cast(tuple[int, int], tuple(cast(list[int], asked["size"])))
        seed, small = cast(int, asked["seed"]), self._world.small

        def make(target: Path) -> Path:
            # A model draws without words too; a card of ours needs some.
            text = str(asked["prompt"]) or "a picture"
            return make_picture(text, target.with_suffix(".png"), size=size, seed=seed, small=small)

        work = self._world.begin(VENDOR, asked, make=make, usd=0.0, fault=fault, id=order_id)
        number = len(self._world.works)
        work.facts = {"number": number, "graph": graph, "client": str(body.get("client_id", "")), "ends": list(ends)}
        await self._desk.hand_over(fault)
        return JSONResponse({"prompt_id": work.id, "number": number, "node_errors": {}})

    async def queue(self, request: Request) -> Response:
        await self._desk.receive(request, Step.LOOK)
        rows: dict[bool, list[Json]] = {True: [], False: []}
        for work in self._under_way():
            rows[_runs(self._world, work)].append(_row(work))
        return JSONResponse({"queue_running": rows[True], "queue_pending": rows[False]})

    async def remaining(self, request: Request) -> Response:
        await self._desk.receive(request, Step.LOOK)
        return JSONResponse(self._exec_info())

    async def delete(self, request: Request) -> Response:
        await self._desk.receive(request, Step.CANCEL)
        body = cast(JsonObject, await request.json())
        named = cast(list[Json], body.get("delete") or [])
        for work in [each for each in self._under_way() if not _runs(self._world, each)]:
            if body.get("clear") or work.id in named:
                del self._world.works[work.id]
        return Response()

    async def interrupt(self, request: Request) -> Response:
        await self._desk.receive(request, Step.CANCEL)
        named = cast(JsonObject, await request.json()).get("prompt_id") if await request.body() else None
        for work in self._under_way():
            if _runs(self._world, work) and named in (None, work.id):
                work.cancelled = True
        return Response()

    async def history(self, request: Request) -> Response:
        await self._desk.receive(request, Step.LOOK)
        work = self._world.find(VENDOR, str(request.path_params["order_id"]))
        if work is None or not self._world.is_over(work):
            return JSONResponse({})
        failed = self._world.has_failed(work)
        entry: JsonObject = {
            "prompt": _row(work),
            "outputs": {} if failed else _outputs(work),
            "status": {
                "status_str": "error" if failed else "success",
                "completed": not failed,
                "messages": [[event, facts] for event, facts in _story(work, failed=failed)],
            },
        }
        return JSONResponse({work.id: entry})

    async def view(self, request: Request) -> Response:
        await self._desk.receive(request, Step.FETCH)
        name = request.query_params.get("filename", "")
        work = self._world.find(VENDOR, name.partition("_")[0])
        if work is None or not self._world.is_over(work):
            return Response(status_code=404)
        link = await self._world.link(work)
        path = self._world.linked(link.rpartition("/")[2])
        return FileResponse(path) if path is not None else Response(status_code=404)

    async def checkpoints(self, request: Request) -> Response:
        await self._desk.receive(request, Step.LOOK)
        return JSONResponse(list(CHECKPOINTS))

    async def nodes(self, request: Request) -> Response:
        await self._desk.receive(request, Step.LOOK)
        asked = request.path_params.get("name")
        return JSONResponse({name: _info(name) for name in _NODES if asked in (None, name)})

    async def stats(self, request: Request) -> Response:
        await self._desk.receive(request, Step.LOOK)
        system: JsonObject = {"os": "linux", "comfyui_version": "sandbox", "argv": ["main.py"]}
        device: JsonObject = {"name": "cpu", "type": "cpu", "index": 0, "vram_total": 0, "vram_free": 0}
        return JSONResponse({"system": system, "devices": [device]})

    async def socket(self, socket: WebSocket) -> None:
        """Tell a client of the queue, and of the orders that carry its id, until it goes."""
        await socket.accept()
        client = socket.query_params.get("clientId") or uuid.uuid4().hex
        telling = asyncio.ensure_future(self._tell(socket, client))
        try:
            while True:
                await socket.receive_text()
        except WebSocketDisconnect:
            telling.cancel()

    async def _tell(self, socket: WebSocket, client: str) -> None:
        waits = self._exec_info()
        await socket.send_json({"type": "status", "data": {"status": waits, "sid": client}})
        told: dict[str, int] = {}
        # What was over before is not told again.
        over = {each.id for each in self._world.works.values() if self._world.is_over(each)}
        while True:
            if waits != self._exec_info():
                waits = self._exec_info()
                await socket.send_json({"type": "status", "data": {"status": waits}})
            mine = [each for each in self._world.works.values() if each.vendor == VENDOR and each.id not in over]
            for work in [each for each in mine if each.facts.get("client") == client]:
                news = list(_news(self._world, work))
                for event, facts in news[told.get(work.id, 0) :]:
                    await socket.send_json({"type": event, "data": facts})
                told[work.id] = len(news)
            await asyncio.sleep(SOCKET_SECONDS)

    def _under_way(self) -> list[Work]:
        works = self._world.works.values()
        return [each for each in works if each.vendor == VENDOR and not self._world.is_over(each)]

    def _exec_info(self) -> JsonObject:
        return {"exec_info": {"queue_remaining": len(self._under_way())}}


def _runs(world: World, work: Work) -> bool:
    """Whether its turn has come: after a tenth of the time, or most of it while others are before it."""
    return world.progress(work) >= (0.8 if work.fault is Fault.THROTTLED else 0.1)


def _row(work: Work) -> list[Json]:
    client: JsonObject = {"client_id": work.facts["client"]}
    return [work.facts["number"], work.id, work.facts["graph"], client, work.facts["ends"]]


def _outputs(work: Work) -> JsonObject:
    graph = cast(dict[str, JsonObject], work.facts["graph"])
    shown: JsonObject = {}
    for end in cast(list[str], work.facts["ends"]):
        folder = "output" if graph[end]["class_type"] == "SaveImage" else "temp"
        shown[end] = {"images": [{"filename": f"{work.id}_00001_.png", "subfolder": "", "type": folder}]}
    return shown


def _story(work: Work, *, failed: bool) -> Iterator[tuple[str, JsonObject]]:
    """What the history keeps of how an order went."""
    order: JsonObject = {"prompt_id": work.id}
    yield "execution_start", order
    yield "execution_cached", {"nodes": [], **order}
    at: JsonObject = {**order, "node_id": _sampler(work), "node_type": "KSampler", "executed": []}
    if work.cancelled:
        yield "execution_interrupted", at
    elif failed:
        words = "Allocation on device\n"
        yield "execution_error", {**at, "exception_type": "torch.OutOfMemoryError", "exception_message": words}
    else:
        yield "execution_success", order


def _news(world: World, work: Work) -> Iterator[tuple[str, JsonObject]]:
    """Everything that a socket was told of an order so far."""
    if not _runs(world, work):
        return
    order: JsonObject = {"prompt_id": work.id}
    over = world.is_over(work)
    story = list(_story(work, failed=over and world.has_failed(work)))
    yield from story[:2]
    at: JsonObject = {"node": _sampler(work), **order}
    yield "executing", {**at, "display_node": at["node"]}
    steps = cast(int, work.request["steps"])
    for value in range(1, int(world.progress(work) * steps) + 1):
        yield "progress", {"value": value, "max": steps, **at}
    if not over:
        return
    if not world.has_failed(work):
        for end, output in _outputs(work).items():
            yield "executed", {"node": end, "display_node": end, "output": output, **order}
    yield story[-1]
    yield "executing", {"node": None, **order}


def _sampler(work: Work) -> str:
    graph = cast(dict[str, JsonObject], work.facts["graph"])
    return next(name for name, node in graph.items() if node["class_type"] == "KSampler")


def _wanted(graph: JsonObject) -> JsonObject:
    """What a graph that was examined asks for, by the first sampler's own inputs."""
    nodes = cast(dict[str, JsonObject], graph)
    inputs = {name: cast(JsonObject, node["inputs"]) for name, node in nodes.items()}
    sampler = next(inputs[name] for name, node in nodes.items() if node["class_type"] == "KSampler")
    latent, words = (inputs[str(cast(list[Json], sampler[name])[0])] for name in ("latent_image", "positive"))
    size: list[Json] = [latent["width"], latent["height"]]
    return {"prompt": words["text"], "size": size, "seed": sampler["seed"], "steps": sampler["steps"]}


def _examined(graph: JsonObject) -> tuple[str, ...]:
    """The nodes that a graph ends in. Raises a 400 as ComfyUI words it."""
    if not graph:
        raise Answer(400, _error(400, "No prompt provided"))
    nodes = cast(dict[str, JsonObject], graph)
    for name, node in nodes.items():
        kind = str(node.get("class_type"))
        if kind not in _NODES:
            words = f"Node '{kind}' not found. The custom node may not be installed."
            raise _invalid("missing_node_type", words, f"Node ID '#{name}'")
    ends = tuple(name for name, node in nodes.items() if _NODES[str(node["class_type"])][2])
    if not ends:
        raise _invalid("prompt_no_outputs", "Prompt has no outputs", "")
    faults = {name: list(_faults(nodes, name)) for name in nodes}
    if any(faults.values()):
        errors: JsonObject = {
            name: {"errors": found, "dependent_outputs": list(ends), "class_type": nodes[name]["class_type"]}
            for name, found in cast(dict[str, list[Json]], faults).items()
            if found
        }
        said = "\n".join(f"{each['message']}: {each['details']}" for found in faults.values() for each in found)
        raise _invalid("prompt_outputs_failed_validation", "Prompt outputs failed validation", said, errors)
    return ends


def _faults(nodes: dict[str, JsonObject], name: str) -> Iterator[JsonObject]:
    given = cast(JsonObject, nodes[name].get("inputs") or {})
    for key, (kind, limits) in cast(
        dict[str, tuple[Json, JsonObject]], _NODES[str(nodes[name]["class_type"])][0]
    ).items():
        value = given.get(key)
        match kind:
            case _ if value is None:
                yield _fault("required_input_missing", "Required input is missing", key)
            case list() if value not in kind:
                yield _fault("value_not_in_list", "Value not in list", f"{key}: '{value}' not in {kind}")
            case "INT" | "FLOAT" if not isinstance(value, int | float):
                words = f"Failed to convert an input value to a {kind} value"
                yield _fault("invalid_input_type", words, f"{key}, {value}")
            case "INT" | "FLOAT":
                low, high = limits["min"], limits["max"]
                if cast(float, value) < cast(float, low):
                    yield _fault("value_smaller_than_min", f"Value {value} smaller than min of {low}", key)
                if cast(float, value) > cast(float, high):
                    yield _fault("value_bigger_than_max", f"Value {value} bigger than max of {high}", key)
            case "STRING" | list():
                continue
            case _ if not _linked(nodes, value, kind):
                yield _fault("return_type_mismatch", "Return type mismatch between linked nodes", f"{key}, {value}")
            case _:
                continue


def _linked(nodes: dict[str, JsonObject], value: Json, kind: Json) -> bool:
    match value:
        case [str(source), int(place)] if source in nodes:
            given = _NODES[str(nodes[source]["class_type"])][1]
            return place < len(given) and given[place] == kind
        case _:
            return False


def _info(name: str) -> JsonObject:
    inputs, outputs, is_end = _NODES[name]
    return {
        "input": {"required": inputs},
        "input_order": {"required": list(inputs)},
        "output": list(outputs),
        "output_name": list(outputs),
        "output_is_list": [False for _ in outputs],
        "name": name,
        "display_name": name,
        "description": "",
        "category": "sandbox",
        "output_node": is_end,
    }


def _fault(kind: str, message: str, details: str) -> JsonObject:
    return {"type": kind, "message": message, "details": details, "extra_info": {}}


def _invalid(kind: str, message: str, details: str, nodes: JsonObject | None = None) -> Answer:
    return Answer(400, {"error": _fault(kind, message, details), "node_errors": nodes or {}})


def _error(status: int, sentence: str) -> JsonObject:
    return {"error": _fault("no_prompt" if status == 400 else "error", sentence, sentence), "node_errors": {}}
