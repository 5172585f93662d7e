"""A service with the rooms of the accounts alone, and visitors with browsers of their own."""

import re
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI, Response

from sajangpick.api import account, oidc, sign_in, tokens
from sajangpick.api.access import Admin, Reader, Writer, rate_limited
from sajangpick.api.context import Context
from sajangpick.api.problem import answer_problems
from sajangpick.jobs.runtime import Jobs
from sajangpick.settings import Settings
from sajangpick.storage.database import Database
from sajangpick.storage.objects import Objects

PUBLIC_URL = "https://shop.example.com"
PASSWORD = "바삭한 치킨 세 마리"


class Canceling:
    """In place of the durable machinery: remembers which jobs were to stop."""

    def __init__(self) -> None:
        self.canceled: list[str] = []

    async def cancel(self, job_id: str) -> None:
        self.canceled.append(job_id)


@dataclass
class Visitor:
    """A browser: keeps cookies, sends its origin, and its CSRF value once it has one."""

    client: httpx.AsyncClient
    csrf: str = ""

    async def ask(self, method: str, path: str, json: object = None, **headers: str) -> httpx.Response:
        own = {"Origin": PUBLIC_URL, "X-CSRF-Token": self.csrf}
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        merged = {name: value for name, value in (own | sent).items() if value}
        answer = await self.client.request(method, path, json=json, headers=merged)
        if answer.is_success and answer.headers.get("content-type") == "application/json" and "csrf" in answer.text:
            self.csrf = answer.json().get("csrf") or self.csrf
        return answer

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.ask("GET", path, None, **headers)

    async def post(self, path: str, json: object = None, **headers: str) -> httpx.Response:
        return await self.ask("POST", path, json, **headers)

    async def delete(self, path: str, **headers: str) -> httpx.Response:
        return await self.ask("DELETE", path, None, **headers)

    async def sign_up(self, email: str, password: str = PASSWORD) -> dict[str, Any]:
        answer = await self.post("/api/sign-up", {"email": email, "password": password})
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def sign_in(self, email: str, password: str = PASSWORD, **headers: str) -> httpx.Response:
        return await self.post("/api/sign-in", {"email": email, "password": password}, **headers)


@dataclass
class Service:
    """The service, its mail, and its door."""

    app: FastAPI
    jobs: Canceling
    mails: list[dict[str, str]] = field(default_factory=list)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def here(self) -> Context:
        return cast(Context, self.app.state.context)

    def set(self, **changes: object) -> None:
        """Other settings from now on."""
        self.app.state.context = replace(self.here, settings=self.here.settings.model_copy(update=changes))

    def visitor(self, address: str = "203.0.113.7") -> Visitor:
        transport = httpx.ASGITransport(self.app, client=(address, 40000))
        client = httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL)
        self._stack.push_async_callback(client.aclose)
        return Visitor(client)

    def letter(self) -> str:
        """The secret in the last e-mail."""
        found = re.search(r"#letter=(\S+)", self.mails[-1]["text"])
        assert found
        return found[1]

    async def close(self) -> None:
        await self._stack.aclose()


@pytest.fixture
async def service(
    service_settings: Settings, database: Database, objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Service]:
    settings = service_settings.model_copy(update={"public_url": PUBLIC_URL})
    jobs = Canceling()
    service = Service(_app(settings, database, objects, jobs), jobs)

    async def keep(_: Settings, **mail: str) -> None:
        service.mails.append(mail)

    monkeypatch.setattr(sign_in, "send_mail", keep)
    monkeypatch.setattr(account, "send_mail", keep)
    yield service
    await service.close()


def _app(settings: Settings, database: Database, objects: Objects, jobs: Canceling) -> FastAPI:
    app = FastAPI()
    answer_problems(app)
    for module in (sign_in, account, tokens, oidc):
        app.include_router(module.router)

    @app.get("/read")
    async def read(caller: Reader) -> str:
        return caller.account.email

    @app.post("/write")
    async def write(caller: Writer) -> str:
        return caller.via

    @app.post("/administer")
    async def administer(caller: Admin) -> str:
        return caller.address

    @app.post("/limited", dependencies=[rate_limited("limited", 3)])
    async def limited() -> Response:
        return Response()

    app.state.context = Context(settings, database, objects, cast(Jobs, jobs), tailer=cast(Any, None))
    return app
