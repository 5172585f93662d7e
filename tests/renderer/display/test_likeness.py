"""What a real browser's canvas shows of a display list is what the renderer draws: every case.

A frame that differs is laid beside the renderer's, with the difference, in `tests/diffs/`.
"""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.renderer.display.playing import LOAD, address, open_list, play, require_alike, show_picture
from tests.renderer.test_cases import DOCUMENTS, PHOTOS, video

from sajangpick.media.still import read_still
from sajangpick.renderer import FileWorld, display_list, frame

# Of 255. Canvas and OpenCV reduce a photo differently, which a filter may double; letters differ along their edges.
MOST, MOST_FAR_OFF = 2.0, 0.01
VIDEO_FRAMES = 60


@pytest.fixture(scope="module")
def sources(page: Page) -> None:
    moving = video()
    frames = [moving.frame(Fraction(2 * index + 1, 60)).to_bgr() for index in range(VIDEO_FRAMES)]
    show_picture(page, "espresso.jpg", read_still(PHOTOS / "espresso.jpg"))
    page.evaluate(
        f"""(async () => {{
          const images = await Promise.all({json.dumps([address(pixels) for pixels in frames])}.map({LOAD}));
          const at = (seconds) => images[Math.min(images.length - 1, Math.floor(seconds * 30))];
          pictures.video = (context, box, seconds) => context.drawImage(at(seconds), ...box);
        }})()"""
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_case_looks_as_it_is_rendered(page: Page, sources: None, document: Path) -> None:
    world = FileWorld(PHOTOS, sources={"video": video()})
    shown = display_list(document, world=world)
    count, rate = shown["frameCount"], Fraction(str(shown["frameRate"]))
    open_list(page, shown)
    for index in sorted({0, count // 3, count // 2, min(count - 1, int(shown["snapshotTime"] * rate))}):
        expected = frame(document, index / rate, world=world)
        require_alike(expected, play(page, index), f"{document.stem}-{index}", most=MOST, far_off=MOST_FAR_OFF)
