import logging
from collections.abc import Callable, Generator
from typing import Any

import pytest
import structlog

from sajangpick import telemetry
from sajangpick.settings import Settings

Configure = Callable[..., Settings]


@pytest.fixture
def configure() -> Generator[Configure]:
    """Sets telemetry up as settings say, and puts the process back as it was."""
    loggers = [logging.getLogger(), *map(logging.getLogger, ("uvicorn", "uvicorn.error", "uvicorn.access", "dbos"))]
    before = [(each, list(each.handlers), list(each.filters), each.level, each.propagate) for each in loggers]
    used: list[Settings] = []

    def with_settings(**values: Any) -> Settings:
        settings = Settings(_env_file=None, **values)
        telemetry.configure(settings)
        used.append(settings)
        return settings

    yield with_settings
    for settings in used:
        telemetry.close(settings)
    for each, handlers, filters, level, propagate in before:
        each.handlers, each.filters, each.propagate = handlers, filters, propagate
        each.setLevel(level)
    structlog.reset_defaults()
