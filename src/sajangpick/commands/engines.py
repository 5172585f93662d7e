"""`sajangpick engines`: who can make what, for how much, until when, and who is asked here."""

from datetime import date
from typing import TYPE_CHECKING

import click

from sajangpick.command import JSON_OPTION, finish, speaking

if TYPE_CHECKING:
    from sajangpick.engine import Profile


@click.command()
@JSON_OPTION
def engines(as_json: bool) -> None:
    """List every engine with its state; an engine that ends within 60 days is marked."""
    with speaking(as_json=as_json):
        from sajangpick.engine import Kind
        from sajangpick.engines import chain, profiles
        from sajangpick.settings import settings

        asked = {each: place for kind in Kind for place, each in enumerate(chain(kind, settings()), 1)}
        rows = [_row(each, asked.get(each.id, 0)) for each in profiles(settings())]
        finish({"engines": rows}, as_json=as_json, text="\n".join(_line(row) for row in rows))


def _row(profile: "Profile", place: int) -> dict[str, object]:
    state = profile.state(date.today())
    return {
        "id": profile.id,
        "kind": profile.kind,
        "title": profile.title,
        "state": state,
        "home": profile.home,
        "asked": place or None,
        "won_per_result": profile.price_won,
        "won_per_second": round(profile.won_per_second, 1),
        "max_seconds": profile.max_seconds,
        "sunset": profile.sunset,
        "successor": profile.successor,
    }


def _line(row: dict[str, object]) -> str:
    prices = {
        f"{row['won_per_result']} won": row["won_per_result"],
        f"{row['won_per_second']} won/s": row["won_per_second"],
    }
    price = " + ".join(text for text, won in prices.items() if won) or "0 won"
    state = str(row["state"]).replace("_", " ")
    if row["state"] == "ready":
        state = "used" if row["asked"] else "not used"
    words = [f"{row['kind']:8}{row['id']:32}{price:>14}  {state}"]
    if row["asked"]:
        words.append(f"(asked as number {row['asked']})")
    if row["sunset"]:
        words.append(f"on {row['sunset']}; next: {row['successor'] or 'none'}")
    return " ".join(words)
