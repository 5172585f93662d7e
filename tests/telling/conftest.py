import dataclasses
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from sajangpick.domain.account import Account, Role
from sajangpick.domain.event import Event
from sajangpick.domain.identifier import new_id
from sajangpick.domain.json import JsonObject
from sajangpick.domain.listener import Channel, Listener
from sajangpick.storage import accounts, listeners
from sajangpick.storage.database import Database

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)

AddListener = Callable[..., Awaitable[Listener]]


@pytest.fixture
async def account(database: Database) -> Account:
    """An owner, kept in the database."""
    owner = Account(new_id(), f"{new_id()}@example.com", Role.OWNER, 0, NOW)
    async with database.writing() as session:
        await accounts.add(session, owner, password_hash=None)
    return owner


@pytest.fixture
def listen(database: Database, account: Account) -> AddListener:
    """Keeps a listener of the account."""

    async def add(channel: Channel, address: str, secret: JsonObject | None = None, **more: object) -> Listener:
        listener = Listener(new_id(), account.id, channel, address, secret or {}, NOW)
        listener = dataclasses.replace(listener, **more)
        async with database.writing() as session:
            await listeners.add(session, listener)
        return listener

    return add


@pytest.fixture
def succeeded(account: Account) -> Event:
    """A short of the account is ready."""
    return happened(account, "job.succeeded")


def happened(account: Account, kind: str, *, seq: int = 1, **data: str) -> Event:
    return Event(account.id, seq, kind, {"jobId": "j1", "shortId": "s1", "menu": "새우 파스타", **data}, NOW)
