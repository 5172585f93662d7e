"""A few cells that touch everything once: what the tests run of the matrix."""

from collections import Counter
from collections.abc import Iterator

from tests.jobs.matrix.cells import Cell
from tests.jobs.matrix.points import KILLS, UNKNOWABLE, Point
from tests.jobs.matrix.rows import CLIP, ROWS


def few() -> list[Cell]:
    """Every fault, every step, every end of every flow, and every kill, in as few cells as that takes."""
    met, used = set[object](), Counter[Point]()
    cells = [Cell(ROWS[0], point) for point in Point if point is Point.NEVER or point in UNKNOWABLE]
    for row in ROWS:
        news = {row.fault, row.step, (row.flow, row.end), row if row.flow.stops else None}
        if news <= met:
            continue
        met |= news
        # Of a job that is put aside for its kill, the fault would not be seen.
        seen = [point for point in row.passes if point not in UNKNOWABLE]
        point = min(seen, key=lambda each: (used[each], KILLS.index(each)))
        used[point] += 1
        cells.append(Cell(row, point))
    return cells


def handful() -> Iterator[Cell]:
    """Of the plainest job: what is known after a kill, what is not, and what is over."""
    row = next(row for row in ROWS if row.flow is CLIP and row.fault is None)
    return (Cell(row, point) for point in (Point.TAKEN, Point.TICKETED, Point.CHARGED, Point.ENDED))
