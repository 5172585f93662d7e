"""What a browser's canvas shows of display lists, beside what the renderer draws."""

import base64
import json

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page
from tests.renderer.test_cases import DIFFS

from sajangpick.domain.json import JsonObject
from sajangpick.media.frame import U8
from sajangpick.media.still import encode_still, read_still, write_still

FAR_OFF = 48
"""Of 255, in any channel: more is another thing, not another rounding."""

LOAD = "async (address) => { const image = new Image(); image.src = address; await image.decode(); return image; }"


def address(pixels: U8) -> str:
    """A picture as the browser loads it."""
    return f"data:image/png;base64,{base64.b64encode(encode_still(pixels, 'png')).decode()}"


def show_picture(page: Page, name: str, pixels: U8) -> None:
    """Have what is played find a picture under `name`."""
    page.evaluate(
        f"({LOAD})({json.dumps(address(pixels))}).then((image) => {{ pictures[{json.dumps(name)}] = image; }})"
    )


def open_list(page: Page, shown: JsonObject, size: tuple[int, int] | None = None) -> None:
    """Have a list played on a canvas of `size` (width, height), or of its own."""
    width, height = size or (shown["width"], shown["height"])
    page.evaluate(
        f"""(async () => {{
          globalThis.playing = await player.openPlayer({json.dumps(shown)});
          canvas.width = {width};
          canvas.height = {height};
        }})()"""
    )


def play(page: Page, index: int) -> U8:
    """A frame as the browser shows it, premultiplied BGRA."""
    # Twice: what rests is kept when it is wanted again, and must look the same.
    for _ in "12":
        page.evaluate(f"playing.draw(canvas.getContext('2d'), {index}, pictures)")
    told = page.evaluate("canvas.toDataURL('image/png')")
    return read_still(base64.b64decode(str(told).split(",")[1]))


def unlike(expected: U8, shown: U8) -> tuple[float, float]:
    """The mean difference of 255, and the share of pixels that are far off."""
    assert shown.shape == expected.shape
    difference = cv2.absdiff(expected, shown)
    return float(difference.mean()), float((difference.max(axis=2) > FAR_OFF).mean())


def require_alike(expected: U8, shown: U8, name: str, *, most: float, far_off: float) -> None:
    """Fail, and lay both beside each other, unless they differ by at most `most` in the mean, and far off so seldom."""
    mean, found = unlike(expected, shown)
    if mean > most or found > far_off:
        DIFFS.mkdir(exist_ok=True)
        write_still(beside(expected, shown), DIFFS / f"display-{name}.png")
        pytest.fail(f"{mean:.2f} on average, {found:.2%} far off: see display-{name}.png")


def beside(expected: U8, shown: U8) -> U8:
    """Both, and the difference eightfold."""
    loud = cv2.convertScaleAbs(cv2.absdiff(expected, shown), alpha=8)
    loud[..., 3] = 255
    return np.hstack([expected, shown, loud])
