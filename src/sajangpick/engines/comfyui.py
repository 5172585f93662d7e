"""ComfyUI: a picture from words, by the graph that the operator's own graphics card runs: ours, or one of their own.

A graph is written as ComfyUI's "Export (API)" writes it, with the places of `PLACES` in its values. It is queued, and
looked at until it stands in the history. Progress is told on a socket alone, to whoever listens in that very moment;
a look is a moment, so it reads the queue, which tells anybody what waits, what runs and what is over.
"""

import asyncio
import json
import re
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from pydantic import BaseModel, Field, RootModel

from sajangpick.domain.json import Json, JsonObject
from sajangpick.engine import Finished, Pending, Picture, PictureRequest, Profile, Ticket
from sajangpick.errors import EngineError, Misconfigured, Unavailable
from sajangpick.wire import PICTURES, Line

if TYPE_CHECKING:
    from httpx import AsyncBaseTransport

    from sajangpick.settings import Settings

PLACES = ("prompt", "negative", "seed", "width", "height", "checkpoint")
"""What a graph may leave open, as "{{prompt}}": the whole of a value, or a part of a text."""

# Without the first, every order makes the same picture; many of today's models take no negative.
NEEDED = ("prompt", "seed", "width", "height")
MOST_PICTURE_BYTES = 100_000_000
_PLACE = re.compile("{{(" + "|".join(PLACES) + ")}}")
_SEED_LIMIT = 2**64
# Under which our orders have their ids: the same key is the same id.
_ORDERS = uuid.UUID("5b0c6c1e-6f0e-4a53-9a53-0d4f3f6f8a11")

# What any checkpoint of Stable Diffusion runs, XL included. A preview is kept until ComfyUI ends, and never piles up.
OUR_GRAPH: JsonObject = {
    "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "{{checkpoint}}"}},
    "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "{{prompt}}", "clip": ["1", 1]}},
    "3": {"class_type": "CLIPTextEncode", "inputs": {"text": "{{negative}}", "clip": ["1", 1]}},
    "4": {
        "class_type": "EmptyLatentImage",
        "inputs": {"width": "{{width}}", "height": "{{height}}", "batch_size": 1},
    },
    "5": {
        "class_type": "KSampler",
        "inputs": {
            "seed": "{{seed}}",
            "steps": 28,
            "cfg": 6.0,
            "sampler_name": "dpmpp_2m",
            "scheduler": "karras",
            "denoise": 1.0,
            "model": ["1", 0],
            "positive": ["2", 0],
            "negative": ["3", 0],
            "latent_image": ["4", 0],
        },
    },
    "6": {"class_type": "VAEDecode", "inputs": {"samples": ["5", 0], "vae": ["1", 2]}},
    "7": {"class_type": "PreviewImage", "inputs": {"images": ["6", 0]}},
}


class _Names(RootModel[tuple[str, ...]]):
    pass


class _Accepted(BaseModel):
    prompt_id: str


class _Queue(BaseModel):
    # Each is [number, id, graph, …].
    queue_running: tuple[tuple[object, ...], ...] = ()
    queue_pending: tuple[tuple[object, ...], ...] = ()

    def runs(self, order_id: str) -> bool:
        return any(order_id in each[1:2] for each in self.queue_running)

    def holds(self, order_id: str) -> bool:
        return self.runs(order_id) or any(order_id in each[1:2] for each in self.queue_pending)


class _Image(BaseModel):
    filename: str
    subfolder: str = ""
    type: str = "output"


class _Output(BaseModel):
    images: tuple[_Image, ...] = ()


class _Status(BaseModel):
    status_str: str = ""
    messages: tuple[tuple[str, dict[str, object]], ...] = ()


class _Entry(BaseModel):
    outputs: dict[str, _Output] = Field(default_factory=dict[str, _Output])
    # Nodes of other people may end without one.
    status: _Status | None = None


class _History(RootModel[dict[str, _Entry]]):
    pass


