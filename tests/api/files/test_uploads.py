"""Uploads in pieces: they go on where the line broke, become an asset once, and never more than was announced."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from tests.api.files.sending import PIECE, begin, chunks, go_on, left_behind
from tests.api.world import World
from tests.commands.test_hostile import PHOTO, REFUSED

from sajangpick.api.uploads import MOST_UNFINISHED
from sajangpick.storage.sweep import sweep
from sajangpick.storage.tables import UploadRow

pytestmark = pytest.mark.anyio

NOTHING = {"files": 0, "assets": 0, "uploads": 0}
HALF = len(PHOTO) // 2


async def test_a_file_comes_in_pieces(world: World) -> None:
    owner = await world.join("owner")
    upload = await begin(owner, len(PHOTO))
    first = await go_on(owner, upload, 0, PHOTO[:HALF])
    assert first.status_code == 200
    assert (first.json()["offset"], first.json()["asset"]) == (HALF, None)
    head = await owner.ask("HEAD", upload)
    assert (head.headers["upload-offset"], head.headers["upload-length"]) == (str(HALF), str(len(PHOTO)))
    assert (await owner.ask("GET", "/api/uploads")).json()["items"][0]["offset"] == HALF
    last = await go_on(owner, upload, HALF, chunks(PHOTO[HALF:]))
    asset = last.json()["asset"]
    assert (asset["name"], asset["width"], asset["advice"]) == ("국밥.jpg", 1360, [])
    assert (await owner.ask("GET", f"/api/assets/{asset['id']}")).status_code == 200
    assert (await owner.ask("GET", "/api/uploads")).json()["items"] == []
    assert await left_behind(world) == {"files": 1, "assets": 1, "uploads": 1}


async def test_the_last_answer_can_be_had_again(world: World) -> None:
    owner = await world.join("owner")
    upload = await begin(owner, len(PHOTO))
    done = await go_on(owner, upload, 0, PHOTO)
    for again in (await go_on(owner, upload, len(PHOTO), b""), await owner.ask("GET", upload)):
        assert again.json()["asset"]["id"] == done.json()["asset"]["id"]
    assert (await owner.ask("HEAD", upload)).headers["upload-offset"] == str(len(PHOTO))
    assert (await left_behind(world))["assets"] == 1


async def test_two_that_complete_it_at_once_make_one_asset(world: World) -> None:
    owner = await world.join("owner")
    upload = await begin(owner, len(PHOTO))
    await world.here.objects.add_part(upload.rpartition("/")[2], 0, chunks(PHOTO))
    answers = await asyncio.gather(*(go_on(owner, upload, len(PHOTO), b"") for _ in range(3)))
    assert {answer.status_code for answer in answers} <= {200, 404, 409}
    assert len({answer.json()["asset"]["id"] for answer in answers if answer.status_code == 200}) == 1
    assert (await left_behind(world))["assets"] == 1


async def test_a_piece_goes_on_where_the_upload_is(world: World) -> None:
    owner = await world.join("owner")
    upload = await begin(owner, len(PHOTO))
    await go_on(owner, upload, 0, PHOTO[:1000])
    for offset in (0, 999, 1001, len(PHOTO)):
        wrong = await go_on(owner, upload, offset, PHOTO[offset:])
        assert (wrong.status_code, wrong.json()["code"]) == (409, "upload_offset")
    assert (await go_on(owner, upload, 1000, PHOTO[1000:])).json()["asset"]


async def test_a_piece_says_what_it_is(world: World) -> None:
    owner = await world.join("owner")
    upload = await begin(owner, len(PHOTO))
    for headers in ({}, {"Upload-Offset": "0"}, {"Upload-Offset": "-1"}, {"Content-Type": PIECE}):
        assert (await owner.ask("PATCH", upload, content=PHOTO, headers=headers)).status_code == 422
    assert (await owner.ask("HEAD", upload)).headers["upload-offset"] == "0"


@pytest.mark.parametrize("is_said_before", [True, False])
async def test_more_than_was_announced_is_refused_and_forgotten(world: World, is_said_before: bool) -> None:
    owner = await world.join("owner")
    upload = await begin(owner, 1000)
    await go_on(owner, upload, 0, PHOTO[:500])
    more = PHOTO[500:1001] if is_said_before else chunks(PHOTO[500:], 300)
    refused = await go_on(owner, upload, 500, more)
    assert refused.status_code == 413
    assert (await owner.ask("HEAD", upload)).status_code == 404
    assert await left_behind(world) == NOTHING


async def test_a_file_that_cannot_be_used_is_forgotten(world: World) -> None:
    owner = await world.join("owner")
    for name, made in REFUSED.items():
        data = made() or b"\0"
        upload = await begin(owner, len(data), name=name)
        refused = await go_on(owner, upload, 0, data)
        assert refused.status_code == 422, name
        assert refused.json()["detail"]
        assert (await owner.ask("GET", upload)).status_code == 404
    assert await left_behind(world) == NOTHING


async def test_impossible_lengths_are_refused(world: World) -> None:
    owner = await world.join("owner")
    for length, status in ((0, 422), (-1, 422), (10**12, 413), (10**30, 413)):
        refused = await owner.ask("POST", "/api/uploads", json={"kind": "photo", "length": length})
        assert refused.status_code == status, length


async def test_an_account_has_only_so_many_under_way(world: World) -> None:
    owner = await world.join("owner")
    begun = await asyncio.gather(
        *(owner.ask("POST", "/api/uploads", json={"kind": "photo", "length": 10}) for _ in range(MOST_UNFINISHED + 5))
    )
    made = [answer.headers["location"] for answer in begun if answer.status_code == 201]
    assert len(made) == MOST_UNFINISHED
    assert {int(answer.headers["retry-after"]) > 0 for answer in begun if answer.status_code == 429} == {True}
    assert (await owner.ask("DELETE", made[0])).status_code == 204
    await begin(owner, 10)
    await begin(await world.join("other"), 10)


async def test_given_up_is_forgotten(world: World) -> None:
    owner, other = await world.join("owner"), await world.join("other")
    upload = await begin(owner, len(PHOTO))
    await go_on(owner, upload, 0, PHOTO[:1000])
    for method in ("GET", "HEAD", "DELETE"):
        assert (await other.ask(method, upload)).status_code == 404
    assert (await go_on(other, upload, 1000, PHOTO[1000:])).status_code == 404
    assert (await owner.ask("DELETE", upload)).status_code == 204
    assert await left_behind(world) == NOTHING


async def test_it_expires_unless_more_of_it_comes(world: World) -> None:
    owner = await world.join("owner")
    upload = await begin(owner, len(PHOTO))
    before = (await owner.ask("GET", upload)).json()["expiresAt"]
    after = (await go_on(owner, upload, 0, PHOTO[:1000])).json()["expiresAt"]
    assert after > before
    async with world.here.database.writing() as session:
        await session.execute(update(UploadRow).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    assert (await owner.ask("HEAD", upload)).status_code == 404
    assert (await go_on(owner, upload, 1000, PHOTO[1000:])).status_code == 404
    assert (await owner.ask("GET", "/api/uploads")).json()["items"] == []
    await sweep(world.here.database, world.here.objects, now=datetime.now(UTC))
    assert await left_behind(world) == NOTHING
