"""Creatomate's REST API, versions 1 and 2: renders, dry runs, templates, and webhooks that nobody signs.

It renders with our renderer, from files that it fetches as soon as they are ordered.
"""

import asyncio
import json
import math
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sajangpick.domain.json import Json, JsonObject
from sajangpick.engines.local import local_world
from sajangpick.errors import BadInput
from sajangpick.renderer.modifications import modify
from sajangpick.renderer.script import TOP_LEVEL, parse
from sajangpick.renderer.show import opened
from sajangpick.sandbox.desk import Desk
from sajangpick.sandbox.faults import Fault, Step
from sajangpick.sandbox.results import make_render
from sajangpick.sandbox.world import Work, World

VENDOR = "creatomate"
USD_PER_CREDIT = 0.01
PIXELS_PER_CREDIT = 100_000_000
_MOST_LISTED = 100
# What an order says of the picture, over what the document says.
_OVER_THE_DOCUMENT = ("output_format", "frame_rate", "render_scale", "max_width", "max_height")
_AROUND_THE_DOCUMENT = frozenset({"modifications", "webhook_url", "metadata", "dry_run", "template_id", "tags"})


@dataclass(frozen=True, slots=True)
class _Template:
    id: str
    name: str
    tags: tuple[str, ...]
    source: JsonObject

    def told(self) -> JsonObject:
        return {"id": self.id, "name": self.name, "tags": list(self.tags)}


@dataclass(frozen=True, slots=True)
class _Order:
    """A document to render, and what is to be said of it."""

    document: JsonObject
    template: _Template | None = None
    warnings: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Planned:
    """What will come of an order: its facts as a render tells them, what it costs, or why it will fail."""

    credits: int = 1
    facts: JsonObject = field(default_factory=dict[str, Json])
    sources: Mapping[str, Path] = field(default_factory=dict[str, Path])
    failure: str = ""


def creatomate(world: World) -> list[BaseRoute]:
    """The routes of Creatomate."""
    vendor = _Creatomate(world)
    of_both = [
        route
        for version in ("v1", "v2")
        for route in (
            Route(f"/{version}/renders", vendor.latest, methods=["GET"]),
            Route(f"/{version}/renders/{{render_id}}", vendor.look, methods=["GET"]),
        )
    ]
    return [
        Route("/v1/renders", vendor.render_v1, methods=["POST"]),
        Route("/v2/renders", vendor.render_v2, methods=["POST"]),
        Route("/v2/templates", vendor.keep_template, methods=["POST"]),
        Route("/v2/templates/{template_id}", vendor.read_template, methods=["GET"]),
        *of_both,
    ]


