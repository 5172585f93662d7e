"""Every fault of a vendor, at every step, with a kill -9 before and after everything that is written down.

Run: python -m benchmarks.fault_matrix [--postgres] [--few | --flow clip] [--at-once 6]
Prints the matrix and its counts, and exits with 1 if a job did not end as it must. The tests run a part of it.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.jobs.matrix.cells import Cell, NewDatabase, Verdict, opened, postgres_model, run_all, sqlite_model
from tests.jobs.matrix.chosen import few
from tests.jobs.matrix.points import Point
from tests.jobs.matrix.report import counts, table
from tests.jobs.matrix.rows import ROWS
from tests.servers import postgres


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--postgres", action="store_true", help="PostgreSQL instead of SQLite")
    options.add_argument("--few", action="store_true", help="what the tests run of it")
    options.add_argument("--flow", help="only this one, by its heading")
    options.add_argument("--at-once", type=int, default=6, help="jobs beside each other, in processes of their own")
    given = options.parse_args()
    rows = [row for row in ROWS if given.flow in (None, row.flow.name)]
    whole = [Cell(row, point) for row in rows for point in (Point.NEVER, *row.passes)]
    cells = few() if given.few else whole
    verdicts: list[Verdict] = []
    began = time.monotonic()

    def tell(verdict: Verdict) -> None:
        verdicts.append(verdict)
        if sys.stderr.isatty():
            print(f"\r{len(verdicts)} of {len(cells)}", end="", file=sys.stderr, flush=True)

    async def run(folder: Path, database: NewDatabase) -> None:
        async with opened(folder, database) as matrix:
            await run_all(matrix, cells, at_once=given.at_once, tell=tell)

    with tempfile.TemporaryDirectory(prefix="sajangpick-matrix-") as place:
        folder = Path(place)
        with _databases(folder, is_postgres=given.postgres) as database:
            asyncio.run(run(folder, database))
    print("\n".join(table(verdicts)))
    print(f"{counts(verdicts)}; {time.monotonic() - began:.0f} s")
    for each in verdicts:
        for problem in each.problems:
            print(f"{each.cell}: {problem}")
    sys.exit(any(each.problems for each in verdicts))


@contextmanager
def _databases(folder: Path, *, is_postgres: bool) -> Generator[NewDatabase]:
    if not is_postgres:
        yield sqlite_model(folder)
        return
    with postgres() as server:
        yield postgres_model(server, folder)


if __name__ == "__main__":
    main()
