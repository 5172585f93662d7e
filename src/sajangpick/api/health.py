"""Whether the service lives, whether it can work, and what it measures of itself."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Literal

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import JSONResponse, Response

from sajangpick.api.context import Context, Here
from sajangpick.api.problem import answers
from sajangpick.api.schema import Resource
from sajangpick.errors import Forbidden, NotFound
from sajangpick.storage.migrate import revision_of
from sajangpick.telemetry import METRICS_TYPE, logger, may_read_metrics, measure_queue, render_metrics

router = APIRouter(tags=["health"])

# A load balancer gives up after a few seconds; what has not answered by then is not ready.
PATIENCE_SECONDS = 3.0

_NOTHING = "0" * 64
"""The name of a file that nobody has: asking for it costs least."""

log = logger(__name__)


class Alive(Resource):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(Resource):
    """Whether requests should be sent here, and what is wrong if not."""

    status: Literal["ok", "unready"]
    checks: dict[str, str] = Field(examples=[{"database": "ok", "storage": "ok", "jobs": "ok"}])


@router.get("/healthz", operation_id="readHealth", summary="Whether the process lives")
async def read_health() -> Alive:
    """Looks at nothing else: a database that is away is no reason to start us again."""
    return Alive()


@router.get(
    "/readyz",
    operation_id="readReadiness",
    summary="Whether the service can work",
    response_model=Readiness,
    responses={503: {"model": Readiness, "description": "Not ready; `checks` says why"}},
)
async def read_readiness(here: Here) -> Response:
    """Looks at the database, the files and the jobs."""
    checks = dict(zip(_CHECKS, await asyncio.gather(*(_tried(check, here) for check in _CHECKS.values())), strict=True))
    is_ready = set(checks.values()) == {"ok"}
    answer = Readiness(status="ok" if is_ready else "unready", checks=checks)
    return JSONResponse(answer.model_dump(), 200 if is_ready else 503)


@router.get(
    "/metrics",
    operation_id="readMetrics",
    summary="What is measured, for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}, "description": "Metrics"}, **answers(Forbidden)},
)
async def read_metrics(request: Request, here: Here) -> Response:
    """With the token of `SAJANGPICK_METRICS_TOKEN` as bearer; without that setting, from this machine alone."""
    client = request.client.host if request.client else None
    authorization = request.headers.get("authorization")
    # Whoever comes through a proxy on this machine is not this machine.
    is_forwarded = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    if not may_read_metrics(here.settings, authorization=authorization, client=None if is_forwarded else client):
        raise Forbidden("These metrics are not for everybody.", hint="Send the token of SAJANGPICK_METRICS_TOKEN.")
    # With the database away the rest is worth reading all the more.
    await _tried(_measured, here)
    return Response(render_metrics(), media_type=METRICS_TYPE)


async def _database(here: Context) -> None:
    assert await revision_of(here.database), "not migrated"


async def _storage(here: Context) -> None:
    with suppress(NotFound):
        await here.objects.size(_NOTHING)


async def _jobs(here: Context) -> None:
    await here.jobs.queue()


async def _measured(here: Context) -> None:
    queue = await here.jobs.queue()
    measure_queue(
        waiting=queue.queued, running=queue.running, oldest_seconds=queue.oldest_wait_seconds, workers=queue.workers
    )


_CHECKS: dict[str, Callable[[Context], Awaitable[None]]] = {"database": _database, "storage": _storage, "jobs": _jobs}


async def _tried(check: Callable[[Context], Awaitable[None]], here: Context) -> str:
    """`ok`, or the name of what went wrong: its words may name servers, so they go to the log alone."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await check(here)
    except Exception as error:
        log.warning("readiness.failed", check=check.__name__.strip("_"), exc_info=True)
        return type(error).__name__
    return "ok"
