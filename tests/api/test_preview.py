"""A preview shows what was asked for, costs nothing, and shows nobody's files to anybody else."""

import hashlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from sqlalchemy import update
from tests.api.world import World
from tests.conftest import in_turns

from sajangpick.domain.asset import AssetKind
from sajangpick.media.frame import U8
from sajangpick.media.still import encode_still, read_photo
from sajangpick.storage import ledger
from sajangpick.storage.tables import AssetRow

pytestmark = pytest.mark.anyio

LOOK: dict[str, Any] = {"template": "minimal", "menu": "새우 파스타", "price": "18000"}
RED = {"width": 300, "height": 400, "colors": [["#c83c28"] * 3] * 4}
DOCUMENT = {
    "width": 200,
    "height": 100,
    "duration": 1,
    "elements": [
        {"type": "image", "source": "photo", "width": "50%", "x": "25%"},
        {"type": "text", "text": "안녕", "font_size": 30, "x": "75%", "time": 0.5},
    ],
}
STILL = {"photo": {"kind": "still", "width": 800, "height": 600}}


def opened(answer: bytes) -> U8:
    return read_photo(answer)


async def test_an_order_becomes_a_display_list(world: World) -> None:
    owner = await world.join("owner")
    answer = await owner.ask("POST", "/api/preview", json={**LOOK, "photo": RED})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["display"]["version"], body["display"]["width"], body["display"]["height"]) == (1, 1080, 1920)
    assert list(body["display"]["sources"]) == ["clip"]
    assert body["clip"]["aim"]["diameter"] > 0
    assert len(body["clip"]["poses"]) > 2
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 20_000
    assert answer.headers["cache-control"].startswith("private")


async def test_a_stranger_sees_the_own_dish_but_nobodys_files(world: World) -> None:
    owner, stranger = await world.join("owner"), world.stranger()
    shown = await stranger.ask("POST", "/api/preview", json={**LOOK, "photo": RED})
    assert shown.json() == (await owner.ask("POST", "/api/preview", json={**LOOK, "photo": RED})).json()
    asset = await world.asset(owner)
    for body in ({**LOOK, "photoId": asset.id}, {**LOOK, "shop": {"logoId": asset.id}}, {"document": DOCUMENT}):
        assert (await stranger.ask("POST", "/api/preview", json=body)).status_code == 401


async def test_the_same_question_has_the_same_answer(world: World) -> None:
    owner = await world.join("owner")
    first, second = [await owner.ask("POST", "/api/preview", json=LOOK) for _ in range(2)]
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]


async def test_a_lower_rate_makes_a_shorter_list(world: World) -> None:
    owner = await world.join("owner")
    answer = await owner.ask("POST", "/api/preview", json=LOOK, params={"frameRate": 10})
    assert answer.json()["display"]["frameRate"] == 10


async def test_a_frame_is_a_small_picture_with_the_photo_s_colours(world: World) -> None:
    owner = await world.join("owner")
    answer = await owner.ask("POST", "/api/preview/frame", json={**LOOK, "photo": RED}, params={"at": 4, "width": 270})
    assert answer.headers["content-type"] == "image/jpeg"
    picture = opened(answer.content)
    assert picture.shape == (480, 270, 3)
    assert np.abs(picture[250, 150].astype(int) - (40, 60, 200)).max() < 12


async def test_a_photo_that_was_sent_is_in_the_frame(world: World, tmp_path: Path) -> None:
    owner = await world.join("owner")
    photo: U8 = np.full((480, 360, 3), (60, 60, 60), np.uint8)
    cv2.circle(photo, (180, 240), 120, (40, 200, 60), -1)
    file = tmp_path / "photo.jpg"
    file.write_bytes(encode_still(photo, "jpeg"))
    asset = await world.asset(owner)
    await stored(world, asset.id, file)
    answer = await owner.ask(
        "POST", "/api/preview/frame", json={**LOOK, "photoId": asset.id}, params={"at": 4, "width": 270}
    )
    assert answer.status_code == 200, answer.text
    blue, green, red = opened(answer.content)[260, 150].astype(int)
    assert green > red + 40
    assert green > blue + 40


