"""Webhooks of vendors: what is signed and of this moment wakes the job it is about, once; all else changes nothing."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, select, text
from standardwebhooks import Webhook
from tests.api.world import World, opened

from sajangpick.api.body_limit import MOST_BYTES
from sajangpick.api.signed import WINDOW
from sajangpick.domain.json import JsonObject
from sajangpick.jobs.backing import backing_url
from sajangpick.jobs.dispatch import Dispatch
from sajangpick.settings import Settings
from sajangpick.storage import claims
from sajangpick.storage.tables import HeardRow
from sajangpick.telemetry.metrics import REGISTRY

pytestmark = pytest.mark.anyio

SECRETS = {name: f"whsec_{name * 8}" for name in ("sora", "open", "gemi", "frgd")}
TOKEN = "3kQ-long-and-random"
MARGIN = timedelta(seconds=30)
SIGNED = [
    ("sora2", "sora", "openai_videos:sora-2", "video.completed"),
    ("sora2", "sora", "openai_videos:sora-2", "video.failed"),
    ("openai", "open", "openai_videos:sora-2-pro", "video.completed"),
    ("openai", "open", "openai:picture", "video.completed"),
    ("gemini", "gemi", "gemini:omni", "interaction.completed"),
    ("gemini", "gemi", "gemini:omni", "interaction.failed"),
    ("gemini", "gemi", "gemini:omni", "interaction.requires_action"),
    ("gemini", "gemi", "gemini:omni", "video.generated"),
]


@dataclass
class Vendors:
    """A service that knows the secrets, an order of it at a vendor, and whoever tells of it."""

    world: World
    client: httpx.AsyncClient
    key: str = ""

    async def order(self, engine: str, ticket: str) -> str:
        """An order that a vendor took; nobody works on it, but whoever will can be left a message."""
        owner = await self.world.join(f"owner-{ticket}".lower())
        self.key = (await self.world.short(owner)).job_id
        await self.world.here.jobs.wake(self.key)
        async with self.world.here.database.writing() as session:
            await claims.stake(session, self.key, engine=engine, now=datetime.now(UTC))
            await claims.settle(session, self.key, ticket=ticket)
        return self.key

    async def tell(
        self,
        name: str,
        body: JsonObject | bytes,
        *,
        secret: str,
        message_id: str = "wh_1",
        ago: timedelta = timedelta(),
        **headers: str,
    ) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        signed = signature(secret, content, message_id=message_id, ago=ago)
        return await self.client.post(f"/webhooks/{name}", content=content, headers={**signed, **headers})

    async def woken(self) -> int:
        """How often somebody was woken."""
        database = self.world.here.database
        table = "notifications" if database.is_sqlite else "dbos.notifications"

        def count() -> int:
            engine = create_engine(backing_url(database))
            with engine.connect() as connection:
                wanted = text(f"SELECT count(*) FROM {table} WHERE topic = 'hook' AND destination_uuid = :key")
                found = int(connection.scalar(wanted, {"key": self.key}) or 0)
            engine.dispose()
            return found

        return await asyncio.to_thread(count)

    async def marks(self) -> list[tuple[str, str]]:
        async with self.world.here.database.reading() as session:
            rows = (await session.scalars(select(HeardRow))).all()
        return [(row.vendor, row.message_id) for row in rows]


def signature(secret: str, content: bytes, *, message_id: str, ago: timedelta = timedelta()) -> dict[str, str]:
    sent = datetime.now(UTC) - ago
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(sent.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, sent, content.decode(errors="replace")),
    }


def event(type: str = "video.completed", ticket: str = "video_1") -> JsonObject:
    return {"object": "event", "id": "evt_1", "type": type, "created_at": 1_795_000_000, "data": {"id": ticket}}


def counted(sender: str, outcome: str) -> float:
    return REGISTRY.get_sample_value("sajangpick_webhooks_total", {"sender": sender, "outcome": outcome}) or 0.0


@pytest.fixture
async def vendors(roomy_settings: Settings) -> AsyncGenerator[Vendors]:
    known = roomy_settings.model_copy(
        update={
            "openai_videos_webhook_secret": SecretStr(SECRETS["sora"]),
            "openai_webhook_secret": SecretStr(SECRETS["open"]),
            "gemini_webhook_secret": SecretStr(SECRETS["gemi"]),
            "creatomate_webhook_token": SecretStr(TOKEN),
        }
    )
    async with opened(known) as world:
        yield Vendors(world, world.stranger().client)


@pytest.mark.parametrize(("name", "secret", "engine", "type"), SIGNED, ids=[f"{s[0]} {s[3]}" for s in SIGNED])
async def test_news_of_a_vendor_wakes_the_job(vendors: Vendors, name: str, secret: str, engine: str, type: str) -> None:
    await vendors.order(engine, "video_1")
    before = counted(name, "woken")
    answer = await vendors.tell(name, event(type), secret=SECRETS[secret])
    assert (answer.status_code, answer.content) == (202, b"")
    assert await vendors.woken() == 1
    assert await vendors.marks() == [(engine.partition(":")[0], "wh_1")]
    assert counted(name, "woken") == before + 1


async def test_a_message_that_comes_again_wakes_nobody_again(vendors: Vendors) -> None:
    await vendors.order("openai_videos:sora-2", "video_1")
    for _ in range(3):
        answer = await vendors.tell("sora2", event(), secret=SECRETS["sora"])
        assert answer.status_code == 202
    # Signed anew, as a vendor does that tries again, or told at the other address of the same vendor.
    await vendors.tell("sora2", event(), secret=SECRETS["sora"], ago=timedelta(seconds=90))
    await vendors.tell("openai", event(), secret=SECRETS["open"])
    assert await vendors.woken() == 1
    await vendors.tell("sora2", event(), secret=SECRETS["sora"], message_id="wh_2")
    assert await vendors.woken() == 2


async def test_the_same_message_many_times_at_once_wakes_once(vendors: Vendors) -> None:
    await vendors.order("openai_videos:sora-2", "video_1")
    repeated, woken = counted("sora2", "repeated"), counted("sora2", "woken")
    answers = await asyncio.gather(*(vendors.tell("sora2", event(), secret=SECRETS["sora"]) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {202}
    assert await vendors.woken() == 1
    assert (counted("sora2", "woken"), counted("sora2", "repeated")) == (woken + 1, repeated + 7)


async def test_the_end_may_be_told_before_the_beginning(vendors: Vendors) -> None:
    await vendors.order("openai_videos:sora-2", "video_1")
    for number, type in enumerate(("video.completed", "video.in_progress", "video.queued", "video.failed")):
        answer = await vendors.tell("sora2", event(type), secret=SECRETS["sora"], message_id=f"wh_{number}")
        assert answer.status_code == 202
    # Both ends are looked into, and what the vendor then says counts.
    assert await vendors.woken() == 2


@pytest.mark.parametrize(
    ("name", "secret", "ticket"),
    [("sora2", "sora", "video_2"), ("gemini", "gemi", "video_1")],
    ids=["another ticket", "another vendor's ticket"],
)
async def test_what_is_none_of_ours_is_ignored(vendors: Vendors, name: str, secret: str, ticket: str) -> None:
    await vendors.order("openai_videos:sora-2", "video_1")
    before = counted(name, "unknown")
    type = "video.generated" if name == "gemini" else "video.completed"
    answer = await vendors.tell(name, event(type, ticket), secret=SECRETS[secret])
    assert answer.status_code == 202
    assert (await vendors.woken(), await vendors.marks()) == (0, [])
    assert counted(name, "unknown") == before + 1


async def test_an_order_whose_workflow_is_gone_is_ignored(vendors: Vendors) -> None:
    async with vendors.world.here.database.writing() as session:
        await claims.stake(session, "long-gone", engine="openai_videos:sora-2", now=datetime.now(UTC))
        await claims.settle(session, "long-gone", ticket="video_1")
    assert (await vendors.tell("sora2", event(), secret=SECRETS["sora"])).status_code == 202
    assert await vendors.marks() == []


async def test_types_that_say_nothing_of_an_end_are_ignored_whatever_is_in_them(vendors: Vendors) -> None:
    await vendors.order("openai_videos:sora-2", "video_1")
    for body in (event("video.created"), event("response.completed"), {"type": "ping"}, {"type": "", "data": [1]}):
        assert (await vendors.tell("sora2", body, secret=SECRETS["sora"])).status_code == 202
    assert await vendors.woken() == 0


@pytest.mark.parametrize("ago", [WINDOW + MARGIN, -WINDOW - MARGIN], ids=["old", "ahead"])
async def test_a_message_of_another_time_is_refused(vendors: Vendors, ago: timedelta) -> None:
    await vendors.order("openai_videos:sora-2", "video_1")
    answer = await vendors.tell("sora2", event(), secret=SECRETS["sora"], ago=ago)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (401, "bad_signature")
    assert "5 minutes" in problem["detail"]
    assert await vendors.woken() == 0


@pytest.mark.parametrize("ago", [WINDOW - MARGIN, MARGIN - WINDOW], ids=["late", "early"])
async def test_a_message_within_the_window_is_heard(vendors: Vendors, ago: timedelta) -> None:
    await vendors.order("openai_videos:sora-2", "video_1")
    assert (await vendors.tell("sora2", event(), secret=SECRETS["sora"], ago=ago)).status_code == 202
    assert await vendors.woken() == 1


async def test_a_forger_is_refused_and_does_not_keep_the_true_message_out(vendors: Vendors) -> None:
    await vendors.order("openai_videos:sora-2", "video_1")
    refused = counted("sora2", "refused")
    for secret in ("frgd", "open", "gemi"):
        answer = await vendors.tell("sora2", event("video.failed"), secret=SECRETS[secret])
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert (await vendors.woken(), counted("sora2", "refused")) == (0, refused + 3)
    assert (await vendors.tell("sora2", event(), secret=SECRETS["sora"])).status_code == 202
    assert await vendors.woken() == 1


async def test_a_true_signature_of_something_else_is_refused(vendors: Vendors) -> None:
    await vendors.order("openai_videos:sora-2", "video_1")
    true = signature(SECRETS["sora"], json.dumps(event()).encode(), message_id="wh_1")
    changed = json.dumps(event("video.failed")).encode()
    for content, more in (
        (changed, {}),
        (json.dumps(event()).encode(), {"webhook-id": "wh_2"}),
        (json.dumps(event()).encode(), {"webhook-timestamp": str(int(true["webhook-timestamp"]) + 1)}),
    ):
        answer = await vendors.client.post("/webhooks/sora2", content=content, headers={**true, **more})
        assert answer.status_code == 401
    assert await vendors.woken() == 0


async def test_one_good_signature_among_several_is_enough(vendors: Vendors) -> None:
    await vendors.order("openai_videos:sora-2", "video_1")
    content = json.dumps(event()).encode()
    good = signature(SECRETS["sora"], content, message_id="wh_1")
    other = signature(SECRETS["frgd"], content, message_id="wh_1")["webhook-signature"]
    several = f"v1a,x v1,=== nonsense {other} {good['webhook-signature']}"
    answer = await vendors.client.post(
        "/webhooks/sora2", content=content, headers={**good, "webhook-signature": several}
    )
    assert answer.status_code == 202
    assert await vendors.woken() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"webhook-id": ""},
        {"webhook-timestamp": ""},
        {"webhook-signature": ""},
        {"webhook-id": "w" * 201},
        {"webhook-id": "wh 1"},
        {"webhook-timestamp": "now"},
        {"webhook-timestamp": "1e9"},
        {"webhook-timestamp": "9" * 30},
        {"webhook-timestamp": "-1"},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v2,abc"},
    ],
    ids=str,
)
async def test_headers_that_are_missing_or_none_are_refused(vendors: Vendors, headers: dict[str, str]) -> None:
    answer = await vendors.tell("sora2", event(), secret=SECRETS["sora"], **headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")
    assert "webhooks-from-vendors" in answer.json()["hint"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"data": {"id": "video_1"}}',
        b'{"type": "video.completed"}',
        b'{"type": "video.completed", "data": {}}',
        b'{"type": "video.completed", "data": {"id": 7}}',
        b'{"type": "video.completed", "data": {"id": "a\\u0000b"}}',
        b'{"type": "video.completed", "data": {"id": "\\ud800"}}',
        b'{"type": "video.completed", "data": {"id": "' + b"v" * 300 + b'"}}',
    ],
    ids=lambda body: body[:60].decode(),
)
async def test_what_is_signed_and_no_event_is_refused(vendors: Vendors, body: bytes) -> None:
    answer = await vendors.tell("sora2", body, secret=SECRETS["sora"])
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


async def test_a_body_that_is_no_text_is_refused(vendors: Vendors) -> None:
    assert (await vendors.tell("sora2", b"\xff\xfe", secret=SECRETS["sora"])).status_code == 401


@pytest.mark.parametrize("name", ["sora2", f"creatomate/{TOKEN}"])
async def test_a_body_over_the_limit_is_refused(vendors: Vendors, name: str) -> None:
    async def pieces() -> AsyncGenerator[bytes]:
        for _ in range(2):
            yield b" " * MOST_BYTES

    announced = await vendors.tell(name, b" " * (MOST_BYTES + 1), secret=SECRETS["sora"])
    streamed = await vendors.client.post(f"/webhooks/{name}", content=pieces())
    assert [each.json()["code"] for each in (announced, streamed)] == ["too_large", "too_large"]


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("sora2", "SAJANGPICK_OPENAI_VIDEOS_WEBHOOK_SECRET"),
        ("openai", "SAJANGPICK_OPENAI_WEBHOOK_SECRET"),
        ("gemini", "SAJANGPICK_GEMINI_WEBHOOK_SECRET"),
    ],
)
async def test_without_a_secret_the_operator_is_told_which_to_set(world: World, name: str, setting: str) -> None:
    answer = await world.stranger().ask("POST", f"/webhooks/{name}", json=event())
    assert (answer.status_code, answer.json()["hint"]) == (404, f"Set {setting}.")


async def test_a_secret_that_is_none_is_the_operators_to_mend(roomy_settings: Settings) -> None:
    wrong = roomy_settings.model_copy(update={"gemini_webhook_secret": SecretStr("whsec_a")})
    async with opened(wrong) as world:
        vendors = Vendors(world, world.stranger().client)
        answer = await vendors.tell("gemini", event(), secret=SECRETS["gemi"])
    assert (answer.status_code, answer.json()["code"]) == (503, "engine_misconfigured")
    assert "whsec_a" not in answer.text


async def test_a_secret_without_the_prefix_is_the_key_itself(roomy_settings: Settings) -> None:
    bare = roomy_settings.model_copy(update={"gemini_webhook_secret": SecretStr("a bare secret")})
    async with opened(bare) as world:
        vendors = Vendors(world, world.stranger().client)
        sent, content = datetime.now(UTC), json.dumps(event()).encode()
        signed = Webhook(b"a bare secret").sign("wh_1", sent, content.decode())
        headers = {"webhook-id": "wh_1", "webhook-timestamp": str(int(sent.timestamp())), "webhook-signature": signed}
        assert (await vendors.client.post("/webhooks/gemini", content=content, headers=headers)).status_code == 202


async def test_if_waking_fails_the_vendors_retry_is_heard(vendors: Vendors, monkeypatch: pytest.MonkeyPatch) -> None:
    await vendors.order("openai_videos:sora-2", "video_1")

    async def broken(*_: Any, **__: Any) -> bool:
        raise ConnectionError("the database is away")

    with monkeypatch.context() as patched:
        patched.setattr(Dispatch, "send", broken)
        with pytest.raises(ConnectionError):
            await vendors.tell("sora2", event(), secret=SECRETS["sora"])
    assert await vendors.marks() == []
    assert (await vendors.tell("sora2", event(), secret=SECRETS["sora"])).status_code == 202
    assert await vendors.woken() == 1


async def test_a_death_between_waking_and_noting_it_wakes_nobody_twice(
    vendors: Vendors, monkeypatch: pytest.MonkeyPatch
) -> None:
    await vendors.order("openai_videos:sora-2", "video_1")

    async def broken(*_: Any, **__: Any) -> bool:
        raise ConnectionError("the database is away")

    with monkeypatch.context() as patched:
        patched.setattr("sajangpick.storage.heard.mark", broken)
        with pytest.raises(ConnectionError):
            await vendors.tell("sora2", event(), secret=SECRETS["sora"])
    assert (await vendors.tell("sora2", event(), secret=SECRETS["sora"])).status_code == 202
    assert await vendors.woken() == 1


@pytest.mark.parametrize("status", ["succeeded", "failed", "cancelled"])
async def test_a_render_wakes_the_job_that_its_metadata_names(vendors: Vendors, status: str) -> None:
    key = await vendors.order("creatomate:render", "a8c1")
    render = {"id": "a8c1", "status": status, "url": "https://elsewhere.example/a.mp4", "metadata": key}
    for _ in range(2):
        answer = await vendors.client.post(f"/webhooks/creatomate/{TOKEN}", json=render)
        assert (answer.status_code, answer.content) == (202, b"")
    assert await vendors.woken() == 1
    assert await vendors.marks() == [("creatomate", f"a8c1:{status}")]


@pytest.mark.parametrize(
    "render",
    [
        {"id": "a8c1", "status": "succeeded", "metadata": "another-job"},
        {"id": "a8c1", "status": "succeeded", "metadata": None},
        {"id": "a8c1", "status": "succeeded"},
        {"id": "a8c2", "status": "succeeded", "metadata": "KEY"},
        {"id": "a8c1", "status": "rendering", "metadata": "KEY"},
    ],
    ids=str,
)
async def test_a_render_that_is_none_of_ours_or_not_over_is_ignored(vendors: Vendors, render: JsonObject) -> None:
    key = await vendors.order("creatomate:render", "a8c1")
    named = {**render, "metadata": key} if render.get("metadata") == "KEY" else render
    assert (await vendors.client.post(f"/webhooks/creatomate/{TOKEN}", json=named)).status_code == 202
    assert (await vendors.woken(), await vendors.marks()) == (0, [])


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"id": 1, "status": "failed"}', b"\xff"], ids=repr)
async def test_what_is_no_render_is_refused(vendors: Vendors, body: bytes) -> None:
    answer = await vendors.client.post(f"/webhooks/creatomate/{TOKEN}", content=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


async def test_with_another_token_there_is_no_such_address(vendors: Vendors, world: World) -> None:
    there_is_none = await vendors.client.post("/webhooks/nobody/else", json={})
    for token in ("wrong", TOKEN[:-1], f"{TOKEN}x", "토큰", "a/b"):
        answer = await vendors.client.post(f"/webhooks/creatomate/{token}", json={})
        assert (answer.status_code, answer.json()) == (404, there_is_none.json())
    # Nor is there with any, where none is set.
    assert (await world.stranger().ask("POST", f"/webhooks/creatomate/{TOKEN}", json={})).json() == there_is_none.json()


async def test_neither_cookies_nor_the_page_of_another_site_matter(vendors: Vendors) -> None:
    await vendors.order("openai_videos:sora-2", "video_1")
    owner = await vendors.world.join("somebody")
    content = json.dumps(event()).encode()
    headers = signature(SECRETS["sora"], content, message_id="wh_1")
    owner.client.headers.pop("X-CSRF-Token")
    answer = await owner.ask(
        "POST", "/webhooks/sora2", content=content, headers={**headers, "origin": "https://elsewhere.example"}
    )
    assert answer.status_code == 202
    page = await owner.ask("GET", "/webhooks/sora2", headers={"accept": "text/html"})
    assert page.status_code == 405


async def test_nothing_secret_is_logged(roomy_settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    known = {"openai_videos_webhook_secret": SecretStr(SECRETS["sora"]), "creatomate_webhook_token": SecretStr(TOKEN)}
    async with opened(roomy_settings.model_copy(update={**known, "log_level": "debug"})) as world:
        vendors = Vendors(world, world.stranger().client)
        for token in (TOKEN, "guessed-token"):
            body = {"id": "a8c1", "status": "failed", "metadata": "k", "error_message": "the owner's own words"}
            await vendors.client.post(f"/webhooks/creatomate/{token}", json=body)
        await vendors.tell("sora2", event(), secret=SECRETS["frgd"])
    logged = capsys.readouterr().out
    assert re.search(r"webhook\.heard .*outcome=unknown .*sender=creatomate", logged)
    assert re.search(r"webhook\.refused .*reason='No signature.*sender=sora2", logged)
    assert "/webhooks/creatomate/***" in logged
    assert not [each for each in (TOKEN, "guessed-token", "own words", *SECRETS.values()) if each in logged]
