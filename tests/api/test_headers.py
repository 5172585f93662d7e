"""What browsers may load for a page: our own, and files from the bucket that links lead to."""

import httpx
import pytest
from tests.api.world import BASE

from sajangpick.app import create_app
from sajangpick.settings import Settings
from sajangpick.storage.objects import bucket_origin

pytestmark = pytest.mark.anyio

AMAZON = "https://s3.ap-northeast-2.amazonaws.com"


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ({}, None),
        ({"storage_url": "/srv/files"}, None),
        ({"storage_url": "s3://shorts/prefix", "s3_region": "ap-northeast-2"}, AMAZON),
        ({"storage_url": "s3://shorts", "s3_endpoint": "http://minio:9000/"}, "http://minio:9000"),
        (
            {
                "storage_url": "s3://shorts",
                "s3_endpoint": "http://minio:9000",
                "s3_public_endpoint": "https://files.example.com/s3",
            },
            "https://files.example.com",
        ),
    ],
)
async def test_files_may_come_from_where_their_links_lead_and_scripts_from_us_alone(
    given: dict[str, str], origin: str | None
) -> None:
    settings = Settings.model_validate(given)
    assert bucket_origin(settings) == origin
    app = create_app(settings, work=False)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as client:
        policy = (await client.get("/healthz")).headers["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    files = [origin] if origin else []
    assert rules["default-src"] == "'self'"
    assert "script-src" not in rules
    assert rules["worker-src"].split() == ["'self'", "blob:"]
    assert rules["img-src"].split() == ["'self'", "data:", "blob:", *files]
    assert rules["media-src"].split() == ["'self'", "data:", "blob:", *files]
    assert rules["connect-src"].split() == ["'self'", "blob:", *files]
