"""What every endpoint can reach: the settings, the database, the files, the jobs."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import HTTPConnection

from sajangpick.api.tailer import Tailer
from sajangpick.jobs.runtime import Jobs
from sajangpick.settings import Settings
from sajangpick.storage.database import Database
from sajangpick.storage.objects import Objects


@dataclass(frozen=True, slots=True)
class Context:
    """One per process; it lies in the application's state as `context`."""

    settings: Settings
    database: Database
    objects: Objects
    jobs: Jobs
    tailer: Tailer


def _context(connection: HTTPConnection) -> Context:
    return cast(Context, connection.app.state.context)


Here = Annotated[Context, Depends(_context)]
"""The type of an endpoint's parameter that wants the context."""
