"""The service, put together: what runs in every process of it, and the application that speaks HTTP.

uvicorn --factory sajangpick.app:application     # or `sajangpick serve`, which also says where it is
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI

from sajangpick import telemetry
from sajangpick.api import ROUTERS
from sajangpick.api.body_limit import BodyLimit
from sajangpick.api.context import Context
from sajangpick.api.headers import SafeHeaders
from sajangpick.api.idempotency import Answered, replay
from sajangpick.api.openapi import TITLE, describe
from sajangpick.api.pages import answer_missing
from sajangpick.api.problem import answer_problems
from sajangpick.api.tailer import Tailer
from sajangpick.jobs.runtime import Jobs
from sajangpick.settings import Settings, settings
from sajangpick.storage.database import open_database
from sajangpick.storage.migrate import migrate
from sajangpick.storage.objects import bucket_origin, open_objects
from sajangpick.telemetry.http import Telemetry
from sajangpick.telling.deliver import deliver_forever


def application() -> FastAPI:
    """The application as the environment sets it up, for servers that want a factory."""
    return create_app(settings())


def create_app(settings: Settings, *, work: bool = True) -> FastAPI:
    """The application. With `work` its process also runs jobs; else workers elsewhere do."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with running(settings, work=work) as context:
            app.state.context = context
            yield

    app = FastAPI(
        title=TITLE,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    for router in ROUTERS:
        app.include_router(router)
    answer_problems(app)
    app.add_exception_handler(404, answer_missing)
    app.add_exception_handler(Answered, replay)
    app.add_middleware(BodyLimit)
    app.add_middleware(SafeHeaders, public_url=settings.public_url, files_from=bucket_origin(settings))
    app.add_middleware(Telemetry)
    describe(app)
    return app


@asynccontextmanager
async def running(settings: Settings, *, work: bool) -> AsyncGenerator[Context]:
    """Everything that runs beside requests: migrated tables, files, jobs, the tailer of events, the messengers.

    Raises Misconfigured, Unavailable or what the database says, before anything was begun.
    """
    telemetry.configure(settings)
    database, stop = open_database(settings), asyncio.Event()
    try:
        await migrate(database)
        objects = open_objects(settings)
        jobs = Jobs(settings, database, objects)
        tailer = Tailer(database)
        await jobs.start(work=work)
        beside = (asyncio.create_task(tailer.run()), asyncio.create_task(deliver_forever(settings, database, stop)))
        try:
            yield Context(settings, database, objects, jobs, tailer)
        finally:
            stop.set()
            beside[0].cancel()
            await jobs.stop()
            for task in beside:
                with suppress(asyncio.CancelledError):
                    await task
    finally:
        await database.close()
        telemetry.close(settings)
