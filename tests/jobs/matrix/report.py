"""The matrix as text: a row a fault, a column a kill, a letter for how the job ended, and the counts."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from tests.jobs.matrix.cells import Verdict
from tests.jobs.matrix.points import Point
from tests.jobs.matrix.rows import ROWS, End, Row

LEGEND = (
    "M made and captured, F failed and released, R put aside and held, S stopped and released, "
    "! not as it must be, · never comes there"
)
_ENDED = {
    End.MADE: "made and captured",
    End.FAILED: "failed and released",
    End.REVIEW: "put aside and held",
    End.STOPPED: "stopped and released",
}
_NAME_WIDTH, _COLUMN_WIDTH = 25, 3


def table(verdicts: Sequence[Verdict]) -> list[str]:
    """Lines of text: what was not run is blank."""
    found = {(each.cell.row, each.cell.point): each for each in verdicts}
    points = list(Point)
    lines = [f"{number:>2}  {_headed(point)}" for number, point in enumerate(points)]
    rows = [row for row in ROWS if any((row, point) in found for point in points)]
    for flow, those in groupby(rows, key=lambda row: row.flow.name):
        heads = "".join(f"{number:>{_COLUMN_WIDTH}}" for number in range(len(points)))
        lines += ["", f"{flow:{_NAME_WIDTH}}{heads}"]
        for row in those:
            cells = "".join(f"{_letter(row, point, found.get((row, point))):>{_COLUMN_WIDTH}}" for point in points)
            lines.append(f"{row.name:{_NAME_WIDTH}}{cells}".rstrip())
    return [*lines, "", LEGEND]


def counts(verdicts: Sequence[Verdict]) -> str:
    """One line."""
    ends = Counter(each.end for each in verdicts)
    ended = ", ".join(f"{ends[end]} {words}" for end, words in _ENDED.items())
    wrong = sum(bool(each.problems) for each in verdicts)
    return f"{len(verdicts)} jobs, {sum(each.kills for each in verdicts)} kills: {ended}; {wrong} not as they must be"


def _headed(point: Point) -> str:
    return "no kill" if point is Point.NEVER else f"killed: {point}"


def _letter(row: Row, point: Point, verdict: Verdict | None) -> str:
    if verdict is None:
        return "" if point in (Point.NEVER, *row.passes) else "·"
    return "!" if verdict.problems or verdict.end is None else verdict.end
