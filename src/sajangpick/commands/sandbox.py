"""`sajangpick sandbox`: vendors to rehearse with, on this machine, which bill nobody."""

import socket
from typing import TYPE_CHECKING

import click

from sajangpick.command import speaking
from sajangpick.errors import BadInput

if TYPE_CHECKING:
    from pydantic import SecretStr

REGISTERED = ("openai_videos", "gemini")
"""The vendors at which an address is registered for webhooks."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8100, show_default=True, help="0 for any.")
@click.option("--seconds", type=click.FloatRange(0), default=10.0, show_default=True, help="How long a work takes.")
@click.option("--small", is_flag=True, help="Make results of few pixels, at once.")
@click.option(
    "--webhook",
    "webhooks",
    multiple=True,
    metavar="VENDOR=URL[,SECRET]",
    help="Where openai_videos or gemini tell of an end; without a secret, the one of the service's own settings.",
)
def sandbox(host: str, port: int, seconds: float, small: bool, webhooks: tuple[str, ...]) -> None:
    """Speak the vendors' protocols until stopped. Any key is taken, and nothing is billed but on paper."""
    with speaking(as_json=False):
        import uvicorn

        from sajangpick.sandbox import World, create_sandbox
        from sajangpick.sandbox.vendors import VENDORS

        registered = dict(_webhook(each) for each in webhooks)
        listening = _listen(host, port)
        address = f"http://{host}:{listening.getsockname()[1]}"
        world = World(base_url=address, work_seconds=seconds, small=small, in_process=False, webhooks=registered)
        click.echo("\n".join(f"export {name}={url}" for name, url in _settings(address, list(VENDORS)).items()))
        click.echo()
        server = uvicorn.Server(uvicorn.Config(create_sandbox(world), log_level="warning", lifespan="off"))
        try:
            server.run([listening])
        finally:
            world.close()


def _settings(address: str, vendors: list[str]) -> dict[str, str]:
    """What leads the service to the sandbox; below the vendor's name all is as at the vendor's own address."""
    from httpx import URL

    from sajangpick.settings import Settings

    own = {vendor: Settings.model_fields[f"{vendor}_url"].default for vendor in vendors}
    return {
        f"SAJANGPICK_{name.upper()}_URL": f"{address}/{name}{URL(url).path.rstrip('/')}" for name, url in own.items()
    }


def _webhook(text: str) -> tuple[str, tuple[str, str]]:
    """A vendor, and the address and secret of its webhooks."""
    from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

    from sajangpick.settings import Settings

    vendor, _, rest = text.partition("=")
    url, _, secret = rest.partition(",")
    if vendor not in REGISTERED or not url.startswith(("http://", "https://")):
        raise BadInput(f"'{text}' is no webhook.", hint=f"Say VENDOR=URL,SECRET; vendors: {', '.join(REGISTERED)}.")
    if not secret:
        own: SecretStr | None = getattr(Settings(), f"{vendor}_webhook_secret")
        secret = own.get_secret_value() if own else ""
    try:
        Webhook(secret)
    except (EmptyWebhookSecretError, ValueError):
        raise BadInput(
            f"The webhooks of {vendor} need a secret in base64, such as whsec_c2VjcmV0.",
            hint=f"Add it behind a comma, or set SAJANGPICK_{vendor.upper()}_WEBHOOK_SECRET.",
        ) from None
    return vendor, (url, secret)


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError as error:
        raise BadInput(
            f"Nobody can listen on {host}:{port} ({error.strerror}).", hint="Choose another --port."
        ) from error
