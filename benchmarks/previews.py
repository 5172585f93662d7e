"""How alike the preview and the render are: every template with every order and photo of the tests, at every moment.

The tests measure half of it, pairwise; this is the whole of it, with the same bars. Ends with 1 if one is not kept.

Run: python -m benchmarks.previews [--json]
"""

import argparse
import json
import sys
from statistics import fmean

from tests.browser import browser
from tests.renderer.display.conftest import empty_page
from tests.renderer.display.playing import unlike
from tests.renderer.display.test_previews import EVERY, MOST, MOST_FAR_OFF, rendered_and_played


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    found: dict[str, tuple[float, float]] = {}
    with browser() as opened:
        page = empty_page(opened)
        for case in EVERY:
            for index, expected, shown in rendered_and_played(page, *case):
                found[f"{'-'.join(case)}-{index}"] = unlike(expected, shown)
    means, shares = ([each[part] for each in found.values()] for part in (0, 1))
    figures = {
        "frames": len(found),
        "difference of 255, mean": fmean(means),
        "difference of 255, most": max(means),
        "far off, share, mean": fmean(shares),
        "far off, share, most": max(shares),
        "worst": max(found, key=lambda name: found[name]),
    }
    if arguments.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:24} {value:.5f}" if isinstance(value, float) else f"{name:24} {value}")
    return 1 if max(means) > MOST or max(shares) > MOST_FAR_OFF else 0


if __name__ == "__main__":
    sys.exit(main())
