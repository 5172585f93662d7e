"""What connections to the database are told."""

import pytest
from sqlalchemy import text

from sajangpick.storage.database import IDLE_TRANSACTION_SECONDS, Database

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("backend", ["postgres+s3"], indirect=True)
async def test_a_frozen_process_holds_its_locks_for_a_while_only(database: Database) -> None:
    async with database.writing() as session:
        told = await session.scalar(text("SELECT setting FROM pg_settings WHERE name LIKE 'idle_in_transaction%'"))
    assert told == str(int(IDLE_TRANSACTION_SECONDS * 1000))
