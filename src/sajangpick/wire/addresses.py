"""Which addresses on the internet may be reached: those of strangers must not lead into our own network."""

import asyncio
import ipaddress
import socket
from typing import TypeAlias

IpAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

# IPv4 inside IPv6 for networks that have no IPv4 (RFC 6052): says nothing of the address that it leads to.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


async def resolve(host: str, port: int) -> list[IpAddress]:
    """Every address of a name, once. Raises socket.gaierror."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # A zone (fe80::1%eth0) is of this machine, and such an address is private with or without it.
    unique = dict.fromkeys(str(address[4][0]).partition("%")[0] for address in found)
    return [ipaddress.ip_address(address) for address in unique]


def is_public(address: IpAddress) -> bool:
    """Whether it is one of the internet's, also where it is wrapped into another (IPv4 in IPv6)."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast
