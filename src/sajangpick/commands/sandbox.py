"""`sajangpick sandbox`: vendors to rehearse with, on this machine, which bill nobody."""

import click

from sajangpick.command import speaking


@click.command()
@click.option("--host", default="127.0.0.1", help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8100, show_default=True, help="Port to listen on.")
@click.option("--seconds", type=click.FloatRange(0), default=10.0, show_default=True, help="How long a work takes.")
@click.option("--small", is_flag=True, help="Make small results, at once.")
def sandbox(host: str, port: int, seconds: float, small: bool) -> None:
    """Speak the vendors' protocols until stopped; `GET /sandbox/bill` says what they would have charged."""
    with speaking(as_json=False):
        import uvicorn

        from sajangpick.sandbox import World, create_sandbox
        from sajangpick.sandbox.vendors import VENDORS

        address = f"http://{host}:{port}"
        world = World(base_url=address, work_seconds=seconds, small=small, in_process=False)
        lines = [f"export SAJANGPICK_{vendor.upper()}_URL={address}/{vendor}" for vendor in VENDORS]
        click.echo("\n".join(lines))
        try:
            uvicorn.run(create_sandbox(world), host=host, port=port, log_level="warning")
        finally:
            world.close()
