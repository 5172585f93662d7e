"""`sajangpick worker`: a process that makes shorts, beside those that serve."""

import asyncio
import signal

import click

from sajangpick.command import speaking


@click.command()
def worker() -> None:
    """Take jobs from the queue until stopped; run as many as there are machines (several need PostgreSQL)."""
    with speaking(as_json=False):
        asyncio.run(_work())


async def _work() -> None:
    from sajangpick.app import running
    from sajangpick.settings import settings
    from sajangpick.telemetry import serve_metrics

    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    async with running(settings(), work=True):
        with serve_metrics(settings()):
            click.echo("Taking jobs. Stop it with Ctrl+C.", err=True)
            await stop.wait()
