"""What proves who asks: a signed-in browser, a program's key, a sign-in elsewhere; and how often one may try."""

from dataclasses import dataclass
from datetime import datetime

from sajangpick.domain.account import Scope


@dataclass(frozen=True, slots=True)
class BrowserSession:
    """A browser that is signed in. `id` names it in lists and opens nothing; `csrf` goes with every change it makes."""

    id: str
    account_id: str
    csrf: str
    agent: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """A program's key. Its secret was shown once and is not kept."""

    id: str
    account_id: str
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    seen_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """A sign-in elsewhere (OpenID Connect) that opens an account: whom `issuer` calls `subject`."""

    issuer: str
    subject: str
    account_id: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is left of an allowance, or how much was tried: `level` as it stood at `filled_at`."""

    level: float
    filled_at: datetime
