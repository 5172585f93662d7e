"""A world for each test of the API."""

from collections.abc import AsyncGenerator

import pytest
from argon2 import PasswordHasher
from tests.api.world import World, opened

from sajangpick.accounts import passwords
from sajangpick.settings import Settings


@pytest.fixture(autouse=True)
def _passwords_are_kept_cheaply(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nearly every test signs people up, and what a hash costs is a matter of the tests of passwords."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


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
