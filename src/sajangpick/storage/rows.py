"""How rows become nouns: one of them, or a page of a list."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Delete, Select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute

from sajangpick.domain.page import Page
from sajangpick.errors import NotFound
from sajangpick.storage.database import Session
from sajangpick.storage.tables import Table

RowT = TypeVar("RowT")
NounT = TypeVar("NounT")


async def one(session: Session, wanted: Select[RowT], noun: Callable[[RowT], NounT], missing: str) -> NounT:
    """The noun of the only row; NotFound with the sentence `missing` if there is none."""
    row = (await session.scalars(fresh(wanted))).first()
    if row is None:
        raise NotFound(missing, hint="주소를 확인해 주세요.")
    return noun(row)


async def newest(
    session: Session,
    wanted: Select[RowT],
    noun: Callable[[RowT], NounT],
    *,
    key: InstrumentedAttribute[str],
    after: str | None,
    limit: int,
) -> Page[NounT]:
    """A page of a list, newest first: rows whose `key`, which grows with time, is below the cursor `after`."""
    if after is not None:
        wanted = wanted.where(key < after)
    rows = (await session.scalars(fresh(wanted.order_by(key.desc()).limit(limit + 1)))).all()
    cursor = getattr(rows[limit - 1], key.key) if len(rows) > limit else None
    return Page(tuple(noun(row) for row in rows[:limit]), cursor)


async def removed(session: Session, unwanted: Delete, key: InstrumentedAttribute[Any]) -> int:
    """Delete rows, and say how many."""
    return len((await session.scalars(unwanted.returning(key))).all())


def fresh(wanted: Select[RowT]) -> Select[RowT]:
    """The statement, reading what the database holds now: most of our changes pass by the session's memory."""
    return wanted.execution_options(populate_existing=True)


def inserting(session: Session, table: type[Table]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, in the dialect of the database."""
    return (sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert)(table)
