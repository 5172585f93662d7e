"""A sandbox on a port of this machine, for clients that bring their own HTTP."""

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from socket import create_server
from typing import Any

import uvicorn

from sajangpick.sandbox import World, create_sandbox


@contextmanager
def served(begin: Callable[..., World] = World, **options: Any) -> Generator[World]:
    """A world that is reached at its `base_url`; `begin` makes it."""
    listening = create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    world = begin(base_url=address, in_process=False, **options)
    server = uvicorn.Server(uvicorn.Config(create_sandbox(world), log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield world
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
        world.close()
