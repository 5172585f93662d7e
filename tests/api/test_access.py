"""Every route, and who may do what: a table. A route without a row fails.

`other` is an owner who asks for somebody else's things, `owner` asks for its own; the administrator is no exception
where things are owned: it has routes of its own.
"""

import io
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from PIL import Image
from tests.api.test_openapi import OPERATIONS
from tests.api.world import PASSWORD, Person, World

from sajangpick.domain.asset import AssetKind
from sajangpick.domain.delivery import DeliveryState
from sajangpick.domain.identifier import new_id
from sajangpick.domain.job import JobState
from sajangpick.storage import deliveries, listeners
from sajangpick.telling.announce import message_to

NOBODY = "0" * 26
"""An id that was never given."""

Sent = dict[str, Any]
Prepare = Callable[[World, Person], Awaitable[tuple[dict[str, str], Sent]]]


def sending(**sent: Any) -> Prepare:
    """Nothing of anybody's: the same request from everyone."""

    async def prepare(world: World, owner: Person) -> tuple[dict[str, str], Sent]:
        return {}, sent

    return prepare


nothing = sending()
LOOK = {"template": "minimal", "menu": "새우 파스타", "price": "18000"}


def short(state: JobState = JobState.QUEUED, **sent: Any) -> Prepare:
    """A short of the owner's, in a state."""

    async def prepare(world: World, owner: Person) -> tuple[dict[str, str], Sent]:
        made = await world.short(owner, state, credits=1)
        return {"short_id": made.id, "job_id": made.job_id}, sent

    return prepare


async def asset(world: World, owner: Person) -> tuple[dict[str, str], Sent]:
    return {"asset_id": (await world.asset(owner)).id}, {}


async def order(world: World, owner: Person) -> tuple[dict[str, str], Sent]:
    photo = await world.asset(owner)
    return {}, {"json": {"photoId": photo.id, "menu": "새우 파스타", "price": "18000"}}


def picture(state: JobState = JobState.SUCCEEDED, **sent: Any) -> Prepare:
    """A picture of the owner's in the studio."""

    async def prepare(world: World, owner: Person) -> tuple[dict[str, str], Sent]:
        made = await world.picture(owner, state, credits=1)
        return {"creation_id": made.id, "job_id": str(made.job_id)}, sent

    return prepare


async def image(world: World, owner: Person) -> tuple[dict[str, str], Sent]:
    written = await owner.ask("POST", "/api/prompts", json={"idea": "김치찌개"})
    return {}, {"json": {"prompt": written.json()["prompt"], "promptId": written.json()["id"]}}


async def video(world: World, owner: Person) -> tuple[dict[str, str], Sent]:
    return {}, {"json": {"prompt": "김치찌개", "imageId": (await world.picture(owner, JobState.SUCCEEDED)).id}}


async def ordered_video(world: World, owner: Person) -> tuple[dict[str, str], Sent]:
    made = await owner.ask("POST", "/api/videos", json={"prompt": "김치찌개"})
    assert made.status_code == 202, made.text
    return {"job_id": made.json()["jobId"]}, {}


async def kit(world: World, owner: Person) -> tuple[dict[str, str], Sent]:
    logo = await world.asset(owner, AssetKind.LOGO)
    return {}, {"json": {"name": "고향집", "logoId": logo.id}}


async def upload(world: World, owner: Person) -> tuple[dict[str, str], Sent]:
    made = await owner.ask("POST", "/api/uploads", json={"kind": "photo", "name": "국밥.jpg", "length": 3})
    assert made.status_code == 201, made.text
    return {"upload_id": made.json()["id"]}, {}


async def piece(world: World, owner: Person) -> tuple[dict[str, str], Sent]:
    params, _ = await upload(world, owner)
    return params, {
        "content": b"ab",
        "headers": {"upload-offset": "0", "content-type": "application/offset+octet-stream"},
    }


