"""Web and worker processes killed at random moments under load, and one frozen: what it costs, and what it must not.

Run: python -m benchmarks.crash [--postgres] [--jobs 60] [--kills 50] [--seed 1] [--forgetful]
Exits with 1 if anything was lost, done twice, paid twice or left behind. `--forgetful`: the vendor would take an order
a second time, so whatever was cut off while it asked is put aside for a look instead of being asked again.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from tests.jobs.crash import FORGETS, KNOWS, Figures, Frozen, Installation, crash, freeze
from tests.servers import postgres

from sajangpick.settings import Settings

WORKERS_ON_POSTGRES = 2

# Of each process, if something went wrong.
_TOLD_LETTERS = 20_000

ResultT = TypeVar("ResultT")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--postgres", action="store_true", help="two workers on PostgreSQL instead of one on SQLite")
    options.add_argument("--jobs", type=int, default=60)
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--forgetful", action="store_true", help="a vendor that does not know its keys")
    given = options.parse_args()
    vendor = FORGETS if given.forgetful else KNOWS
    workers = WORKERS_ON_POSTGRES if given.postgres else 1
    with _settings(is_postgres=given.postgres) as settings:
        installation = Installation(settings, settings.data_dir.parent, workers=workers, vendor=vendor)
        figures = asyncio.run(
            _closed(installation, crash(installation, jobs=given.jobs, kills=given.kills, seed=given.seed))
        )
    _print(figures)
    problems = figures.problems
    if given.postgres:
        with _settings(is_postgres=True) as settings:
            installation = Installation(settings, settings.data_dir.parent, workers=workers, vendor=vendor)
            frozen = asyncio.run(_closed(installation, freeze(installation)))
        _print(frozen)
        problems = [*problems, *frozen.problems]
    sys.exit(bool(problems))


def _print(figures: Figures | Frozen) -> None:
    for name, value in asdict(figures).items():
        print(
            f"{name.replace('_', ' '):20} {value:.1f}"
            if isinstance(value, float)
            else f"{name.replace('_', ' '):20} {value}"
        )


async def _closed(installation: Installation, run: Coroutine[None, None, ResultT]) -> ResultT:
    try:
        return await run
    except BaseException:
        for log in sorted(installation.folder.glob("*.log")):
            print(
                f"--- {log.name}", log.read_text(encoding="utf-8", errors="replace")[-_TOLD_LETTERS:], file=sys.stderr
            )
        raise
    finally:
        await installation.close()


@contextmanager
def _settings(*, is_postgres: bool) -> Generator[Settings]:
    """Settings of an installation in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="sajangpick-crash-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        if not is_postgres:
            yield Settings(_env_file=None, data_dir=data)
            return
        with postgres() as server:
            server.run("CREATE DATABASE crash")
            yield Settings(_env_file=None, data_dir=data, database_url=server.url("crash"))


if __name__ == "__main__":
    main()
