"""A short's request comes back as it was kept."""

import json
from dataclasses import replace

import pytest

from sajangpick.domain.request import ShopFacts, ShortRequest
from sajangpick.errors import BadInput


def test_a_request_survives_its_keeping() -> None:
    request = ShortRequest(
        photo_id="p",
        menu="새우 파스타",
        price="20000→18000",
        seconds=7.5,
        words={"cta": "오늘만"},
        shop=ShopFacts("고향집", phone="02-123-4567", logo_id="l"),
    )
    assert ShortRequest.from_json(json.loads(json.dumps(request.to_json()))) == request


def test_what_another_version_kept_is_read_as_far_as_it_is_known() -> None:
    older = ShortRequest.from_json({"photo_id": "p", "menu": "라테", "price": "4500"})
    assert older == ShortRequest("p", "라테", "4500")
    newer = {**older.to_json(), "ratio": "1:1", "shop": {"name": "고향집", "owner": "나"}}
    assert ShortRequest.from_json(newer) == replace(older, shop=ShopFacts("고향집"))


@pytest.mark.parametrize("missing", ["photo_id", "menu", "price"])
def test_what_was_no_short_is_refused(missing: str) -> None:
    stored = ShortRequest("p", "라테", "4500").to_json()
    del stored[missing]
    with pytest.raises(BadInput):
        ShortRequest.from_json(stored)


def test_a_request_names_every_file_it_needs_once() -> None:
    request = ShortRequest(photo_id="p", menu="라테", price="4500", music_id="m", shop=ShopFacts(logo_id="p"))
    assert request.asset_ids == ("p", "m")
