import dataclasses
from collections.abc import Awaitable, Callable, Generator
from datetime import UTC, datetime, timedelta

import pytest
from tests.telling.endpoint import Endpoint, serve

from sajangpick.domain.account import Account, Role
from sajangpick.domain.delivery import Delivery
from sajangpick.domain.event import Event
from sajangpick.domain.identifier import new_id
from sajangpick.domain.json import JsonObject
from sajangpick.domain.listener import Channel, Listener
from sajangpick.settings import Settings
from sajangpick.storage import accounts, deliveries, listeners
from sajangpick.storage.database import Database
from sajangpick.telling.announce import message_to

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
ABOUT: JsonObject = {"kind": "short", "jobId": "j1", "shortId": "s1", "menu": "새우 파스타"}

AddListener = Callable[..., Awaitable[Listener]]


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_settings(service_settings: Settings) -> Settings:
    """Settings that let messages go to this machine, where the tests' endpoints are."""
    return service_settings.model_copy(update={"webhooks_to_private_addresses": True})


@pytest.fixture
def endpoint() -> Generator[Endpoint]:
    with serve() as endpoint:
        yield endpoint


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
    return Event(account.id, seq, kind, {**ABOUT, **data}, NOW)


async def write_to(database: Database, listener: Listener, *, kind: str = "job.succeeded") -> Delivery:
    """A message that is due."""
    message = message_to(listener, kind, ABOUT, now=NOW)
    async with database.writing() as session:
        assert await deliveries.add(session, message, once=message.id)
    return message


async def read_again(database: Database, message: Delivery) -> Delivery:
    async with database.reading() as session:
        return await deliveries.read(session, message.id, message.account_id)
