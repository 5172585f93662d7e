"""Creations: a list, and trees of what was made from what."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.storage.owners import make_account
from tests.storage.things import NOW, add_asset

from sajangpick.domain.asset import AssetKind
from sajangpick.domain.creation import Creation, CreationKind
from sajangpick.domain.identifier import new_id
from sajangpick.domain.job import JobState
from sajangpick.errors import NotFound
from sajangpick.storage import assets, creations
from sajangpick.storage.database import Database, Session

pytestmark = pytest.mark.anyio


async def grow(
    session: Session,
    account_id: str,
    parent: Creation | None = None,
    *,
    kind: CreationKind = CreationKind.PICTURE,
    job_id: str | None = None,
) -> Creation:
    """A creation made from another one."""
    made = Creation(
        new_id(), account_id, kind, JobState.QUEUED, {"prompt": "찌개", "seed": 1}, NOW, "",
        parent_id=parent.id if parent else None, job_id=job_id or new_id(),
    )  # fmt: skip
    made = replace(made, tree_id=parent.tree_id if parent else made.id)
    await creations.add(session, made)
    return made


async def test_a_creation_comes_back_as_it_was_to_its_owner_alone(database: Database) -> None:
    owner, other = await make_account(database), await make_account(database)
    async with database.writing() as session:
        written = {"prompt": "stew", "steam": 1.0}
        made = replace(
            await grow(session, owner), id=new_id(), kind=CreationKind.PROMPT, written=written, engine="local:director",
            credits=2, seconds=1.5, failure="internal", failure_detail="x", finished_at=NOW,
        )  # fmt: skip
        await creations.add(session, made)
    async with database.reading() as session:
        assert await creations.read(session, made.id, owner) == made
        with pytest.raises(NotFound):
            await creations.read(session, made.id, other)


async def test_a_tree_is_what_led_here_and_what_came_of_it(database: Database) -> None:
    owner = await make_account(database)
    async with database.writing() as session:
        root = await grow(session, owner, kind=CreationKind.PROMPT)
        left, right = await grow(session, owner, root), await grow(session, owner, root)
        leaf = await grow(session, owner, left, kind=CreationKind.CLIP)
        await grow(session, owner)

        async def kin(of: Creation) -> list[str]:
            return [each.id for each in await creations.tree(session, of)]

        assert await kin(root) == sorted([root.id, left.id, right.id, leaf.id])
        assert await kin(left) == sorted([root.id, left.id, leaf.id])
        assert await kin(leaf) == sorted([root.id, left.id, leaf.id])
        await creations.remove(session, left.id, owner)
        assert (await kin(root), await kin(leaf)) == (sorted([root.id, right.id]), [leaf.id])
        assert (await creations.read(session, leaf.id)).parent_id == left.id


async def test_a_job_may_make_two_and_both_stand_where_it_does(database: Database) -> None:
    owner, job_id = await make_account(database), new_id()
    async with database.writing() as session:
        picture = await grow(session, owner, job_id=job_id)
        clip = await grow(session, owner, picture, kind=CreationKind.CLIP, job_id=job_id)
        alone = await grow(session, owner)
        await creations.fail(session, job_id, failure="timed_out", detail="", now=NOW)
        states = [(each.id, each.state, each.failure) for each in await creations.of_job(session, job_id)]
        assert states == [(each.id, JobState.FAILED, "timed_out") for each in (picture, clip)]
        await creations.set_state(session, job_id, JobState.QUEUED)
        again = await creations.read(session, clip.id)
        assert (again.state, again.failure, again.finished_at) == (JobState.QUEUED, None, None)
        assert (await creations.read(session, alone.id)).state is JobState.QUEUED


async def test_old_ones_are_forgotten_a_few_at_a_time_with_their_files(database: Database) -> None:
    owner = await make_account(database)
    async with database.writing() as session:
        made = [await grow(session, owner) for _ in range(5)]
        for day, each in enumerate(made[:4]):
            photo = await add_asset(session, owner, AssetKind.PHOTO)
            await creations.finish(
                session, each.id, asset_id=photo.id, cover_id=None, engine="local:card", seconds=None,
                now=NOW + timedelta(days=day),
            )  # fmt: skip
        before = NOW + timedelta(days=3)
        assert [await creations.forget(session, before=before, limit=2) for _ in range(3)] == [2, 1, 0]
        left = await creations.page(session, owner, limit=9)
        assert {each.id for each in left.items} == {made[3].id, made[4].id}
        assert len((await assets.page(session, owner, limit=9)).items) == 1
