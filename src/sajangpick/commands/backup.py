"""`sajangpick backup`: everything in one file, while the service runs."""

from pathlib import Path

import click

from sajangpick.command import JSON_OPTION, finish, speaking


@click.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@JSON_OPTION
def backup(target: Path, as_json: bool) -> None:
    """Write everything in the data folder to TARGET (.tar); the service may go on meanwhile."""
    with speaking(as_json=as_json):
        from sajangpick.settings import settings
        from sajangpick.storage.backup import back_up

        byte_count = back_up(settings(), target)
        finish({"path": str(target), "bytes": byte_count}, as_json=as_json, text=f"{target}: {byte_count / 1e6:.1f} MB")
