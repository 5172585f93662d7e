"""What is written down before an engine is asked for something that costs."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """An ask under `key`. Without a `ticket` it is not known whether the engine took it."""

    key: str
    engine: str
    ticket: str | None
    created_at: datetime
