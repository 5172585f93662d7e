"""A whole service in this process, and the people who use it."""

import asyncio
import hashlib
import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, cast

import httpx
import uvicorn
from fastapi import FastAPI
from sqlalchemy import delete

from sajangpick.api.context import Context
from sajangpick.api.door import Door
from sajangpick.app import create_app
from sajangpick.domain.account import Account
from sajangpick.domain.asset import Asset, AssetKind
from sajangpick.domain.creation import Creation, CreationKind, PictureWish
from sajangpick.domain.identifier import new_id
from sajangpick.domain.job import JobState
from sajangpick.domain.json import JsonObject
from sajangpick.domain.request import ShortRequest
from sajangpick.domain.short import Short
from sajangpick.settings import Settings
from sajangpick.storage import accounts, assets, creations, jobs, ledger, shorts
from sajangpick.storage.tables import BucketRow, UploadRow

PASSWORD = "바삭한 치킨 세 마리"
BASE = "http://127.0.0.1:8000"


@dataclass
class Person:
    """A browser, and the account that is signed in with it; a stranger has none."""

    client: httpx.AsyncClient
    account_id: str = ""

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        return await self.client.request(method, path, **more)


@dataclass
class World:
    """The service and its context."""

    app: FastAPI

    @property
    def here(self) -> Context:
        return cast(Context, self.app.state.context)

    def stranger(self) -> Person:
        transport = httpx.ASGITransport(self.app, client=("203.0.113.7", 40000))
        return Person(httpx.AsyncClient(transport=transport, base_url=BASE, timeout=30))

    async def join(self, name: str) -> Person:
        """Somebody with an account; the first is the administrator."""
        person = self.stranger()
        made = await person.ask("POST", "/api/sign-up", json={"email": f"{name}@example.com", "password": PASSWORD})
        assert made.status_code == 201, made.text
        person.account_id = made.json()["id"]
        person.client.headers["X-CSRF-Token"] = made.json()["csrf"]
        return person

    async def forget_limits(self) -> None:
        """Let what was asked before count for nothing: a test asks more of a minute than a person."""
        async with self.here.database.writing() as session:
            await session.execute(delete(BucketRow))
            await session.execute(delete(UploadRow))

    async def account(self, person: Person) -> Account:
        async with self.here.database.reading() as session:
            return await accounts.read(session, person.account_id)

    async def asset(self, person: Person, kind: AssetKind = AssetKind.PHOTO) -> Asset:
        """A file of theirs, without bytes."""
        asset = Asset(
            id=new_id(),
            account_id=person.account_id,
            kind=kind,
            media_type="image/jpeg",
            name="국밥.jpg",
            byte_count=10,
            sha256=hashlib.sha256(new_id().encode()).hexdigest(),
            created_at=datetime.now(UTC),
            width=1200,
            height=1600,
        )
        async with self.here.database.writing() as session:
            await assets.add(session, asset)
        return asset

    async def short(self, person: Person, state: JobState = JobState.QUEUED, *, credits: int = 0) -> Short:
        """A short of theirs, as if it had been ordered and gone so far; nobody works on it."""
        request = ShortRequest((await self.asset(person)).id, "새우 파스타", "18000").to_json()
        now, account = datetime.now(UTC), await self.account(person)
        async with self.here.database.writing() as session:
            job = await self.here.jobs.order(session, account=account, kind="short", request=request, credits=credits)
            short = Short(new_id(), account.id, job.id, "새우 파스타", "signature", request, job.state, now)
            await shorts.add(session, short)
            if state is JobState.RUNNING:
                await jobs.begin(session, job.id, now)
            elif state.is_final:
                failure = "internal" if state is JobState.FAILED else None
                await jobs.finish(session, job.id, state=state, failure=failure, now=now)
                settle = ledger.capture if state is JobState.SUCCEEDED else ledger.release
                await settle(session, job.id)
            await shorts.set_state(session, job.id, state)
        return replace(short, state=state)

    async def picture(self, person: Person, state: JobState = JobState.QUEUED, *, credits: int = 0) -> Creation:
        """A picture of theirs in the studio, as if it had been ordered and gone so far."""
        request, now, account = PictureWish("김치찌개").to_json(), datetime.now(UTC), await self.account(person)
        made = await self.asset(person)
        fields: JsonObject = {"prompt": "김치찌개", "ratio": "9:16", "seed": 0}
        async with self.here.database.writing() as session:
            job = await self.here.jobs.order(session, account=account, kind="picture", request=request, credits=credits)
            creation = Creation(
                new_id(), account.id, CreationKind.PICTURE, job.state, fields, now, tree_id="", job_id=job.id
            )
            creation = replace(creation, tree_id=creation.id, credits=credits)
            await creations.add(session, creation)
            if state is JobState.FAILED:
                await jobs.finish(session, job.id, state=state, failure="internal", now=now)
                await ledger.release(session, job.id)
                await creations.fail(session, job.id, failure="internal", detail="", now=now)
            elif state is JobState.SUCCEEDED:
                await jobs.finish(session, job.id, state=state, now=now)
                await ledger.capture(session, job.id)
                await creations.finish(
                    session, creation.id, asset_id=made.id, cover_id=None, engine="local:card", seconds=None, now=now
                )
            return await creations.read(session, creation.id)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncGenerator[World]:
    """The application with everything that runs beside it, but for workers."""
    app = create_app(settings, work=False)
    async with app.router.lifespan_context(app):
        yield World(app)


@contextmanager
def served(settings: Settings, *, work: bool = False) -> Generator[str]:
    """The same behind a real server, in a thread of its own; its address."""
    config = uvicorn.Config(
        create_app(settings, work=work),
        http=Door,
        host="127.0.0.1",
        port=0,
        log_config=None,
        proxy_headers=False,
        ws_max_size=4096,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        thread.join(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
