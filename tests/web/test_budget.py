"""What the first visit costs a phone: bytes over the wire, code, and a page that does not move under the thumb."""

import pytest
from tests.docs.operating import Owner
from tests.web.conftest import Visit
from tests.web.looking import settle
from tests.web.wire import devtools_of, slow_down, watch_wire

MOST_VISIT_BYTES, MOST_SCRIPT_BYTES = 350_000, 60_000
MOST_SHIFT = 0.02
"""Of the layout shift score, whose worst is 1; what a person did within the last half second does not count."""

WATCH_SHIFTS = """
globalThis.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput, sources } of list.getEntries()) {
    if (!hadRecentInput) shifts.push([value, sources.map(({ node }) => node?.outerHTML?.slice(0, 90))]);
  }
}).observe({ type: 'layout-shift', buffered: true });
"""


@pytest.mark.parametrize("is_known", [False, True], ids=["stranger", "owner"])
def test_the_first_visit_is_light(visit: Visit, owner: Owner, is_known: bool) -> None:
    page = visit(owner=owner if is_known else None).page
    wire = watch_wire(devtools_of(page))
    page.goto("/")
    settle(page)
    scripts = {address: count for address, count in wire.items() if address.endswith(".js")}
    assert scripts
    assert sum(wire.values()) <= MOST_VISIT_BYTES, wire
    assert sum(scripts.values()) <= MOST_SCRIPT_BYTES, scripts


@pytest.mark.parametrize("path", ["/", "/shorts", "/me", "/studio"])
def test_nothing_moves_while_a_page_comes(visit: Visit, owner: Owner, path: str) -> None:
    page = visit(owner=owner, reduced_motion="no-preference").page
    page.add_init_script(WATCH_SHIFTS)
    # What comes late is seen to come late.
    slow_down(devtools_of(page))
    page.goto(path)
    settle(page)
    shifts = page.evaluate("shifts")
    assert sum(value for value, _ in shifts) < MOST_SHIFT, shifts
