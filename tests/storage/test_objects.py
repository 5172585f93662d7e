"""The store of files, in a folder and in a bucket."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from sajangpick.domain.identifier import new_id
from sajangpick.errors import NotFound, TooLarge, Unavailable
from sajangpick.settings import Settings
from sajangpick.storage.objects import Objects, open_objects

BYTES = bytes(range(256)) * 100


def stored(tmp_path: Path, data: bytes = BYTES) -> tuple[Path, str]:
    path = tmp_path / "file"
    path.write_bytes(data)
    return path, hashlib.sha256(data).hexdigest()


async def whole(chunks: AsyncIterator[bytes]) -> bytes:
    return b"".join([chunk async for chunk in chunks])


async def stream(chunks: Sequence[bytes], *, then: Exception | None = None) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
    if then:
        raise then


@pytest.mark.anyio
async def test_a_file_comes_back_as_it_was(objects: Objects, tmp_path: Path) -> None:
    path, digest = stored(tmp_path)
    await objects.keep(path, digest)
    await objects.keep(path, digest)
    assert await objects.size(digest) == len(BYTES)
    await objects.fetch(digest, tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == BYTES
    assert [name async for name in objects.all()] == [digest]
    assert path.exists()


@pytest.mark.anyio
async def test_a_large_file_goes_in_parts(objects: Objects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sajangpick.storage.objects._ONE_REQUEST_BYTES", 1_000)
    data = BYTES * 300
    path, digest = stored(tmp_path, data)
    await objects.keep(path, digest)
    assert await objects.size(digest) == len(data)
    assert await whole(objects.read(digest, len(data) - 5, len(data))) == data[-5:]


@pytest.mark.parametrize(("start", "end"), [(0, 1), (3, 3), (100, 400), (0, len(BYTES)), (25_000, 99_999)])
@pytest.mark.anyio
async def test_any_range_can_be_read(objects: Objects, tmp_path: Path, start: int, end: int) -> None:
    path, digest = stored(tmp_path)
    await objects.keep(path, digest)
    assert await whole(objects.read(digest, start, end)) == BYTES[start:end]


@pytest.mark.anyio
async def test_an_empty_file_is_a_file(objects: Objects, tmp_path: Path) -> None:
    path, digest = stored(tmp_path, b"")
    await objects.keep(path, digest)
    assert await objects.size(digest) == 0
    await objects.fetch(digest, tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == b""


@pytest.mark.parametrize("sha256", ["0" * 64, "../../secret", "", "G" * 64])
@pytest.mark.anyio
async def test_what_is_not_there_is_said_to_be_missing(objects: Objects, tmp_path: Path, sha256: str) -> None:
    with pytest.raises(NotFound):
        await objects.size(sha256)
    with pytest.raises(NotFound):
        await objects.fetch(sha256, tmp_path / "back")
    with pytest.raises(NotFound):
        await whole(objects.read(sha256, 0, 1))
    assert list(tmp_path.glob("*back*")) == []


@pytest.mark.anyio
async def test_removing_twice_is_removing_once(objects: Objects, tmp_path: Path) -> None:
    path, digest = stored(tmp_path)
    await objects.keep(path, digest)
    await objects.remove(digest)
    await objects.remove(digest)
    with pytest.raises(NotFound):
        await objects.size(digest)


@pytest.mark.anyio
async def test_an_upload_survives_broken_streams(objects: Objects, tmp_path: Path) -> None:
    upload = new_id()
    kept = await objects.add_part(upload, 0, stream([BYTES[:100], BYTES[100:300]], then=OSError("cut")))
    assert kept == 300 == await objects.arrived(upload)
    assert await objects.add_part(upload, 300, stream([BYTES[300:]])) == len(BYTES) - 300
    assert await objects.assemble(upload, tmp_path / "whole") == len(BYTES)
    assert (tmp_path / "whole").read_bytes() == BYTES
    await objects.drop_parts(upload)
    assert await objects.arrived(upload) == 0


@pytest.mark.anyio
async def test_our_own_refusal_passes_and_what_came_before_counts(objects: Objects) -> None:
    upload = new_id()
    with pytest.raises(TooLarge):
        await objects.add_part(upload, 0, stream([b"abc"], then=TooLarge("Too many bytes.")))
    assert await objects.arrived(upload) == 3


@pytest.mark.anyio
async def test_parts_that_overlap_are_taken_once_and_gaps_end_them(objects: Objects, tmp_path: Path) -> None:
    upload = new_id()
    for start, end in [(0, 500), (0, 900), (400, 700), (700, 1200), (1300, 1500)]:
        await objects.add_part(upload, start, stream([BYTES[start:end]]))
    assert await objects.arrived(upload) == 1200
    assert await objects.assemble(upload, tmp_path / "whole") == 1200
    assert (tmp_path / "whole").read_bytes() == BYTES[:1200]


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 30)), max_size=6))
def test_whatever_arrives_what_is_without_a_gap_is_put_together(parts: list[tuple[int, int]]) -> None:
    reached = 0
    while longer := [start + length for start, length in parts if start <= reached < start + length]:
        reached = max(longer)

    async def send(folder: Path) -> None:
        store, upload = open_objects(Settings(_env_file=None, data_dir=folder)), new_id()
        for start, length in parts:
            await store.add_part(upload, start, stream([BYTES[start : start + length]]))
        assert await store.arrived(upload) == reached == await store.assemble(upload, folder / "whole")
        assert (folder / "whole").read_bytes() == BYTES[:reached]

    with TemporaryDirectory() as folder:
        asyncio.run(send(Path(folder)))


@pytest.mark.anyio
async def test_a_handler_that_is_cut_off_keeps_the_parts_that_were_full(
    objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sajangpick.storage.objects._PART_BYTES", 100)
    upload, stalled = new_id(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield BYTES[:250]
        yield BYTES[250:300]
        stalled.set()
        await asyncio.Event().wait()

    handler = asyncio.create_task(objects.add_part(upload, 0, slow()))
    await stalled.wait()
    handler.cancel()
    with pytest.raises(asyncio.CancelledError):
        await handler
    assert await objects.arrived(upload) == 250


@pytest.mark.anyio
async def test_parts_are_not_files(objects: Objects) -> None:
    await objects.add_part(new_id(), 0, stream([b"abc"]))
    assert [name async for name in objects.all()] == []
    with pytest.raises(NotFound):
        await objects.add_part("../files", 0, stream([b"abc"]))


@pytest.mark.anyio
async def test_a_stale_file_goes_unless_it_was_written_anew(objects: Objects, tmp_path: Path) -> None:
    path, digest = stored(tmp_path)
    await objects.keep(path, digest)
    hour = timedelta(hours=1)
    assert not await objects.remove_stale(digest, before=datetime.now(UTC) - hour)
    assert await objects.size(digest) == len(BYTES)
    assert await objects.remove_stale(digest, before=datetime.now(UTC) + hour)
    assert await objects.remove_stale(digest, before=datetime.now(UTC) + hour)
    assert [name async for name in objects.all()] == []


@pytest.mark.anyio
async def test_a_file_that_is_kept_again_counts_as_new(
    objects: Objects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, digest = stored(tmp_path)
    await objects.keep(path, digest)
    first = datetime.now(UTC)
    monkeypatch.setattr("sajangpick.storage.objects._FRESH", timedelta(days=-1))
    await asyncio.sleep(1.1)  # S3 tells time in seconds
    await objects.keep(path, digest)
    assert not await objects.remove_stale(digest, before=first)


@pytest.mark.anyio
async def test_nothing_half_written_is_ever_seen(objects: Objects, tmp_path: Path) -> None:
    data = BYTES * 200
    path, digest = stored(tmp_path, data)

    async def look() -> None:
        with suppress(NotFound):
            assert await objects.size(digest) == len(data)
            assert await whole(objects.read(digest, 0, len(data))) == data

    await asyncio.gather(*(objects.keep(path, digest) for _ in range(4)), *(look() for _ in range(12)))
    assert await objects.size(digest) == len(data)


@pytest.mark.anyio
async def test_a_copy_that_breaks_leaves_what_was_there(
    objects: Objects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, digest = stored(tmp_path)
    await objects.keep(path, digest)
    target = tmp_path / "copies" / "back"
    target.parent.mkdir()
    target.write_bytes(b"before")

    async def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("sajangpick.storage.objects._write", fail)
    with pytest.raises(OSError, match="no space"):
        await objects.fetch(digest, target)
    assert target.read_bytes() == b"before"
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.anyio
async def test_what_a_killed_process_left_half_written_goes(tmp_path: Path) -> None:
    store = open_objects(Settings(_env_file=None, data_dir=tmp_path / "data"))
    path, digest = stored(tmp_path)
    await store.keep(path, digest)
    file = next((tmp_path / "data").rglob(digest))
    left = file.with_name(f"{digest}#1")
    left.write_bytes(b"half")
    assert await store.remove_unfinished(before=datetime.now(UTC) - timedelta(hours=1)) == 0
    assert await store.remove_unfinished(before=datetime.now(UTC) + timedelta(hours=1)) == 1
    assert file.exists()
    assert not left.exists()


@pytest.mark.anyio
async def test_a_store_that_is_away_says_so(s3_server: str, tmp_path: Path) -> None:
    away = Settings(
        _env_file=None,
        storage_url="s3://no-such-bucket/at-all",
        s3_endpoint=s3_server,
        s3_access_key="key",
        s3_secret_key=SecretStr("secret"),
    )
    with pytest.raises((Unavailable, NotFound)):
        await open_objects(away).size("0" * 64)
    path, digest = stored(tmp_path)
    with pytest.raises(Unavailable):
        await open_objects(away).keep(path, digest)


@pytest.mark.anyio
async def test_a_bucket_lends_its_files_and_a_folder_does_not(objects: Objects, backend: str, tmp_path: Path) -> None:
    path, digest = stored(tmp_path)
    await objects.keep(path, digest)
    link = objects.link(digest, name='새우 "파스타".mp4', media_type="video/mp4", seconds=60, inline=False)
    if backend == "sqlite+disk":
        assert link is None
        return
    assert link is not None
    assert parse_qs(urlsplit(link).query)["X-Amz-Expires"] == ["60"]
    async with httpx.AsyncClient() as browser:
        answer = await browser.get(link, headers={"range": "bytes=10-19"})
    assert answer.status_code == 206
    assert answer.content == BYTES[10:20]
    assert answer.headers["content-type"] == "video/mp4"
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment; ")
    assert unquote(disposition.rpartition("''")[2]) == '새우 "파스타".mp4'
    async with httpx.AsyncClient() as browser:
        assert (await browser.get(link.partition("?")[0])).status_code == 403
