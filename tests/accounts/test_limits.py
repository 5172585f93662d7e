from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.accounts.limits import Allowance, address_key, client_address, take
from sajangpick.storage.database import Database

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ALLOWANCE = Allowance(burst=3, per_second=0.5)


async def tries(database: Database, names: list[str], seconds: float) -> float:
    async with database.writing() as session:
        return await take(session, dict.fromkeys(names, ALLOWANCE), now=NOW + timedelta(seconds=seconds))


@pytest.mark.anyio
async def test_a_bucket_gives_a_burst_and_then_drips(database: Database) -> None:
    assert [await tries(database, ["a"], 0) for _ in range(3)] == [0, 0, 0]
    assert await tries(database, ["a"], 0) == 2
    assert await tries(database, ["a"], 1) == 1
    assert await tries(database, ["a"], 2) == 0
    assert await tries(database, ["a"], 2) == 2
    assert [await tries(database, ["a"], 1000) for _ in range(4)] == [0, 0, 0, 2]


@pytest.mark.anyio
async def test_of_several_buckets_all_give_or_none(database: Database) -> None:
    assert [await tries(database, ["a"], 0) for _ in range(3)] == [0, 0, 0]
    assert await tries(database, ["b", "a"], 0) == 2
    assert [await tries(database, ["b"], 0) for _ in range(3)] == [0, 0, 0]


@pytest.mark.anyio
async def test_a_clock_that_is_behind_gives_nothing_extra(database: Database) -> None:
    assert [await tries(database, ["a"], 100) for _ in range(3)] == [0, 0, 0]
    assert await tries(database, ["a"], 0) == 2


@pytest.mark.parametrize(
    ("forwarded", "trusted", "expected"),
    [
        ("1.1.1.1", 0, "9.9.9.9"),
        ("1.1.1.1", 1, "1.1.1.1"),
        ("1.1.1.1, 2.2.2.2", 1, "2.2.2.2"),
        ("1.1.1.1, 2.2.2.2", 2, "1.1.1.1"),
        ("1.1.1.1", 2, "9.9.9.9"),
        ("", 1, "9.9.9.9"),
        ("nonsense", 1, "9.9.9.9"),
        ("1.1.1.1, ,2.2.2.2", 1, "2.2.2.2"),
        ("2.2.2.2:4711", 1, "2.2.2.2"),
        ("[2001:db8::1]:4711", 1, "2001:db8::1"),
        ("2001:db8::1", 1, "2001:db8::1"),
        ("::ffff:1.1.1.1", 1, "1.1.1.1"),
    ],
)
def test_only_our_proxies_are_believed(forwarded: str, trusted: int, expected: str) -> None:
    assert client_address("9.9.9.9", forwarded, trusted_proxies=trusted) == expected


@given(claims=st.text(), real=st.ip_addresses(v=4).map(str))
def test_whatever_a_client_claims_the_last_proxy_s_word_counts(claims: str, real: str) -> None:
    assert client_address("9.9.9.9", f"{claims}, {real}", trusted_proxies=1) == real


def test_an_ipv6_household_is_one() -> None:
    assert address_key("2001:db8:1:2:3::4") == address_key("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert address_key("2001:db8:1:3::4") != address_key("2001:db8:1:2::9")
    assert address_key("::ffff:1.2.3.4") == address_key("1.2.3.4") == "1.2.3.4"
    assert address_key("testclient") == "testclient"