class _Creatomate:
    def __init__(self, world: World) -> None:
        self._world = world
        self._desk = Desk(VENDOR, world, lambda _, sentence: {"hint": sentence})
        self._templates: dict[str, _Template] = {}

    async def render_v1(self, request: Request) -> Response:
        body = await self._body(request)
        fault = await self._desk.receive(request, Step.ORDER, text=json.dumps(body))
        works = [await self._begin(order, body, fault) for order in self._orders(body)]
        await self._desk.hand_over(fault)
        return JSONResponse([self._taken(work) for work in works], 202)

    async def render_v2(self, request: Request) -> Response:
        body = await self._body(request)
        dry = body.get("dry_run") is True
        # A dry run is no order: what strikes orders does not strike it.
        step, text = (Step.UPLOAD, "") if dry else (Step.ORDER, json.dumps(body))
        fault = await self._desk.receive(request, step, text=text)
        document = {name: value for name, value in body.items() if name not in _AROUND_THE_DOCUMENT}
        named = "template_id" in body
        order = next(iter(self._orders(body if named else {**body, "source": document})))
        said: JsonObject = {"errors": list(order.errors), "warnings": list(order.warnings)}
        if dry:
            return JSONResponse({"valid": not order.errors, **said, "source": order.document})
        work = await self._begin(order, body, fault)
        await self._desk.hand_over(fault)
        advice = {name: words for name, words in said.items() if words}
        return JSONResponse({**self._taken(work), **advice}, 202)

    async def look(self, request: Request) -> Response:
        self._desk.require_key(request)
        await self._desk.receive(request, Step.LOOK)
        work = self._world.find(VENDOR, str(request.path_params["render_id"]))
        if work is None:
            raise self._desk.refusal(404, "No render with this id was found.")
        return JSONResponse(await self._told(work))

    async def latest(self, request: Request) -> Response:
        self._desk.require_key(request)
        await self._desk.receive(request, Step.LOOK)
        works = [work for work in self._world.works.values() if work.vendor == VENDOR]
        return JSONResponse([await self._told(work) for work in works[: -_MOST_LISTED - 1 : -1]])

    async def keep_template(self, request: Request) -> Response:
        body = await self._body(request)
        source = body.get("source")
        if not isinstance(source, dict) or not body.get("name"):
            raise self._desk.refusal(400, "A template needs a name and a source.")
        tags = tuple(str(tag) for tag in cast("list[Json]", body.get("tags") or []))
        template = _Template(str(uuid.uuid4()), str(body["name"]), tags, source)
        self._templates[template.id] = template
        return JSONResponse({**template.told(), "source": source}, 201)

    async def read_template(self, request: Request) -> Response:
        self._desk.require_key(request)
        template = self._template(str(request.path_params["template_id"]))
        return JSONResponse({**template.told(), "source": template.source})

    async def _body(self, request: Request) -> JsonObject:
        self._desk.require_key(request)
        try:
            body = await request.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise self._desk.refusal(400, "The request body is no JSON object.")
        return cast(JsonObject, body)

    def _template(self, template_id: str) -> _Template:
        template = self._templates.get(template_id)
        if template is None:
            raise self._desk.refusal(404, "No template with this id was found.")
        return template

    def _orders(self, body: JsonObject) -> Iterator[_Order]:
        """What a request orders: one render, or one for each template that has its tags."""
        if template_id := body.get("template_id"):
            yield _ordered(body, self._template(str(template_id)))
        elif isinstance(source := body.get("source"), dict) and source:
            yield _ordered(body, None, source)
        elif tags := body.get("tags"):
            wanted = {str(tag) for tag in cast("list[Json]", tags)}
            yield from (_ordered(body, each) for each in self._templates.values() if wanted <= {*each.tags})
        else:
            raise self._desk.refusal(400, "Name a template, or give a source.")

    async def _begin(self, order: _Order, body: JsonObject, fault: Fault | None) -> Work:
        planned = await self._plan(order)
        document, small = order.document, self._world.small
        suffix = f".{planned.facts.get('output_format', 'mp4')}"

        def make(target: Path) -> Path:
            return make_render(document, planned.sources, target.with_suffix(suffix), small=small)

        work = self._world.begin(VENDOR, document, make=make, usd=planned.credits * USD_PER_CREDIT, fault=fault)
        webhook_url = body.get("webhook_url")
        template = order.template
        work.facts = {
            **planned.facts,
            "template_id": template.id if template else None,
            "template_name": template.name if template else None,
            "template_tags": list(template.tags) if template else None,
            "modifications": body.get("modifications"),
            "webhook_url": webhook_url,
            "metadata": body.get("metadata"),
        }
        if planned.failure:
            work.facts["error_message"] = planned.failure
        if webhook_url:
            self._world.tell(work, str(webhook_url), news=lambda: self._news(work), sign=_unsigned)
        return work

    async def _plan(self, order: _Order) -> _Planned:
        """Fetch what the document names, and settle how large and long the result will be."""
        sources: dict[str, Path] = {}
        for url in _sources(order.document):
            try:
                sources[url] = await self._world.fetch(url)
            except (httpx.HTTPError, httpx.InvalidURL):
                return _Planned(failure=f"The source {url} could not be downloaded.")
        return await asyncio.to_thread(_planned, order.document, sources)

    def _taken(self, work: Work) -> JsonObject:
        """The render as an order is answered. Its address is told at once, and leads somewhere at the end."""
        early = f"{self._world.base_url}/sandbox/files/{work.id}.{work.facts.get('output_format', 'mp4')}"
        scale: Json = work.request.get("render_scale") or 1
        render: JsonObject = {"id": work.id, "status": "planned", "url": early, "render_scale": scale, **work.facts}
        render.pop("error_message", None)
        return render

    async def _told(self, work: Work) -> JsonObject:
        """The render as it stands."""
        render, failure = self._taken(work), work.facts.get("error_message")
        if not self._world.is_over(work):
            waits = self._world.progress(work) < (0.8 if work.fault is Fault.THROTTLED else 0.1)
            return {**render, "status": "planned" if waits else "rendering"}
        if self._world.has_failed(work):
            if work.cancelled:
                return {**render, "status": "cancelled"}
            return {**render, "status": "failed", "error_message": "The render failed."}
        if failure:
            self._world.refund(work, "failed")
            return {**render, "status": "failed", "error_message": failure}
        size = (await self._world.result(work)).stat().st_size
        return {**render, "status": "succeeded", "url": await self._world.link(work), "file_size": size}

    async def _news(self, work: Work) -> list[bytes]:
        """The render as the webhook tells it; before its end only a forger does, who knows no more than its id."""
        if self._world.is_over(work):
            told = await self._told(work)
        else:
            told = {"id": work.id, "status": "succeeded", "url": f"{self._world.base_url}/sandbox/files/forged.mp4"}
        return [json.dumps(told).encode()]


