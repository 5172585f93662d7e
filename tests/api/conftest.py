"""A world for each test of the API."""

from collections.abc import AsyncGenerator

import pytest
from tests.api.world import World, opened

from sajangpick.settings import Settings


@pytest.fixture
def roomy_settings(service_settings: Settings) -> Settings:
    """Settings under which a test's many orders are none too many."""
    return service_settings.model_copy(
        update={"waiting_per_account": 1000, "welcome_credits": 100, "log_level": "error"}
    )


@pytest.fixture
async def world(roomy_settings: Settings) -> AsyncGenerator[World]:
    async with opened(roomy_settings) as world:
        yield world
