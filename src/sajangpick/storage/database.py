"""The database: SQLite in WAL for one process, PostgreSQL for many; the same code for both.

Reading and writing are told apart, because SQLite has one writer: `writing()` asks for the lock at once (BEGIN
IMMEDIATE) instead of failing half-way, and is over when its block is. Keep slow work out of it.
"""

import asyncio
import gc
import traceback
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event, func, make_url, select
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from sajangpick.settings import Settings

Session: TypeAlias = AsyncSession
"""A unit of work; what the functions of this package take first."""

# Longer than any transaction of ours takes, shorter than a client waits.
_BUSY_TIMEOUT_MS = 15_000
_POOL_SIZE = 10

IDLE_TRANSACTION_SECONDS = 10.0
"""A process that is frozen in the midst of a transaction holds its row locks for this long at most (PostgreSQL)."""


class Database:
    """Connections to one database, for one process."""

    def __init__(self, url: str | URL) -> None:
        """`url` as SQLAlchemy writes it, without a driver: `sqlite:///path`, `postgresql://…`."""
        self.url = _with_driver(make_url(url))
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _engine(self.url)
        self._reading = async_sessionmaker(self.engine, expire_on_commit=False)
        writing = self.engine.execution_options(writes=True)
        self._writing = async_sessionmaker(writing, expire_on_commit=False)
        self._turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[Session]:
        """A session that changes nothing."""
        async with self._reading() as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[Session]:
        """A session whose changes are kept together at the end of the block, or not at all."""
        try:
            async with self._turn(), self._writing.begin() as session:
                yield session
        except asyncio.CancelledError as error:
            if self.is_sqlite:
                _let_go(error)
            raise

    def _turn(self) -> AbstractAsyncContextManager[None]:
        """SQLite's own way to wait for the lock is to sleep and look again, and whoever is unlucky waits for seconds.

        So those of one loop, which are nearly all, form a line of their own.
        """
        if not self.is_sqlite:
            return nullcontext()
        return self._turns.setdefault(asyncio.get_running_loop(), asyncio.Lock())

    async def clock(self) -> datetime:
        """What time it is where the database is."""
        async with self.engine.connect() as connection:
            if self.is_sqlite:
                return datetime.now(UTC)
            return (await connection.scalars(select(func.clock_timestamp()))).one()

    async def close(self) -> None:
        """Let go of every connection."""
        await self.engine.dispose()


def _let_go(error: BaseException) -> None:
    """Forget the statements that a cancel cut off.

    SQLite keeps a closed connection, and its lock with it, for as long as anybody holds a statement of it, as the
    frames of the error do.
    """
    cause: BaseException | None = error
    while cause is not None:
        traceback.clear_frames(cause.__traceback__)
        cause = cause.__context__
    gc.collect()


def database_url(settings: Settings) -> str:
    """The database that the settings name, else an SQLite file in the data folder, which is made."""
    if settings.database_url:
        return settings.database_url
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{(settings.data_dir / 'sajangpick.sqlite').resolve()}"


def open_database(settings: Settings) -> Database:
    """The database of this installation."""
    return Database(database_url(settings))


def _with_driver(url: URL) -> URL:
    match url.get_backend_name():
        case "sqlite":
            return url.set(drivername="sqlite+aiosqlite")
        case _:
            return url.set(drivername="postgresql+psycopg")


def _engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        options = f"-c idle_in_transaction_session_timeout={IDLE_TRANSACTION_SECONDS * 1000:.0f}"
        return create_async_engine(
            url,
            pool_size=_POOL_SIZE,
            max_overflow=_POOL_SIZE,
            pool_pre_ping=True,
            connect_args={"options": options},
        )
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url, connect_args={"timeout": _BUSY_TIMEOUT_MS / 1000})
    _tame(engine.sync_engine)
    return engine


def _tame(engine: Engine) -> None:
    """SQLite as we want it: write-ahead log, foreign keys, and transactions that begin when we say so."""

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _: object) -> None:  # noqa: ANN401 (a DB-API connection of the driver)
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_TIMEOUT_MS}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
