"""Secrets that were made here because none was configured: the same ones for every process."""

from collections.abc import Callable

from sqlalchemy import select

from sajangpick.storage.database import Database, Session
from sajangpick.storage.rows import inserting
from sajangpick.storage.tables import SecretRow


async def made(session: Session, name: str, make: Callable[[], bytes]) -> bytes:
    """The secret of this name; `make` makes it if there is none yet. If two make it at once, one wins for both."""
    wanted = select(SecretRow.value).where(SecretRow.name == name)
    value = await session.scalar(wanted)
    if value is not None:
        return value
    await session.execute(inserting(session, SecretRow).values(name=name, value=make()).on_conflict_do_nothing())
    return (await session.scalars(wanted)).one()


async def known(database: Database, name: str, make: Callable[[], bytes]) -> bytes:
    """The same for who has no session: it looks first, so that nobody but the first waits for those who write."""
    async with database.reading() as session:
        value = await session.scalar(select(SecretRow.value).where(SecretRow.name == name))
    if value is not None:
        return value
    async with database.writing() as session:
        return await made(session, name, make)
