"""How tests send files, and how they look for what is left of them."""

from collections.abc import AsyncGenerator

import httpx
from sqlalchemy import func, select
from tests.api.world import Person, World

from sajangpick.storage.database import Database
from sajangpick.storage.objects import Objects
from sajangpick.storage.tables import AssetRow, UploadRow

PIECE = "application/offset+octet-stream"


async def send(person: Person, data: bytes, *, kind: str = "photo", name: str = "") -> httpx.Response:
    return await person.ask("POST", "/api/assets", params={"kind": kind, "name": name}, content=data)


async def begin(person: Person, length: int, *, kind: str = "photo", name: str = "국밥.jpg") -> str:
    """Announce an upload; where it is."""
    begun = await person.ask("POST", "/api/uploads", json={"kind": kind, "name": name, "length": length})
    assert begun.status_code == 201, begun.text
    return begun.headers["location"]


async def go_on(person: Person, upload: str, offset: int, data: bytes | AsyncGenerator[bytes]) -> httpx.Response:
    return await person.ask(
        "PATCH", upload, content=data, headers={"Upload-Offset": str(offset), "Content-Type": PIECE}
    )


async def chunks(data: bytes, size: int = 50_000) -> AsyncGenerator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def left_behind(world: World) -> dict[str, int]:
    """How many files, asset rows and upload rows there are; parts of uploads count as files."""
    return await remains(world.here.database, world.here.objects)


async def remains(database: Database, objects: Objects) -> dict[str, int]:
    """The same of a service that is not in this process."""
    files = [sha256 async for sha256 in objects.all()]
    async with database.reading() as session:
        kept = await session.scalar(select(func.count()).select_from(AssetRow)) or 0
        begun = list(await session.scalars(select(UploadRow.id)))
    parts = [upload_id for upload_id in begun if await objects.arrived(upload_id)]
    return {"files": len(files) + len(parts), "assets": kept, "uploads": len(begun)}
