"""Throttling of log-ins: every wrong password makes the next try wait longer, without locking the owner out.

Tries are counted before the password is looked at, so that many at once gain nothing, and a right one is taken off
again. A stranger is counted three times: at this e-mail from this address, from this address at any e-mail, and at this
e-mail from anywhere. The last wait is short, because it is the only one that strangers can put upon the owner; and a
browser that the owner has signed in with before (it keeps a signed note of that) is not asked to wait for it at all.
Setting a new password by letter is the third way in.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sajangpick.accounts.limits import address_key
from sajangpick.accounts.secret import digest
from sajangpick.domain.credential import Bucket
from sajangpick.errors import TooMany
from sajangpick.storage import buckets
from sajangpick.storage.database import Database, Session

# Half of the tries are forgotten by then; much sooner, and the longest wait would never be reached.
_HALF_LIFE_SECONDS = 6 * 3600.0
# The first wait: long enough to look where the password is written down.
_FIRST_WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class _Rule:
    """So many tries are free, then one has to wait; each further one doubles the wait, up to the longest."""

    free: int
    longest_seconds: float

    def wait(self, tries: float) -> float:
        """Seconds from the last try to the next."""
        beyond = round(tries) - self.free  # rounded, because a few seconds let a try fade a little
        return 0.0 if beyond < 0 else min(self.longest_seconds, _FIRST_WAIT_SECONDS * 2.0 ** min(beyond, 10))


_ONE_BROWSER = _Rule(free=5, longest_seconds=900)
_ONE_ADDRESS = _Rule(free=30, longest_seconds=900)
_EVERYBODY = _Rule(free=20, longest_seconds=30)


@dataclass(frozen=True, slots=True)
class Try:
    """One try of a password that has been counted."""

    rules: Mapping[str, _Rule]
    own: str


async def count_try(database: Database, email: str, *, address: str, known_browser: str | None, now: datetime) -> Try:
    """Count a try at this e-mail, before its password is checked; TooMany if it comes too early, and is not counted.

    `known_browser` is the name of a browser that this e-mail's owner signed in with before.
    """
    whose, where = digest(email), address_key(address)
    if known_browser is not None:
        own = f"guess:browser:{whose}:{digest(known_browser)}"
        rules = {own: _ONE_BROWSER}
    else:
        own = f"guess:own:{whose}:{where}"
        rules = {own: _ONE_BROWSER, f"guess:address:{where}": _ONE_ADDRESS, f"guess:email:{whose}": _EVERYBODY}
    async with database.writing() as session:
        kept = await buckets.lock(session, dict.fromkeys(rules, 0.0), now=now)
        wait = max((kept[name].filled_at - now).total_seconds() + rules[name].wait(kept[name].level) for name in rules)
        if wait <= 0:
            for name, bucket in kept.items():
                await buckets.write(session, name, Bucket(_faded(bucket, now) + 1, now))
    if wait > 0:
        raise TooMany(
            "로그인 시도가 너무 잦아요.",
            retry_after=wait,
            hint=f"{math.ceil(wait)}초 뒤에 다시 시도하거나, 비밀번호를 재설정해 주세요.",
        )
    return Try(rules, own)


async def forgive(session: Session, counted: Try, *, now: datetime) -> None:
    """The password was right: this browser starts anew, and for the others the try never was."""
    kept = await buckets.lock(session, dict.fromkeys(counted.rules, 0.0), now=now)
    for name, bucket in kept.items():
        if name == counted.own:
            await buckets.remove(session, name)
        else:
            await buckets.write(session, name, Bucket(max(0.0, bucket.level - 1), bucket.filled_at))


def _faded(bucket: Bucket, now: datetime) -> float:
    passed = max(0.0, (now - bucket.filled_at).total_seconds())
    return bucket.level * 0.5 ** (passed / _HALF_LIFE_SECONDS)