async def token(world: World, owner: Person) -> tuple[dict[str, str], Sent]:
    made = await owner.ask("POST", "/api/tokens", json={"name": "매장", "scopes": ["read"]})
    assert made.status_code == 201, made.text
    return {"token_id": made.json()["id"]}, {}


async def session(world: World, owner: Person) -> tuple[dict[str, str], Sent]:
    again = world.stranger()
    email = (await world.account(owner)).email
    assert (await again.ask("POST", "/api/sign-in", json={"email": email, "password": PASSWORD})).status_code == 200
    found = (await again.ask("GET", "/api/account/sessions")).json()["items"]
    return {"session_id": next(each["id"] for each in found if each["current"])}, {}


async def user(world: World, owner: Person) -> tuple[dict[str, str], Sent]:
    return {"account_id": owner.account_id}, {}


def changing_user(**json: Any) -> Prepare:
    async def prepare(world: World, owner: Person) -> tuple[dict[str, str], Sent]:
        return {"account_id": (await world.join(new_id())).account_id}, {"json": json}

    return prepare


async def webhook_url(world: World, owner: Person) -> tuple[dict[str, str], Sent]:
    return {}, {"json": {"url": f"https://{new_id()}.example/hook"}}


async def listener(world: World, owner: Person) -> tuple[dict[str, str], Sent]:
    for listed in (await owner.ask("GET", "/api/listeners")).json()["items"]:
        await owner.ask("DELETE", f"/api/listeners/{listed['id']}")
    _, sent = await webhook_url(world, owner)
    made = await owner.ask("POST", "/api/listeners/webhooks", **sent)
    assert made.status_code == 201, made.text
    return {"listener_id": made.json()["id"]}, {}


async def delivery(world: World, owner: Person) -> tuple[dict[str, str], Sent]:
    params, _ = await listener(world, owner)
    async with world.here.database.writing() as session:
        told = message_to(await listeners.read(session, params["listener_id"]), "test", {}, now=datetime.now(UTC))
        await deliveries.add(session, replace(told, state=DeliveryState.FAILED), once=told.id)
    return {**params, "delivery_id": told.id}, {}


def photo() -> bytes:
    file = io.BytesIO()
    Image.effect_noise((1200, 1600), 60).convert("RGB").save(file, "JPEG")
    return file.getvalue()


@dataclass(frozen=True)
class Row:
    """One route, and what it answers an anonymous visitor, another owner, the owner and the administrator."""

    method: str
    path: str
    anonymous: int
    other: int
    owner: int
    admin: int
    prepare: Prepare = nothing


WHY = {"json": {"note": "상담 3021"}}
PHOTO = photo()
BROWSER = {
    "endpoint": "https://push.example/1",
    "keys": {
        "p256dh": "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM",
        "auth": "tBHItJI5svbpez7KI4CCXg",
    },
}

VIDEO_MADE = {"type": "video.completed", "data": {"id": "video_abc"}}

