"""Every reason for which a job fails, and every code that the API answers, stands on its page."""

import ast
import re
from pathlib import Path

from tests.docs.pages import DOCS, rows

import sajangpick
from sajangpick.api.problem import INVALID, KINDS, MALFORMED
from sajangpick.domain.failure import FAILURES, NextStep

PAGE = DOCS / "how-to" / "errors.md"
SOURCE = Path(sajangpick.__file__).parent
# Said where a status is not that of a class of errors.
STATUS = {"Conflict": 409, "Unavailable": 503}
ROW = r"^\| (\d{3}) \| `(\w+)` \|"


def test_every_reason_of_a_failed_job_stands_as_it_is() -> None:
    expected = {
        f"| `{each.code}` | {each.english} | {each.next_step} | {'back' if each.credit_returned else 'held'} |"
        for each in FAILURES.values()
    }
    assert expected <= set(rows(PAGE))
    text = PAGE.read_text(encoding="utf-8")
    assert [step for step in NextStep if f"`{step}`" not in text] == []


def test_every_code_of_the_api_stands_with_its_status() -> None:
    kinds = {(kind.status, kind.code) for kind in (*KINDS.values(), INVALID, MALFORMED)} | {(405, "method_not_allowed")}
    codes = kinds | written()
    documented = {(int(status), code) for status, code in re.findall(ROW, "\n".join(rows(PAGE)), re.MULTILINE)}
    assert {(409, "idempotency_mismatch"), (416, "range_not_satisfiable"), (503, "budget_reached")} <= codes
    assert documented == codes


def test_every_rule_for_photos_stands_there() -> None:
    text = PAGE.read_text(encoding="utf-8")
    refusing = {
        call.args[0].value
        for call in calls(SOURCE / "inspection" / "photo.py")
        if name_of(call) == "Advice"
        and any(each.arg == "refused" for each in call.keywords)
        and isinstance(call.args[0], ast.Constant)
    }
    assert refusing
    assert {rule for rule in refusing if f"`{rule}`" not in text} == set()


def written() -> set[tuple[int, str]]:
    """Codes that are written where the error is raised: Conflict(…, code="…"), Kind(416, "…", "…")."""
    found: set[tuple[int, str]] = set()
    for module in SOURCE.rglob("*.py"):
        for call in calls(module):
            match name_of(call), call.args, [each.value for each in call.keywords if each.arg == "code"]:
                case ("Conflict" | "Unavailable") as error, _, [ast.Constant(value=str(code))]:
                    found.add((STATUS[error], code))
                case "Kind", [ast.Constant(value=int(status)), ast.Constant(value=str(code)), *_], _:
                    found.add((status, code))
                case _:
                    pass
    return found


def calls(module: Path) -> list[ast.Call]:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def name_of(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
