"""An engine that costs is asked once, and nobody asks again who does not know whether it was heard."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.jobs.conftest import Service
from tests.jobs.recipes import PROFILE, Vendor

from sajangpick.domain.job import JobState
from sajangpick.errors import Refused, Unavailable, Unreachable
from sajangpick.pipeline import Engines
from sajangpick.storage import claims, costs

pytestmark = pytest.mark.anyio

REFUSED = ["engine_refused", "engine_misconfigured", "bad_input"]


@pytest.fixture
def forgetful(service: Service) -> Vendor:
    """A vendor that would take an order a second time."""
    service.vendor = replace(service.vendor, profile=PROFILE)
    return service.vendor


async def spent(service: Service) -> int:
    async with service.database.reading() as session:
        return await costs.spent(session, since=datetime.now(UTC) - timedelta(days=1))


async def test_what_a_vendor_costs_is_written_down_once(service: Service, forgetful: Vendor) -> None:
    forgetful.busy_polls = 2
    await service.start()
    job = await service.ended(await service.order())
    assert job.state is JobState.SUCCEEDED
    assert forgetful.asks() == [f"{job.id}.clip"]
    assert await spent(service) == PROFILE.price_won


@pytest.mark.parametrize("code", REFUSED)
async def test_a_sure_refusal_costs_nothing(service: Service, forgetful: Vendor, code: str) -> None:
    forgetful.raises = [code]
    await service.start()
    job = await service.ended(await service.order())
    assert (job.state, job.failure) == (JobState.FAILED, code)
    assert await spent(service) == 0
    await service.again(job.id)
    assert (await service.ended(job)).state is JobState.SUCCEEDED


async def test_a_busy_vendor_is_asked_again(service: Service, forgetful: Vendor) -> None:
    forgetful.raises = ["engine_unavailable"] * 2
    await service.start()
    job = await service.ended(await service.order())
    assert job.state is JobState.SUCCEEDED
    assert len(forgetful.asks()) == 1


async def test_an_ask_without_an_answer_is_put_aside_and_its_credits_stay_held(
    service: Service, forgetful: Vendor
) -> None:
    forgetful.raises = ["needs_review"]
    await service.start()
    before = await service.balance()
    job = await service.ended(await service.order())
    assert (job.state, job.failure) == (JobState.FAILED, "needs_review")
    assert len(forgetful.asks()) == 1
    assert await service.balance() == before - job.credits
    # It may have taken the order, so it may have to be paid.
    assert await spent(service) == PROFILE.price_won
    assert await service.broken() == []


async def test_a_claim_that_a_crash_left_is_never_asked_again(service: Service, forgetful: Vendor) -> None:
    await service.start()
    job = await service.order(wake=False)
    async with service.database.writing() as session:
        await claims.stake(session, f"{job.id}.clip", engine=PROFILE.id, now=datetime.now(UTC))
    await service.running[0].wake(job.id)
    assert (await service.ended(job)).failure == "needs_review"
    assert forgetful.asks() == []


async def test_a_vendor_that_knows_its_keys_is_asked_again_after_a_crash(service: Service) -> None:
    await service.start()
    job = await service.order(wake=False)
    async with service.database.writing() as session:
        await claims.stake(session, f"{job.id}.clip", engine=PROFILE.id, now=datetime.now(UTC))
    await service.running[0].wake(job.id)
    assert (await service.ended(job)).state is JobState.SUCCEEDED
    assert service.vendor.asks() == [f"{job.id}.clip"]


async def test_nobody_is_asked_beyond_the_budget(service: Service, forgetful: Vendor) -> None:
    service.settings = service.settings.model_copy(update={"budget_won_per_day": PROFILE.price_won})
    desk = await service.start()
    first, second = await service.ended(await service.order()), await service.ended(await service.order())
    assert (first.state, second.failure) == (JobState.SUCCEEDED, "budget_reached")
    assert len(forgetful.asks()) == 1
    assert await service.broken() == []
    await desk.cancel(second.id)


async def test_what_the_vendor_says_it_charged_takes_the_place_of_what_was_expected(
    service: Service, forgetful: Vendor
) -> None:
    forgetful.cost_usd = 0.15
    await service.start()
    assert (await service.ended(await service.order())).state is JobState.SUCCEEDED
    assert await spent(service) == math.ceil(0.15 * service.settings.won_per_usd)


async def test_a_refusal_that_is_charged_is_written_down(service: Service, forgetful: Vendor) -> None:
    forgetful.poll_raises = [Refused("Not this one.", cost_usd=0.25)]
    await service.start()
    job = await service.ended(await service.order())
    assert (job.state, job.failure) == (JobState.FAILED, "engine_refused")
    assert await spent(service) == math.ceil(0.25 * service.settings.won_per_usd)


async def test_a_vendor_s_own_failure_that_it_does_not_charge_costs_nothing(
    service: Service, forgetful: Vendor
) -> None:
    forgetful.poll_raises = [Unavailable("It broke.", cost_usd=0.0)]
    await service.start()
    job = await service.ended(await service.order())
    assert (job.state, job.failure) == (JobState.FAILED, "engine_unavailable")
    assert forgetful.poll_raises == []
    assert await spent(service) == 0


async def test_a_vendor_that_cannot_be_reached_still_has_the_work(service: Service, forgetful: Vendor) -> None:
    forgetful.poll_raises = [Unreachable("Gone.", retry_after=0.01)] * 5
    await service.start()
    assert (await service.ended(await service.order())).state is JobState.SUCCEEDED
    assert len(forgetful.asks()) == 1
    assert await spent(service) == PROFILE.price_won


async def test_a_clip_is_reserved_by_its_seconds(service: Service, forgetful: Vendor) -> None:
    forgetful.profile = replace(PROFILE, price_won=0, won_per_second=72.5, seconds=(2.0, 3.0))
    await service.start()
    assert (await service.ended(await service.order())).state is JobState.SUCCEEDED
    # The recipe of the tests wishes for one second; two is the shortest there is.
    assert await spent(service) == 145


async def test_a_plan_that_lies_on_another_machine_is_made_anew(service: Service) -> None:
    desk = await service.start(engines=Engines())
    job = await service.order(wake=False)
    async with service.database.writing() as session:
        await claims.stake(session, f"{job.id}.clip", engine="local:motion", now=datetime.now(UTC))
        await claims.settle(session, f"{job.id}.clip", ticket="/nowhere/clip.clip.json")
    await desk.wake(job.id)
    # The recipe of the tests knows no plans, so it breaks; but it was reached.
    assert (await service.ended(job)).failure == "internal"
    assert service.done("toil")
