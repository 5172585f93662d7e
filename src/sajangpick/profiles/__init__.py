"""The facts of every engine: one file of data a vendor, read as `engine.Profile`, its prices turned into won.

Prices, models and ends of service change without notice, and nothing but these files follows them.
"""

import tomllib
from datetime import date
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from sajangpick.engine import Kind, Pace, Profile
from sajangpick.errors import Misconfigured


class Row(BaseModel):
    """An engine as its file writes it. `seconds` and `sizes` as in `engine.Profile`; sizes as "720x1280".

    `whole_seconds` is a range, both ends included, of which every whole second is made. `policy`, and in English
    `policy_en`: its own one, where that of its file does not hold.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str
    kind: Kind
    title: str
    usd: float = 0.0
    usd_per_second: float = 0.0
    seconds: tuple[float, ...] = ()
    whole_seconds: tuple[int, int] | None = None
    sizes: tuple[str, ...] = ()
    concurrency: int = 1
    requests: int | None = None
    requests_seconds: float = 1.0
    poll_seconds: float = 0.0
    repeatable: bool = False
    edits: bool = False
    sunset: date | None = None
    successor: str | None = None
    policy: str | None = None
    policy_en: str | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    home: bool = False
    policy: str = ""
    policy_en: str = ""
    engine: tuple[Row, ...] = Field(min_length=1)


@cache
def profiles(won_per_usd: float = 0.0) -> tuple[Profile, ...]:
    """Every engine, vendor by vendor, in the order of its file; without a rate the prices are 0."""
    files = [file for file in resources.files(__name__).iterdir() if file.name.endswith(".toml")]
    files.sort(key=lambda file: file.name)
    return tuple(
        profile
        for file in files
        for profile in read_profiles(file.name.removesuffix(".toml"), file.read_text("utf-8"), won_per_usd)
    )


def profile_of(engine_id: str, won_per_usd: float = 0.0) -> Profile:
    """The engine with this id. Raises Misconfigured."""
    for profile in profiles(won_per_usd):
        if profile.id == engine_id:
            return profile
    raise Misconfigured(f"There is no engine '{engine_id}'.", hint="`sajangpick engines` lists them all.")


def read_profiles(vendor: str, text: str, won_per_usd: float) -> tuple[Profile, ...]:
    """The engines of one vendor's file."""
    file = _FILE.validate_python(tomllib.loads(text))
    return tuple(_profile(vendor, row, file, won_per_usd) for row in file.engine)


def _profile(vendor: str, row: Row, file: _File, won_per_usd: float) -> Profile:
    seconds = row.seconds
    if row.whole_seconds is not None:
        first, last = row.whole_seconds
        seconds = tuple(float(second) for second in range(first, last + 1))
    sizes = [size.partition("x") for size in row.sizes]
    return Profile(
        f"{vendor}:{row.model}",
        row.kind,
        row.title,
        price_won=round(row.usd * won_per_usd),
        won_per_second=row.usd_per_second * won_per_usd,
        max_seconds=max(seconds, default=None),
        seconds=seconds,
        sizes=tuple((int(width), int(height)) for width, _, height in sizes),
        concurrency=row.concurrency,
        pace=None if row.requests is None else Pace(row.requests, row.requests_seconds),
        poll_seconds=row.poll_seconds,
        repeatable=row.repeatable,
        edits=row.edits,
        sunset=row.sunset,
        successor=row.successor,
        home=file.home,
        policy=file.policy if row.policy is None else row.policy,
        policy_en=file.policy_en if row.policy is None else row.policy_en or "",
    )


_FILE = TypeAdapter(_File)
