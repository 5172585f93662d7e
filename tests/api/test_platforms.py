"""Platforms: one table, of which templates and the page read the same margins."""

import pytest
from tests.api.world import World

from sajangpick.api.platforms import platforms
from sajangpick.domain.platform import FRAME_HEIGHT, FRAME_WIDTH, PLATFORMS
from sajangpick.template.arrange import SAFE

pytestmark = pytest.mark.anyio


async def test_what_is_free_everywhere_is_free_on_each_and_is_where_templates_write(world: World) -> None:
    listed = (await world.stranger().ask("GET", "/api/platforms")).json()
    safe = listed["safe"]
    for platform in listed["items"]:
        free = platform["safe"]
        assert free["left"] <= safe["left"] < safe["right"] <= free["right"]
        assert free["top"] <= safe["top"] < safe["bottom"] <= free["bottom"]
    edges = (SAFE.left / FRAME_WIDTH, SAFE.top / FRAME_HEIGHT, SAFE.right / FRAME_WIDTH, SAFE.bottom / FRAME_HEIGHT)
    assert (safe["left"], safe["top"], safe["right"], safe["bottom"]) == pytest.approx(edges, abs=1e-4)


async def test_every_platform_speaks_both_languages() -> None:
    for platform in platforms().items:
        for sentence in (platform.title, platform.hashtags, platform.label, platform.music, platform.cover):
            assert any("가" <= letter <= "힣" for letter in sentence.ko)
            assert not any("가" <= letter <= "힣" for letter in sentence.en.replace("AI로 제작", ""))


async def test_ids_are_told_apart() -> None:
    assert len({platform.id for platform in PLATFORMS}) == len(PLATFORMS)
