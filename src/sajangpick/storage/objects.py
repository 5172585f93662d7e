"""The files: each under the SHA-256 of its bytes, in a folder or in a bucket of an S3-compatible server.

What is visible is whole: a file gets its name only when its last byte is there. Equal files are stored once, so whoever
removes one asks `storage.assets.is_used` first. Parts of uploads lie beside the files until they are put together.
"""

import asyncio
import os
import re
from collections.abc import AsyncGenerator, AsyncIterable, Generator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from sajangpick.errors import NotFound, SajangpickError, Unavailable
from sajangpick.media.unfinished import unfinished
from sajangpick.settings import Settings
from sajangpick.storage.presign import Signer

if TYPE_CHECKING:
    from obstore import BytesStream
    from obstore.store import S3Config

# A request of S3 takes at least this much of a part; it is also what an upload may lose when its process is killed.
_PART_BYTES = 4 * 1024 * 1024
# Up to here a file goes in one request, so that a killed process leaves no half of it at the server.
_ONE_REQUEST_BYTES = 64 * 1024 * 1024
# Large enough to keep the calls few, small enough for a hundred listeners at once.
_CHUNK_BYTES = 256 * 1024
_LISTED_AT_ONCE = 1000
# A file that was there already is written anew if it is older than this, so that the sweep, which takes what is a day
# old and unused, leaves half a day for its asset to be written.
_FRESH = timedelta(hours=12)
_STAGED = re.compile(r"#\d+$")


