"""`sajangpick restore`: a backup becomes the data folder."""

from pathlib import Path

import click

from sajangpick.command import JSON_OPTION, finish, speaking


@click.command()
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False))
@JSON_OPTION
def restore(source: Path, as_json: bool) -> None:
    """Put the backup SOURCE into the data folder, which must be empty or missing."""
    with speaking(as_json=as_json):
        from sajangpick.settings import settings
        from sajangpick.storage.backup import restore as put_back

        here = settings()
        count = put_back(here, source)
        finish(
            {"folder": str(here.data_dir), "files": count},
            as_json=as_json,
            text=f"{here.data_dir}: {count} files are back",
        )