async def test_nobody_s_photo_is_shown_to_another(world: World) -> None:
    owner, other = await world.join("owner"), await world.join("other")
    asset, logo = await world.asset(owner), await world.asset(owner, AssetKind.LOGO)
    for body in ({"photoId": asset.id}, {"shop": {"logoId": logo.id}}):
        for path in ("/api/preview", "/api/preview/frame"):
            assert (await other.ask("POST", path, json={**LOOK, **body})).status_code == 404
    mistaken = await owner.ask("POST", "/api/preview", json={**LOOK, "photoId": logo.id})
    assert mistaken.status_code == 404


async def test_the_shop_is_the_kit_s_but_for_what_is_written(world: World) -> None:
    owner = await world.join("owner")
    await owner.ask("PUT", "/api/shop", json={"name": "고향집", "phone": "02-123-4567"})
    by_kit = (await owner.ask("POST", "/api/preview", json=LOOK)).json()["display"]
    by_hand = (await owner.ask("POST", "/api/preview", json={**LOOK, "shop": {"name": "고향집"}})).json()["display"]
    other = (await owner.ask("POST", "/api/preview", json={**LOOK, "shop": {"name": "타향집"}})).json()["display"]
    assert by_kit == by_hand
    assert by_kit["glyphs"] != other["glyphs"]


async def test_a_document_is_previewed_with_declared_sources(world: World) -> None:
    owner = await world.join("owner")
    body = {"document": DOCUMENT, "sources": STILL}
    shown = (await owner.ask("POST", "/api/preview", json=body)).json()
    assert shown["clip"] is None
    assert shown["display"]["sources"] == {"photo": {"kind": "still", "width": 800.0, "height": 600.0}}
    changed = {**body, "modifications": {"elements[1].text": "반가워요"}}
    assert (await owner.ask("POST", "/api/preview", json=changed)).status_code == 200
    answer = await owner.ask("POST", "/api/preview/frame", json=body, params={"at": 0, "width": 120})
    assert opened(answer.content).shape == (60, 120, 3)
    assert np.abs(opened(answer.content)[30, 30].astype(int) - 128).max() < 6


@in_turns(
    ("body", "code"),
    [
        ({**LOOK, "price": "무료"}, "bad_input"),
        ({**LOOK, "template": "unheard"}, "bad_input"),
        ({**LOOK, "menu": "가나다라마바사 " * 9}, "text_does_not_fit"),
        ({**LOOK, "photo": {**RED, "colors": [["#000000"], ["#000000", "#000000"]]}}, "bad_input"),
        ({**LOOK, "photo": {**RED, "colors": [["red"]]}}, "invalid_request"),
        ({**LOOK, "document": DOCUMENT}, "invalid_request"),
        ({"document": DOCUMENT}, "source_missing"),
        ({"document": {**DOCUMENT, "elements": [{"type": "image", "source": "/etc/hostname"}]}}, "source_missing"),
        ({"document": {"elements": [{"type": "shape", "x": "far"}]}}, "script_error"),
    ],
)
@pytest.mark.parametrize("path", ["/api/preview", "/api/preview/frame"])
async def test_what_cannot_be_shown_is_said_in_a_sentence(
    world: World, path: str, body: dict[str, Any], code: str
) -> None:
    owner = await world.join("owner")
    answer = await owner.ask("POST", path, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["detail"]


async def test_a_moment_that_is_not_in_it_is_refused(world: World) -> None:
    owner = await world.join("owner")
    answer = await owner.ask("POST", "/api/preview/frame", json=LOOK, params={"at": 60})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")


async def test_what_lasts_too_long_for_a_list_is_refused(world: World) -> None:
    owner = await world.join("owner")
    body = {"document": {**DOCUMENT, "duration": 600}, "sources": STILL}
    answer = await owner.ask("POST", "/api/preview", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")
    assert "frame rate" in answer.json()["hint"]


async def test_a_preview_costs_nothing(world: World) -> None:
    owner = await world.join("owner")
    before = await world.account(owner)
    await owner.ask("POST", "/api/preview", json=LOOK)
    await owner.ask("POST", "/api/preview/frame", json=LOOK, params={"width": 108})
    assert (await world.account(owner)).balance == before.balance
    async with world.here.database.reading() as session:
        assert not await ledger.broken(session)


async def stored(world: World, asset_id: str, file: Path) -> None:
    """Let the bytes of an asset be those of a file."""
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    await world.here.objects.keep(file, sha256)
    async with world.here.database.writing() as session:
        await session.execute(update(AssetRow).where(AssetRow.id == asset_id).values(sha256=sha256))
