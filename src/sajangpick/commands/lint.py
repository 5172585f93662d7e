"""`sajangpick lint`: what of a RenderScript document we draw, draw nearly, or cannot draw."""

from pathlib import Path

import click

from sajangpick.command import JSON_OPTION, speaking


@click.command()
@click.argument("script", type=click.Path(path_type=Path))
@JSON_OPTION
def lint(script: Path, as_json: bool) -> None:
    """Report, per feature of SCRIPT.json, whether it is drawn, approximated or not supported."""
    with speaking(as_json=as_json):
        from sajangpick.renderer import lint as lint_script
        from sajangpick.renderer.files import read_text

        report = lint_script(read_text(script))
        rows = [
            f"{row.status:<13}  {row.path}: {row.feature}{f' ({row.note})' if row.note else ''}" for row in report.rows
        ]
        notes = [f"warning        {warning}" for warning in report.warnings]
        errors = [f"refused        {error}" for error in report.errors]
        click.echo(report.to_json() if as_json else "\n".join([*rows, *notes, *errors, f"whole: {report.status}"]))
        if report.errors:
            raise SystemExit(2)
