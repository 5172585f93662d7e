"""Files that owners send in one go: taken in, listed, linked to, deleted; and nobody else's."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from benchmarks.mutated_uploads import music, seeds
from tests.api.files.sending import chunks, left_behind, send
from tests.api.world import World
from tests.commands.test_hostile import ACCEPTED, PHOTO, REFUSED

pytestmark = pytest.mark.anyio

NOTHING = {"files": 0, "assets": 0, "uploads": 0}


async def test_a_photo_becomes_an_asset(world: World) -> None:
    owner = await world.join("owner")
    sent = await send(owner, PHOTO, name="../사장님/김치 찌개.HEIC")
    assert sent.status_code == 201
    asset = sent.json()
    assert asset["name"] == "김치 찌개.jpg"
    assert (asset["kind"], asset["mediaType"]) == ("photo", "image/jpeg")
    assert (asset["width"], asset["height"]) == (1360, 1600)
    assert asset["advice"] == []
    assert sent.headers["location"] == f"/api/assets/{asset['id']}"
    read = await owner.ask("GET", sent.headers["location"])
    assert read.json() == {key: value for key, value in asset.items() if key != "advice"}
    assert await left_behind(world) == {"files": 1, "assets": 1, "uploads": 0}


async def test_the_photo_coach_speaks(world: World) -> None:
    owner = await world.join("owner")
    sent = await send(owner, seeds()["photo.jpg"][1])
    assert sent.status_code == 201
    assert [each["code"] for each in sent.json()["advice"]] == ["small"]
    assert "원본" in sent.json()["advice"][0]["sentence"]


async def test_the_same_photo_twice_is_two_assets_and_one_file(world: World) -> None:
    owner, other = await world.join("owner"), await world.join("other")
    ids = [(await send(person, PHOTO)).json()["id"] for person in (owner, owner, other)]
    assert len(set(ids)) == 3
    assert await left_behind(world) == {"files": 1, "assets": 3, "uploads": 0}
    assert (await owner.ask("DELETE", f"/api/assets/{ids[0]}")).status_code == 204
    link = await owner.ask("GET", f"/api/assets/{ids[1]}/link")
    assert (await owner.ask("HEAD", link.json()["path"])).status_code == 200


async def test_music_and_logos_too(world: World) -> None:
    owner = await world.join("owner")
    song = await send(owner, music("mp3", "mp3", title="our kitchen"), kind="music", name="노래.wav")
    assert (song.json()["name"], song.json()["mediaType"]) == ("노래.mp3", "audio/mpeg")
    assert song.json()["seconds"] == pytest.approx(2, abs=0.1)
    logo = await send(owner, seeds()["logo.png"][1], kind="logo")
    assert (logo.json()["name"], logo.json()["width"]) == ("로고.png", 96)
    listed = await owner.ask("GET", "/api/assets")
    assert [asset["kind"] for asset in listed.json()["items"]] == ["logo", "music"]
    songs = await owner.ask("GET", "/api/assets?kind=music")
    assert [asset["id"] for asset in songs.json()["items"]] == [song.json()["id"]]


async def test_the_hostile_folder_leaves_nothing_behind(world: World) -> None:
    owner = await world.join("owner")
    for name, made in REFUSED.items():
        sent = await send(owner, made(), name=name)
        assert sent.status_code == 422, name
        problem = sent.json()
        assert problem["code"] in ("bad_input", "photo_refused")
        assert problem["detail"].endswith((".", "다.", "요."))
        assert "source" not in problem["detail"]
        assert await left_behind(world) == NOTHING, name


async def test_odd_pictures_are_pictures(world: World) -> None:
    owner = await world.join("owner")
    for name, made in ACCEPTED.items():
        assert (await send(owner, made(), name=name)).status_code == 201, name


async def test_the_content_says_what_it_is(world: World) -> None:
    owner = await world.join("owner")
    for kind, data, word in (("music", PHOTO, "사진입니다"), ("photo", music("mp3", "mp3"), "사진 파일이 아닙니다")):
        sent = await send(owner, data, kind=kind)
        assert sent.status_code == 422
        assert word in sent.json()["detail"]


async def test_what_we_make_nobody_sends(world: World) -> None:
    owner = await world.join("owner")
    for kind in ("video", "clip", "cover", "caption", "", "x"):
        assert (await send(owner, PHOTO, kind=kind)).status_code == 422, kind


async def test_too_large_is_said_before_it_is_read_and_while_it_is(world: World) -> None:
    owner = await world.join("owner")
    most = world.here.settings.upload_max_bytes
    announced = await owner.ask(
        "POST", "/api/assets?kind=photo", content=b"x", headers={"Content-Length": str(most + 1)}
    )
    assert announced.status_code == 413
    came = 0

    async def endless() -> AsyncGenerator[bytes]:
        nonlocal came
        while True:
            came += 1_000_000
            yield bytes(1_000_000)

    # The client of the tests hands over piece by piece, and ours asks for no more than it takes.
    chunked = await asyncio.wait_for(owner.ask("POST", "/api/assets?kind=photo", content=endless()), 60)
    assert chunked.status_code == 413
    assert came <= most + 2_000_000
    assert await left_behind(world) == NOTHING


async def test_pieces_without_an_announced_length_are_fine(world: World) -> None:
    owner = await world.join("owner")
    sent = await owner.ask("POST", "/api/assets?kind=photo&name=a.jpg", content=chunks(PHOTO))
    assert sent.status_code == 201


async def test_it_is_nobody_else_s(world: World) -> None:
    owner, other = await world.join("owner"), await world.join("other")
    asset_id = (await send(owner, PHOTO)).json()["id"]
    for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/link")):
        assert (await other.ask(method, f"/api/assets/{asset_id}{path}")).status_code == 404
        assert (await world.stranger().ask(method, f"/api/assets/{asset_id}{path}")).status_code == 401
    assert (await other.ask("GET", "/api/assets")).json() == {"items": [], "next": None}
