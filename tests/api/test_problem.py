"""Whatever goes wrong, the answer has one shape, says what happened, and leaks nothing."""

import json

import httpx
import pytest
from fastapi import FastAPI

from sajangpick import errors
from sajangpick.api.problem import KINDS, answer_problems, answers, kind_of
from sajangpick.api.schema import Body


def subclasses(of: type[errors.SajangpickError]) -> list[type[errors.SajangpickError]]:
    return [of, *(deeper for child in of.__subclasses__() for deeper in subclasses(child))]


# Others have children of their own, which are answered as their parents.
CLASSES = [each for each in subclasses(errors.SajangpickError) if each.__module__ == "sajangpick.errors"]
MORE = {
    errors.PhotoRefused: {"code": "too_dark"},
    errors.TooMany: {"retry_after": 2.2},
    errors.Unavailable: {"retry_after": 30},
}


class Order(Body):
    menu: str


def raising(error: Exception) -> httpx.AsyncClient:
    app = FastAPI()
    answer_problems(app)

    @app.get("/it")
    async def it() -> None:
        raise error

    @app.post("/it")
    async def order(order: Order) -> str:
        return order.menu

    return httpx.AsyncClient(transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://test")


@pytest.mark.anyio
@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
async def test_every_error_of_ours_is_a_problem(kind: type[errors.SajangpickError]) -> None:
    async with raising(kind("문제가 있어요.", hint="이렇게 해 주세요.", **MORE.get(kind, {}))) as client:
        answer = await client.get("/it")
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["status"] == answer.status_code
    assert 400 <= answer.status_code < 600
    assert body["type"] == f"urn:sajangpick:problem:{body['code']}"
    assert body["detail"] == "문제가 있어요."
    assert body["hint"] == "이렇게 해 주세요."
    assert body["title"]


def test_every_error_of_ours_is_listed_by_itself() -> None:
    assert set(CLASSES) == set(KINDS)


@pytest.mark.anyio
async def test_too_many_says_when_to_come_back() -> None:
    async with raising(errors.TooMany("너무 잦아요.", retry_after=2.2)) as client:
        answer = await client.get("/it")
    assert answer.headers["retry-after"] == "3"
    assert answer.json()["retryAfter"] == 3


@pytest.mark.anyio
async def test_whoever_is_not_signed_in_is_told_how_to() -> None:
    async with raising(errors.NotSignedIn("누구세요?")) as client:
        answer = await client.get("/it")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_code_of_its_own_is_kept() -> None:
    assert kind_of(errors.Conflict("끝났어요.", code="already_finished")).code == "already_finished"
    assert kind_of(errors.Unavailable("없어요.", code="budget_reached")).code == "budget_reached"


@pytest.mark.anyio
async def test_a_refused_photo_names_its_rule() -> None:
    async with raising(errors.PhotoRefused("너무 어두워요.", code="too_dark")) as client:
        body = (await client.get("/it")).json()
    assert (body["code"], body["rule"]) == ("photo_refused", "too_dark")


@pytest.mark.anyio
async def test_our_own_mistakes_tell_nothing_of_our_insides() -> None:
    async with raising(RuntimeError("password=hunter2")) as client:
        answer = await client.get("/it")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert "hunter2" not in answer.text


@pytest.mark.anyio
@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"menu": 1}', b"\xff", b'{"menu": "\\ud800"}', b'{"\\udc00": 1}', b'{"menu": "\\u0000"}'],
)
async def test_a_body_that_is_not_as_documented_is_told_value_by_value(body: bytes) -> None:
    async with raising(RuntimeError()) as client:
        answer = await client.post("/it", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    if answer.status_code == 422:
        assert all(slip["path"].startswith("body") and slip["message"] for slip in answer.json()["errors"])


@pytest.mark.anyio
@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nothing", 404), ("DELETE", "/it", 405)])
async def test_what_the_framework_refuses_is_a_problem_too(method: str, path: str, status: int) -> None:
    async with raising(RuntimeError()) as client:
        answer = await client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_documented_answers_of_one_status_stand_side_by_side() -> None:
    found = answers(errors.BadInput, errors.PhotoRefused, errors.NotFound)
    assert set(found) == {404, 422}
    examples = found[422]["content"]["application/problem+json"]["examples"]
    assert set(examples) == {"bad_input", "photo_refused"}
    assert json.loads(json.dumps(examples["bad_input"]["value"]))["status"] == 422
