"""The first page as a phone on a slow line meets it: when something is seen, how much comes, how much of it is code.

A real browser with the viewport of a phone, nothing kept from before, 1.6 Mbit/s with 150 ms a round trip, and a
processor four times slower than this one; the service answers on this machine. The median of seven visits.

Run: python -m benchmarks.bench_page [--visits 7] [--json]
"""

import argparse
import json
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser
from tests.browser import browser
from tests.web.looking import settle
from tests.web.wire import devtools_of, slow_down, watch_wire
from tests.web.world import Service, build_page, serving, visitor

SLOWER = 4
PAINTS = """
globalThis.paints = {};
new PerformanceObserver((list) => {
  for (const { name, startTime } of list.getEntries()) paints[name] = startTime;
}).observe({ type: 'paint', buffered: true });
new PerformanceObserver((list) => {
  for (const { startTime } of list.getEntries()) paints.largest = startTime;
}).observe({ type: 'largest-contentful-paint', buffered: true });
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--visits", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    build_page()
    with tempfile.TemporaryDirectory() as home, serving(Path(home)) as service, browser() as opened:
        visit(opened, service)
        visits = [visit(opened, service) for _ in range(arguments.visits)]
    figures = {name: statistics.median(each[name] for each in visits) for name in visits[0]}
    if arguments.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:28} {value:10,.0f}")


def visit(opened: Browser, service: Service) -> dict[str, float]:
    """Milliseconds and bytes of one first visit."""
    phone = visitor(opened, service)
    page = phone.page
    devtools = devtools_of(page)
    wire = watch_wire(devtools)
    slow_down(devtools)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(PAINTS)
    page.goto("/")
    settle(page)
    paints = page.evaluate("paints")
    phone.context.close()
    return {
        "first paint, ms": paints["first-contentful-paint"],
        "largest paint, ms": paints["largest"],
        "over the wire, bytes": sum(wire.values()),
        "code, bytes": sum(count for address, count in wire.items() if address.endswith(".js")),
    }


if __name__ == "__main__":
    main()
