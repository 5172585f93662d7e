"""What time has made useless in the rooms of the accounts."""

from datetime import datetime

from sajangpick.accounts.throttle import forgotten_by
from sajangpick.storage import buckets, letters, sessions
from sajangpick.storage.database import Session


async def forget_expired(session: Session, *, now: datetime) -> None:
    """Forget sessions and letters that are over, and buckets that are full again."""
    await sessions.forget(session, before=now)
    await letters.forget(session, before=now)
    await buckets.forget(session, before=forgotten_by(now))
