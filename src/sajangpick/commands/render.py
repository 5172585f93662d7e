"""`sajangpick render`: a RenderScript document to a video, a picture or an animation."""

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sajangpick.command import JSON_OPTION, finish, reporting, speaking

if TYPE_CHECKING:
    from sajangpick.domain.json import JsonObject

FILE = click.Path(path_type=Path)


@click.command()
@click.argument("script", type=FILE)
@click.option(
    "--modifications", default=None, help="JSON, or a file of it: {'Title': 'Hello', 'Photo.source': 'a.jpg'}."
)
@click.option("--at", type=float, default=None, help="For a picture: the moment, in seconds.")
@click.option("-o", "--output", type=FILE, required=True, help=".mp4, .gif, .png or .jpg")
@JSON_OPTION
def render(script: Path, modifications: str | None, at: float | None, output: Path, as_json: bool) -> None:
    """Render SCRIPT.json. Files it names are looked for beside it."""
    with speaking(as_json=as_json), reporting(as_json=as_json) as report:
        from sajangpick.renderer import render as render_script

        rendered = render_script(
            script,
            output,
            modifications=_read(modifications),
            at=None if at is None else Fraction(str(at)),
            on_progress=lambda done, total: report("render", done, total),
        )
        for warning in rendered.warnings if not as_json else ():
            click.echo(f"warning: {warning}", err=True)
        finish(rendered.summary(), as_json=as_json, text=f"{rendered.path}")


def _read(modifications: str | None) -> "JsonObject":
    from sajangpick.renderer.files import read_text
    from sajangpick.renderer.script import read_object

    if modifications is None:
        return {}
    return read_object(modifications if modifications.lstrip().startswith("{") else read_text(Path(modifications)))
