import unicodedata

import pytest
from argon2 import PasswordHasher, extract_parameters

from sajangpick.accounts import passwords
from sajangpick.errors import BadInput

pytestmark = pytest.mark.anyio

GOOD = "바삭한 치킨 세 마리"


async def test_what_is_kept_is_argon2id_salted_and_fits_its_password_alone() -> None:
    kept, again = await passwords.hashed(GOOD), await passwords.hashed(GOOD)
    assert kept.startswith("$argon2id$")
    assert kept != again
    assert GOOD not in kept
    assert await passwords.fits(GOOD, kept)
    assert not await passwords.fits(GOOD + " ", kept)
    assert len(kept) <= 255


async def test_a_password_fits_however_a_keyboard_composes_it() -> None:
    kept = await passwords.hashed(unicodedata.normalize("NFC", GOOD))
    assert await passwords.fits(unicodedata.normalize("NFD", GOOD), kept)


async def test_nobody_s_password_costs_as_much_as_somebody_s() -> None:
    """The stand-in has today's cost; and nothing fits it."""
    assert not passwords.is_outdated(passwords._STAND_IN)
    assert extract_parameters(passwords._STAND_IN) == extract_parameters(await passwords.hashed(GOOD))
    assert not await passwords.fits("", None)
    assert not await passwords.fits(GOOD, None)
    assert not await passwords.fits(GOOD, "no hash at all")


async def test_a_hash_of_yesterday_s_cost_is_outdated() -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(GOOD)
    assert await passwords.fits(GOOD, old)
    assert passwords.is_outdated(old)
    assert not passwords.is_outdated(await passwords.hashed(GOOD))


@pytest.mark.parametrize("password", [GOOD, "correct horse battery", "🍗🍗🍗 치킨 두 마리", "xxxxyzab"])
def test_good_passwords_are_taken(password: str) -> None:
    passwords.require_good(password, email="owner@example.com")


@pytest.mark.parametrize(
    "password",
    ["", "치킨", "1234567", "qwer1234", "QWER1234", "１２３４５６７８", "a" * 20, "ababababab", "a" * 150 + "bcd" * 60],
)
def test_bad_passwords_are_refused_with_a_next_step(password: str) -> None:
    with pytest.raises(BadInput) as refused:
        passwords.require_good(password, email="owner@example.com")
    assert refused.value.hint
    assert not password or password not in str(refused.value)
