"""What was ordered, in the names of the API, whichever version kept it."""

from typing import Any

import pytest
from sqlalchemy import update
from tests.api.world import Person, World

from sajangpick.domain.json import JsonObject
from sajangpick.domain.request import ShortRequest
from sajangpick.domain.short import Short
from sajangpick.storage.tables import JobRow, ShortRow

pytestmark = pytest.mark.anyio

NO_SHOP = {"name": "", "address": "", "phone": "", "hours": "", "logoId": None}


async def kept(world: World, short: Short, request: JsonObject) -> None:
    """Have it that this was ordered."""
    async with world.here.database.writing() as session:
        for row, own in ((ShortRow, ShortRow.id == short.id), (JobRow, JobRow.id == short.job_id)):
            await session.execute(update(row).where(own).values(request=request))


async def shown(world: World, short: Short, admin: Person, owner: Person) -> Any:
    """What everybody is told of the order, which is the same."""
    read = (await owner.ask("GET", f"/api/shorts/{short.id}")).json()["request"]
    (listed,) = (await owner.ask("GET", "/api/shorts")).json()["items"]
    job = (await admin.ask("GET", f"/api/admin/jobs/{short.job_id}")).json()
    assert listed["request"] == job["request"] == read
    return read


async def test_an_order_is_answered_in_the_api_s_own_names(world: World) -> None:
    admin, owner = await world.join("admin"), await world.join("owner")
    short = await world.short(owner)
    photo_id = str(short.request["photo_id"])
    assert await shown(world, short, admin, owner) == {
        "photoId": photo_id,
        "menu": "새우 파스타",
        "price": "18000",
        "template": "signature",
        "music": "auto",
        "musicId": None,
        "steam": "auto",
        "seconds": None,
        "seed": 0,
        "words": {},
        "shop": NO_SHOP,
        "clipEngine": None,
        "renderEngine": None,
    }


async def test_an_order_of_another_version_is_shown_as_far_as_it_is_known(world: World) -> None:
    admin, owner = await world.join("admin"), await world.join("owner")
    short = await world.short(owner)
    photo_id = short.request["photo_id"]
    await kept(world, short, {"photo_id": photo_id, "menu": "라테", "price": "4500", "ratio": "1:1", "shop": {"x": 1}})
    request = await shown(world, short, admin, owner)
    assert (request["menu"], request["seed"], request["shop"]) == ("라테", 0, NO_SHOP)
    again = await owner.ask("POST", f"/api/shorts/{short.id}/regenerate", json={})
    assert (again.status_code, again.json()["request"]["menu"]) == (201, "라테")


@pytest.mark.parametrize("request_", [{}, {"menu": 3}, {**ShortRequest("p", "m", "1").to_json(), "seed": "often"}])
async def test_an_order_that_cannot_be_understood_hides_nothing_else(world: World, request_: JsonObject) -> None:
    admin, owner = await world.join("admin"), await world.join("owner")
    short = await world.short(owner)
    await kept(world, short, request_)
    assert await shown(world, short, admin, owner) is None
    again = await owner.ask("POST", f"/api/shorts/{short.id}/regenerate", json={})
    assert 400 <= again.status_code < 500
