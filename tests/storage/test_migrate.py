"""Migrations: forward and back with data in them, by many at once, and true to the tables."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    Float,
    Integer,
    LargeBinary,
    String,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError

from sajangpick.errors import Misconfigured
from sajangpick.storage.database import Database
from sajangpick.storage.migrate import configuration, migrate, newest_revision, revert, revision_of
from sajangpick.storage.tables import AccountRow, Moment, Table

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), Table.metadata))


def table_names(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def some_value(column: Column[Any]) -> object:
    """A value that fits; what refers to a row of another table gets that row's id."""
    match column.type:
        case Moment():
            return NOW
        case Date():
            return NOW.date()
        case JSON():
            return {"menu": "파스타"}
        case LargeBinary():
            return b"secret"
        case Float():
            return 1.5
        case Integer():
            return 7
        case _:
            return "x"


async def fill(database: Database) -> None:
    """A row in every table."""
    async with database.writing() as session:
        for table in Table.metadata.sorted_tables:
            await session.execute(insert(table).values({column.name: some_value(column) for column in table.columns}))


async def count(database: Database) -> dict[str, int]:
    async with database.reading() as session:
        tables = Table.metadata.sorted_tables
        return {table.name: await session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


async def test_the_steps_lead_to_the_tables(database: Database) -> None:
    await revert(database, "base")
    assert await revision_of(database) is None
    async with database.engine.connect() as connection:
        assert await connection.run_sync(table_names) == {"alembic_version"}
    await migrate(database)
    assert await revision_of(database) == newest_revision()
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_many_may_migrate_at_once(database: Database) -> None:
    await revert(database, "base")
    others = [Database(database.url) for _ in range(4)]
    await asyncio.gather(*(migrate(other) for other in others))
    for other in others:
        assert await revision_of(other) == newest_revision()
        await other.close()


async def test_an_older_version_does_not_touch_what_a_newer_one_made(database: Database) -> None:
    async with database.writing() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Misconfigured, match="newer version"):
        await migrate(database)
    assert await revision_of(database) == "9999"


async def test_data_goes_along_back_and_forth(database: Database) -> None:
    await fill(database)
    full = await count(database)
    assert set(full.values()) == {1}
    await migrate(database)
    assert await count(database) == full
    steps = [step.revision for step in ScriptDirectory.from_config(configuration()).walk_revisions()]
    for step in steps[1:]:
        await revert(database, step)
        assert await revision_of(database) == step
    async with database.engine.connect() as connection:
        oldest = await connection.run_sync(table_names)
    await migrate(database)
    # What a step took away on the way back is gone, but no row that the oldest version knows.
    assert "creation" not in oldest
    assert await count(database) == {name: int(name in oldest) for name in full}
    await revert(database, "base")
    await migrate(database)
    assert set((await count(database)).values()) == {0}


async def test_a_table_that_is_made_anew_keeps_what_refers_to_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(database)

    def widen(connection: Connection) -> None:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("account", recreate="auto") as account:
            account.alter_column("email", type_=String(300), existing_type=String(254))

    monkeypatch.setattr("sajangpick.storage.migrate._upgrade", widen)
    await migrate(database)
    assert set((await count(database)).values()) == {1}
    async with database.writing() as session:
        await session.execute(delete(AccountRow))
    assert (await count(database))["short"] == 0


async def test_a_step_that_fails_leaves_everything_as_it_was(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(database)

    def fail(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE half (id TEXT)"))
        connection.execute(text("DELETE FROM short"))
        raise InterruptedError

    monkeypatch.setattr("sajangpick.storage.migrate._upgrade", fail)
    with pytest.raises(InterruptedError):
        await migrate(database)
    assert set((await count(database)).values()) == {1}
    async with database.engine.connect() as connection:
        assert "half" not in await connection.run_sync(table_names)


async def test_a_step_that_would_leave_a_row_alone_is_refused(
    database: Database, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(database)
    monkeypatch.setattr(
        "sajangpick.storage.migrate._upgrade",
        lambda connection: connection.execute(text("UPDATE token SET account_id = 'nobody'")),
    )
    with pytest.raises(Misconfigured if backend == "sqlite+disk" else IntegrityError):
        await migrate(database)
    assert set((await count(database)).values()) == {1}
