"""The brand kit is kept as written, and takes no logo of somebody else's."""

import pytest
from tests.api.world import World

from sajangpick.domain.asset import AssetKind

pytestmark = pytest.mark.anyio


async def test_a_kit_is_empty_until_it_is_written_and_then_as_written(world: World) -> None:
    owner = await world.join("owner")
    empty = {"name": "", "address": "", "phone": "", "hours": "", "color": "", "logoId": None, "updatedAt": None}
    assert (await owner.ask("GET", "/api/shop")).json() == empty
    logo = await world.asset(owner, AssetKind.LOGO)
    kit = {
        "name": "고향집",
        "address": "서울",
        "phone": "02-1",
        "hours": "10-22",
        "color": "#17543a",
        "logoId": logo.id,
    }
    written = (await owner.ask("PUT", "/api/shop", json=kit)).json()
    assert written == {**kit, "updatedAt": written["updatedAt"]}
    assert (await owner.ask("GET", "/api/shop")).json() == written


async def test_a_logo_is_one_s_own_and_a_logo(world: World) -> None:
    owner, other = await world.join("owner"), await world.join("other")
    theirs, photo = await world.asset(other, AssetKind.LOGO), await world.asset(owner)
    for wrong in (theirs, photo):
        answer = await owner.ask("PUT", "/api/shop", json={"logoId": wrong.id})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("color", ["red", "#12", "#1234567", "17543a"])
async def test_a_colour_is_written_in_one_way(world: World, color: str) -> None:
    owner = await world.join("owner")
    answer = await owner.ask("PUT", "/api/shop", json={"color": color})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "body.color")
