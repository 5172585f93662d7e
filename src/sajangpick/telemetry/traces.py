"""Traces: where the time of a request and of its job went, sent to an OpenTelemetry collector if one is set.

A job outlives its request, often in another process. So the request's place in its trace is carried as a string (W3C
Trace Context) beside the order, and the job continues from there.
"""

from collections.abc import Generator
from contextlib import contextmanager

from opentelemetry import context, trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from sajangpick.settings import Settings

Attribute = str | bool | int | float

_W3C = TraceContextTextMapPropagator()
_PLACE = "traceparent"
# A collector that is away must not hold up our own end.
_EXPORT_SECONDS = 3


class _Tracing:
    """The tracing of this process. Not OpenTelemetry's global one: that can be set only once."""

    def __init__(self) -> None:
        self.source: TracerProvider | None = None
        self.tracer: trace.Tracer | None = None


_tracing = _Tracing()


def configure_traces(settings: Settings) -> None:
    """Send traces to the collector that is set; without one, everything here costs nothing. The last call counts."""
    close_traces()
    if not settings.otlp_endpoint:
        return
    # Here, because it loads an HTTP client and protocol buffers, which most installations never use.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    source = TracerProvider(resource=Resource.create({"service.name": "sajangpick"}))
    exporter = OTLPSpanExporter(
        endpoint=f"{settings.otlp_endpoint.rstrip('/').removesuffix('/v1/traces')}/v1/traces", timeout=_EXPORT_SECONDS
    )
    source.add_span_processor(BatchSpanProcessor(exporter))
    _tracing.source = source
    _tracing.tracer = source.get_tracer("sajangpick")


def close_traces() -> None:
    """Send what has not been sent yet."""
    if _tracing.source is not None:
        _tracing.source.shutdown()
    _tracing.source = _tracing.tracer = None


@contextmanager
def span(name: str, *, kind: SpanKind = SpanKind.INTERNAL, **attributes: Attribute) -> Generator[None]:
    """What is done inside is one span of the trace; an exception marks it as failed and goes on."""
    if _tracing.tracer is None:
        yield
        return
    with _tracing.tracer.start_as_current_span(name, kind=kind, attributes=attributes):
        yield


def describe(name: str | None = None, **attributes: Attribute) -> None:
    """Say more of the span that is open: what was not known when it began."""
    current = trace.get_current_span()
    current.set_attributes(attributes)
    if name is not None:
        current.update_name(name)


def carry() -> str:
    """Where we are in the trace, as a string to keep beside an order; "" if nothing is traced."""
    carrier: dict[str, str] = {}
    _W3C.inject(carrier)
    return carrier.get(_PLACE, "")


@contextmanager
def continued(carrier: str | None) -> Generator[None]:
    """Spans that are opened inside belong to the trace that was carried here."""
    if _tracing.tracer is None or not carrier:
        yield
        return
    token = context.attach(_W3C.extract({_PLACE: carrier}))
    try:
        yield
    finally:
        context.detach(token)


def trace_id() -> str:
    """The id of the trace that we are in, as its collector writes it; "" if nothing is traced."""
    if _tracing.tracer is None:
        return ""
    place = trace.get_current_span().get_span_context()
    return trace.format_trace_id(place.trace_id) if place.is_valid else ""
