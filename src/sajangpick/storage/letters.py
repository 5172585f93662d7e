"""Letters: secrets sent by e-mail, each good once and for a while."""

from datetime import datetime

from sqlalchemy import delete, update

from sajangpick.storage.database import Session
from sajangpick.storage.tables import LetterRow


async def add(session: Session, secret_sha256: str, *, account_id: str, purpose: str, expires_at: datetime) -> None:
    """Keep a new one."""
    session.add(LetterRow(secret_sha256=secret_sha256, account_id=account_id, purpose=purpose, expires_at=expires_at))
    await session.flush()


async def use(session: Session, secret_sha256: str, *, purpose: str, now: datetime) -> str | None:
    """Use a letter up: whose it is, or None if it is unknown, of another purpose, too old, or was used before.

    One statement, so that of two who try at the same moment one is told None.
    """
    good = update(LetterRow).where(
        LetterRow.secret_sha256 == secret_sha256,
        LetterRow.purpose == purpose,
        LetterRow.used_at.is_(None),
        LetterRow.expires_at > now,
    )
    return (await session.scalars(good.values(used_at=now).returning(LetterRow.account_id))).first()


async def remove_all(session: Session, account_id: str, *, purpose: str) -> None:
    """Make all of an account's letters of a purpose useless."""
    doomed = delete(LetterRow).where(LetterRow.account_id == account_id, LetterRow.purpose == purpose)
    await session.execute(doomed)


async def forget(session: Session, *, before: datetime) -> None:
    """Forget the ones whose time was over before then."""
    await session.execute(delete(LetterRow).where(LetterRow.expires_at < before))
