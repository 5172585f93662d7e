"""News of vendors: whoever waits for the work of a ticket looks at once, instead of when its pause is over.

Nothing is believed of a message but which ticket it is about, so it does no harm twice, late, or out of order. The mark
is written after the waking, which is itself done once for each message: whatever dies in between, and whoever hears the
same at the same moment, somebody is woken and nobody twice.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from enum import StrEnum

from sajangpick.domain.claim import Claim
from sajangpick.jobs.dispatch import Dispatch
from sajangpick.storage import claims, heard
from sajangpick.storage.database import Database, Session

# What `durable.make` listens for.
_TOPIC = "hook"


class Heard(StrEnum):
    """What became of a message."""

    WOKEN = "woken"
    REPEATED = "repeated"
    UNKNOWN = "unknown"


async def hear(
    database: Database, desk: Dispatch, vendors: Collection[str], ticket: str, *, message_id: str, key: str | None
) -> Heard:
    """Wake the making that one of these vendors gave this ticket; `key` is that of its claim, where it is known."""
    async with database.reading() as session:
        claim = await _claim(session, vendors, ticket)
        if claim is None or key not in (None, claim.key):
            return Heard.UNKNOWN
        vendor = claim.engine.partition(":")[0]
        if await heard.is_marked(session, vendor, message_id):
            return Heard.REPEATED
    # The name of a making is the key of its claim.
    if not await desk.send(claim.key, {"ticket": ticket}, _TOPIC, once=f"{vendor}:{message_id}"):
        return Heard.UNKNOWN
    async with database.writing() as session:
        is_new = await heard.mark(session, vendor, message_id, now=datetime.now(UTC))
    return Heard.WOKEN if is_new else Heard.REPEATED


async def _claim(session: Session, vendors: Collection[str], ticket: str) -> Claim | None:
    for vendor in vendors:
        found = await claims.with_ticket(session, vendor, ticket)
        if found is not None:
            return found
    return None
