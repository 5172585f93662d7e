"""`sajangpick serve`: the service, on this machine or for everybody."""

import asyncio
import signal
import socket
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from sajangpick.command import speaking
from sajangpick.errors import BadInput

if TYPE_CHECKING:
    from sajangpick.settings import Settings


@click.command()
@click.option("--host", default=None, help="Address to listen on; SAJANGPICK_HOST, else 127.0.0.1.")
@click.option("--port", type=click.IntRange(0, 65535), default=None, help="SAJANGPICK_PORT, else 8000; 0 for any.")
@click.option("--worker/--no-worker", default=True, help="Whether this process also makes the shorts.")
def serve(host: str | None, port: int | None, worker: bool) -> None:
    """Serve the API and the pages until stopped. The first visitor makes the first account, the administrator's."""
    with speaking(as_json=False):
        from sajangpick.settings import settings

        chosen = settings()
        chosen = chosen.model_copy(update={"host": host or chosen.host, "port": chosen.port if port is None else port})
        listening = _listen(chosen.host, chosen.port)
        if "public_url" not in chosen.model_fields_set:
            chosen = chosen.model_copy(update={"public_url": _address(listening)})
        asyncio.run(_serve(listening, chosen, worker=worker))


def _listen(host: str, port: int) -> socket.socket:
    """A socket, taken before anything is set up, so that a port in use is said at once and in one sentence."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise BadInput(
            f"Nobody can listen on {host}:{port} ({error.strerror}).", hint="Choose another with --port or --host."
        ) from error


async def _serve(listening: socket.socket, settings: "Settings", *, worker: bool) -> None:
    import uvicorn

    from sajangpick.api.door import Door
    from sajangpick.app import create_app

    class Server(uvicorn.Server):
        """Says where it is once it is there; a signal ends it, and not the process, which has more to put away."""

        @contextmanager
        def capture_signals(self) -> Generator[None]:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, self.handle_exit, number, None)
            yield
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                click.echo(_welcome(listening, worker=worker), err=True)

    # Who is behind a proxy is worked out by the API itself, from the setting of how many proxies are ours.
    app = create_app(settings, work=worker)
    config = uvicorn.Config(
        app,
        # Ours to begin and to end, so that what keeps it from beginning is said in one sentence.
        lifespan="off",
        http=Door,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        # What a client may say on its socket is nothing.
        ws_max_size=4096,
        timeout_graceful_shutdown=10,
    )
    async with app.router.lifespan_context(app):
        await Server(config).serve([listening])


def _welcome(listening: socket.socket, *, worker: bool) -> str:
    works = "and makes shorts" if worker else "without making shorts: run `sajangpick worker` beside it"
    return (
        f"사장픽 is on {_address(listening)} {works}. Stop it with Ctrl+C.\n"
        "The first visitor makes the first account, which is the administrator's."
    )


def _address(listening: socket.socket) -> str:
    """Where a browser on this machine finds it: an address that stands for all is none to go to."""
    host, port = str(listening.getsockname()[0]), int(listening.getsockname()[1])
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"
