"""Migrations: forward and back with data in them, by many at once, and true to the tables."""

import asyncio
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from sajangpick.errors import Misconfigured
from sajangpick.storage.database import Database
from sajangpick.storage.migrate import migrate, newest_revision, revert, revision_of
from sajangpick.storage.tables import Table

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), Table.metadata))


def table_names(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


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
