"""Draft the next step from what `tables` says and the last step does not: `python -m … .draft what it is for`.

Read what it wrote before you keep it: a renamed column looks like one that went and one that came.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from sajangpick.storage.database import Database
from sajangpick.storage.migrate import configuration, migrate


def draft(words: str) -> None:
    """Write the step into `versions`."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_draft(Database(f"sqlite:///{Path(folder) / 'model.sqlite'}"), words))


async def _draft(database: Database, words: str) -> None:
    await migrate(database)
    async with database.engine.connect() as connection:
        await connection.run_sync(_write, words)
    await database.close()


def _write(connection: Connection, words: str) -> None:
    config = configuration(connection)
    number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
    command.revision(config, words, autogenerate=True, rev_id=f"{number:04d}")


if __name__ == "__main__":
    draft(" ".join(sys.argv[1:]))
