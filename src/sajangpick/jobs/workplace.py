"""The folder of a job on one machine: made when it is needed, filled from the store, and thrown away at the end.

What lies in it can always be had again, so a job can go on anywhere. A file that must outlive the folder is described
by its facts: `file` (its name there), `sha256`, `bytes`, `suffix`, `media_type`.
"""

import asyncio
import mimetypes
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from sajangpick.domain.asset import Asset
from sajangpick.domain.json import Json, JsonObject
from sajangpick.errors import SourceMissing
from sajangpick.inspection.intake import digest_of
from sajangpick.settings import Settings
from sajangpick.storage.objects import Objects

# Plans are JSON with two suffixes; what a machine's table of types calls a type is not the same everywhere.
_SUFFIXES = {
    "image/jpeg": ".jpg",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/x-wav": ".wav",
    "audio/wav": ".wav",
}


class Workplace:
    """The folder of one attempt."""

    def __init__(self, settings: Settings, objects: Objects, name: str) -> None:
        self.folder = workplaces(settings) / name
        self._objects = objects

    async def fill(self, files: Mapping[str, str]) -> None:
        """Have files in the folder: SHA-256 by name. Raises SourceMissing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, sha256 in files.items():
            if not (self.folder / name).exists():
                await self._objects.fetch(sha256, self.folder / name)

    async def keep(self, name: str, *, known: Mapping[str, Json]) -> JsonObject:
        """Store a file of the folder, and describe it: what is `known` of it, and its facts."""
        path = self.folder / name
        if not path.is_file():
            raise SourceMissing(f"There is no {name}.", hint="The act that should have made it did not.")
        sha256 = await asyncio.to_thread(digest_of, path)
        await self._objects.keep(path, sha256)
        size, media_type = path.stat().st_size, media_type_of(name)
        facts: JsonObject = {"file": name, "sha256": sha256, "bytes": size, "media_type": media_type}
        return {**known, **facts, "suffix": path.suffix}

    async def clear(self) -> None:
        """Throw the folder away."""
        await asyncio.to_thread(shutil.rmtree, self.folder, ignore_errors=True)


def workplaces(settings: Settings) -> Path:
    """Where the folders of this machine lie."""
    return settings.data_dir / "work"


def apart(name: str) -> str:
    """The name of a folder of the same attempt that nobody else works in."""
    return f"{name}~{secrets.token_hex(4)}"


def attempt_of(name: str) -> tuple[str, int] | None:
    """The job and its attempt whose folder this is; None if it is not one of ours."""
    job_id, _, attempt = name.partition("~")[0].partition("-")
    return (job_id, int(attempt or 1)) if not attempt or attempt.isdecimal() else None


def file_name(name: str, asset: Asset) -> str:
    """What an asset is called in the folder: readers want an honest suffix."""
    suffix = _SUFFIXES.get(asset.media_type) or mimetypes.guess_extension(asset.media_type) or Path(asset.name).suffix
    return f"{name}{suffix}"


def media_type_of(name: str) -> str:
    """What a file in the folder is, by its suffix."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def digests(files: Mapping[str, Json]) -> dict[str, str]:
    """Of described files: SHA-256 by name in the folder."""
    described = [cast(JsonObject, file) for file in files.values()]
    return {str(file["file"]): str(file["sha256"]) for file in described}
