"""`sajangpick templates`: what a short can look like."""

import click

from sajangpick.command import JSON_OPTION, finish, speaking


@click.command()
@JSON_OPTION
def templates(as_json: bool) -> None:
    """List the templates."""
    with speaking(as_json=as_json):
        from sajangpick.template import list_templates

        rows = [
            {
                "id": template.id,
                "title": template.title,
                "tagline": template.block.tagline,
                "seconds": round(template.seconds, 1),
                "bpm": template.block.music.bpm,
                "mood": template.block.music.mood,
            }
            for template in list_templates()
        ]
        lines = [f"{row['id']:<13} {row['seconds']:>5} s  {row['title']}: {row['tagline']}" for row in rows]
        finish({"templates": rows}, as_json=as_json, text="\n".join(lines))
