"""The database's tables, brought to what this version of the service needs; any number of processes may try at once."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from sajangpick.errors import BadInput, Misconfigured
from sajangpick.storage.database import Database

# Any number that nothing else of ours locks by: "migr" in ASCII.
_MIGRATING_LOCK = 0x6D696772


async def migrate(database: Database) -> None:
    """Bring the tables up to date, whole or not at all. Whoever comes second waits, and finds it done.

    Raises Misconfigured if a newer version of the service has been here.
    """
    async with _alone(database) as connection:
        await connection.run_sync(_upgrade)


async def revert(database: Database, revision: str) -> None:
    """Take the tables back to an earlier revision, for an older version of the service; `base` empties the database.

    Raises BadInput for a revision that there is not.
    """
    async with _alone(database) as connection:
        await connection.run_sync(_downgrade, revision)


async def revision_of(database: Database) -> str | None:
    """The revision the tables are at; None before the first."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_revision)


def newest_revision() -> str | None:
    """The revision that this version of the service needs."""
    return ScriptDirectory.from_config(configuration()).get_current_head()


def is_known(revision: str) -> bool:
    """Whether this version of the service can bring tables up to date that are at a revision."""
    return any(step.revision == revision for step in ScriptDirectory.from_config(configuration()).walk_revisions())


def newer_version() -> Misconfigured:
    """What is said of tables at a revision that is not known."""
    return Misconfigured(
        "The database was made by a newer version of Sajangpick.",
        hint="Install that version, or restore a backup from before it.",
    )


def configuration(connection: Connection | None = None) -> Config:
    """What Alembic wants to know: where the steps lie, and the connection they go through."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    # A module's name begins with a letter.
    config.set_main_option("file_template", "r%%(rev)s_%%(slug)s")
    return config


def _upgrade(connection: Connection) -> None:
    try:
        command.upgrade(configuration(connection), "head")
    except CommandError as error:
        raise newer_version() from error


def _downgrade(connection: Connection, revision: str) -> None:
    try:
        command.downgrade(configuration(connection), revision)
    except CommandError as error:
        raise BadInput(f"There is no earlier revision '{revision}'.", hint="Name one of ours, or base.") from error


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@asynccontextmanager
async def _alone(database: Database) -> AsyncGenerator[AsyncConnection]:
    """A transaction that no other process's migration runs beside."""
    engine = database.engine.execution_options(writes=True)
    async with engine.connect() as connection:
        if not database.is_sqlite:
            async with connection.begin():
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING_LOCK})"))
                yield connection
            return
        # A table that is made anew is dropped first, and what refers to it must not go with it.
        await _set_foreign_keys(connection, "OFF")
        try:
            async with connection.begin():
                yield connection
                broken = (await connection.execute(text("PRAGMA foreign_key_check"))).first()
                if broken is not None:
                    raise Misconfigured(f"The migration would leave a row of {broken[0]} without what it refers to.")
        finally:
            await _set_foreign_keys(connection, "ON")


async def _set_foreign_keys(connection: AsyncConnection, state: str) -> None:
    # By the driver itself: inside a transaction SQLite would ignore it.
    raw = await connection.get_raw_connection()
    if raw.driver_connection is not None:
        await raw.driver_connection.execute(f"PRAGMA foreign_keys={state}")
