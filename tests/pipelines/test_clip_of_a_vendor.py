"""A vendor's clip is used only if the dish stays the dish; else it is asked once more, and then ours makes it."""

import asyncio
from importlib import resources
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from tests.footage import NO_VIDEO, NOTHING, Filming

from sajangpick.domain.creation import ClipWish
from sajangpick.domain.json import JsonObject
from sajangpick.finish.making import CALM, make_clip
from sajangpick.inspection import dish
from sajangpick.media.frame import F32, U8
from sajangpick.pipeline import Direct, Engines
from sajangpick.pipelines import RECIPES
from sajangpick.settings import settings

PHOTO = Path(str(resources.files("sajangpick").joinpath("data/photos/espresso.jpg")))
WISH: JsonObject = {"photo": str(PHOTO), "seconds": 2.0, "size": [216, 384], "prompt": "slow push-in"}
VENDOR, OURS = "vendor:footage", "local:motion"


@pytest.fixture(autouse=True, scope="module")
def _one_mask() -> "object":
    """Ask the network once: every test looks at the same photo."""
    known: list[F32] = []

    def dish_mask(photo: U8) -> F32:
        if not known:
            known.append(real(photo))
        return np.copy(known[0])

    real = dish.dish_mask
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dish, "dish_mask", dish_mask)
        yield


def made(folder: Path, *kinds: str) -> tuple[JsonObject, Filming]:
    vendor = Filming(list(kinds))
    run = Direct(folder, report=lambda *_: None, engines=Engines(vendor))
    return asyncio.run(make_clip(run, WISH)), vendor


def tried(clip: JsonObject) -> list[tuple[object, object]]:
    return [(each["engine"], each["ok"]) for each in cast("list[JsonObject]", clip["tried"])]


def test_a_faithful_clip_is_used(tmp_path: Path) -> None:
    clip, vendor = made(tmp_path, "push")
    assert clip["engine"] == VENDOR
    assert Path(str(clip["file"])) == tmp_path / "footage.mp4"
    assert tried(clip) == [(VENDOR, True)]
    assert list(vendor.prompts.values()) == ["slow push-in"]


def test_a_spoilt_clip_is_ordered_once_more_and_more_calmly(tmp_path: Path) -> None:
    clip, vendor = made(tmp_path, "swapped", "pan")
    assert clip["engine"] == VENDOR
    assert tried(clip) == [(VENDOR, False), (VENDOR, True)]
    assert list(vendor.prompts.values()) == ["slow push-in", f"slow push-in. {CALM}"]
    # Each ask has a key of its own, or a vendor would answer the second with the first.
    assert len(vendor.prompts) == 2
    (first, _) = cast("list[JsonObject]", clip["tried"])
    assert cast(JsonObject, first["why"])["ko"]
    assert cast("dict[str, float]", first["measured"])["structure"] > dish.LIMITS["structure"]


def test_after_two_spoilt_clips_ours_makes_it(tmp_path: Path) -> None:
    clip, vendor = made(tmp_path, "other", "tail")
    assert clip["engine"] == OURS
    assert str(clip["file"]).endswith(".clip.json")
    assert tried(clip) == [(VENDOR, False), (VENDOR, False)]
    assert len(vendor.prompts) == 2


def test_a_vendor_that_will_not_try_again_costs_no_short(tmp_path: Path) -> None:
    clip, vendor = made(tmp_path, "colour", NOTHING)
    assert clip["engine"] == OURS
    assert tried(clip) == [(VENDOR, False), (VENDOR, False)]
    assert len(vendor.prompts) == 1
    assert "다시" in str(cast("list[JsonObject]", clip["tried"])[1]["why"])


def test_what_cannot_be_played_is_a_spoilt_clip(tmp_path: Path) -> None:
    clip, _ = made(tmp_path, NO_VIDEO, "push")
    assert clip["engine"] == VENDOR
    assert tried(clip) == [(VENDOR, False), (VENDOR, True)]


def test_our_own_clip_is_the_photo_and_is_not_compared(tmp_path: Path) -> None:
    run = Direct(tmp_path, report=lambda *_: None)
    clip = asyncio.run(make_clip(run, WISH))
    assert (clip["engine"], clip["tried"]) == (OURS, [])


def test_a_finished_clip_says_who_made_it_and_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAJANGPICK_DATA_DIR", str(tmp_path))
    settings.cache_clear()
    monkeypatch.setattr("sajangpick.domain.creation.SIZES", {"9:16": (216, 384)})
    engines = Engines(Filming(["other", "other"]))
    wish = ClipWish("에스프레소", photo_id=str(PHOTO), seconds=2.0)
    run = Direct(tmp_path, report=lambda *_: None, engines=engines)
    finished = asyncio.run(cast("asyncio.Future[JsonObject]", RECIPES["clip"](run, wish.to_json())))
    clip = cast(JsonObject, finished["clip"])
    assert (clip["engine"], tried(clip)) == (OURS, [(VENDOR, False), (VENDOR, False)])
    assert finished["engines"] == {"clip": OURS}
