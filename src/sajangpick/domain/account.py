"""Who uses the service."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What an account may do: an owner its own things, an administrator everybody's."""

    OWNER = "owner"
    ADMIN = "admin"


class Scope(StrEnum):
    """What an API token may do."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Account:
    """An account. `balance` is in credits; a blocked one may sign in nowhere.

    `language` is how we write to it, "ko" or "en". `verified_at` is when the e-mail was proved to be the owner's: only
    then may a sign-in elsewhere under the same e-mail open it.
    """

    id: str
    email: str
    role: Role
    balance: int
    created_at: datetime
    blocked_at: datetime | None = None
    language: str = "ko"
    verified_at: datetime | None = None

    @property
    def is_admin(self) -> bool:
        """True for an administrator."""
        return self.role is Role.ADMIN
