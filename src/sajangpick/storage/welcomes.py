"""To whom the welcome credits were given, also those who left: digests of e-mails, under a key that is not here."""

from datetime import datetime

from sajangpick.storage.database import Session
from sajangpick.storage.rows import inserting
from sajangpick.storage.tables import WelcomeRow


async def add(session: Session, email_hmac: str, *, now: datetime) -> bool:
    """Note that an e-mail is welcomed; False if it was before. Of two at once, one is."""
    row = inserting(session, WelcomeRow).values(email_hmac=email_hmac, created_at=now)
    return (await session.scalars(row.on_conflict_do_nothing().returning(WelcomeRow.email_hmac))).first() is not None
