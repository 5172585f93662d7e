"""Links to files: signed, expiring, in parts, under their own names; in a folder by us, in a bucket by the bucket."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import httpx
import pytest
from pydantic import SecretStr
from tests.api.files.sending import send
from tests.api.world import Person, World
from tests.commands.test_hostile import PHOTO

from sajangpick.api.files import link_to
from sajangpick.storage import assets
from sajangpick.storage.links import link_to_stored

pytestmark = pytest.mark.anyio


async def linked(world: World, *, download: bool = False, name: str = "김치 찌개.jpg") -> tuple[Person, str, bytes]:
    """A stranger, the path of a link somebody gave them, and the bytes of the file behind it."""
    owner = await world.join("owner")
    asset = (await send(owner, PHOTO, name=name)).json()
    link = await owner.ask("GET", f"/api/assets/{asset['id']}/link", params={"download": download})
    async with world.here.database.reading() as session:
        kept = await assets.read(session, asset["id"])
    data = b"".join([piece async for piece in world.here.objects.read(kept.sha256, 0, kept.byte_count)])
    return world.stranger(), link.json()["path"], data


async def had(person: Person, path: str, **headers: str) -> httpx.Response:
    """What a browser has in the end, which follows us to the bucket."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = await person.ask("GET", path, headers=sent)
    if answer.status_code != 307:
        return answer
    async with httpx.AsyncClient() as client:
        return await client.get(answer.headers["location"], headers=sent)


async def test_whoever_has_the_link_has_the_file(world: World) -> None:
    stranger, path, data = await linked(world)
    whole = await had(stranger, path)
    assert (whole.status_code, whole.content) == (200, data)
    assert whole.headers["content-type"] == "image/jpeg"
    assert quote("김치 찌개.jpg") in whole.headers["content-disposition"]
    assert whole.headers["content-disposition"].startswith("inline;")
    assert path.endswith(f"/{quote('김치 찌개.jpg')}")


async def test_it_can_be_saved_instead(world: World) -> None:
    stranger, path, _ = await linked(world, download=True)
    assert (await had(stranger, path)).headers["content-disposition"].startswith("attachment;")


async def test_parts_of_it(world: World) -> None:
    stranger, path, data = await linked(world)
    size = len(data)
    for asked, first, last in (
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, size - 1),
        ("bytes=-7", size - 7, size - 1),
        (f"bytes={size - 1}-{size + 50}", size - 1, size - 1),
    ):
        part = await had(stranger, path, Range=asked)
        assert (part.status_code, part.content) == (206, data[first : last + 1]), asked
        assert part.headers["content-range"] == f"bytes {first}-{last}/{size}"
        assert part.headers["content-length"] == str(last + 1 - first)
    beyond = await had(stranger, path, Range=f"bytes={size}-")
    assert beyond.status_code == 416


