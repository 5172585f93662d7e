import re
from http.client import HTTPConnection

import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from tests.telling.endpoint import free_port

from sajangpick import telemetry
from sajangpick.domain.failure import FAILURES
from sajangpick.settings import Settings
from sajangpick.telemetry import metrics


def value(name: str, **labels: str) -> float:
    found = metrics.REGISTRY.get_sample_value(name, labels)
    return found or 0.0


def test_a_stage_is_measured_even_if_it_fails() -> None:
    before = value("sajangpick_stage_seconds_count", stage="render")
    with telemetry.stage_scope("render"):
        pass
    with pytest.raises(OSError, match="disk"), telemetry.stage_scope("render"):
        raise OSError("disk")
    assert value("sajangpick_stage_seconds_count", stage="render") == before + 2


def test_jobs_are_counted_by_how_they_ended() -> None:
    before = value("sajangpick_failed_jobs_total", code="timed_out")
    told = value("sajangpick_jobs_total", kind="short", state="failed")
    telemetry.job_ended(kind="short", state="failed", failure="timed_out", seconds=3.0)
    telemetry.job_ended(kind="short", state="canceled", failure=None, seconds=None)
    assert value("sajangpick_failed_jobs_total", code="timed_out") == before + 1
    assert value("sajangpick_jobs_total", kind="short", state="failed") == told + 1


def test_a_reason_that_nobody_knows_is_counted_as_ours() -> None:
    before = value("sajangpick_failed_jobs_total", code="internal")
    telemetry.job_ended(kind="short", state="failed", failure="what?", seconds=None)
    assert value("sajangpick_failed_jobs_total", code="internal") == before + 1


def test_every_failure_begins_at_zero() -> None:
    exposed = {sample.labels["code"] for family in families() for sample in family.samples if "code" in sample.labels}
    assert set(FAILURES) <= exposed


def families() -> list[Metric]:
    return list(text_string_to_metric_families(telemetry.render_metrics().decode()))


def test_a_token_or_this_machine_may_read() -> None:
    closed = Settings(_env_file=None)
    assert telemetry.may_read_metrics(closed, authorization=None, client="127.0.0.1")
    assert not telemetry.may_read_metrics(closed, authorization=None, client="10.1.2.3")
    token = Settings(_env_file=None, metrics_token=SecretStr("scrape"))
    assert telemetry.may_read_metrics(token, authorization="Bearer scrape", client="10.1.2.3")
    assert not telemetry.may_read_metrics(token, authorization="Bearer wrong", client="127.0.0.1")
    assert not telemetry.may_read_metrics(token, authorization=None, client="127.0.0.1")


def test_a_worker_answers_on_a_port_of_its_own() -> None:
    port = free_port()
    with telemetry.serve_metrics(Settings(_env_file=None, metrics_port=port)):
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/metrics")
        body = connection.getresponse().read().decode()
        connection.close()
    assert re.search(r"^sajangpick_jobs_waiting ", body, re.MULTILINE)
    with telemetry.serve_metrics(Settings(_env_file=None)):
        pass


def test_names_are_prometheus_names() -> None:
    own = [family.name for family in metrics.REGISTRY.collect() if family.name.startswith("sajangpick")]
    assert len(own) >= 15
    assert all(re.fullmatch(r"sajangpick_[a-z_]+", name) for name in own)
