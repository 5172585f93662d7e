import asyncio
import json
import logging

import pytest
from tests.telemetry.conftest import Configure
from tests.telling.endpoint import serve

from sajangpick import telemetry
from sajangpick.telemetry.redaction import redaction

pytestmark = pytest.mark.anyio


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


async def test_every_line_of_a_job_names_it(configure: Configure, capsys: pytest.CaptureFixture[str]) -> None:
    configure(log_format="json")
    log = telemetry.logger("sajangpick.jobs")

    async def work(job_id: str) -> None:
        with telemetry.job_scope(job_id):
            log.info("job.started", kind="short")
            await asyncio.sleep(0)
            await asyncio.to_thread(logging.getLogger("some.library").warning, "wrote %d frames", 240)

    await asyncio.gather(work("j1"), work("j2"))
    log.info("outside")
    told = lines(capsys)
    assert [line.get("job_id") for line in told if line["event"] == "job.started"] == ["j1", "j2"]
    assert sorted(str(line["job_id"]) for line in told if line["event"] == "wrote 240 frames") == ["j1", "j2"]
    assert "job_id" not in told[-1]
    assert {"timestamp", "level", "logger", "event", "kind", "job_id"} == set(told[0])


def test_no_secret_is_logged(configure: Configure, capsys: pytest.CaptureFixture[str]) -> None:
    secrets = {
        "secret_key": "a-signing-key",
        "smtp_url": "smtp://mail:hunter22@smtp.example.com",
        "s3_secret_key": "s3-secret-s3-secret",
        "sentry_dsn": None,
    }
    configure(log_format="json", **secrets)
    log = telemetry.logger("x")
    log.info("made with a-signing-key", headers={"authorization": "Bearer abc.def", "accept": "text/html"})
    log.info("told", password="correct horse", nested=[{"api_key": "k-123456"}], said="Bearer abc.def-ghi")
    log.info("token sjp_0123456789abcdef and whsec_AAAA+BBBB=", url="postgresql://u:pa55word@db/x")
    logging.getLogger("uvicorn.error").warning("signed with %s", "s3-secret-s3-secret")
    try:
        raise OSError("no answer from smtp://mail:hunter22@smtp.example.com")
    except OSError:
        log.exception("mail.failed")
    out = capsys.readouterr().out
    for hidden in (
        "a-signing-key",
        "hunter22",
        "s3-secret",
        "correct horse",
        "k-123456",
        "abc.def",
        "sjp_0",
        "pa55word",
    ):
        assert hidden not in out
    assert "whsec_AAAA" not in out
    assert "text/html" in out
    assert "postgresql://***@db/x" in out
    assert '"exception"' in out


def test_text_is_for_people(configure: Configure, capsys: pytest.CaptureFixture[str]) -> None:
    configure(log_format="text", log_level="warning")
    log = telemetry.logger("x")
    log.info("not.told")
    log.warning("told", menu="새우 파스타")
    out = capsys.readouterr().out
    assert "not.told" not in out
    assert "told" in out
    assert "menu='새우 파스타'" in out


def test_libraries_write_through_us_once(configure: Configure, capsys: pytest.CaptureFixture[str]) -> None:
    configure(log_format="json")
    configure(log_format="json")
    logging.getLogger("uvicorn.error").info("Uvicorn running")
    logging.getLogger("uvicorn.access").info("GET / 200")
    logging.getLogger("dbos").warning("recovering")
    captured = capsys.readouterr()
    events = [json.loads(line)["event"] for line in captured.out.splitlines()]
    assert events == ["Uvicorn running", "recovering"]
    assert captured.err == ""


def test_a_line_in_a_trace_names_it(configure: Configure, capsys: pytest.CaptureFixture[str]) -> None:
    with serve() as collector:
        settings = configure(log_format="json", otlp_endpoint=f"http://127.0.0.1:{collector.port}")
        with telemetry.span("a job"):
            telemetry.logger("x").info("inside")
            place = telemetry.carry()
        telemetry.close(settings)
    (line,) = lines(capsys)
    assert str(line["trace_id"]) in place


def test_a_short_secret_is_not_looked_for(configure: Configure) -> None:
    hidden = redaction(configure(secret_key="a"))
    assert hidden.text("a banana") == "a banana"
