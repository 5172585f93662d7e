"""What workers do, by itself."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.jobs.conftest import RECIPE, Service

from sajangpick.domain.json import JsonObject
from sajangpick.jobs.crew import Crew, Place
from sajangpick.jobs.workplace import workplaces
from sajangpick.pipeline import Engines, Report
from sajangpick.storage import jobs

pytestmark = pytest.mark.anyio


def where(folder: Path, given: JsonObject, report: Report) -> JsonObject:
    """An act that says where it works."""
    report("where", 1, 1)
    return {"folder": str(folder), **given}


async def test_who_does_the_same_again_has_another_folder(service: Service) -> None:
    """A worker that was taken for dead and its heir may share a disk: neither must write into the other's files."""
    await service.start(work=False)
    job = await service.order(wake=False)
    async with service.database.writing() as session:
        await jobs.begin(session, job.id, datetime.now(UTC))
    crew = Crew(service.settings, service.database, service.objects, RECIPE, Engines(service.vendor))
    place = Place(job.id, 1, service.account.id, job.id)
    did = [await crew.labour(place, f"{__name__}:where", {}, {}) for _ in range(2)]
    folders = [Path(each["value"]["folder"]) for each in did]  # pyright: ignore
    assert folders[0] != folders[1]
    root = workplaces(service.settings)
    assert all(folder.parent == root and folder.name.startswith(f"{job.id}~") for folder in folders)
    assert not any(folder.exists() for folder in folders)
