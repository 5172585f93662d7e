"""HTTP at the door: whoever connects says soon, and in few words, what they want.

Uvicorn waits for ever for the rest of a request's head, however long it gets; this is the same protocol with an end to
both. Bodies have limits of their own, where they are read.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# The worst phone line needs a second; a server of programs behind it none.
HEAD_SECONDS = 15
# What other servers allow: a dozen cookies and a long link fit many times over.
MOST_HEAD_BYTES = 64 * 1024
# Who was answered before the end of their body has so long to stop sending and read the answer.
LINGER_SECONDS = 5


class Door(HttpToolsProtocol):
    """One connection, cut when a head takes too long or gets too long, or a refused body does not end."""

    head_seconds: float = HEAD_SECONDS
    linger_seconds: float = LINGER_SECONDS
    _clock: asyncio.TimerHandle | None = None
    _is_head = True
    _is_lingering = False
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody connects: the clock runs."""
        super().connection_made(transport)
        self._start_clock(self.head_seconds)

    def data_received(self, data: bytes) -> None:
        """Bytes of a head, or of what follows it."""
        if self._is_head and self._clock is None:
            self._start_clock(self.head_seconds)
        was_head, clock = self._is_head, self._clock
        super().data_received(data)
        if was_head and self._clock is clock:
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD_BYTES:
                self._leave()

    def on_headers_complete(self) -> None:
        """The head is there: no more hurry."""
        self._is_head, self._head_bytes = False, 0
        self._stop_clock()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """What comes now is the next request; uvicorn has a clock until it begins, unless the answer came too early."""
        self._is_head = True
        if self._is_lingering:
            self._is_lingering = False
            self._start_clock(self.head_seconds)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """If more of the body is to come, it is let pass unread for a moment, or the answer would be lost with it."""
        super().on_response_complete()
        if not self._is_head and not self.transport.is_closing():
            self._is_lingering = True
            self._start_clock(self.linger_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Somebody left."""
        self._stop_clock()
        super().connection_lost(exc)

    def _start_clock(self, seconds: float) -> None:
        self._stop_clock()
        self._clock = asyncio.get_running_loop().call_later(seconds, self._leave)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _leave(self) -> None:
        self._stop_clock()
        self.transport.abort()
