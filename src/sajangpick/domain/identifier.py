"""Ids: unguessable, and in the order of their making."""

import hashlib
import secrets
import time

# Crockford's base 32: no I, L, O, U, so that an id can be read out loud.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_TIME_LETTERS = 10
_RANDOM_LETTERS = 16


def new_id(now: float | None = None) -> str:
    """26 letters: 50 bits of milliseconds since 1970, then 80 random bits (the layout of a ULID)."""
    milliseconds = int((time.time() if now is None else now) * 1000)
    letters = [_ALPHABET[(milliseconds >> shift) & 31] for shift in range(5 * (_TIME_LETTERS - 1), -1, -5)]
    return "".join(letters) + "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM_LETTERS))


def pseudonym(account_id: str) -> str:
    """What a vendor may know an account by: always the same for one, and nothing to find the account with.

    32 hexadecimal digits of a SHA-256; ids of accounts are too many to be tried.
    """
    return hashlib.sha256(f"sajangpick account {account_id}".encode()).hexdigest()[:32]
