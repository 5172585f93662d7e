"""Real processes, killed at random moments: nothing is lost, done twice, paid twice or left behind.

The long version, with figures, is `python -m benchmarks.crash`.
"""

from pathlib import Path

import pytest
from tests.jobs.crash import FORGETS, KNOWS, Installation, crash, freeze

from sajangpick.settings import Settings

pytestmark = pytest.mark.anyio


async def test_kills_under_load_lose_nothing(service_settings: Settings, tmp_path: Path) -> None:
    # One worker and a vendor that would take an order twice; two workers and one that knows its keys.
    workers, vendor = (2, KNOWS) if service_settings.database_url else (1, FORGETS)
    installation = Installation(service_settings, tmp_path, workers=workers, vendor=vendor)
    try:
        figures = await crash(installation, jobs=6, kills=3, seed=8)
    finally:
        await installation.close()
    assert figures.problems == []
    assert figures.succeeded + figures.reviewed == figures.jobs


@pytest.mark.parametrize("backend", ["postgres+s3"], indirect=True)
async def test_a_frozen_worker_is_taken_over_and_does_no_harm(service_settings: Settings, tmp_path: Path) -> None:
    installation = Installation(service_settings, tmp_path, workers=2)
    try:
        frozen = await freeze(installation)
    finally:
        await installation.close()
    assert frozen.problems == []
