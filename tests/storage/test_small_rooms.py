"""Brand kits, the audit trail, and secrets of our own."""

import asyncio
import secrets as random_secrets
from datetime import timedelta

import pytest
from tests.storage.owners import make_account
from tests.storage.things import NOW, add_asset

from sajangpick.domain.asset import AssetKind
from sajangpick.domain.shop import ShopKit
from sajangpick.storage import assets, audits, secrets, shops
from sajangpick.storage.database import Database

pytestmark = pytest.mark.anyio


async def test_a_kit_is_empty_until_it_is_written_and_then_what_was_written_last(database: Database) -> None:
    owner = await make_account(database)
    async with database.writing() as session:
        assert await shops.read(session, owner) == ShopKit()
        logo = await add_asset(session, owner, AssetKind.LOGO)
        kit = ShopKit("커피온", "서울 성동구", "02-123-4567", "10–22시", "#aa3311", logo.id, NOW)
        await shops.write(session, owner, ShopKit(name="커피"), now=NOW - timedelta(days=1))
        await shops.write(session, owner, kit, now=NOW)
        assert await shops.read(session, owner) == kit
        await assets.remove(session, logo.id, owner)
        assert (await shops.read(session, owner)).logo_id is None


async def test_the_first_kit_may_be_written_by_two_at_once(database: Database) -> None:
    owner = await make_account(database)

    async def write(name: str) -> None:
        async with database.writing() as session:
            await shops.write(session, owner, ShopKit(name=name), now=NOW)

    await asyncio.gather(*(write(str(n)) for n in range(6)))
    async with database.reading() as session:
        assert (await shops.read(session, owner)).name in set("012345")


async def test_the_audit_tells_who_did_what_newest_first(database: Database) -> None:
    admin, other = await make_account(database), await make_account(database)
    async with database.writing() as session:
        for n in range(5):
            await audits.add(
                session,
                actor_id=(admin, other)[n % 2],
                action="job.retry",
                target=f"job-{n}",
                detail={"n": n},
                address="127.0.0.1",
                now=NOW + timedelta(seconds=n),
            )
        first = await audits.page(session, limit=3)
        rest = await audits.page(session, limit=3, after=first.next)
        own = await audits.page(session, limit=9, actor_id=other)
    assert [line.target for line in (*first.items, *rest.items)] == [f"job-{n}" for n in (4, 3, 2, 1, 0)]
    assert rest.next is None
    assert [line.detail for line in own.items] == [{"n": 3}, {"n": 1}]


async def test_a_secret_is_made_once_for_everybody(database: Database) -> None:
    async def ask() -> bytes:
        async with database.writing() as session:
            return await secrets.made(session, "links", lambda: random_secrets.token_bytes(32))

    values = await asyncio.gather(*(ask() for _ in range(8)))
    assert len(set(values)) == 1
    assert len(values[0]) == 32
    async with database.writing() as session:
        assert await secrets.made(session, "cookies", lambda: b"other") == b"other"
