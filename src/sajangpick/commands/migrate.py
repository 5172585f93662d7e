"""`sajangpick migrate`: the database's tables, forward to this version or back for an older one."""

import asyncio

import click

from sajangpick.command import JSON_OPTION, finish, speaking


@click.command()
@click.option("--to", "revision", default=None, help="An earlier revision, or `base` to empty the database.")
@JSON_OPTION
def migrate(revision: str | None, as_json: bool) -> None:
    """Bring the tables to what this version needs (starting does that, too), or back to an earlier REVISION."""
    with speaking(as_json=as_json):
        found = asyncio.run(_migrated(revision))
        finish({"revision": found}, as_json=as_json, text=f"The tables are at {found or 'nothing: they are gone'}.")


async def _migrated(revision: str | None) -> str | None:
    from sajangpick.settings import settings
    from sajangpick.storage import migrate as migration
    from sajangpick.storage.database import open_database

    database = open_database(settings())
    try:
        if revision is None:
            await migration.migrate(database)
        else:
            await migration.revert(database, revision)
        return await migration.revision_of(database)
    finally:
        await database.close()
