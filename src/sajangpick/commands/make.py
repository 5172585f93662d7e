"""`sajangpick make`: one photo, a menu name and a price become a finished short."""

from pathlib import Path

import click

from sajangpick.command import JSON_OPTION, finish, reporting, speaking

FILE = click.Path(path_type=Path)


@click.command()
@click.argument("photo", type=FILE)
@click.option("--menu", required=True, help="The menu name, exactly as it shall be read.")
@click.option("--price", required=True, help="18000, 18,000원, ₩18000; before and after: '20000→18000'.")
@click.option("--shop", default="", help="The shop's name.")
@click.option("--address", default="", help="Where it is.")
@click.option("--phone", default="", help="How to call it.")
@click.option("--hours", default="", help="When it is open.")
@click.option("--cta", default=None, help="A call to action instead of the template's own; '' for none.")
@click.option("--template", default="signature", show_default=True, help="See `sajangpick templates`.")
@click.option("--logo", type=FILE, default=None, help="The shop's mark, a PNG with transparency at best.")
@click.option("--music", default="auto", show_default=True, help="A mood, a sound file, 'auto' or 'none'.")
@click.option("--steam", type=click.Choice(["auto", "on", "off"]), default="auto", show_default=True)
@click.option("--seconds", type=float, default=None, help="About how long, 6-10; the template's own length if unset.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed, another steam and another music.")
@click.option("--size", default="1080x1920", show_default=True, help="9:16, in pixels.")
@click.option("-o", "--output", type=FILE, default=Path("short.mp4"), show_default=True)
@JSON_OPTION
def make(
    photo: Path,
    menu: str,
    price: str,
    shop: str,
    address: str,
    phone: str,
    hours: str,
    cta: str | None,
    template: str,
    logo: Path | None,
    music: str,
    steam: str,
    seconds: float | None,
    seed: int,
    size: str,
    output: Path,
    as_json: bool,
) -> None:
    """Make a finished short from PHOTO. Beside it come a cover (.jpg) and a caption to paste (.txt)."""
    with speaking(as_json=as_json), reporting(as_json=as_json) as report:
        from sajangpick import make_short

        short = make_short(
            photo,
            menu=menu,
            price=price,
            shop=shop,
            address=address,
            phone=phone,
            hours=hours,
            words={} if cta is None else {"cta": cta},
            template=template,
            logo=logo,
            music=music,
            steam=steam,
            seconds=seconds,
            seed=seed,
            size=parse_size(size),
            output=output,
            on_progress=report,
        )
        advice = "".join(f"\n  {advice.sentence}" for advice in short.photo.advice)
        finish(
            short.summary(),
            as_json=as_json,
            text=f"{short.path}  ({short.seconds:.1f} s, {short.path.stat().st_size / 1e6:.1f} MB, passed"
            f" {len(short.file.rules)} checks, signed)\n{short.cover}  cover\n{short.caption}  caption{advice}",
        )


def parse_size(text: str) -> tuple[int, int]:
    """(width, height) from '1080x1920'. Raises BadInput."""
    from sajangpick.errors import BadInput

    width, _, height = text.lower().replace("×", "x").partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise BadInput(f"'{text}' is not a size.", hint="Write it as width x height, for example 1080x1920.")
    return int(width), int(height)
