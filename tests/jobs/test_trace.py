"""A job's work stands in the trace of the request that ordered it, wherever it is done."""

from collections.abc import Generator

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from tests.jobs.conftest import Service
from tests.telling.endpoint import Endpoint, serve

from sajangpick import telemetry
from sajangpick.domain.job import Job, JobState
from sajangpick.settings import Settings
from sajangpick.telemetry.traces import close_traces, configure_traces

pytestmark = pytest.mark.anyio


@pytest.fixture
def collector() -> Generator[Endpoint]:
    with serve() as endpoint:
        endpoint.statuses = [200] * 100
        configure_traces(Settings(_env_file=None, otlp_endpoint=f"http://127.0.0.1:{endpoint.port}"))
        yield endpoint
        close_traces()


def spans(collector: Endpoint) -> list[Span]:
    """What was traced; nothing is after it."""
    close_traces()
    found: list[Span] = []
    for received in collector.received:
        request = ExportTraceServiceRequest()
        request.ParseFromString(received.body)
        found += [span for resource in request.resource_spans for scope in resource.scope_spans for span in scope.spans]
    return found


async def ordered(service: Service, request: str) -> Job:
    with telemetry.span(request):
        return await service.order(name=request)


async def test_everything_a_job_does_stands_in_the_trace_of_its_request(collector: Endpoint, service: Service) -> None:
    await service.start()
    jobs = [await service.ended(await ordered(service, name)) for name in ("first", "second")]
    assert [job.state for job in jobs] == [JobState.SUCCEEDED] * 2
    await service.stop()
    traced = spans(collector)
    for name, job in zip(("first", "second"), jobs, strict=True):
        (request,) = (span for span in traced if span.name == name)
        assert job.trace
        assert request.trace_id.hex() in job.trace
        names = [span.name for span in traced if span.trace_id == request.trace_id]
        wanted = [name, "job short", "stage intake", "stage look", "stage toil", "submit test:vendor"]
        assert sorted(names) == sorted(wanted)


async def test_another_try_stands_in_the_trace_of_who_asked_for_it(collector: Endpoint, service: Service) -> None:
    await service.start()
    with telemetry.span("order"):
        failed = await service.order(toil_raises="bad_input")
    assert (await service.ended(failed)).state is JobState.FAILED
    with telemetry.span("retry"):
        again = await service.again(failed.id)
    await service.ended(again)
    await service.stop()
    traced = spans(collector)
    runs = {span.trace_id for span in traced if span.name == "job short"}
    assert runs == {span.trace_id for span in traced if span.name in ("order", "retry")}
    assert len(runs) == 2


async def test_without_a_collector_nothing_is_kept(service: Service) -> None:
    await service.start(work=False)
    assert (await service.read(await service.order())).trace is None
