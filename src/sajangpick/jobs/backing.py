"""Where the workflow engine keeps its rows, and what every process of an installation must say alike about it.

On PostgreSQL they lie in our own database, in a schema of their own; on SQLite in a file beside ours, so that its many
small writes and ours do not wait for each other.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from dbos import DBOS, DBOSPortableJSONSerializer

from sajangpick.errors import Misconfigured
from sajangpick.storage.database import Database

APPLICATION = "sajangpick"
# Never the hash of the sources, or every deployment would strand the jobs of the one before; a flow is changed with
# DBOS.patch, or gets another name.
VERSION = "1"
SCHEMA = "dbos"
# Readable rows, and nothing is executed when they are read.
SERIALIZER = DBOSPortableJSONSerializer()
# Each restart and each take-over of a long job counts as one attempt at it.
MOST_RECOVERIES = 1000
# What kills its worker so often would do it for ever; it takes minutes, so restarts alone hardly add up to as many.
MOST_LABOUR_RECOVERIES = 50

JOB_QUEUE, LABOUR_QUEUE = "job", "labour"
JOB, LABOUR, MAKING, UNDOING = "job", "labour", "making", "undoing"
"""The names of our workflows."""


def backing_url(database: Database) -> str:
    """Where the engine's rows lie, as SQLAlchemy writes it."""
    if not database.is_sqlite:
        return database.url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    return f"sqlite:///{sqlite_file(database)}"


def sqlite_file(database: Database) -> Path:
    """The engine's file beside an SQLite database. Raises Misconfigured for one in memory, which nobody can share."""
    if not database.url.database or database.url.database == ":memory:":
        raise Misconfigured("The database lies in memory.", hint="Give SAJANGPICK_DATABASE_URL the path of a file.")
    path = Path(database.url.database).resolve()
    return path.with_name("jobs.sqlite")


def prepare(database: Database) -> None:
    """Lay or migrate the engine's tables; safe beside other processes that do the same. Blocks."""
    if database.is_sqlite:
        path = sqlite_file(database)
        path.parent.mkdir(parents=True, exist_ok=True)
        # The mode is written into the file, so it holds for the engine's own connections too.
        with closing(sqlite3.connect(path, timeout=30)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    DBOS.migrate(backing_url(database), schema=SCHEMA)


def workflow_id(job_id: str, attempt: int) -> str:
    """The workflow that runs an attempt of a job."""
    return job_id if attempt == 1 else f"{job_id}-{attempt}"