ROWS = (
    # Signing in: for anybody, but for what ends a session.
    Row("get", "/api/sign-in", 200, 200, 200, 200),
    Row(
        "post", "/api/sign-in", 401, 401, 401, 401, sending(json={"email": "no@example.com", "password": "잘못된 비밀"})
    ),
    Row("post", "/api/sign-up", 409, 409, 409, 409, sending(json={"email": "owner@example.com", "password": PASSWORD})),
    Row("post", "/api/password-letters", 202, 202, 202, 202, sending(json={"email": "no@example.com"})),
    Row("post", "/api/password-letters/use", 422, 422, 422, 422, sending(json={"letter": "a", "password": PASSWORD})),
    Row("post", "/api/confirmations", 422, 422, 422, 422, sending(json={"letter": "a"})),
    Row("post", "/api/confirmations/send", 401, 202, 202, 202),
    Row("get", "/api/sign-in/{issuer}", 404, 404, 404, 404),
    Row("get", "/api/sign-in/{issuer}/callback", 404, 404, 404, 404),
    Row("get", "/api/account/identities", 401, 200, 200, 200),
    Row("post", "/api/account/identities/{issuer}", 401, 404, 404, 404),
    Row("delete", "/api/account/identities/{issuer}", 401, 404, 404, 404),
    # One's own account: everybody has one.
    Row("get", "/api/account", 401, 200, 200, 200),
    Row("patch", "/api/account", 401, 200, 200, 200, sending(json={"language": "en"})),
    Row("put", "/api/account/password", 401, 403, 403, 403, sending(json={"current": "잘못된 비밀", "new": PASSWORD})),
    Row("get", "/api/account/sessions", 401, 200, 200, 200),
    Row("delete", "/api/account/sessions/{session_id}", 401, 404, 204, 404, session),
    Row("get", "/api/account/export", 401, 200, 200, 200),
    Row("post", "/api/account/deletion", 401, 403, 403, 403, sending(json={"password": "잘못된 비밀"})),
    Row("get", "/api/tokens", 401, 200, 200, 200),
    Row("post", "/api/tokens", 401, 201, 201, 201, sending(json={"name": "매장", "scopes": ["read"]})),
    Row("delete", "/api/tokens/{token_id}", 401, 404, 204, 404, token),
    Row("get", "/api/ledger", 401, 200, 200, 200),
    Row("get", "/api/events", 401, 200, 200, 200),
    # What an owner owns: for nobody else, whoever it is.
    Row("get", "/api/shop", 401, 200, 200, 200),
    Row("post", "/api/preview", 200, 200, 200, 200, sending(json=LOOK)),
    Row("post", "/api/preview/frame", 401, 200, 200, 200, sending(json=LOOK, params={"width": 108})),
    Row("put", "/api/shop", 401, 404, 200, 404, kit),
    Row("get", "/api/assets", 401, 200, 200, 200),
    Row("post", "/api/assets", 401, 201, 201, 201, sending(params={"kind": "photo"}, content=PHOTO)),
    Row("get", "/api/assets/{asset_id}", 401, 404, 200, 404, asset),
    Row("get", "/api/assets/{asset_id}/link", 401, 404, 200, 404, asset),
    Row("delete", "/api/assets/{asset_id}", 401, 404, 204, 404, asset),
    Row("get", "/api/uploads", 401, 200, 200, 200),
    Row("post", "/api/uploads", 401, 201, 201, 201, sending(json={"kind": "photo", "name": "국밥.jpg", "length": 9})),
    Row("get", "/api/uploads/{upload_id}", 401, 404, 200, 404, upload),
    Row("head", "/api/uploads/{upload_id}", 401, 404, 200, 404, upload),
    Row("patch", "/api/uploads/{upload_id}", 401, 404, 200, 404, piece),
    Row("delete", "/api/uploads/{upload_id}", 401, 404, 204, 404, upload),
    Row("get", "/files/{token}/{name}", 404, 404, 404, 404),
    Row("head", "/files/{token}/{name}", 404, 404, 404, 404),
    Row("get", "/api/shorts", 401, 200, 200, 200),
    Row("post", "/api/shorts", 401, 404, 201, 404, order),
    Row("get", "/api/shorts/{short_id}", 401, 404, 200, 404, short()),
    Row("post", "/api/shorts/{short_id}/cancel", 401, 404, 202, 404, short()),
    Row("post", "/api/shorts/{short_id}/regenerate", 401, 404, 201, 404, short(json={"menu": "게살 파스타"})),
    Row("delete", "/api/shorts/{short_id}", 401, 404, 204, 404, short(JobState.SUCCEEDED)),
    Row("post", "/api/prompts", 401, 201, 201, 201, sending(json={"idea": "보글보글 끓는 김치찌개"})),
    Row("post", "/api/images", 401, 404, 202, 404, image),
    Row("post", "/api/videos", 401, 404, 202, 404, video),
    Row("get", "/api/videos/{job_id}", 401, 404, 200, 404, ordered_video),
    Row("get", "/api/creations", 401, 200, 200, 200),
    Row("get", "/api/creations/{creation_id}", 401, 404, 200, 404, picture()),
    Row("get", "/api/creations/{creation_id}/tree", 401, 404, 200, 404, picture()),
    Row("delete", "/api/creations/{creation_id}", 401, 404, 204, 404, picture()),
    Row("get", "/api/engines", 200, 200, 200, 200),
    Row("get", "/api/jobs", 401, 200, 200, 200),
    Row("get", "/api/jobs/{job_id}", 401, 404, 200, 404, short()),
    Row("post", "/api/jobs/{job_id}/cancel", 401, 404, 202, 404, short()),
    Row("post", "/api/jobs/{job_id}/retry", 401, 404, 202, 404, short(JobState.FAILED)),
    Row("get", "/api/listeners", 401, 200, 200, 200),
    Row("get", "/api/listeners/push-key", 401, 200, 200, 200),
    Row("post", "/api/listeners/webhooks", 401, 201, 201, 201, webhook_url),
    Row("put", "/api/listeners/browsers", 401, 200, 200, 200, sending(json=BROWSER)),
    Row("put", "/api/listeners/mail", 401, 204, 204, 204, sending(json={"wanted": True})),
    Row("post", "/api/listeners/{listener_id}/secret", 401, 404, 200, 404, listener),
    Row("post", "/api/listeners/{listener_id}/test", 401, 404, 202, 404, listener),
    Row("get", "/api/listeners/{listener_id}/deliveries", 401, 404, 200, 404, listener),
    Row("post", "/api/listeners/{listener_id}/deliveries/{delivery_id}/replay", 401, 404, 202, 404, delivery),
    Row("delete", "/api/listeners/{listener_id}", 401, 404, 204, 404, listener),
    # For anybody.
    Row("get", "/api/templates", 200, 200, 200, 200),
    Row("get", "/api/templates/{template_id}", 200, 200, 200, 200),
    Row("get", "/api/music/{mood}", 200, 200, 200, 200),
    Row("get", "/api/platforms", 200, 200, 200, 200),
    Row("get", "/api/boot", 200, 200, 200, 200),
    Row("get", "/healthz", 200, 200, 200, 200),
    Row("get", "/readyz", 200, 200, 200, 200),
    Row("get", "/metrics", 403, 403, 403, 403),
    # For vendors, whose secrets are not set here.
    Row("post", "/webhooks/openai", 404, 404, 404, 404, sending(json=VIDEO_MADE)),
    Row("post", "/webhooks/sora2", 404, 404, 404, 404, sending(json=VIDEO_MADE)),
    Row("post", "/webhooks/gemini", 404, 404, 404, 404, sending(json=VIDEO_MADE)),
    Row("post", "/webhooks/creatomate/{token}", 404, 404, 404, 404, sending(json=VIDEO_MADE)),
    # For administrators alone.
    Row("get", "/api/admin/queue", 401, 403, 403, 200),
    Row("get", "/api/admin/jobs", 401, 403, 403, 200),
    Row("get", "/api/admin/jobs/stuck", 401, 403, 403, 200),
    Row("get", "/api/admin/jobs/{job_id}", 401, 403, 403, 200, short()),
    Row("post", "/api/admin/jobs/{job_id}/cancel", 401, 403, 403, 202, short(**WHY)),
    Row("post", "/api/admin/jobs/{job_id}/retry", 401, 403, 403, 202, short(JobState.CANCELED, **WHY)),
    Row("post", "/api/admin/jobs/{job_id}/refund", 401, 403, 403, 200, short(JobState.SUCCEEDED, **WHY)),
    Row("get", "/api/admin/users", 401, 403, 403, 200),
    Row("get", "/api/admin/users/{account_id}", 401, 403, 403, 200, user),
    Row("get", "/api/admin/users/{account_id}/ledger", 401, 403, 403, 200, user),
    Row("post", "/api/admin/users/{account_id}/grant", 401, 403, 403, 201, changing_user(amount=5, note="이벤트")),
    Row("post", "/api/admin/users/{account_id}/role", 401, 403, 403, 200, changing_user(role="owner")),
    Row("post", "/api/admin/users/{account_id}/block", 401, 403, 403, 200, changing_user(note="약관 위반")),
    Row("post", "/api/admin/users/{account_id}/unblock", 401, 403, 403, 200, changing_user(note="해명됨")),
    Row("get", "/api/admin/ledger", 401, 403, 403, 200),
    Row("get", "/api/admin/engines", 401, 403, 403, 200),
    Row("get", "/api/admin/costs", 401, 403, 403, 200),
    Row("get", "/api/admin/audit", 401, 403, 403, 200),
    # Last, because they end the sessions.
    Row("post", "/api/sign-out", 401, 204, 204, 204),
    Row("post", "/api/sign-out/everywhere", 401, 401, 401, 401),
)

