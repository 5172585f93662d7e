"""A short's request comes back as it was kept."""

import json

from sajangpick.domain.request import ShopFacts, ShortRequest


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


def test_a_request_names_every_file_it_needs_once() -> None:
    request = ShortRequest(photo_id="p", menu="라테", price="4500", music_id="m", shop=ShopFacts(logo_id="p"))
    assert request.asset_ids == ("p", "m")