def _ordered(body: JsonObject, template: _Template | None, source: JsonObject | None = None) -> _Order:
    over = {name: body[name] for name in _OVER_THE_DOCUMENT if body.get(name) is not None}
    modifications = cast(JsonObject, body.get("modifications") or {})
    written = source if template is None else template.source
    modified = modify({**(written or {}), **over}, modifications, top_level=TOP_LEVEL)
    document = _scaled(modified.document)
    try:
        script = parse(document)
    except BadInput as error:
        return _Order(document, template, modified.warnings, (str(error),))
    return _Order(document, template, (*modified.warnings, *script.warnings))


def _planned(document: JsonObject, sources: Mapping[str, Path]) -> _Planned:
    try:
        with local_world(sources) as world, opened(document, None, world) as show:
            (width, height), timeline = show.size, show.timeline
    except BadInput as error:
        return _Planned(failure=str(error))
    kind = str(document.get("output_format") or "mp4")
    facts: JsonObject = {"output_format": kind, "width": width, "height": height}
    if kind in ("jpg", "png"):
        return _Planned(1, facts, sources)
    facts |= {"frame_rate": float(timeline.frame_rate), "duration": float(timeline.duration)}
    pixels = width * height * timeline.frame_rate * timeline.duration
    return _Planned(max(1, math.ceil(pixels / PIXELS_PER_CREDIT)), facts, sources)


def _scaled(document: JsonObject) -> JsonObject:
    """`max_width` and `max_height` as the scale that they come to."""
    pairs = ((document.get("max_width"), document.get("width")), (document.get("max_height"), document.get("height")))
    scales = [
        most / side for most, side in pairs if isinstance(most, int | float) and isinstance(side, int | float) and side
    ]
    rest = {name: value for name, value in document.items() if name not in ("max_width", "max_height")}
    return {**rest, "render_scale": min(1.0, *scales)} if scales else rest


def _sources(document: Json) -> Iterator[str]:
    """Every address in a document."""
    match document:
        case dict():
            for name, value in document.items():
                if name == "source" and isinstance(value, str):
                    yield value
                else:
                    yield from _sources(value)
        case list():
            for each in document:
                yield from _sources(each)
        case _:
            return


def _unsigned(body: bytes, forged: bool) -> dict[str, str]:  # noqa: ARG001 (a Sign)
    return {"Content-Type": "application/json"}
