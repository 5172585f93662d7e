"""A line of the audit trail."""

from dataclasses import dataclass
from datetime import datetime

from sajangpick.domain.json import JsonObject


@dataclass(frozen=True, slots=True)
class Audit:
    """Who did what to what, from where. `actor_id` is None once the actor's account was deleted."""

    id: str
    actor_id: str | None
    action: str
    target: str
    detail: JsonObject
    address: str
    created_at: datetime
