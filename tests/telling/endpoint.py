"""A real HTTP endpoint that remembers what it was sent, and answers as it is told to."""

import socket
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext


@dataclass(frozen=True)
class Received:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Endpoint:
    """`statuses` are answered in turn, then 204 for ever; `before` runs between hearing and answering."""

    port: int = 0
    received: list[Received] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    before: Callable[[Received], None] = lambda _: None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that left early is what some tests are about."""


@contextmanager
def serve(tls: SSLContext | None = None) -> Generator[Endpoint]:
    endpoint = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            headers = {name.lower(): value for name, value in self.headers.items()}
            received = Received(self.path, headers, self.rfile.read(length))
            endpoint.received.append(received)
            endpoint.before(received)
            status = endpoint.statuses.pop(0) if endpoint.statuses else 204
            self.send_response(status)
            for name, value in endpoint.headers.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("content-length", str(len(endpoint.body)))
            self.end_headers()
            if status != 204:
                self.wfile.write(endpoint.body)

        def log_message(self, *_: object) -> None:
            """Nothing: tests read `received`."""

    server = _Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    endpoint.port = server.server_address[1]
    # Often asked whether it should stop: the default would cost every test half a second.
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until it holds, in a thread or a process of its own."""
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, "it never held"
        time.sleep(0.02)
