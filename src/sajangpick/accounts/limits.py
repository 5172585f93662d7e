"""Rate limits: token buckets in the database, one for an account or an address."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sajangpick.domain.credential import Bucket
from sajangpick.storage import buckets
from sajangpick.storage.database import Session

# What one household or one phone is given by its network.
_IPV6_HOUSEHOLD_BITS = 64


@dataclass(frozen=True, slots=True)
class Allowance:
    """`burst` at once, and then `per_second` again and again."""

    burst: float
    per_second: float


async def take(session: Session, allowances: Mapping[str, Allowance], *, now: datetime) -> float:
    """Take one from every bucket of these names, or from none; 0, or the seconds until there will be one in each."""
    kept = await buckets.lock(session, {name: each.burst for name, each in allowances.items()}, now=now)
    levels = {name: _level(kept[name], each, now) for name, each in allowances.items()}
    wait = max((max(0.0, 1 - levels[name]) / each.per_second for name, each in allowances.items()), default=0.0)
    if wait > 0:
        return wait
    for name, level in levels.items():
        await buckets.write(session, name, Bucket(level - 1, now))
    return 0.0


def client_address(peer: str, forwarded: str, *, trusted_proxies: int) -> str:
    """Who connected: the peer, or what the outermost of our proxies wrote into X-Forwarded-For.

    Every proxy of ours appends the address that it was reached from, so with n of them the n-th from the right is true
    and everything to the left of it is what the client claims. A header with fewer did not come through all of them.
    """
    claims = [claim.strip() for claim in forwarded.split(",") if claim.strip()]
    if not 0 < trusted_proxies <= len(claims):
        return peer
    return _as_address(claims[-trusted_proxies]) or peer


def address_key(address: str) -> str:
    """The address as limits count it: the whole household of an IPv6 address, which has billions of them."""
    parsed = _as_address(address)
    if not parsed or ":" not in parsed:
        return parsed or address
    return str(ipaddress.ip_network((parsed, _IPV6_HOUSEHOLD_BITS), strict=False))


def _level(bucket: Bucket, allowance: Allowance, now: datetime) -> float:
    # Clocks of two machines differ a little: time never runs backwards here.
    passed = max(0.0, (now - bucket.filled_at).total_seconds())
    return min(allowance.burst, bucket.level + passed * allowance.per_second)


def _as_address(text: str) -> str:
    """The address alone, without brackets and port; empty if it is none. IPv4 inside IPv6 is IPv4."""
    bare = text[1:].partition("]")[0] if text.startswith("[") else text
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(address)
