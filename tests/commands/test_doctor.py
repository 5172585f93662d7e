"""What `sajangpick doctor` says of the books."""

import asyncio
import json
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import update
from tests.storage.owners import make_account

from sajangpick.__main__ import main
from sajangpick.settings import settings
from sajangpick.storage.database import open_database
from sajangpick.storage.migrate import migrate
from sajangpick.storage.tables import AccountRow

# The package's name of it is the command.
doctor = import_module("sajangpick.commands.doctor")


def test_the_doctor_reads_the_books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAJANGPICK_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(doctor, "CHECKS", {"ledger": doctor.CHECKS["ledger"]})
    settings.cache_clear()
    assert _ledger() == (0, "looked at once the database is up to date")
    account = asyncio.run(_lay_tables())
    assert _ledger() == (0, "every balance is the sum of its entries, every hold is settled once")
    asyncio.run(_tamper(account))
    assert _ledger() == (1, f"account {account} has a balance of 99, and entries of 5 in all")
    settings.cache_clear()


def _ledger() -> tuple[int, str]:
    result = CliRunner().invoke(main, ["doctor", "--json"])
    return result.exit_code, json.loads(result.stdout)["checks"][0]["found"]


async def _lay_tables() -> str:
    database = open_database(settings())
    await migrate(database)
    account = await make_account(database, 5)
    await database.close()
    return account


async def _tamper(account: str) -> None:
    database = open_database(settings())
    async with database.writing() as session:
        await session.execute(update(AccountRow).where(AccountRow.id == account).values(balance=99))
    await database.close()
