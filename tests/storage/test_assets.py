"""Assets: rows of stored files."""

import pytest
from tests.storage.owners import make_account
from tests.storage.things import add_asset, add_short

from sajangpick.domain.asset import AssetKind
from sajangpick.errors import NotFound
from sajangpick.storage import assets, shorts
from sajangpick.storage.database import Database

pytestmark = pytest.mark.anyio


async def test_an_asset_comes_back_as_it_was_to_its_owner_alone(database: Database) -> None:
    owner, other = await make_account(database), await make_account(database)
    async with database.writing() as session:
        asset = await add_asset(session, owner)
    async with database.reading() as session:
        assert await assets.read(session, asset.id) == asset == await assets.read(session, asset.id, owner)
        with pytest.raises(NotFound):
            await assets.read(session, asset.id, other)
        with pytest.raises(NotFound):
            await assets.read(session, "0" * 26)


async def test_pages_are_newest_first_and_of_one_kind(database: Database) -> None:
    owner, other = await make_account(database), await make_account(database)
    async with database.writing() as session:
        made = [await add_asset(session, owner, AssetKind(kind)) for kind in ["photo", "music"] * 5]
        await add_asset(session, other)
    newest = sorted(made, key=lambda asset: asset.id, reverse=True)
    async with database.reading() as session:
        first = await assets.page(session, owner, limit=6)
        rest = await assets.page(session, owner, after=first.next, limit=6)
        music = await assets.page(session, owner, limit=9, kind=AssetKind.MUSIC)
    assert [*first.items, *rest.items] == newest
    assert rest.next is None
    assert list(music.items) == [asset for asset in newest if asset.kind is AssetKind.MUSIC]


async def test_bytes_are_used_as_long_as_anybody_has_them(database: Database) -> None:
    one, two = await make_account(database), await make_account(database)
    async with database.writing() as session:
        a, b = await add_asset(session, one, sha256="c" * 64), await add_asset(session, two, sha256="c" * 64)
        with pytest.raises(NotFound):
            await assets.remove(session, a.id, two)
        await assets.remove(session, a.id, one)
        assert await assets.is_used(session, "c" * 64)
        assert await assets.used(session, ["c" * 64, "d" * 64]) == {"c" * 64}
        await assets.remove(session, b.id, two)
        assert not await assets.is_used(session, "c" * 64)
        with pytest.raises(NotFound):
            await assets.remove(session, b.id, two)


async def test_a_short_outlives_its_photo(database: Database) -> None:
    owner = await make_account(database)
    async with database.writing() as session:
        photo = await add_asset(session, owner)
        short = await add_short(session, owner, photo_id=photo.id)
        await assets.remove(session, photo.id, owner)
    async with database.reading() as session:
        assert (await shorts.read(session, short.id)).photo_id is None
