import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from tests.telemetry.conftest import Configure
from tests.telling.endpoint import Endpoint, serve

from sajangpick import telemetry


def spans(collector: Endpoint) -> dict[str, Span]:
    found: dict[str, Span] = {}
    for received in collector.received:
        assert received.path == "/v1/traces"
        request = ExportTraceServiceRequest()
        request.ParseFromString(received.body)
        for resource in request.resource_spans:
            for scope in resource.scope_spans:
                found |= {span.name: span for span in scope.spans}
    return found


def test_a_job_continues_the_trace_of_its_request(configure: Configure) -> None:
    with serve() as collector:
        collector.statuses = [200] * 9
        settings = configure(otlp_endpoint=f"http://127.0.0.1:{collector.port}")
        with telemetry.span("POST /api/shorts", route="/api/shorts"):
            carried = telemetry.carry()
        # Later, elsewhere: all that is left of the request is the string.
        with telemetry.continued(carried), telemetry.span("job"), telemetry.stage_scope("render"):
            pass
        with pytest.raises(OSError, match="disk"), telemetry.span("broken"):
            raise OSError("disk")
        telemetry.close(settings)
        told = spans(collector)
    request, job, stage, broken = (told[name] for name in ("POST /api/shorts", "job", "stage render", "broken"))
    assert request.trace_id == job.trace_id == stage.trace_id != broken.trace_id
    assert (job.parent_span_id, stage.parent_span_id) == (request.span_id, job.span_id)
    assert broken.status.code == broken.status.STATUS_CODE_ERROR
    assert {attribute.key: attribute.value.string_value for attribute in request.attributes}["route"] == "/api/shorts"


def test_without_a_collector_nothing_is_traced(configure: Configure) -> None:
    configure()
    with telemetry.span("a"), telemetry.continued("00-" + "1" * 32 + "-" + "2" * 16 + "-01"):
        assert telemetry.carry() == ""


def test_what_was_carried_badly_begins_a_trace_of_its_own(configure: Configure) -> None:
    with serve() as collector:
        settings = configure(otlp_endpoint=f"http://127.0.0.1:{collector.port}")
        for carried in (None, "", "nonsense", "00-0-0-00"):
            with telemetry.continued(carried), telemetry.span("a"):
                assert telemetry.carry()
        telemetry.close(settings)
