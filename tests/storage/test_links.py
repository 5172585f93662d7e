"""Links to stored files that are no assets: of the bucket where there is one, else a token of ours."""

import hashlib
import time
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from sajangpick.errors import Forbidden, NotFound
from sajangpick.settings import Settings
from sajangpick.storage.database import Database
from sajangpick.storage.links import lent_by, link_to_stored, signer
from sajangpick.storage.objects import Objects

pytestmark = pytest.mark.anyio

DATA = b"\0\0\0\x18ftypmp42" + b"x" * 1000
SHA256 = hashlib.sha256(DATA).hexdigest()


async def linked(database: Database, objects: Objects, settings: Settings, **more: int) -> str:
    return await link_to_stored(
        database, objects, settings, sha256=SHA256, name="김치 clip.mp4", media_type="video/mp4", **more
    )


@pytest.mark.parametrize("backend", ["sqlite+disk"], indirect=True)
async def test_a_folder_s_link_is_ours_and_says_which_file(
    database: Database, objects: Objects, service_settings: Settings
) -> None:
    settings = service_settings.model_copy(update={"public_url": "https://shop.example.com/"})
    link = await linked(database, objects, settings, seconds=60)
    assert link.startswith("https://shop.example.com/files/work/")
    assert link.endswith("/%EA%B9%80%EC%B9%98%20clip.mp4")
    lent = await lent_by(database, settings, link.split("/")[-2])
    assert (lent.sha256, lent.name, lent.media_type) == (SHA256, "김치 clip.mp4", "video/mp4")
    assert 58 <= lent.remaining_seconds <= 61


@pytest.mark.parametrize("backend", ["postgres+s3"], indirect=True)
async def test_a_bucket_s_link_is_the_bucket_s(
    database: Database, objects: Objects, service_settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "clip").write_bytes(DATA)
    await objects.keep(tmp_path / "clip", SHA256)
    link = await linked(database, objects, service_settings)
    assert link.startswith(f"{service_settings.s3_endpoint}/")
    async with httpx.AsyncClient() as client:
        whole = await client.get(link)
        part = await client.get(link, headers={"Range": "bytes=4-7"})
    assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, DATA, "video/mp4")
    assert (part.status_code, part.content) == (206, b"ftyp")


async def test_what_we_did_not_sign_for_this_is_no_link(database: Database, service_settings: Settings) -> None:
    said = [SHA256, "clip.mp4", "video/mp4", int(time.time()) + 60]
    of_another_use = (await signer(database, service_settings, salt="sajangpick.files")).dumps(said)
    of_another_key = (
        await signer(database, Settings(_env_file=None, secret_key=SecretStr("another")), salt="sajangpick.work")
    ).dumps(said)
    for wrong in ("x", str(of_another_use), str(of_another_key)):
        with pytest.raises(NotFound):
            await lent_by(database, service_settings, wrong)


async def test_a_link_ends(database: Database, service_settings: Settings) -> None:
    said = [SHA256, "clip.mp4", "video/mp4", int(time.time()) - 1]
    token = str((await signer(database, service_settings, salt="sajangpick.work")).dumps(said))
    with pytest.raises(Forbidden):
        await lent_by(database, service_settings, token)