PLAIN = {"issuer": "kakao", "template_id": "signature", "mood": "calm", "token": "none", "name": "none.mp4"}


def test_every_route_has_its_row() -> None:
    rows = [(row.method, row.path) for row in ROWS]
    assert len(rows) == len(set(rows))
    assert set(rows) == {(method, path) for method, path, _ in OPERATIONS}


def out_of_shape(row: Row, answer: httpx.Response) -> list[str]:
    """What of an answer is not as every answer must be."""
    wrong: list[str] = []
    is_problem = answer.headers.get("content-type") == "application/problem+json"
    if answer.status_code >= 400 and row.method != "head" and not is_problem:
        wrong.append(f"{row.method} {row.path}: {answer.status_code} is no problem")
    if answer.headers.get("x-content-type-options") != "nosniff" or "content-security-policy" not in answer.headers:
        wrong.append(f"{row.method} {row.path}: headers are missing")
    return wrong


@pytest.mark.anyio
async def test_everybody_may_do_what_the_table_says_and_no_more(world: World) -> None:
    people = {who: await world.join(who) for who in ("admin", "owner", "other")} | {"anonymous": world.stranger()}
    wrong: list[str] = []
    for row in ROWS:
        for who in ("anonymous", "other", "admin", "owner"):
            await world.forget_limits()
            params, sent = await row.prepare(world, people["owner"])
            answer = await people[who].ask(row.method.upper(), row.path.format(**PLAIN, **params), **sent)
            if answer.status_code != getattr(row, who):
                wrong.append(f"{row.method} {row.path} as {who}: {answer.status_code}, {answer.text[:200]}")
            wrong += out_of_shape(row, answer)
    assert not wrong, "\n".join(wrong)


@pytest.mark.anyio
async def test_no_page_of_another_site_can_have_a_browser_change_anything(world: World) -> None:
    owner = await world.join("owner")
    csrf = owner.client.headers.pop("X-CSRF-Token")
    wrong: list[str] = []
    for method, path, operation in OPERATIONS:
        if method in ("get", "head") or not operation.get("security"):
            continue
        known = re.sub(r"\{\w+_id\}", NOBODY, path).format(**PLAIN)
        for headers in ({}, {"X-CSRF-Token": "wrong"}, {"X-CSRF-Token": csrf, "Origin": "https://evil.example.com"}):
            await world.forget_limits()
            answer = await owner.ask(method.upper(), known, headers=headers)
            if (answer.status_code, answer.json()["code"]) != (403, "forbidden"):
                wrong.append(f"{method} {path} with {headers}: {answer.status_code} {answer.text[:100]}")
    assert not wrong, "\n".join(wrong)
