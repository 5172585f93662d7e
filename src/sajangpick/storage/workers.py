"""The roll of live workers: each writes its time of day beside its name, by the database's clock, and grows stale.

What beats must not wait for the loop it tells the pulse of, so this is read and written from threads, by connections of
its own with short timeouts.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Engine, create_engine, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from sajangpick.storage.database import Database, Session
from sajangpick.storage.tables import WorkerRow

LostTouch = DBAPIError
"""Raised by all of these when the database cannot be reached in time."""

# A server that is gone is noticed before the others take us for dead.
_CONNECT = {
    "connect_timeout": 3,
    "options": "-c statement_timeout=5000 -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2"
    " -c tcp_keepalives_count=3",
}
# There is nobody who would take a slow process for dead, so it may wait as long as any other writer.
_SQLITE_SECONDS = 15
# The row of a worker that said good-bye: stale from the first look on.
_GONE = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that runs jobs."""

    id: str
    host: str
    started_at: datetime
    beat_at: datetime


async def alive(session: Session, *, within: timedelta) -> list[Worker]:
    """The workers that were heard of within so long, the oldest first."""
    is_alive = WorkerRow.beat_at > _clock(session.get_bind().dialect.name) - within
    rows = await session.scalars(select(WorkerRow).where(is_alive).order_by(WorkerRow.started_at))
    return [Worker(row.id, row.host, row.started_at, row.beat_at) for row in rows]


async def known(session: Session) -> set[str]:
    """Everybody on the roll, alive or not."""
    return set(await session.scalars(select(WorkerRow.id)))


class Roll:
    """The roll as a thread sees it; every method blocks, and raises LostTouch."""

    def __init__(self, database: Database) -> None:
        self._engine = _engine(database)

    def enter(self, worker_id: str, host: str) -> None:
        """Be on the roll. On SQLite there is one worker, so whoever is on it is dead."""
        with self._engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.execute(delete(WorkerRow))
            now = _clock(connection.dialect.name)
            connection.execute(insert(WorkerRow).values(id=worker_id, host=host, started_at=now, beat_at=now))

    def beat(self, worker_id: str, *, within: timedelta) -> bool:
        """Say that we live. False if the last time was longer ago: others may have taken our work, so we must go."""
        with self._engine.begin() as connection:
            now = _clock(connection.dialect.name)
            ours = update(WorkerRow).where(WorkerRow.id == worker_id, WorkerRow.beat_at > now - within)
            return connection.execute(ours.values(beat_at=now)).rowcount == 1

    def leave(self, worker_id: str) -> None:
        """Be stale at once: what we leave undone is taken up by whoever looks next."""
        with self._engine.begin() as connection:
            connection.execute(update(WorkerRow).where(WorkerRow.id == worker_id).values(beat_at=_GONE))

    def silent(self, *, longer_than: timedelta) -> list[str]:
        """Workers that were not heard of for so long."""
        with self._engine.connect() as connection:
            is_silent = WorkerRow.beat_at <= _clock(connection.dialect.name) - longer_than
            return list(connection.scalars(select(WorkerRow.id).where(is_silent)))

    def strike(self, *, longer_than: timedelta) -> None:
        """Forget workers that were silent for so long that nothing of theirs can be left."""
        with self._engine.begin() as connection:
            # Who left says 1970, so it is the moment of its start that counts.
            limit = _clock(connection.dialect.name) - longer_than
            connection.execute(delete(WorkerRow).where(WorkerRow.beat_at <= limit, WorkerRow.started_at <= limit))

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.dispose()


def _engine(database: Database) -> Engine:
    if database.is_sqlite:
        url = database.url.set(drivername="sqlite+pysqlite")
        return create_engine(url, connect_args={"timeout": _SQLITE_SECONDS}, poolclass=NullPool)
    return create_engine(database.url, connect_args=_CONNECT, pool_size=2, pool_pre_ping=True)


def _clock(dialect: str) -> ColumnElement[datetime] | datetime:
    """The database's own time, the same for all; an SQLite file lies on our own machine."""
    return datetime.now(UTC) if dialect == "sqlite" else func.now()
