"""`sajangpick doctor`: is everything here that a short needs, and if not, what to do."""

import asyncio
import hashlib
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import click

from sajangpick.command import JSON_OPTION, finish, speaking
from sajangpick.errors import SajangpickError

LEAST_FREE_BYTES = 500_000_000
PROBE = b"sajangpick doctor"

# Links, leases and signatures allow for some minutes; what is off by more than seconds will be off by more soon.
MOST_SKEW_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Symptom:
    """One thing looked at: `advice` is empty if it is well."""

    what: str
    found: str
    advice: str = ""


@click.command()
@JSON_OPTION
def doctor(as_json: bool) -> None:
    """Check database, storage, fonts, codecs, the mask model, engines, certificate, space and clock; say what to do."""
    with speaking(as_json=as_json):
        symptoms = [_examined(what, look) for what, look in CHECKS.items()]
        lines = [
            f"{'BAD' if each.advice else 'ok '}  {each.what}: {each.found} {each.advice}".rstrip() for each in symptoms
        ]
        rows = [{"what": each.what, "found": each.found, "advice": each.advice} for each in symptoms]
        well = not any(each.advice for each in symptoms)
        finish({"well": well, "checks": rows}, as_json=as_json, text="\n".join(lines))
        if not well:
            raise SystemExit(1)


def _examined(what: str, look: Callable[[], str]) -> Symptom:
    try:
        return Symptom(what, look())
    except SajangpickError as error:
        return Symptom(what, error.message, error.hint or "See the message.")
    except Exception as error:  # a doctor reports what is broken, whatever it is
        return Symptom(what, f"{type(error).__name__}: {error}", "Run `make clean` and `make run` again.")


def _fonts() -> str:
    from sajangpick.renderer.typeset import FAMILIES, covers

    for family in FAMILIES:
        covers(family, "가")
    return f"{len(FAMILIES)} families"


def _mask() -> str:
    import numpy as np

    from sajangpick.motion import dish_mask

    mask = dish_mask(np.full((64, 64, 3), 128, np.uint8))
    return f"u2netp answers, {mask.shape[1]}x{mask.shape[0]}"


def _codecs() -> str:
    import numpy as np

    from sajangpick.media.encode import VideoWriter
    from sajangpick.media.frame import Frame
    from sajangpick.media.probe import probe

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "probe.mp4"
        with VideoWriter(path, width=64, height=64) as writer:
            writer.write_samples(np.zeros((1600, 2), np.float32))
            writer.write(Frame.blank(64, 64))
        facts = probe(path)
    return f"H.264 and AAC, {facts.kind}"


def _certificate() -> str:
    from sajangpick.provenance.credentials import load_credentials
    from sajangpick.settings import settings

    return "made on this machine" if load_credentials(settings()).local else "the operator's own"


def _templates() -> str:
    from sajangpick.template import list_templates

    return ", ".join(template.id for template in list_templates())


def _database() -> str:
    from sajangpick.settings import settings
    from sajangpick.storage.database import open_database
    from sajangpick.storage.migrate import is_known, newer_version, newest_revision, revision_of

    async def look() -> str:
        database = open_database(settings())
        try:
            revision = await revision_of(database)
        finally:
            await database.close()
        if revision is None:
            return f"{database.url.get_backend_name()}, empty: the service lays its tables when it starts"
        if not is_known(revision):
            raise newer_version()
        at = f"{database.url.get_backend_name()}, at revision {revision}"
        return f"{at}, up to date" if revision == newest_revision() else f"{at}: brought up to date by the next start"

    return asyncio.run(look())


def _ledger() -> str:
    from sajangpick.settings import settings
    from sajangpick.storage.database import open_database
    from sajangpick.storage.ledger import broken
    from sajangpick.storage.migrate import newest_revision, revision_of

    async def look() -> str:
        database = open_database(settings())
        try:
            if await revision_of(database) != newest_revision():
                return "looked at once the database is up to date"
            async with database.reading() as session:
                sentences = await broken(session)
        finally:
            await database.close()
        if sentences:
            raise SajangpickError("; ".join(sentences), hint="Restore a backup, or see docs/how-to/money.md.")
        return "every balance is the sum of its entries, every hold is settled once"

    return asyncio.run(look())


def _storage() -> str:
    from sajangpick.settings import settings
    from sajangpick.storage.objects import open_objects

    async def look(folder: Path) -> str:
        objects, probe = open_objects(settings()), folder / "probe"
        probe.write_bytes(PROBE)
        sha256 = hashlib.sha256(PROBE).hexdigest()
        await objects.keep(probe, sha256)
        read = b"".join([chunk async for chunk in objects.read(sha256, 0, len(PROBE))])
        await objects.remove(sha256)
        if read != PROBE:
            raise SajangpickError("what was written was not read again", hint="Check the disk or the bucket.")
        return "an S3 bucket, written and read" if (settings().storage_url or "").startswith("s3:") else "a folder"

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(look(Path(folder)))


def _engines() -> str:
    from sajangpick.engine import Kind
    from sajangpick.engines import chain, profile_of
    from sajangpick.settings import settings

    used = [profile_of(engine_id, settings()) for kind in Kind for engine_id in chain(kind, settings())]
    soon = [each for each in used if each.ends_soon(date.today())]
    if soon:
        ends = ", ".join(f"{each.id} on {each.sunset} (next: {each.successor or 'none'})" for each in soon)
        raise SajangpickError(f"ending soon: {ends}", hint="Set up the next one before.")
    return ", ".join(each.id for each in used)


def _clock() -> str:
    from sajangpick.settings import settings
    from sajangpick.storage.database import open_database

    async def ask() -> datetime:
        database = open_database(settings())
        try:
            return await database.clock()
        finally:
            await database.close()

    seconds = abs((datetime.now(UTC) - asyncio.run(ask())).total_seconds())
    if seconds > MOST_SKEW_SECONDS:
        raise SajangpickError(f"{seconds:.0f} s off the database's", hint="Have both set their clocks by NTP.")
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, as the database's"


def _space() -> str:
    free = shutil.disk_usage(Path.cwd()).free
    if free < LEAST_FREE_BYTES:
        raise SajangpickError(
            f"only {free / 1e9:.1f} GB free", hint="Make room: a short and its parts need about 50 MB."
        )
    return f"{free / 1e9:.0f} GB free"


CHECKS: dict[str, Callable[[], str]] = {
    "fonts": _fonts,
    "mask model": _mask,
    "codecs": _codecs,
    "templates": _templates,
    "signing certificate": _certificate,
    "database": _database,
    "ledger": _ledger,
    "storage": _storage,
    "engines": _engines,
    "disk": _space,
    "clock": _clock,
}
