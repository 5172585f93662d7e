import json

import httpx
import pytest
import sentry_sdk
from tests.telemetry.conftest import Configure
from tests.telling.endpoint import Endpoint, Received, serve

from sajangpick import telemetry

# Far from what raises: a report quotes the lines around it.
LOGIN = "smtp://mail:hunter22@smtp.example.com"
PASSWORD = "letmein"
LOCAL = "a local variable"


def reported(sentry: Endpoint) -> list[dict[str, object]]:
    """The errors in the envelopes that arrived: a header line, then pairs of header and item."""
    return [item for received in sentry.received for item in _items(received) if "exception" in item]


def _items(received: Received) -> list[dict[str, object]]:
    encoding = {"content-encoding": received.headers.get("content-encoding", "identity")}
    body = httpx.Response(200, content=received.body, headers=encoding).content
    parts = [json.loads(line) for line in body.splitlines() if line.strip()]
    return parts[2::2]


def test_an_error_is_reported_without_what_is_private(configure: Configure) -> None:
    with serve() as sentry:
        sentry.statuses = [200] * 9
        dsn = f"http://public@127.0.0.1:{sentry.port}/1"
        settings = configure(sentry_dsn=dsn, smtp_url=LOGIN)
        local = LOCAL
        try:
            raise OSError(f"no answer from {LOGIN} {local[:0]}")
        except OSError:
            telemetry.logger("sajangpick.telling").exception("mail.failed", password=PASSWORD)
        telemetry.close(settings)
        (error,) = reported(sentry)
    text = json.dumps(error)
    assert "no answer from" in text
    assert "mail.failed" in text
    for private in ("hunter22", PASSWORD, LOCAL):
        assert private not in text
    assert "server_name" in error
    assert "user" not in error
    assert "request" not in error


def test_without_a_dsn_nothing_is_set_up(configure: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentry_sdk, "init", lambda **_: pytest.fail("Sentry was set up"))
    configure()
