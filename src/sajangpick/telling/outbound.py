"""HTTP to addresses that strangers named: never into our own network, never where a redirect leads.

A name is resolved once, every address it has is looked at, and the connection goes to the address that was looked at:
a name that answers differently the second time (DNS rebinding) gains nothing. TLS still checks the name.
"""

import asyncio
import ipaddress
import re
import socket
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus

import httpx

from sajangpick.errors import BadInput
from sajangpick.settings import Settings
from sajangpick.telling.outcome import Outcome, Verdict
from sajangpick.wire.addresses import IpAddress, is_public, resolve

# From the look-up of the name to the end of the answer; a receiver should take the message, then work.
TIMEOUT_SECONDS = 15
_CONNECT_SECONDS = 5
# The answer is kept for the owner to read, not to be processed.
_ANSWER_BYTES = 400
# What a receiver may ask us to wait, at most.
_LONGEST_WAIT_SECONDS = 6 * 3600
# Addresses of one name that are tried: the first of each family usually.
_TRIED_ADDRESSES = 3
_NAME = re.compile(rb"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?")


def open_client() -> AbstractAsyncContextManager[httpx.AsyncClient]:
    """A client for `post`. No connection is kept: to an address it was pinned to, it could be another name's."""
    return httpx.AsyncClient(
        follow_redirects=False,
        # A proxy from the environment would resolve the name anew; authorities of the operator's own are fine.
        trust_env=False,
        verify=httpx.create_ssl_context(trust_env=True),
        timeout=httpx.Timeout(TIMEOUT_SECONDS, connect=_CONNECT_SECONDS),
        limits=httpx.Limits(max_keepalive_connections=0),
    )


def require_address(settings: Settings, url: str) -> None:
    """BadInput unless messages may go to this URL; what its name resolves to is looked at when they do."""
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise BadInput("This is not a URL.", hint="Give one that begins with https://.") from error
    schemes = ("https", "http") if settings.webhooks_to_private_addresses else ("https",)
    if parts.scheme not in schemes or not parts.host:
        raise BadInput("Messages go to HTTPS addresses only.", hint="Give a URL that begins with https://.")
    if parts.userinfo:
        raise BadInput("The URL holds a user name.", hint="Leave it out: messages are signed.")
    try:
        literal = ipaddress.ip_address(parts.host)
    except ValueError as error:
        if not _NAME.fullmatch(parts.raw_host):
            raise BadInput("The URL's host is no name.", hint="Give a URL like https://example.com/hook.") from error
        return
    if not _may_reach(settings, literal):
        raise BadInput("Messages do not go to private addresses.", hint="Give an address on the internet.")


async def post(
    client: httpx.AsyncClient, settings: Settings, url: str, *, content: bytes, headers: dict[str, str]
) -> Outcome:
    """Send one message. Never raises for what the other side does or is."""
    try:
        require_address(settings, url)
        async with asyncio.timeout(TIMEOUT_SECONDS):
            addresses = await _resolve(httpx.URL(url))
            if not all(_may_reach(settings, address) for address in addresses):
                return Outcome(Verdict.LATER, "not sent: the name leads to a private address")
            return await _post_to_first(client, httpx.URL(url), addresses, content=content, headers=headers)
    except BadInput as error:
        return Outcome(Verdict.NEVER, f"not sent: {error.message}")
    except TimeoutError:
        return Outcome(Verdict.LATER, f"no answer within {TIMEOUT_SECONDS} seconds")
    except socket.gaierror:
        return Outcome(Verdict.LATER, "not sent: the name does not resolve")
    except httpx.HTTPError as error:
        return Outcome(Verdict.LATER, f"no answer: {type(error).__name__}: {error}")


async def _resolve(url: httpx.URL) -> list[IpAddress]:
    return await resolve(url.host, _port(url))


async def _post_to_first(
    client: httpx.AsyncClient, url: httpx.URL, addresses: list[IpAddress], *, content: bytes, headers: dict[str, str]
) -> Outcome:
    failed: httpx.ConnectError | httpx.ConnectTimeout | None = None
    for address in addresses[:_TRIED_ADDRESSES]:
        request = client.build_request(
            "POST",
            url.copy_with(host=str(address)),
            content=content,
            headers={**headers, "Host": url.netloc.decode("ascii")},
            extensions={"sni_hostname": url.raw_host.decode("ascii")},
        )
        try:
            return await _answer(client, request)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            failed = error
    raise failed or httpx.ConnectError("the name has no address")


async def _answer(client: httpx.AsyncClient, request: httpx.Request) -> Outcome:
    response = await client.send(request, stream=True)
    try:
        text = await _beginning(response)
    finally:
        await response.aclose()
    if response.is_success:
        verdict = Verdict.DELIVERED
    else:
        verdict = Verdict.GONE if response.status_code == HTTPStatus.GONE else Verdict.LATER
    return Outcome(verdict, f"{response.status_code} {text}".strip(), response.status_code, _asked_wait(response))


async def _beginning(response: httpx.Response) -> str:
    begun = bytearray()
    # Raw, so that a small answer cannot unpack into a large one.
    async for part in response.aiter_raw():
        begun += part
        if len(begun) >= _ANSWER_BYTES:
            break
    text = begun[:_ANSWER_BYTES].decode("utf-8", "replace")
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _asked_wait(response: httpx.Response) -> float:
    """Seconds of Retry-After; its other form, a date, is rare and our own schedule serves as well."""
    asked = response.headers.get("retry-after", "")
    return min(float(asked), _LONGEST_WAIT_SECONDS) if asked.isascii() and asked.isdigit() else 0


def _may_reach(settings: Settings, address: IpAddress) -> bool:
    return settings.webhooks_to_private_addresses or is_public(address)


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)
