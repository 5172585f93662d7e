"""What is done is written down in the transaction that does it; and the door that lets only administrators in."""

from datetime import UTC, datetime

from sajangpick.api.access import Admin, Caller
from sajangpick.domain.json import Json
from sajangpick.storage import audits
from sajangpick.storage.database import Session


async def audit(session: Session, caller: Caller, action: str, target: str, **detail: Json) -> None:
    """Who did what to whom, from where, and when: now."""
    await audits.add(
        session,
        actor_id=caller.account.id,
        action=action,
        target=target,
        detail=detail,
        address=caller.address,
        now=datetime.now(UTC),
    )


async def for_admins(caller: Admin) -> None:
    """A dependency of routers that are for administrators."""
    assert caller.account.is_admin
