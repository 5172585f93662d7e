"""Metrics for Prometheus. Names, labels and what they mean stand in docs/how-to/observe.md; a test compares.

Labels take values of small closed sets only: a route's pattern, never its path; a failure's code, never its sentence.
"""

import secrets
import time
from collections.abc import Generator
from contextlib import contextmanager

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    PlatformCollector,
    ProcessCollector,
    start_http_server,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from structlog.contextvars import bound_contextvars

from sajangpick.domain.failure import FAILURES
from sajangpick.settings import Settings
from sajangpick.telemetry.traces import span

REGISTRY = CollectorRegistry()
METRICS_TYPE = CONTENT_TYPE_LATEST
"""The media type of `render_metrics()`."""

# Requests: from a cached read to the longest that a browser waits for.
_REQUEST_BUCKETS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
# Jobs: a short takes seconds; a vendor's clip minutes; the timeout is half an hour by default.
_JOB_BUCKETS_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 120, 300, 600, 1800)

JOBS_WAITING = Gauge("sajangpick_jobs_waiting", "Jobs that wait for a worker.", registry=REGISTRY)
JOBS_RUNNING = Gauge("sajangpick_jobs_running", "Jobs that a worker is at.", registry=REGISTRY)
OLDEST_WAIT_SECONDS = Gauge(
    "sajangpick_job_oldest_wait_seconds", "How long the job that waits longest has waited.", registry=REGISTRY
)
WORKERS = Gauge("sajangpick_workers", "Live processes that run jobs.", registry=REGISTRY)
JOB_WAIT_SECONDS = Histogram(
    "sajangpick_job_wait_seconds",
    "From a job's order to its start.",
    buckets=_JOB_BUCKETS_SECONDS,
    registry=REGISTRY,
)
JOB_SECONDS = Histogram(
    "sajangpick_job_seconds",
    "From a job's start to its end.",
    ["kind"],
    buckets=_JOB_BUCKETS_SECONDS,
    registry=REGISTRY,
)
STAGE_SECONDS = Histogram(
    "sajangpick_stage_seconds",
    "Time in a stage of a job: intake, clip, render and so on.",
    ["stage"],
    buckets=_JOB_BUCKETS_SECONDS,
    registry=REGISTRY,
)
JOBS = Counter("sajangpick_jobs", "Jobs that ended, by how.", ["kind", "state"], registry=REGISTRY)
FAILED_JOBS = Counter("sajangpick_failed_jobs", "Jobs that failed, by the reason's code.", ["code"], registry=REGISTRY)
VENDOR_WON = Counter("sajangpick_vendor_won", "What vendors cost us, in won.", ["engine"], registry=REGISTRY)
REQUESTS = Counter("sajangpick_http_requests", "Requests answered.", ["method", "route", "status"], registry=REGISTRY)
REQUEST_SECONDS = Histogram(
    "sajangpick_http_request_seconds",
    "From a request's first byte to its answer's last.",
    ["method", "route"],
    buckets=_REQUEST_BUCKETS_SECONDS,
    registry=REGISTRY,
)
WEBSOCKET_CLIENTS = Gauge("sajangpick_websocket_clients", "Browsers that listen for events.", registry=REGISTRY)
DELIVERIES = Counter(
    "sajangpick_deliveries", "Attempts to tell someone, by how they went.", ["channel", "outcome"], registry=REGISTRY
)
DELIVERIES_WAITING = Gauge(
    "sajangpick_deliveries_waiting", "Messages that have not been delivered or given up yet.", registry=REGISTRY
)
WEBHOOKS = Counter(
    "sajangpick_webhooks", "Messages of vendors, by what became of them.", ["sender", "outcome"], registry=REGISTRY
)
BUILD = Info("sajangpick_build", "The version that runs.", registry=REGISTRY)

ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
# From zero, so that the first failure of a kind is an increase and an alert can see it.
for _code in FAILURES:
    FAILED_JOBS.labels(code=_code)


@contextmanager
def stage_scope(stage: str) -> Generator[None]:
    """What is done inside is one stage of a job: measured, a span of its trace, and named on its log lines."""
    began = time.monotonic()
    with bound_contextvars(stage=stage), span(f"stage {stage}", stage=stage):
        try:
            yield
        finally:
            STAGE_SECONDS.labels(stage=stage).observe(time.monotonic() - began)


def job_ended(*, kind: str, state: str, failure: str | None, seconds: float | None) -> None:
    """Count a job that ended just now; `seconds` since it was started, None if it never was."""
    JOBS.labels(kind=kind, state=state).inc()
    if failure is not None:
        FAILED_JOBS.labels(code=failure if failure in FAILURES else "internal").inc()
    if seconds is not None:
        JOB_SECONDS.labels(kind=kind).observe(seconds)


def measure_queue(*, waiting: int, running: int, oldest_seconds: float | None, workers: int) -> None:
    """How the queue is now. It is the same in every process, since all look at one database."""
    JOBS_WAITING.set(waiting)
    JOBS_RUNNING.set(running)
    OLDEST_WAIT_SECONDS.set(oldest_seconds or 0)
    WORKERS.set(workers)


def render_metrics() -> bytes:
    """Everything measured so far, as Prometheus reads it (`METRICS_TYPE`)."""
    return generate_latest(REGISTRY)


def may_read_metrics(settings: Settings, *, authorization: str | None, client: str | None) -> bool:
    """Whether who asks from this address with this header may read them: by token, or else only this machine."""
    if settings.metrics_token is None:
        return client in ("127.0.0.1", "::1")
    expected = f"Bearer {settings.metrics_token.get_secret_value()}"
    return secrets.compare_digest((authorization or "").encode(), expected.encode())


@contextmanager
def serve_metrics(settings: Settings) -> Generator[None]:
    """Answer /metrics in a worker, which has no web server, while the block lasts; only if a port is set for it."""
    if settings.metrics_port is None:
        yield
        return
    server, thread = start_http_server(settings.metrics_port, addr=settings.host, registry=REGISTRY)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
