"""A shop counter: an application with one endpoint that costs, as `api/idempotency.py` tells to write them.

`python -m tests.api.counter URL ACCOUNT MOMENT` orders there once, with the key "k", and dies at one of `MOMENTS`.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import httpx
from fastapi import FastAPI, Response
from tests.storage.owners import order_job

from sajangpick.api import access, ledger
from sajangpick.api.access import Caller, Writer
from sajangpick.api.context import Context, Here
from sajangpick.api.idempotency import Answered, Once, replay
from sajangpick.api.problem import answer_problems
from sajangpick.api.schema import Body, Resource
from sajangpick.domain.account import Scope
from sajangpick.errors import BadInput
from sajangpick.settings import Settings
from sajangpick.storage import accounts
from sajangpick.storage.database import Database

PRICE = 2
MOMENTS = ("ordered", "kept", "committed")
Happening = Callable[[str], Awaitable[None]]


class Wish(Body):
    """What is ordered; nobody makes a short of `mud`."""

    menu: str


class Receipt(Resource):
    """The order."""

    job_id: str
    menu: str


async def nothing(_: str) -> None:
    """Nothing happens."""


def make_counter(database: Database, settings: Settings, account_id: str | None, *, at: Happening = nothing) -> FastAPI:
    """The application, for one caller; `at` is told each moment of an order."""
    app = FastAPI()
    app.state.context = Context(settings, database, *cast(Any, (None,) * (len(Context.__slots__) - 2)))
    app.include_router(ledger.router)
    app.add_exception_handler(Answered, replay)
    answer_problems(app)

    async def caller() -> Caller | None:
        if account_id is None:
            return None
        async with database.reading() as session:
            account = await accounts.read(session, account_id)
        return Caller(account, frozenset(Scope), "token", "")

    app.dependency_overrides[access._anybody] = caller

    @app.post("/orders", status_code=201, response_model=Receipt)
    async def order(wish: Wish, caller: Writer, here: Here, once: Once) -> Response:
        await at("claimed")
        if wish.menu == "mud":
            raise BadInput("진흙은 만들 수 없어요.")
        async with here.database.writing() as session:
            job_id = await order_job(session, caller.account.id, PRICE)
            await at("ordered")
            receipt = Receipt(job_id=job_id, menu=wish.menu)
            answer = await once.keep(session, receipt, status=201, location=f"/orders/{job_id}")
            await at("kept")
        await at("committed")
        return answer

    return app


@asynccontextmanager
async def at_counter(app: FastAPI) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of the application, which sees the answer even where the application broke."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://counter") as client:
        yield client


async def _main(url: str, account_id: str, moment: str) -> None:
    async def die(happening: str) -> None:
        if happening == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    app = make_counter(Database(url), Settings(), account_id, at=die)
    async with at_counter(app) as client:
        await client.post("/orders", json={"menu": "라테"}, headers={"Idempotency-Key": "k"})


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
