"""Whatever goes wrong at a vendor, and wherever a process is killed meanwhile: one end, one bill, one settled hold.

This is a part of the matrix; `python -m benchmarks.fault_matrix` runs all of it.
"""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.jobs.matrix.cells import Cell, NewDatabase, Verdict, opened, postgres_model, run_all, sqlite_model
from tests.jobs.matrix.chosen import few, handful
from tests.jobs.matrix.points import KILLS
from tests.jobs.matrix.report import counts, table
from tests.jobs.matrix.rows import ROWS
from tests.servers import Postgres

from sajangpick.sandbox import Fault

AT_ONCE = 6

Record = Callable[[str, object], None]


def run(folder: Path, database: NewDatabase, cells: Iterable[Cell]) -> list[Verdict]:
    verdicts: list[Verdict] = []

    async def all_of_them() -> None:
        async with opened(folder, database) as matrix:
            await run_all(matrix, cells, at_once=AT_ONCE, tell=verdicts.append)

    asyncio.run(all_of_them())
    return verdicts


def test_the_rows_know_every_fault() -> None:
    assert {row.fault for row in ROWS} == {None, *Fault}
    assert {cell.row.fault for cell in few()} == {None, *Fault}
    assert {cell.point for cell in few()} >= set(KILLS)


def test_every_fault_and_every_kill_ends_as_it_must(tmp_path: Path, record_property: Record) -> None:
    verdicts = run(tmp_path, sqlite_model(tmp_path), few())
    record_property("matrix", "\n".join([*table(verdicts), counts(verdicts)]))
    assert {str(each.cell): each.problems for each in verdicts if each.problems} == {}


def test_other_processes_take_over_on_postgresql(
    tmp_path: Path, postgres_server: Postgres, record_property: Record
) -> None:
    verdicts = run(tmp_path, postgres_model(postgres_server, tmp_path), handful())
    record_property("matrix", "\n".join([*table(verdicts), f"PostgreSQL: {counts(verdicts)}"]))
    assert {str(each.cell): each.problems for each in verdicts if each.problems} == {}
