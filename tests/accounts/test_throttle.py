from datetime import UTC, datetime, timedelta

import pytest

from sajangpick.accounts.throttle import Try, count_try, forgive
from sajangpick.errors import TooMany
from sajangpick.storage.database import Database

pytestmark = pytest.mark.anyio

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
OWNER, STRANGER = "203.0.113.1", "198.51.100.1"


class Door:
    """The throttle with a clock of the test's own."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = START

    async def knock(self, address: str = STRANGER, email: str = "owner@example.com", known: str | None = None) -> float:
        """0 if the try may be made, else the seconds to wait."""
        try:
            await self.count(address, email, known)
        except TooMany as error:
            return error.retry_after
        return 0

    async def count(self, address: str, email: str = "owner@example.com", known: str | None = None) -> Try:
        return await count_try(self.database, email, address=address, known_browser=known, now=self.now)

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def door(database: Database) -> Door:
    return Door(database)


async def test_waits_double_up_to_a_quarter_of_an_hour(door: Door) -> None:
    assert [await door.knock() for _ in range(5)] == [0] * 5
    waits: list[float] = []
    for _ in range(8):
        waits.append(await door.knock())
        door.wait(waits[-1])
        assert await door.knock() == 0
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


async def test_a_try_that_came_too_early_makes_nothing_longer(door: Door) -> None:
    for _ in range(5):
        await door.knock()
    assert [await door.knock() for _ in range(50)] == [30] * 50
    door.wait(30)
    assert await door.knock() == 0


async def test_tries_are_forgotten_with_time(door: Door) -> None:
    for _ in range(5):
        await door.knock()
    door.wait(24 * 3600)
    assert [await door.knock() for _ in range(5)] == [0] * 5


async def test_a_right_password_starts_its_browser_anew(door: Door) -> None:
    for _ in range(4):
        await door.knock(OWNER)
    counted = await door.count(OWNER)
    async with door.database.writing() as session:
        await forgive(session, counted, now=door.now)
    assert [await door.knock(OWNER) for _ in range(5)] == [0] * 5


async def test_hundreds_of_strangers_make_the_owner_wait_half_a_minute_at_most(door: Door) -> None:
    for number in range(300):
        await door.knock(f"198.51.{number // 200}.{number % 200}")
        door.wait(1)
    assert await door.knock(OWNER) <= 30
    door.wait(30)
    assert await door.knock(OWNER) == 0


async def test_a_known_browser_waits_for_no_stranger_and_only_for_itself(door: Door) -> None:
    for number in range(40):
        await door.knock(f"198.51.100.{number}")
    assert await door.knock(OWNER) > 0
    assert [await door.knock(OWNER, known="phone") for _ in range(6)] == [0] * 5 + [30]
    assert await door.knock(OWNER, known="laptop") == 0


async def test_one_address_tries_many_emails_only_so_often(door: Door) -> None:
    waits = [await door.knock(email=f"{number}@example.com") for number in range(40)]
    assert waits == [0] * 30 + [30] * 10
    assert await door.knock(OWNER, email="99@example.com") == 0


async def test_right_passwords_of_one_account_do_not_clean_an_address(door: Door) -> None:
    """Else a thief with an account of their own would sign in between the guesses."""
    for number in range(30):
        await door.knock(email=f"{number}@example.com")
        own = await door.count(STRANGER, "thief@example.com") if number < 29 else None
        if own is not None:
            async with door.database.writing() as session:
                await forgive(session, own, now=door.now)
    assert await door.knock(email="next@example.com") == 30
