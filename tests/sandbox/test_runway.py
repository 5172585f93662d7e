"""Runway's own client, unchanged, takes the sandbox for Runway."""

from collections.abc import Generator
from pathlib import Path

import httpx
import pytest
import runwayml
from runwayml import RunwayML
from runwayml.lib import polling
from tests.engines.cases import PHOTO
from tests.sandbox.serving import served

from sajangpick.media.probe import probe
from sajangpick.sandbox import Fault, Step, World
from sajangpick.sandbox.faults import Ordered


@pytest.fixture
def world() -> Generator[World]:
    with served(work_seconds=0.05) as world:
        yield world


@pytest.fixture
def client(world: World, monkeypatch: pytest.MonkeyPatch) -> Generator[RunwayML]:
    # It is not to be waited for: its pace is all that is changed.
    monkeypatch.setattr(polling, "POLL_TIME", 0.1)
    monkeypatch.setattr(polling, "POLL_JITTER", 0.0)
    with RunwayML(api_key="key", base_url=f"{world.base_url}/runway", max_retries=0) as client:
        yield client


def create(client: RunwayML, prompt: str = "steam rises", model: str = "gen4_turbo"):  # noqa: ANN201 (the client's own)
    uploaded = client.uploads.create_ephemeral(file=PHOTO)
    return client.image_to_video.create(
        model=model,  # type: ignore[arg-type]
        prompt_image=uploaded.uri,
        prompt_text=prompt,
        ratio="720:1280",
        duration=2,
    )


def test_it_uploads_creates_waits_and_fetches(client: RunwayML, world: World, tmp_path: Path) -> None:
    done = create(client).wait_for_task_output(timeout=60)
    assert done.status == "SUCCEEDED"
    path = tmp_path / "clip.mp4"
    path.write_bytes(httpx.get(done.output[0]).content)
    facts = probe(path)
    assert facts.kind == "moving"
    assert facts.duration == 2
    assert done.cost.credits == 10  # type: ignore[union-attr]
    assert world.bill.usd() == 0.10


def test_it_is_told_of_a_moderated_task(client: RunwayML, world: World) -> None:
    with pytest.raises(polling.TaskFailedError) as raised:
        create(client, "steam [fault:moderated]").wait_for_task_output(timeout=60)
    assert raised.value.task_details.failure_code == "SAFETY.INPUT.IMAGE"  # type: ignore[union-attr]
    assert world.bill.usd() == 0.10


def test_it_cancels(client: RunwayML, world: World) -> None:
    world.work_seconds = 600
    task = create(client)
    client.tasks.delete(task.id)
    assert client.tasks.retrieve(task.id).status == "CANCELLED"
    assert world.bill.usd() == 0


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.BUSY, runwayml.RateLimitError),
        (Fault.UNKEYED, runwayml.AuthenticationError),
        (Fault.INVALID, runwayml.BadRequestError),
        (Fault.BROKEN, runwayml.InternalServerError),
    ],
)
def test_it_reads_the_errors(client: RunwayML, world: World, fault: Fault, error: type[Exception]) -> None:
    world.ordered.append(Ordered(fault, Step.ORDER, "runway"))
    with pytest.raises(error):
        create(client)


def test_what_runway_would_refuse_is_refused(client: RunwayML) -> None:
    with pytest.raises(runwayml.BadRequestError):
        create(client, model="gen9")
    with pytest.raises(runwayml.NotFoundError):
        client.tasks.retrieve("7f4f1c52-0000-4000-8000-000000000000")


def test_it_reads_the_organization(client: RunwayML) -> None:
    organization = client.organization.retrieve()
    assert organization.credit_balance > 0
    assert "gen4_turbo" in organization.tier.models
