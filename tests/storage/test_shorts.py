"""Shorts: an owner's list, its filters and its pages."""

import itertools
import random
import unicodedata
from datetime import timedelta

import pytest
from tests.storage.owners import make_account
from tests.storage.things import NOW, add_asset, add_short

from sajangpick.domain.asset import AssetKind
from sajangpick.domain.job import JobState
from sajangpick.domain.short import Short
from sajangpick.errors import NotFound
from sajangpick.storage import assets, shorts
from sajangpick.storage.database import Database, Session

pytestmark = pytest.mark.anyio

MENUS = ["새우 파스타", "Tteokbokki 100%", "김치_찌개", "파전"]


async def all_pages(session: Session, owner: str, limit: int, **filters: object) -> list[Short]:
    found: list[Short] = []
    after = None
    while True:
        page = await shorts.page(session, owner, after=after, limit=limit, **filters)  # pyright: ignore
        assert len(page.items) <= limit
        found += page.items
        if page.next is None:
            return found
        after = page.next


async def test_a_short_comes_back_as_it_was_to_its_owner_alone(database: Database) -> None:
    owner, other = await make_account(database), await make_account(database)
    async with database.writing() as session:
        short = await add_short(session, owner)
    async with database.reading() as session:
        assert await shorts.read(session, short.id, owner) == short == await shorts.of_job(session, short.job_id)
        with pytest.raises(NotFound):
            await shorts.read(session, short.id, other)
        with pytest.raises(NotFound):
            await shorts.of_job(session, short.id)


@pytest.mark.parametrize("looked_through", [3, 10_000])
async def test_every_filter_and_every_size_of_page_finds_the_same(
    database: Database, monkeypatch: pytest.MonkeyPatch, looked_through: int
) -> None:
    monkeypatch.setattr(shorts, "_LOOKED_THROUGH", looked_through)
    owner, other = await make_account(database), await make_account(database)
    chance = random.Random(7)
    async with database.writing() as session:
        made = [
            await add_short(
                session,
                owner,
                menu=chance.choice(MENUS),
                template=chance.choice(["steam", "neon"]),
                state=chance.choice([JobState.SUCCEEDED, JobState.FAILED]),
            )
            for _ in range(25)
        ]
        await add_short(session, other)
    states, templates = [None, JobState.FAILED], [None, "neon"]
    words = [None, "파", "TTEOK", "100%", "_", "%", "없음", unicodedata.normalize("NFD", "찌개")]
    async with database.reading() as session:
        for state, template, search, limit in itertools.product(states, templates, words, [1, 4, 100]):
            wanted = [
                short
                for short in sorted(made, key=lambda short: short.id, reverse=True)
                if (state is None or short.state is state)
                and (template is None or short.template == template)
                and (search is None or unicodedata.normalize("NFC", search).lower() in short.menu.lower())
            ]
            found = await all_pages(session, owner, limit, state=state, template=template, search=search)
            assert found == wanted, (state, template, search, limit)


async def test_a_short_is_finished_with_its_files(database: Database) -> None:
    owner = await make_account(database)
    async with database.writing() as session:
        short = await add_short(session, owner)
        video, cover = await add_asset(session, owner, AssetKind.VIDEO), await add_asset(session, owner)
        await shorts.set_state(session, short.job_id, JobState.RUNNING)
        assert (await shorts.read(session, short.id)).state is JobState.RUNNING
        await shorts.finish(
            session, short.job_id, video_id=video.id, cover_id=cover.id, caption="글", checks={"a": 1}, now=NOW
        )
        made = await shorts.read(session, short.id)
    assert (made.state, made.video_id, made.cover_id) == (JobState.SUCCEEDED, video.id, cover.id)
    assert (made.caption, made.checks, made.finished_at) == ("글", {"a": 1}, NOW)


async def test_what_is_deleted_takes_what_was_made_for_it_and_leaves_the_photo(database: Database) -> None:
    owner, other = await make_account(database), await make_account(database)
    async with database.writing() as session:
        photo, video = await add_asset(session, owner), await add_asset(session, owner, AssetKind.VIDEO)
        short = await add_short(session, owner, photo_id=photo.id)
        await shorts.finish(session, short.job_id, video_id=video.id, cover_id=None, caption="", checks={}, now=NOW)
        with pytest.raises(NotFound):
            await shorts.remove(session, short.id, other)
        await shorts.remove(session, short.id, owner)
        assert (await assets.page(session, owner, limit=9)).items == (photo,)
        with pytest.raises(NotFound):
            await shorts.remove(session, short.id, owner)
        with pytest.raises(NotFound):
            await shorts.finish(session, short.job_id, video_id=photo.id, cover_id=None, caption="", checks={}, now=NOW)


async def test_old_ones_are_forgotten_a_few_at_a_time(database: Database) -> None:
    owner = await make_account(database)
    async with database.writing() as session:
        made = [await add_short(session, owner) for _ in range(5)]
        for day, short in enumerate(made[:4]):
            video = await add_asset(session, owner, AssetKind.VIDEO)
            moment = NOW + timedelta(days=day)
            await shorts.finish(
                session, short.job_id, video_id=video.id, cover_id=None, caption="", checks={}, now=moment
            )
        before = NOW + timedelta(days=3)
        assert [await shorts.forget(session, before=before, limit=2) for _ in range(3)] == [2, 1, 0]
        left = await shorts.page(session, owner, limit=9)
        assert {short.id for short in left.items} == {made[3].id, made[4].id}
        assert len((await assets.page(session, owner, limit=9)).items) == 1


async def test_a_short_of_a_photo_that_was_deleted_meanwhile_is_not_kept(database: Database) -> None:
    owner = await make_account(database)
    async with database.writing() as session:
        photo = await add_asset(session, owner)
        await assets.remove(session, photo.id, owner)
    with pytest.raises(NotFound):
        async with database.writing() as session:
            await add_short(session, owner, photo_id=photo.id)
