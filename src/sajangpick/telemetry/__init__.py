"""What operators see: structured logs, metrics and traces, with the job id throughout."""

from importlib.metadata import version

from sajangpick.settings import Settings
from sajangpick.telemetry.logs import Logger, configure_logs, job_scope, logger
from sajangpick.telemetry.metrics import (
    BUILD,
    METRICS_TYPE,
    job_ended,
    may_read_metrics,
    measure_queue,
    render_metrics,
    serve_metrics,
    stage_scope,
)
from sajangpick.telemetry.redaction import redaction
from sajangpick.telemetry.reports import close_reports, configure_reports
from sajangpick.telemetry.traces import carry, close_traces, configure_traces, continued, span

__all__ = [
    "METRICS_TYPE",
    "Logger",
    "carry",
    "close",
    "configure",
    "continued",
    "job_ended",
    "job_scope",
    "logger",
    "may_read_metrics",
    "measure_queue",
    "render_metrics",
    "serve_metrics",
    "span",
    "stage_scope",
]


def configure(settings: Settings) -> None:
    """Set up logs, traces and reports for this process; call it first. Give uvicorn `log_config=None`."""
    hidden = redaction(settings)
    release = version("sajangpick")
    configure_logs(settings, hidden)
    configure_traces(settings)
    configure_reports(settings, hidden, release=release)
    BUILD.info({"version": release})


def close(settings: Settings) -> None:
    """Send what has not been sent yet; call it last."""
    close_traces()
    close_reports(settings)
