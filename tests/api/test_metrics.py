"""What is measured, over HTTP."""

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from tests.api.world import opened

from sajangpick.settings import Settings

pytestmark = pytest.mark.anyio


async def test_the_queue_and_the_requests_are_measured(service_settings: Settings) -> None:
    settings = service_settings.model_copy(update={"metrics_token": SecretStr("scrape")})
    async with opened(settings) as world:
        owner = await world.join("owner")
        await world.short(owner)
        headers = {"authorization": "Bearer scrape"}
        answer = await world.stranger().ask("GET", "/metrics", headers=headers)
        answer.raise_for_status()
    found = {family.name: family for family in text_string_to_metric_families(answer.text)}
    assert [sample.value for sample in found["sajangpick_jobs_waiting"].samples] == [1]
    assert found["sajangpick_job_oldest_wait_seconds"].samples[0].value >= 0
    requests = {sample.labels.get("route") for sample in found["sajangpick_http_requests"].samples}
    assert "/api/sign-up" in requests
