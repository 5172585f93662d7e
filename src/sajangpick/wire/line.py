"""The line to one vendor: questions are asked again, an order is sent once, and no secret stands in an error.

A client is opened for each call and closed after it: calls are seconds apart, and a line belongs to no event loop.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TypeAlias, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from sajangpick.domain.json import Json, JsonObject
from sajangpick.errors import EngineError, Misconfigured, Unanswered, Unavailable, Unreachable
from sajangpick.wire.answer import is_passing, order_error, question_error, readable, retry_after
from sajangpick.wire.fetch import TLS, Files, Origin, download, upload
from sajangpick.wire.kinds import FileKind
from sajangpick.wire.pace import Gate, Pace

AnswerT = TypeVar("AnswerT", bound=BaseModel)

Explain: TypeAlias = Callable[[int, JsonObject], EngineError | None]
"""What a vendor means by a status and a body that is no success; None where the usual reading holds."""

# The first try and three more: about seven seconds in all, if nobody asks for more.
_TRIES = 4
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 20.0
# A picture in base64 is the largest answer there is.
_MOST_ANSWER_BYTES = 64 * 1024 * 1024
# Nothing was sent yet when these are raised, so nothing was taken.
_BEFORE_SENDING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


def _nothing_own(status: int, body: JsonObject) -> EngineError | None:  # noqa: ARG001 (an Explain)
    return None


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """A vendor's address, our key in `headers`, and how long is waited; `vendor` is its name in sentences.

    `secrets` are hidden wherever the vendor quotes them. `explain` reads the vendor's own errors. `pace` is kept by
    every call of this line, and its waiting counts as none of the seconds. `transport` stands in for the network, in
    tests.
    """

    vendor: str
    base_url: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    secrets: tuple[str, ...] = ()
    explain: Explain = _nothing_own
    look_seconds: float = 30.0
    order_seconds: float = 60.0
    connect_seconds: float = 10.0
    pace: Pace | None = None
    transport: httpx.AsyncBaseTransport | None = None
    _gate: Gate | None = field(init=False, compare=False, default=None)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_gate", self.pace and Gate(self.pace))

    async def look(self, path: str, answer: type[AnswerT], *, params: Mapping[str, str | int] | None = None) -> AnswerT:
        """Look at work under way: GET, as often as needed.

        Raises Unreachable where a later look may succeed, Unavailable where the vendor does not know the work any more.
        """
        return self.read(await self._ask(self._missed, "GET", path, params=params), answer)

    async def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        json: Json = None,
        data: Mapping[str, str] | None = None,
        files: Files | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Call what is free and may be called twice: a question, an upload, a cancel. Tried again while that may help.

        Raises Unreachable if it never helped, and what `explain` says of the rest.
        """

        def refused(response: httpx.Response) -> EngineError:
            return self._explained(response, question_error)

        return await self._ask(refused, method, path, params=params, json=json, data=data, files=files, headers=headers)

    async def order(
        self,
        path: str,
        answer: type[AnswerT],
        *,
        json: Json = None,
        data: Mapping[str, str] | None = None,
        files: Files | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> AnswerT:
        """POST what costs, once. Raises Unanswered if it may have been taken, another EngineError if surely not."""
        sent = await self.order_raw(path, json=json, data=data, files=files, headers=headers)
        return self._read(sent, answer, Unanswered)

    async def order_raw(
        self,
        path: str,
        *,
        json: Json = None,
        data: Mapping[str, str] | None = None,
        files: Files | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """The same, for an answer that is no JSON object."""
        try:
            response = await self._send(
                self.order_seconds, "POST", path, json=json, data=data, files=files, headers=headers
            )
        except _BEFORE_SENDING as error:
            raise Unavailable(f"{self.vendor} cannot be reached: {type(error).__name__}.") from None
        except (httpx.TransportError, TimeoutError) as error:
            raise Unanswered(
                f"{self.vendor} did not answer: {type(error).__name__}.", hint="Look there whether it took the order."
            ) from None
        if not response.is_success:
            raise self._explained(response, order_error)
        return response

    def read(self, response: httpx.Response, answer: type[AnswerT]) -> AnswerT:
        """The body of what was asked. Raises Unreachable for one that cannot be read."""
        return self._read(response, answer, Unreachable)

    async def download(self, url: str, target: Path, *, most_bytes: int, kinds: frozenset[FileKind]) -> Path:
        """Fetch a result that a link, or a path of the vendor's, leads to; our key goes to the vendor's host alone.

        `target` gets the suffix of what it is. See `wire.fetch.download` for what it raises.
        """
        origin = Origin(self.base_url, self.headers, self.transport)
        link = url if "://" in url else self._url(url)
        return await download(link, target, origin=origin, most_bytes=most_bytes, kinds=kinds, vendor=self.vendor)

    async def upload(self, url: str, *, data: Mapping[str, str], files: Files) -> None:
        """POST a form to a link that the vendor named for it; our key goes to the vendor's host alone.

        Raises Unreachable, and Refused for a link that leads where we do not go.
        """
        origin = Origin(self.base_url, self.headers, self.transport)
        await upload(url, data=data, files=files, origin=origin, vendor=self.vendor)

    async def _ask(
        self,
        refused: Callable[[httpx.Response], EngineError],
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        json: Json = None,
        data: Mapping[str, str] | None = None,
        files: Files | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        pause = _FIRST_PAUSE_SECONDS
        for rest in reversed(range(_TRIES)):
            asked: float | None = None
            try:
                response = await self._send(
                    self.look_seconds, method, path, params=params, json=json, data=data, files=files, headers=headers
                )
            except (httpx.TransportError, TimeoutError) as error:
                if not rest:
                    raise Unreachable(f"{self.vendor} does not answer: {type(error).__name__}.") from None
            else:
                if response.is_success:
                    return response
                if not (rest and is_passing(response.status_code)):
                    raise refused(response)
                asked = retry_after(response)
            await asyncio.sleep(min(max(pause, asked or 0.0), _LONGEST_PAUSE_SECONDS))
            pause *= 2
        raise AssertionError("the last try answers")

    def _url(self, path: str) -> str:
        return f"{self.base_url.rstrip('/')}/{path.lstrip('/')}"

    async def _send(
        self,
        seconds: float,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        json: Json = None,
        data: Mapping[str, str] | None = None,
        files: Files | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        if self._gate is not None:
            await self._gate.enter()
        try:
            async with asyncio.timeout(seconds), self._client(seconds) as client:
                request = client.build_request(
                    method, self._url(path), params=params, json=json, data=data, files=files, headers=headers
                )
                response = await client.send(request, stream=True)
                try:
                    return await _limited(response)
                finally:
                    await response.aclose()
        except httpx.InvalidURL:
            raise Misconfigured(f"The address of {self.vendor} is no URL.", hint="Check its setting.") from None

    def _client(self, seconds: float) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            headers=dict(self.headers),
            transport=self.transport,
            timeout=httpx.Timeout(seconds, connect=self.connect_seconds),
            follow_redirects=False,
            verify=TLS,
        )

    def _explained(
        self, response: httpx.Response, usual: Callable[[str, httpx.Response, str], EngineError]
    ) -> EngineError:
        body = _object(response)
        own = self.explain(response.status_code, body)
        if own is not None:
            own.message, own.hint = readable(own.message, self.secrets), readable(own.hint, self.secrets)
            return own
        return usual(self.vendor, response, readable(_words(body), self.secrets))

    def _missed(self, response: httpx.Response) -> EngineError:
        """A look that was not let through. What is wrong may be mended while the work, which is paid, goes on."""
        error = self._explained(response, question_error)
        if isinstance(error, Unreachable) or response.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
            return error
        return Unreachable(error.message, hint=error.hint, retry_after=retry_after(response))

    def _read(
        self, response: httpx.Response, answer: type[AnswerT], unread: type[Unanswered] | type[Unreachable]
    ) -> AnswerT:
        try:
            return answer.model_validate_json(response.content)
        except ValidationError as error:
            # What could not be read is not quoted: it may be anything.
            places = ", ".join(".".join(str(part) for part in each["loc"]) or "body" for each in error.errors())
            raise unread(f"The answer of {self.vendor} cannot be read: {places[:200]}.") from None


async def _limited(response: httpx.Response) -> httpx.Response:
    """The answer with its whole body. Raises httpx.ReadError for one that is larger than any that is expected."""
    content = bytearray()
    async for part in response.aiter_bytes():
        content += part
        if len(content) > _MOST_ANSWER_BYTES:
            raise httpx.ReadError("the answer is too large", request=response.request)
    headers = {name: value for name, value in response.headers.items() if name.lower() != "content-encoding"}
    return httpx.Response(response.status_code, headers=headers, content=bytes(content), request=response.request)


def _object(response: httpx.Response) -> JsonObject:
    with suppress(json.JSONDecodeError, UnicodeDecodeError):
        body = response.json()
        if isinstance(body, dict):
            return body
    return {}


def _words(body: JsonObject) -> str:
    """The sentence in an error body, by the names that it usually goes by."""
    for name in ("error", "message", "hint", "detail", "errors"):
        match body.get(name):
            case str(words) if words:
                return words
            case dict(inner):
                return _words(inner)
            case [str(words), *_]:
                return words
            case _:
                continue
    return ""
