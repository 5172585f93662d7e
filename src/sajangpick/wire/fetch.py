"""Fetch a result: from the vendor's own host or from the internet, never from our network, whole and of a known kind.

A name is resolved once, every address it has is looked at, and the connection goes to the address that was looked at:
a name that answers differently the second time (DNS rebinding) gains nothing. TLS still checks the name.
"""

import asyncio
import os
import secrets
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TypeAlias

import httpx

from sajangpick.errors import EngineError, Refused, Unavailable, Unreachable
from sajangpick.wire.addresses import IpAddress, is_public, resolve
from sajangpick.wire.answer import retry_after
from sajangpick.wire.kinds import FileKind, is_whole, kind_of

Files: TypeAlias = Sequence[tuple[str, tuple[str, bytes, str]]]
"""Parts of a multipart body: the field, then file name, content and media type."""

MOST_REDIRECTS = 3
# The largest results are a minute of 1080p video.
TOTAL_SECONDS = 300.0
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_TRIED_ADDRESSES = 3


@dataclass(frozen=True, slots=True, repr=False)
class Origin:
    """A vendor's own host, as the operator set it: it may be private and without TLS, and it alone gets `headers`."""

    base_url: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    transport: httpx.AsyncBaseTransport | None = None

    def has(self, url: httpx.URL) -> bool:
        """Whether this URL is on the same scheme, host and port."""
        own = httpx.URL(self.base_url)
        return (url.scheme, url.host, _port(url)) == (own.scheme, own.host, _port(own))


async def download(
    url: str, target: Path, *, origin: Origin, most_bytes: int, kinds: frozenset[FileKind], vendor: str
) -> Path:
    """Fetch a file to `target`, which gets the suffix of what it is; it appears whole or not at all.

    Raises Unreachable for what may be there at the next look (an expired link, a broken line, half a file), Unavailable
    for what is no such file or too large, Refused for a link that leads where we do not go.
    """
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        async with asyncio.timeout(TOTAL_SECONDS):
            await _fetch(httpx.URL(url), part, origin, most_bytes, vendor)
        kind = await asyncio.to_thread(_checked, part, kinds, vendor)
        final = target.with_suffix(f".{kind}")
        await asyncio.to_thread(os.replace, part, final)
    except (TimeoutError, httpx.TransportError, socket.gaierror) as error:
        raise Unreachable(f"The result of {vendor} did not come through: {type(error).__name__}.") from None
    except httpx.InvalidURL:
        raise Unavailable(f"{vendor} named no link that can be followed.") from None
    finally:
        part.unlink(missing_ok=True)
    return final


async def upload(url: str, *, data: Mapping[str, str], files: Files, origin: Origin, vendor: str) -> None:
    """POST a form to a link of the vendor's; it is free. Raises as `download` does."""
    try:
        to = httpx.URL(url)
        own = origin.has(to)
        address = None if own else await _public_address(to, vendor)
        async with asyncio.timeout(TOTAL_SECONDS), _client(origin if own else None) as client:
            headers = origin.headers if own else {}
            response = await client.send(_request(client, to, address, headers, method="POST", data=data, files=files))
    except (TimeoutError, httpx.TransportError, socket.gaierror) as error:
        raise Unreachable(f"{vendor} did not take our upload: {type(error).__name__}.") from None
    except httpx.InvalidURL:
        raise Unavailable(f"{vendor} named no link that can be followed.") from None
    if not response.is_success:
        raise Unreachable(f"{vendor} answered our upload with {response.status_code}.")


async def _fetch(url: httpx.URL, part: Path, origin: Origin, most_bytes: int, vendor: str) -> None:
    for _ in range(MOST_REDIRECTS + 1):
        own = origin.has(url)
        address = None if own else await _public_address(url, vendor)
        async with _client(origin if own else None) as client:
            response = await client.send(_request(client, url, address, origin.headers if own else {}), stream=True)
            try:
                if not response.has_redirect_location:
                    await _receive(response, part, most_bytes, vendor)
                    return
                url = url.join(response.headers["location"])
            finally:
                await response.aclose()
    raise Refused(f"A link of {vendor} leads on and on.")


async def _receive(response: httpx.Response, part: Path, most_bytes: int, vendor: str) -> None:
    if not response.is_success:
        raise _link_error(response, vendor)
    told = int(response.headers.get("content-length", "0") or 0)
    if told > most_bytes:
        raise Unavailable(f"The result of {vendor} has {told} bytes, more than are taken.")
    received = 0
    with part.open("wb") as file:
        # Raw, so that a small answer cannot unpack into a large one.
        async for chunk in response.aiter_raw():
            received += len(chunk)
            if received > most_bytes:
                raise Unavailable(f"The result of {vendor} has more bytes than are taken.")
            await asyncio.to_thread(file.write, chunk)
    if received < told:
        raise Unreachable(f"The result of {vendor} came only in part.")


def _link_error(response: httpx.Response, vendor: str) -> EngineError:
    match response.status_code:
        case HTTPStatus.FORBIDDEN | HTTPStatus.NOT_FOUND | HTTPStatus.GONE:
            return Unreachable(f"A link of {vendor} has expired.")
        case status:
            return Unreachable(f"A link of {vendor} answers {status}.", retry_after=retry_after(response))


def _checked(part: Path, kinds: frozenset[FileKind], vendor: str) -> FileKind:
    kind = kind_of(part)
    if kind is None or kind not in kinds:
        raise Unavailable(f"The result of {vendor} is no {' or '.join(sorted(kinds))}.")
    if not is_whole(part, kind):
        raise Unreachable(f"The result of {vendor} is cut off.")
    return kind


async def _public_address(url: httpx.URL, vendor: str) -> IpAddress:
    if url.scheme != "https" or url.userinfo or not url.host:
        raise Refused(f"A link of {vendor} is no plain HTTPS address.")
    addresses = await resolve(url.host, _port(url))
    if not addresses or not all(is_public(address) for address in addresses):
        raise Refused(f"A link of {vendor} leads into a private network.")
    return addresses[0]


def _client(origin: Origin | None) -> httpx.AsyncClient:
    transport = origin.transport if origin else None
    # A proxy from the environment would resolve the name anew.
    return httpx.AsyncClient(transport=transport, timeout=_TIMEOUT, follow_redirects=False, trust_env=False, verify=TLS)


def _request(
    client: httpx.AsyncClient,
    url: httpx.URL,
    address: IpAddress | None,
    headers: Mapping[str, str],
    *,
    method: str = "GET",
    data: Mapping[str, str] | None = None,
    files: Files | None = None,
) -> httpx.Request:
    # No packing: what is received is what is kept.
    sent = {**headers, "Accept-Encoding": "identity"}
    extensions: dict[str, str] = {}
    if address is not None:
        sent["Host"] = url.netloc.decode("ascii")
        extensions["sni_hostname"] = url.raw_host.decode("ascii")
        url = url.copy_with(host=str(address))
    return client.build_request(method, url, headers=sent, data=data, files=files, extensions=extensions)


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


TLS = httpx.create_ssl_context(trust_env=True)
"""Made once: reading the authorities takes longer than a request. Authorities of the operator's own count."""
