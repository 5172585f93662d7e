"""The rows of the ledger."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EntryKind(StrEnum):
    """What an entry does to the balance: a grant adds, a hold takes, a release gives the hold back.

    A capture adds nothing: it says that the hold of its job was earned, so that it can never be released.
    """

    GRANT = "grant"
    HOLD = "hold"
    CAPTURE = "capture"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the account book; never changed, never deleted while its account lives. `amount` is in credits."""

    id: str
    account_id: str
    kind: EntryKind
    amount: int
    created_at: datetime
    job_id: str | None = None
    note: str = ""
