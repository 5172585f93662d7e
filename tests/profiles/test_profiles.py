"""The facts of engines: what their files say, what they cost, and how they end."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from sajangpick.engine import Clip, ClipRequest, Finished, Kind, Mortal, Pending, Profile, State, Ticket
from sajangpick.engines import chain, open_engine
from sajangpick.errors import Misconfigured
from sajangpick.profiles import profile_of, profiles, read_profiles
from sajangpick.settings import Settings

pytestmark = pytest.mark.anyio

TOY = """
[[engine]]
model = "one"
kind = "clip"
title = "Toy One"
usd = 0.01
usd_per_second = 0.05
whole_seconds = [2, 4]
sizes = ["720x1280", "1080x1920", "1280x720"]
requests = 30
requests_seconds = 10
sunset = 2026-12-24
successor = "toy:two"
"""
REQUEST = ClipRequest(Path("photo.jpg"), 3.0, (1080, 1920), "steam", Path())


class Recorder:
    """An engine that takes everything."""

    profile = read_profiles("toy", TOY, 1000.0)[0]

    async def submit(self, request: ClipRequest, *, key: str) -> Ticket:
        return Ticket(self.profile.id, f"{key}:{request.prompt}")

    async def poll(self, ticket: Ticket) -> Pending | Finished[Clip]:
        return Finished(Clip(Path(ticket.id)))

    async def cancel(self, ticket: Ticket) -> None:
        assert ticket.engine == self.profile.id


def test_a_file_is_read_as_it_is_written() -> None:
    (profile,) = read_profiles("toy", TOY, 1000.0)
    assert (profile.id, profile.vendor, profile.model, profile.kind) == ("toy:one", "toy", "one", Kind.CLIP)
    assert (profile.price_won, profile.won_per_second) == (10, 50.0)
    assert (profile.seconds, profile.max_seconds) == ((2.0, 3.0, 4.0), 4.0)
    assert profile.pace
    assert (profile.pace.requests, profile.pace.seconds) == (30, 10)


@pytest.mark.parametrize(("asked", "made", "won"), [(1, 2, 110), (2.5, 3, 160), (3, 3, 160), (9, 4, 210)])
def test_a_clip_is_as_long_as_the_vendor_makes_it(asked: float, made: float, won: int) -> None:
    profile = Recorder.profile
    assert (profile.seconds_for(asked), profile.cost_won(asked)) == (made, won)
    assert Profile("own:any", Kind.CLIP, "Any").seconds_for(asked) == asked


@pytest.mark.parametrize(
    ("asked", "made"),
    [((1080, 1920), (1080, 1920)), ((360, 640), (720, 1280)), ((1920, 1080), (1280, 720)), ((8, 9), (720, 1280))],
)
def test_the_size_is_the_nearest_shape_and_then_the_nearest_area(asked: tuple[int, int], made: tuple[int, int]) -> None:
    assert Recorder.profile.size_for(asked) == made


async def test_an_engine_takes_orders_until_it_ends_and_is_looked_at_after() -> None:
    day = date(2026, 12, 24)
    alive, over = Mortal(Recorder(), lambda: day - timedelta(days=1)), Mortal(Recorder(), lambda: day)
    ticket = await alive.submit(REQUEST, key="k")
    with pytest.raises(Misconfigured, match=r"Toy One ended on 2026-12-24\. Use toy:two instead\."):
        await over.submit(REQUEST, key="k")
    assert isinstance(await over.poll(ticket), Finished)
    await over.cancel(ticket)


@pytest.mark.parametrize(("days", "soon"), [(61, False), (60, True), (0, True), (-5, True)])
def test_sixty_days_before_its_end_an_engine_ends_soon(days: int, soon: bool) -> None:
    today = date(2026, 12, 24) - timedelta(days=days)
    assert Recorder.profile.ends_soon(today) is soon
    assert Recorder.profile.is_over(today) is (days <= 0)
    assert Recorder.profile.state(today) is (State.ENDED if days <= 0 else State.ENDS_SOON if soon else State.READY)


def test_every_engine_is_whole() -> None:
    every = profiles(1450.0)
    ids = [each.id for each in every]
    assert len(ids) == len(set(ids))
    today = date.today()
    for each in every:
        assert each.title
        if each.sunset:
            # Whoever ends names who goes on, and that one does.
            assert each.successor
            assert not profile_of(each.successor).is_over(today)
            assert profile_of(each.successor).kind is each.kind
        if each.home:
            assert each.cost_won(10) == 0
        assert re.fullmatch(r"[^.]+요\.", each.policy), each.id
        assert re.fullmatch(r"[A-Z].+\.", each.policy_en), each.id
        assert each.poll_seconds >= 0
        assert each.cost_won(5) < 10_000


def test_what_runs_at_home_sends_nothing_out() -> None:
    home = [each for each in profiles() if each.home]
    assert {each.vendor for each in home} >= {"local", "automatic1111", "comfyui"}
    assert all(each.policy.endswith("나가지 않아요.") for each in home)
    assert all(each.policy_en.endswith("to another company.") for each in home)
    assert not any("나가지 않아요" in each.policy for each in profiles() if not each.home)


def test_an_engine_may_have_a_policy_of_its_own() -> None:
    text = (
        'home = true\npolicy = "all"\npolicy_en = "All"\n'
        + TOY.replace("[[engine]]", '[[engine]]\npolicy = "own"')
        + TOY
    )
    own, common = read_profiles("toy", text, 1.0)
    assert (own.policy, own.policy_en, own.home) == ("own", "", True)
    assert (common.policy, common.policy_en, common.home) == ("all", "All", True)


def test_prices_follow_the_dollar() -> None:
    assert profile_of("runway:gen4_turbo", 1000.0).cost_won(3) == 150
    assert profile_of("runway:gen4_turbo", 1450.0).cost_won(3) == 218


def test_a_chain_is_read_from_the_settings() -> None:
    wanted = Settings(_env_file=None, clip_engines=" runway:gen4_turbo, local:motion ,")
    assert chain(Kind.CLIP, wanted) == ("runway:gen4_turbo", "local:motion")
    assert chain(Kind.PICTURE, wanted) == ("local:card",)


@pytest.mark.parametrize("listed", ["", "local:card", "runway:nothing", "nobody"])
def test_a_chain_that_makes_nothing_is_refused(listed: str) -> None:
    with pytest.raises(Misconfigured):
        chain(Kind.CLIP, Settings(_env_file=None, clip_engines=listed))


@pytest.mark.parametrize("engine", ["local:director", "local:card", "local:motion"])
def test_ours_need_no_setting(engine: str) -> None:
    assert open_engine(engine, Settings(_env_file=None)).profile.id == engine


@pytest.mark.parametrize("engine", ["local:renderer", "nobody:nothing", "runway:gen4_turbo"])
def test_what_cannot_be_asked_says_so(engine: str) -> None:
    with pytest.raises(Misconfigured):
        open_engine(engine, Settings(_env_file=None))