class Objects:
    """The store of one installation."""

    def __init__(
        self, store: LocalStore | S3Store, *, folder: Path | None = None, signer: Signer | None = None
    ) -> None:
        """`folder` is where a disk's store lies; `signer` makes links to a bucket's files."""
        self._store = store
        self._folder = folder
        self._signer = signer

    async def keep(self, path: Path, sha256: str) -> None:
        """Store the file at `path`, whose SHA-256 the caller has measured. Doing it twice is doing it once."""
        key = _key(sha256)
        in_one = path.stat().st_size <= _ONE_REQUEST_BYTES
        with _answering():
            with suppress(FileNotFoundError):
                there = await obstore.head_async(self._store, key)
                if there["last_modified"] > datetime.now(UTC) - _FRESH:
                    return
            await obstore.put_async(self._store, key, path, use_multipart=not in_one)
        await self._settle(key)

    async def fetch(self, sha256: str, target: Path) -> None:
        """Copy a file to `target`, which is there whole or not at all."""
        with unfinished(target) as draft, _answering(sha256):
            answer = await obstore.get_async(self._store, _key(sha256))
            await _write(answer.stream(_PART_BYTES), draft)

    async def read(self, sha256: str, start: int, end: int) -> AsyncGenerator[bytes]:
        """The bytes from `start` up to, not including, `end`, piece by piece."""
        if start >= end:
            return
        with _answering(sha256):
            answer = await obstore.get_async(self._store, _key(sha256), options={"range": (start, end)})
            async for chunk in answer.stream(_CHUNK_BYTES):
                yield bytes(chunk)

    async def size(self, sha256: str) -> int:
        """How many bytes a file has. Raises NotFound."""
        with _answering(sha256):
            return (await obstore.head_async(self._store, _key(sha256)))["size"]

    async def remove(self, sha256: str) -> None:
        """Forget a file; one that is not there is forgotten already."""
        await self._delete([_key(sha256)])

    async def remove_stale(self, sha256: str, *, before: datetime) -> bool:
        """Forget a file unless it was written anew since a moment; True if it is gone now."""
        with _answering(), suppress(FileNotFoundError):
            if (await obstore.head_async(self._store, _key(sha256)))["last_modified"] >= before:
                return False
        await self.remove(sha256)
        return True

    async def all(self, *, before: datetime | None = None) -> AsyncGenerator[str]:
        """The SHA-256 of every file, or of those that were written before a moment."""
        async for key in self._keys("files/", before):
            yield key.rpartition("/")[2]

    async def add_part(self, upload_id: str, offset: int, chunks: AsyncIterable[bytes]) -> int:
        """Keep bytes of an upload from `offset` on, and say how many.

        A stream that breaks ends the part: what came before counts. Our own errors pass, after what came is kept.
        """
        kept, pending = 0, bytearray()
        refusal: SajangpickError | None = None
        try:
            async for chunk in chunks:
                pending += chunk
                if len(pending) >= _PART_BYTES:
                    kept += await self._put_part(upload_id, offset + kept, bytes(pending))
                    pending.clear()
        except SajangpickError as error:
            refusal = error
        except Exception:
            # Whatever broke the stream, the bytes before it are good, and how many they are tells of the break.
            pass
        if pending:
            kept += await self._put_part(upload_id, offset + kept, bytes(pending))
        if refusal:
            raise refusal
        return kept

    async def arrived(self, upload_id: str) -> int:
        """How many bytes of an upload are here without a gap, from its beginning."""
        return max((end for _, _, end in await self._parts(upload_id)), default=0)

    async def assemble(self, upload_id: str, target: Path) -> int:
        """Write an upload's parts, one after the other, to `target`, and say how many bytes they are."""
        position = 0
        with _answering(upload_id):
            target.write_bytes(b"")
            for key, start, end in await self._parts(upload_id):
                answer = await obstore.get_async(self._store, key, options={"range": (position - start, end - start)})
                await _write(answer.stream(_PART_BYTES), target)
                position = end
        return position

    async def drop_parts(self, upload_id: str) -> None:
        """Forget an upload's parts."""
        await self._delete([key async for key in self._keys(_upload(upload_id), None)])

    async def uploads(self, *, before: datetime) -> set[str]:
        """The uploads of which there are parts from before a moment."""
        return {key.split("/")[1] async for key in self._keys("uploads/", before)}

    async def remove_unfinished(self, *, before: datetime) -> int:
        """Remove what a killed process left half-written in a folder before a moment; how many files that were."""
        return await asyncio.to_thread(_remove_staged, self._folder, before) if self._folder else 0

    def link(self, sha256: str, *, name: str, media_type: str, seconds: int, inline: bool) -> str | None:
        """A link that lets a browser have one file under a name for so many seconds; None if the store makes none."""
        if self._signer is None:
            return None
        return self._signer.link(_key(sha256), name=name, media_type=media_type, seconds=seconds, inline=inline)

    async def _put_part(self, upload_id: str, start: int, data: bytes) -> int:
        key = f"{_upload(upload_id)}{start:012d}-{start + len(data):012d}"
        with _answering():
            await obstore.put_async(self._store, key, data, use_multipart=False)
        await self._settle(key)
        return len(data)

    async def _parts(self, upload_id: str) -> list[tuple[str, int, int]]:
        """Parts that cover the upload from its beginning up to the first gap: key, start, end, in order.

        Two connections may have sent the same bytes, cut in other places; of what overlaps, the longest is taken.
        """
        found: list[tuple[int, int, str]] = []
        async for key in self._keys(_upload(upload_id), None):
            start, _, end = key.rpartition("/")[2].partition("-")
            found.append((int(start), int(end), key))
        chosen: list[tuple[str, int, int]] = []
        position = 0
        while reaching := [part for part in found if part[0] <= position < part[1]]:
            start, position, key = max(reaching, key=lambda part: part[1])
            chosen.append((key, start, position))
        return chosen

    async def _keys(self, prefix: str, before: datetime | None) -> AsyncGenerator[str]:
        with _answering():
            async for batch in obstore.list(self._store, prefix, chunk_size=_LISTED_AT_ONCE):
                for found in batch:
                    if before is None or found["last_modified"] < before:
                        yield found["path"]

    async def _delete(self, keys: list[str]) -> None:
        for key in keys:
            with _answering(), suppress(FileNotFoundError):
                await obstore.delete_async(self._store, key)

    async def _settle(self, key: str) -> None:
        """Have the disk keep what was written, so that no row survives a loss of power which its file does not."""
        if self._folder:
            await asyncio.to_thread(_sync, self._folder / key)


