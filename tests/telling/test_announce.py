from datetime import timedelta

import pytest
from tests.telling.conftest import NOW, AddListener, happened

from sajangpick.domain.account import Account
from sajangpick.domain.delivery import Delivery
from sajangpick.domain.event import Event
from sajangpick.domain.listener import Channel
from sajangpick.storage import deliveries
from sajangpick.storage.database import Database
from sajangpick.telling import announce

pytestmark = pytest.mark.anyio


async def test_everyone_who_listens_gets_one_message(
    database: Database, account: Account, listen: AddListener, succeeded: Event
) -> None:
    await listen(Channel.WEBHOOK, "https://a.example/hook")
    await listen(Channel.WEBHOOK, "https://b.example/hook")
    await listen(Channel.PUSH, "https://push.example/1")
    async with database.writing() as session:
        assert await announce(session, succeeded, account) == 4
    addresses = {"https://a.example/hook", "https://b.example/hook", "https://push.example/1", account.email}
    assert {message.address for message in await _waiting(database)} == addresses


async def test_an_event_is_told_once_however_often_it_is_announced(
    database: Database, account: Account, listen: AddListener, succeeded: Event
) -> None:
    # Two rows for one address, too: a browser that subscribed twice is told once.
    await listen(Channel.PUSH, "https://push.example/1")
    await listen(Channel.PUSH, "https://push.example/1")
    async with database.writing() as session:
        assert await announce(session, succeeded, account) == 2
    async with database.writing() as session:
        assert await announce(session, succeeded, account) == 0
    async with database.writing() as session:
        assert await announce(session, happened(account, "job.failed", seq=2), account) == 2


async def test_what_did_not_happen_is_not_told(database: Database, account: Account, succeeded: Event) -> None:
    async def step_that_breaks() -> None:
        async with database.writing() as session:
            assert await announce(session, succeeded, account) == 1
            raise RuntimeError("the job's step broke")

    with pytest.raises(RuntimeError, match="the job's step broke"):
        await step_that_breaks()
    assert await _waiting(database) == []


async def test_progress_is_told_to_nobody(database: Database, account: Account) -> None:
    async with database.writing() as session:
        assert await announce(session, happened(account, "job.progress"), account) == 0


async def test_who_does_not_want_to_be_told_is_not(
    database: Database, account: Account, listen: AddListener, succeeded: Event
) -> None:
    await listen(Channel.MAIL, account.email, disabled_at=NOW)
    await listen(Channel.WEBHOOK, "https://gone.example", disabled_at=NOW)
    async with database.writing() as session:
        assert await announce(session, succeeded, account) == 0


async def _waiting(database: Database) -> list[Delivery]:
    async with database.writing() as session:
        return await deliveries.claim(session, now=NOW, lease=timedelta(minutes=1), limit=100, busy={}, share=100)
