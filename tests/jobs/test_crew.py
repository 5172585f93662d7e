"""What workers do, by itself."""

from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from tests.jobs.conftest import RECIPE, Service
from tests.jobs.recipes import where

from sajangpick.domain.json import JsonObject
from sajangpick.engine import Kind
from sajangpick.jobs.crew import Crew, Place
from sajangpick.jobs.process import name_of
from sajangpick.jobs.workplace import workplaces
from sajangpick.pipeline import Engines, engines_of
from sajangpick.sandbox import Clock, World, create_sandbox
from sajangpick.storage import costs, jobs

pytestmark = pytest.mark.anyio


async def test_who_does_the_same_again_has_another_folder(service: Service) -> None:
    """A worker that was taken for dead and its heir may share a disk: neither must write into the other's files."""
    await service.start(work=False)
    job = await service.order(wake=False)
    async with service.database.writing() as session:
        await jobs.begin(session, job.id, datetime.now(UTC))
    crew = Crew(service.settings, service.database, service.objects, RECIPE, Engines(service.vendor))
    place = Place(job.id, 1, service.account.id, job.id)
    did = [await crew.labour(place, name_of(where), {}, {}) for _ in range(2)]
    folders = [Path(each["value"]["folder"]) for each in did]  # pyright: ignore
    assert folders[0] != folders[1]
    root = workplaces(service.settings)
    assert all(folder.parent == root and folder.name.startswith(f"{job.id}~") for folder in folders)
    assert not any(folder.exists() for folder in folders)


async def test_a_vendor_s_clip_is_stored_by_the_step_that_sees_it_done_and_paid_as_it_was_charged(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sajangpick.motion.opening", lambda photo, **_: photo.read_bytes())
    world = World(work_seconds=100, clock=Clock(moved=True))
    wanted = service.settings.model_copy(
        update={
            "clip_engines": "runway:gen4_turbo",
            "runway_key": SecretStr("key-of-runway"),
            "runway_url": "http://sandbox/runway",
            "won_per_usd": 1000.0,
        }
    )
    engines = engines_of(wanted, transport=httpx.ASGITransport(create_sandbox(world)))
    await service.start(work=False)
    job = await service.order(wake=False)
    async with service.database.writing() as session:
        await jobs.begin(session, job.id, datetime.now(UTC))
    crew, key = Crew(wanted, service.database, service.objects, RECIPE, engines), f"{job.id}.clip"
    place = Place(job.id, 1, service.account.id, job.id)
    taken = await crew.take(place, {"photo": service.photo.id})
    photo = taken["value"]["photo"]["file"]  # pyright: ignore
    wish: JsonObject = {"photo": photo, "seconds": 2.5, "size": [1080, 1920], "prompt": "steam"}
    asked = [await crew.submit(place, Kind.CLIP, wish, {}, key=key) for _ in range(2)]
    assert asked[0] == {**asked[1], "timings": asked[0]["timings"]}
    assert len(world.bill.charges) == 1
    ticket = str(asked[0]["value"]["ticket"])  # pyright: ignore
    looked = await crew.poll(place, Kind.CLIP, ticket, key=key)
    assert looked["value"] == {"pending": [0, 0], "again_in": 5.0}
    world.clock.advance(100)
    world.bill.charge("runway", ticket, 0.10, "a surcharge")
    done = await crew.poll(place, Kind.CLIP, ticket, key=key)
    made = done["value"]["made"]  # pyright: ignore
    kept = b"".join([part async for part in service.objects.read(made["sha256"], 0, made["bytes"])])
    assert kept[4:8] == b"ftyp"
    async with service.database.reading() as session:
        (cost,) = await costs.of_job(session, job.id)
    # Three seconds at 50 won were reserved; what was charged in the end is what counts.
    assert (cost.engine, cost.won) == ("runway:gen4_turbo", 250)
    world.close()