async def test_a_head_says_all_but_the_bytes(world: World) -> None:
    stranger, path, data = await linked(world)
    head = await stranger.ask("HEAD", path, headers={"Range": "bytes=0-1"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(data))
    assert head.headers["accept-ranges"] == "bytes"
    assert "immutable" in head.headers["cache-control"]
    assert head.headers["cache-control"].startswith("private")
    assert head.headers["referrer-policy"] == "no-referrer"
    assert head.headers["x-content-type-options"] == "nosniff"
    known = await stranger.ask("HEAD", path, headers={"If-None-Match": head.headers["etag"]})
    assert (known.status_code, known.headers["etag"]) == (304, head.headers["etag"])


async def test_changed_links_are_no_links(world: World) -> None:
    stranger, path, _ = await linked(world)
    _, _, token, name = path.split("/")
    for wrong in (token[:-1], token + "A", token.swapcase(), "x", f"{token}.{token}"):
        assert (await stranger.ask("GET", f"/files/{wrong}/{name}")).status_code == 404
    assert (await had(stranger, f"/files/{token}/whatever.txt")).status_code == 200


async def test_a_link_expires_and_what_plays_by_then_plays_on(world: World) -> None:
    owner = await world.join("owner")
    asset_id = (await send(owner, PHOTO)).json()["id"]
    async with world.here.database.reading() as session:
        asset = await assets.read(session, asset_id)
    here = world.here
    world.app.state.context = replace(here, settings=here.settings.model_copy(update={"link_seconds": 60}))
    life, now = timedelta(seconds=60), datetime.now(UTC)
    fresh = await link_to(world.here, asset, now=now)
    assert life <= fresh.expires_at - now <= life * 1.25
    ending = await link_to(world.here, asset, now=now - life * 1.25 - timedelta(seconds=5))
    assert ending.expires_at <= now
    assert (await owner.ask("HEAD", ending.path)).status_code == 200
    old = await link_to(world.here, asset, now=now - life * 1.25 - timedelta(seconds=90))
    gone = await owner.ask("GET", old.path)
    assert (gone.status_code, gone.json()["hint"]) == (403, "파일의 링크를 다시 받아 주세요.")


async def test_links_asked_for_soon_after_are_the_same(world: World) -> None:
    owner = await world.join("owner")
    asset_id = (await send(owner, PHOTO)).json()["id"]
    async with world.here.database.reading() as session:
        asset = await assets.read(session, asset_id)
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    links = [(await link_to(world.here, asset, now=noon + timedelta(minutes=each))).path for each in (1, 5, 14, 16)]
    assert links[0] == links[1] == links[2] != links[3]


async def test_a_deleted_file_s_links_end(world: World) -> None:
    owner = await world.join("owner")
    asset_id = (await send(owner, PHOTO)).json()["id"]
    path = (await owner.ask("GET", f"/api/assets/{asset_id}/link")).json()["path"]
    assert (await owner.ask("DELETE", f"/api/assets/{asset_id}")).status_code == 204
    assert (await owner.ask("GET", path)).status_code == 404


async def test_a_link_is_good_under_its_key_alone(world: World) -> None:
    stranger, path, _ = await linked(world)
    here = world.here
    chosen = here.settings.model_copy(update={"secret_key": SecretStr("chosen by the operator")})
    world.app.state.context = replace(here, settings=chosen)
    assert (await stranger.ask("HEAD", path)).status_code == 404
    world.app.state.context = here
    assert (await stranger.ask("HEAD", path)).status_code == 200


async def test_a_vendor_has_a_stored_file_by_the_link_it_was_lent(world: World) -> None:
    here = world.here
    _, _, data = await linked(world)
    sha256 = hashlib.sha256(data).hexdigest()
    link = await link_to_stored(
        here.database,
        here.objects,
        here.settings,
        sha256=sha256,
        name="사진 1.jpg",
        media_type="image/jpeg",
        seconds=60,
    )
    ours = link.startswith(here.settings.public_url)
    async with httpx.AsyncClient() as client:
        asking = world.stranger().client if ours else client
        whole = await asking.get(link)
        part = await asking.get(link, headers={"Range": "bytes=2-5"})
    assert (whole.status_code, whole.content) == (200, data)
    assert whole.headers["content-type"] == "image/jpeg"
    assert quote("사진 1.jpg") in whole.headers["content-disposition"]
    assert (part.status_code, part.content) == (206, data[2:6])
    if ours:
        head = await world.stranger().ask("HEAD", httpx.URL(link).raw_path.decode())
        assert (head.status_code, head.headers["content-length"]) == (200, str(len(data)))
        for wrong in (link.replace("/work/", "/"), link.replace("/work/", "/work/x")):
            assert (await world.stranger().client.get(wrong)).status_code == 404


async def test_what_is_no_longer_stored_is_lent_to_nobody(world: World) -> None:
    here = world.here
    link = await link_to_stored(
        here.database, here.objects, here.settings, sha256="0" * 64, name="gone.mp4", media_type="video/mp4"
    )
    async with httpx.AsyncClient() as client:
        asking = world.stranger().client if link.startswith(here.settings.public_url) else client
        # A bucket says so in one way or another.
        assert (await asking.get(link)).status_code in (403, 404)