def open_objects(settings: Settings) -> Objects:
    """The store that the settings name, else a folder in the data folder, which is made."""
    url = settings.storage_url or str(settings.data_dir / "files")
    parts = urlsplit(url)
    if parts.scheme == "s3":
        return _open_bucket(settings, bucket=parts.netloc, prefix=parts.path.strip("/"))
    folder = Path(parts.path if parts.scheme == "file" else url).expanduser().resolve()
    return Objects(LocalStore(folder, mkdir=True, automatic_cleanup=True), folder=folder)


def bucket_origin(settings: Settings) -> str | None:
    """Where browsers are sent for a file's bytes, as scheme and host; None if they get them from us."""
    if not (settings.storage_url or "").startswith("s3:"):
        return None
    address = urlsplit(settings.s3_public_endpoint or _endpoint(settings))
    return f"{address.scheme}://{address.netloc}"


def _endpoint(settings: Settings) -> str:
    return settings.s3_endpoint or f"https://s3.{settings.s3_region}.amazonaws.com"


def _open_bucket(settings: Settings, *, bucket: str, prefix: str) -> Objects:
    endpoint = _endpoint(settings)
    signer = None
    config: S3Config = {"endpoint": endpoint, "region": settings.s3_region}
    if settings.s3_access_key and settings.s3_secret_key:
        secret = settings.s3_secret_key.get_secret_value()
        config |= {"access_key_id": settings.s3_access_key, "secret_access_key": secret}
        browsers = (settings.s3_public_endpoint or endpoint).rstrip("/")
        root = "/".join(part for part in (browsers, bucket, prefix) if part)
        signer = Signer(root, region=settings.s3_region, access_key=settings.s3_access_key, secret_key=secret)
    store = S3Store(
        bucket,
        prefix=prefix or None,
        config=config,
        virtual_hosted_style_request=False,
        client_options={
            "allow_http": endpoint.startswith("http:"),
            "connect_timeout": timedelta(seconds=5),
            "timeout": timedelta(minutes=5),
        },
        retry_config={"max_retries": 4, "retry_timeout": timedelta(seconds=60)},
    )
    return Objects(store, signer=signer)


def _key(sha256: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise NotFound("There is no such file.")
    return f"files/{sha256[:2]}/{sha256}"


def _upload(upload_id: str) -> str:
    if not re.fullmatch(r"[0-9a-z]{26}", upload_id):
        raise NotFound("There is no such upload.")
    return f"uploads/{upload_id}/"


@contextmanager
def _answering(wanted: str = "") -> Generator[None]:
    """What the store says, in our words; with `wanted`, what is not there is said to be missing."""
    try:
        yield
    except (FileNotFoundError, BaseError) as error:
        if wanted and isinstance(error, FileNotFoundError):
            raise NotFound("There is no such file.", hint="Upload it again.") from error
        raise Unavailable(
            "The file store does not answer.", hint="Check its address, its keys and its free space.", retry_after=10
        ) from error


async def _write(stream: "BytesStream", target: Path) -> None:
    with target.open("ab") as file:
        async for chunk in stream:
            await asyncio.to_thread(file.write, chunk)


def _sync(path: Path) -> None:
    for place in (path, path.parent, path.parent.parent):
        with suppress(FileNotFoundError):
            descriptor = os.open(place, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _remove_staged(folder: Path, before: datetime) -> int:
    removed = 0
    for path in folder.rglob("*#*"):
        with suppress(FileNotFoundError):
            if _STAGED.search(path.name) and path.stat().st_mtime < before.timestamp():
                path.unlink()
                removed += 1
    return removed
