from datetime import UTC, datetime, timedelta

import pytest

from sajangpick.accounts import sessions
from sajangpick.accounts.tokens import make_token
from sajangpick.accounts.tokens import recognise as recognise_token
from sajangpick.domain.account import Account, Role, Scope
from sajangpick.domain.identifier import new_id
from sajangpick.storage import accounts
from sajangpick.storage import sessions as kept
from sajangpick.storage.database import Database

pytestmark = pytest.mark.anyio

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


async def opened(database: Database) -> tuple[Account, str]:
    account = Account(new_id(), "owner@example.com", Role.OWNER, 0, START)
    async with database.writing() as session:
        await accounts.add(session, account, password_hash=None)
        return account, (await sessions.open_session(session, account, agent="x" * 999, now=START)).secret


async def test_a_session_lives_as_long_as_it_is_used_and_half_a_year_at_most(database: Database) -> None:
    _, secret = await opened(database)
    now = START
    for _ in range(8):
        now += 22 * DAY
        assert await sessions.recognise(database, secret, now=now)
    assert now < START + sessions.LONGEST
    assert await sessions.recognise(database, secret, now=START + sessions.LONGEST) is None


async def test_a_session_that_nobody_uses_is_over_in_a_month(database: Database) -> None:
    account, secret = await opened(database)
    assert await sessions.recognise(database, secret, now=START + 30 * DAY) is None
    async with database.writing() as session:
        await kept.forget(session, before=START + 31 * DAY)
        assert await kept.of_account(session, account.id, now=START) == []


async def test_only_the_whole_secret_is_known(database: Database) -> None:
    account, secret = await opened(database)
    async with database.reading() as session:
        (browser,) = await kept.of_account(session, account.id, now=START)
    assert len(browser.agent) == 255
    for wrong in (secret[:-1], secret + "x", browser.id, browser.csrf, ""):
        assert await sessions.recognise(database, wrong, now=START) is None


async def test_a_token_notes_when_it_was_used_but_not_every_time(database: Database) -> None:
    account, _ = await opened(database)
    async with database.writing() as session:
        token, secret = await make_token(session, account, name="t", scopes=[Scope.READ], now=START)
    assert token.seen_at is None
    for minutes, seen in ((0, None), (5, 0), (9, 0), (11, 0), (12, 11)):
        found = await recognise_token(database, secret, now=START + timedelta(minutes=minutes))
        assert found
        assert found[0].seen_at == (None if seen is None else START + timedelta(minutes=seen))
