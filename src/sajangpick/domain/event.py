"""What happened, as an account's browser hears it."""

from dataclasses import dataclass
from datetime import datetime

from sajangpick.domain.json import JsonObject


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to an account's things. `seq` grows by one per account and has no gaps."""

    account_id: str
    seq: int
    kind: str
    data: JsonObject
    created_at: datetime
