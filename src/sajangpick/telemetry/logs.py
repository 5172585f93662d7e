"""Log lines: one per event, with the ids of its request and job, as text or JSON on standard output, no secrets."""

import logging
import sys
from collections.abc import Generator
from contextlib import contextmanager

import structlog
from structlog.contextvars import bound_contextvars
from structlog.typing import EventDict, Processor, WrappedLogger

from sajangpick.settings import Settings
from sajangpick.telemetry.redaction import Redaction
from sajangpick.telemetry.traces import trace_id

Logger = structlog.stdlib.BoundLogger

# Marks an exception that was logged where its request was known, so that the server does not log it again without.
LOGGED = "already logged"

# Loggers that bring handlers of their own, and what of theirs is worth reading: our middleware logs requests better.
_GUESTS = {
    "uvicorn": logging.INFO,
    "uvicorn.error": logging.INFO,
    "uvicorn.access": logging.WARNING,
    "dbos": logging.WARNING,
    "alembic": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "PIL": logging.WARNING,
    "opentelemetry": logging.WARNING,
    "urllib3": logging.WARNING,
}


def logger(name: str) -> Logger:
    """A logger: `log.info("job.started", kind="short")`. The event is a name; what differs is in its fields."""
    return structlog.stdlib.get_logger(name)


@contextmanager
def job_scope(job_id: str) -> Generator[None]:
    """Every line that is logged inside says which job it belongs to, threads of `asyncio.to_thread` included."""
    with bound_contextvars(job_id=job_id):
        yield


def configure_logs(settings: Settings, redaction: Redaction) -> None:
    """Send our lines, and those of every library, through one handler. May be called again: the last call counts."""

    def redact(_: WrappedLogger, __: str, fields: EventDict) -> EventDict:
        # In place of what the processors keep for each other, which begins with an underscore.
        return {name: value if name[0] == "_" else redaction.named(name, value) for name, value in fields.items()}

    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_trace,
        structlog.processors.StackInfoRenderer(),
        _keep_error,
        # Here, not in the renderer: a traceback may quote a secret, and is redacted with the rest.
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            _hand_over,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.PositionalArgumentsFormatter(), structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _drop_error, _renderer(settings)],
        )
    )
    handler.name = _OUR_HANDLER
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if handler.name == _OUR_HANDLER]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(settings.log_level.upper())
    for name, level in _GUESTS.items():
        guest = logging.getLogger(name)
        # A handler that does nothing keeps a library from adding one that does.
        guest.handlers = [logging.NullHandler()]
        guest.propagate = True
        guest.setLevel(max(level, root.level))
    server = logging.getLogger("uvicorn.error")
    server.filters = [_not_logged_yet]


_OUR_HANDLER = "sajangpick"
_ERROR = "_error"


def _keep_error(_: WrappedLogger, __: str, fields: EventDict) -> EventDict:
    """The exception itself is for reports of errors, which need more than its text."""
    match fields.get("exc_info"):
        case BaseException() as error:
            return {**fields, _ERROR: error}
        case None | False:
            return fields
        case _:
            return {**fields, _ERROR: sys.exception()}


def _hand_over(logger: logging.Logger, method: str, fields: EventDict) -> tuple[tuple[EventDict], dict[str, object]]:
    """To the standard library's logging, which has the handlers, with the exception where they look for it."""
    error = fields.pop(_ERROR, None)
    args, more = structlog.stdlib.ProcessorFormatter.wrap_for_formatter(logger, method, fields)
    return args, {**more, "exc_info": error}


def _drop_error(_: WrappedLogger, __: str, fields: EventDict) -> EventDict:
    fields.pop(_ERROR, None)
    return fields


def _renderer(settings: Settings) -> Processor:
    match settings.log_format:
        case "json":
            return structlog.processors.JSONRenderer(ensure_ascii=False)
        case "text":
            return structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())


def _add_trace(_: WrappedLogger, __: str, fields: EventDict) -> EventDict:
    trace = trace_id()
    return {**fields, "trace_id": trace} if trace else fields


def _not_logged_yet(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    return LOGGED not in getattr(error, "__notes__", ())
