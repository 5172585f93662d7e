"""What operators are given agrees with what there is: metrics, their page, the dashboard and the alerts."""

import json
import re
from typing import Any

import pytest
import yaml
from tests.docs.pages import DOCS, ROOT, blocks, rows

from sajangpick.domain.failure import FAILURES
from sajangpick.telemetry import metrics
from sajangpick.telling.outcome import Verdict

PAGE = DOCS / "how-to" / "observe.md"
DASHBOARD = json.loads((ROOT / "deploy" / "grafana" / "sajangpick.json").read_text(encoding="utf-8"))
ALERTS = yaml.safe_load((ROOT / "deploy" / "prometheus" / "alerts.yaml").read_text(encoding="utf-8"))
RULES: list[dict[str, Any]] = ALERTS["groups"][0]["rules"]
NAME = re.compile(r"\b(?:sajangpick|process)_[a-z_]+")
OWN = {family.name: family for family in metrics.REGISTRY.collect() if family.name.startswith("sajangpick_")}
SUFFIXES = {
    "counter": ("_total",),
    "gauge": ("",),
    "histogram": ("_bucket", "_sum", "_count"),
    "info": ("_info",),
}
READABLE = {name + suffix for name, family in OWN.items() for suffix in SUFFIXES[family.type]}
OTHERS = {"process_resident_memory_bytes", "process_cpu_seconds_total"}
EXPRESSIONS = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
EXPRESSIONS += [rule["expr"] for rule in RULES]


def cells(name: str) -> list[list[str]]:
    """The rows of the page's tables that begin with such a name."""
    found = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows(PAGE)]
    return [row for row in found if row[0].startswith(f"`{name}")]


def test_every_metric_is_on_the_page_as_it_describes_itself() -> None:
    table = {row[0].strip("`"): row[1:] for row in cells("sajangpick_")}
    labels = {name: re.findall(r"[a-z]+", row[0]) for name, row in table.items()}
    assert {name: row[1] for name, row in table.items()} == {name: each.documentation for name, each in OWN.items()}
    for metric in vars(metrics).values():
        if getattr(metric, "_labelnames", None) is not None and metric is not metrics.BUILD:
            assert labels[metric._name] == list(metric._labelnames)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_what_is_asked_for_is_measured(expression: str) -> None:
    asked = set(NAME.findall(expression))
    assert asked <= READABLE | OTHERS
    assert asked or expression.startswith("up{")
    for pattern in re.findall(r'code[!=~]+"([^"]+)"', expression):
        assert set(pattern.split("|")) <= set(FAILURES)
    for outcome in re.findall(r'outcome[!=~]+"([^"]+)"', expression):
        assert outcome in set(Verdict)


def test_every_metric_of_ours_is_in_the_dashboard() -> None:
    shown = {name for expression in EXPRESSIONS for name in NAME.findall(expression)}
    missing = {name for name, family in OWN.items() if not shown & {name + end for end in SUFFIXES[family.type]}}
    assert missing == {"sajangpick_build"}


def test_panels_have_places_of_their_own() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


def test_every_alert_says_what_to_do() -> None:
    table = {row[0].strip("`"): row[1] for row in cells("Sajangpick")}
    assert set(table) == {rule["alert"] for rule in RULES}
    assert all(rule["annotations"]["summary"] and rule["labels"]["severity"] in ("page", "ticket") for rule in RULES)


def test_the_page_shows_a_line_as_it_is_written() -> None:
    (line,) = [json.loads(block.text) for block in blocks(PAGE, "jsonl")]
    assert {"event", "method", "path", "route", "status", "milliseconds", "request_id"} <= set(line)