@dataclass(frozen=True, slots=True)
class ComfyUI:
    """The operator's own card. Its ticket is the id of a queued graph; `checkpoint` is empty for the first there is."""

    profile: Profile
    line: Line
    graph: JsonObject
    checkpoint: str = ""

    async def submit(self, request: PictureRequest, *, key: str) -> Ticket:
        """Queue the graph. It is taken back if we are cancelled before ComfyUI answers."""
        width, height = self.profile.size_for(request.size)
        values: dict[str, Json] = {
            "prompt": request.prompt,
            "negative": request.negative,
            "seed": request.seed % _SEED_LIMIT,
            "width": width,
            "height": height,
        }
        if "checkpoint" in places(self.graph):
            values["checkpoint"] = self.checkpoint or await self._first_checkpoint()
        # Older versions name an order themselves, so the answer tells.
        ours = str(uuid.uuid5(_ORDERS, key))
        body: JsonObject = {"prompt": filled(self.graph, values), "prompt_id": ours, "client_id": ours}
        try:
            accepted = await self.line.order("prompt", _Accepted, json=body)
        except asyncio.CancelledError:
            with suppress(EngineError):
                await self.cancel(Ticket(self.profile.id, ours))
            raise
        return Ticket(self.profile.id, accepted.prompt_id, request.folder)

    async def poll(self, ticket: Ticket) -> Pending | Finished[Picture]:
        """Look at the queue, then at the history: what leaves the one is in the other already."""
        queue = await self.line.look("queue", _Queue)
        if queue.holds(ticket.id):
            return Pending(again_in_seconds=self.profile.poll_seconds)
        history = await self.line.look(f"history/{ticket.id}", _History)
        entry = history.root.get(ticket.id)
        if entry is None:
            raise Unavailable(
                "ComfyUI does not know this order any more.", hint="It was taken off the queue, or ComfyUI began anew."
            )
        if entry.status is not None and entry.status.status_str == "error":
            raise _failure(entry.status)
        images = [image for output in entry.outputs.values() for image in output.images]
        if not images:
            raise Misconfigured("The graph of ComfyUI made no picture.", hint="It must end in a SaveImage node.")
        # Beside the picture, a graph of one's own may show what it came by.
        image = min(images, key=lambda image: image.type != "output")
        target = ticket.folder / "comfyui.png"
        link = f"view?{urlencode(image.model_dump())}"
        return Finished(Picture(await self.line.download(link, target, most_bytes=MOST_PICTURE_BYTES, kinds=PICTURES)))

    async def cancel(self, ticket: Ticket) -> None:
        """Take the order off the queue; stop the card only if it is ours that runs."""
        await self.line.ask("POST", "queue", json={"delete": [ticket.id]})
        if (await self.line.look("queue", _Queue)).runs(ticket.id):
            await self.line.ask("POST", "interrupt", json={"prompt_id": ticket.id})

    async def _first_checkpoint(self) -> str:
        names = self.line.read(await self.line.ask("GET", "models/checkpoints"), _Names).root
        if not names:
            raise Misconfigured(
                "ComfyUI has no checkpoint.", hint="Put a model into its folder models/checkpoints, or use a graph."
            )
        return names[0]


def open_comfyui(profile: Profile, settings: "Settings", transport: "AsyncBaseTransport | None") -> ComfyUI:
    """The engine behind a profile. Raises Misconfigured for a graph that cannot be used."""
    graph = OUR_GRAPH if settings.comfyui_graph is None else read_graph(settings.comfyui_graph)
    line = Line("ComfyUI", settings.comfyui_url, explain=_explained, transport=transport)
    return ComfyUI(profile, line, graph, settings.comfyui_checkpoint or "")


def read_graph(path: Path) -> JsonObject:
    """A graph of the operator's own. Raises Misconfigured for one that is not there, not as the API takes it, or that
    leaves too little open."""
    try:
        graph: Json = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Misconfigured(f"The graph {path.name} cannot be read: {type(error).__name__}.", hint=_SET) from None
    if isinstance(graph, dict) and isinstance(graph.get("nodes"), list):
        raise Misconfigured(
            f"The graph {path.name} is as ComfyUI's page keeps it.", hint="Save it by File > Export (API) instead."
        )
    if not isinstance(graph, dict) or not graph or not all(_is_node(each) for each in graph.values()):
        raise Misconfigured(f"The file {path.name} is no graph of ComfyUI's.", hint=_SET)
    if missing := [f"{{{{{name}}}}}" for name in NEEDED if name not in places(graph)]:
        raise Misconfigured(
            f"The graph {path.name} has no place for {', '.join(missing)}.",
            hint='Write it as a value, as in "seed": "{{seed}}".',
        )
    return graph


def places(graph: JsonObject) -> set[str]:
    """What a graph leaves open."""
    return set(_PLACE.findall(json.dumps(graph)))


def filled(value: Json, values: Mapping[str, Json]) -> Json:
    """A graph, or a part of it, with its places filled: a value that is a place gets what it stands for, as it is."""
    match value:
        case dict():
            return {name: filled(each, values) for name, each in value.items()}
        case list():
            return [filled(each, values) for each in value]
        case str():
            whole = _PLACE.fullmatch(value)
            return values[whole[1]] if whole else _PLACE.sub(lambda found: str(values[found[1]]), value)
        case _:
            return value


_SET = "See SAJANGPICK_COMFYUI_GRAPH."


def _is_node(value: Json) -> bool:
    return isinstance(value, dict) and isinstance(value.get("class_type"), str)


def _failure(status: _Status) -> EngineError:
    """Why a graph ended without a result: what stands last in its messages."""
    for event, facts in reversed(status.messages):
        match event:
            case "execution_interrupted":
                return Unavailable("Somebody stopped this order at ComfyUI.")
            case "execution_error":
                words = [facts.get(name) for name in ("node_type", "exception_type", "exception_message")]
                hint = ": ".join(" ".join(str(word).split()) for word in words if word)
                return Unavailable("ComfyUI could not run the graph to its end.", hint=hint[:300])
            case _:
                continue
    return Unavailable("ComfyUI could not run the graph to its end.")


def _explained(status: int, body: JsonObject) -> EngineError | None:
    """A graph that does not fit this ComfyUI: its nodes say why, each in words of its own."""
    if status != HTTPStatus.BAD_REQUEST or not isinstance(error := body.get("error"), dict):
        return None
    nodes = body.get("node_errors")
    if not nodes and error.get("type") not in ("missing_node_type", "prompt_no_outputs"):
        return None
    return Misconfigured("ComfyUI cannot run the graph.", hint=_first_fault(nodes) or str(error.get("message", "")))


def _first_fault(nodes: Json) -> str:
    """The first node that does not fit, and why; "" for none."""
    for each in cast(JsonObject, nodes).values() if isinstance(nodes, dict) else ():
        match each:
            case {"class_type": str(name), "errors": [{"message": str(message), "details": str(details)}, *_]}:
                return f"{name}: {message}: {details}"
            case _:
                continue
    return ""
