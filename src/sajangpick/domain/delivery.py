"""One message on its way out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from sajangpick.domain.json import JsonObject
from sajangpick.domain.listener import Channel


class DeliveryState(StrEnum):
    """Where a message stands: it waits for its (next) attempt, it was taken, or we gave up."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message to one address about one event. `id` is the message's id, the same at every attempt.

    `answer` is what was said to the last attempt. `claimed_until` is set while someone is at it, and tells a claim
    from the next one.
    """

    id: str
    account_id: str
    listener_id: str | None
    channel: Channel
    address: str
    kind: str
    body: JsonObject
    state: DeliveryState
    attempts: int
    due_at: datetime
    created_at: datetime
    answer: str = ""
    claimed_until: datetime | None = None
    delivered_at: datetime | None = None

    @property
    def host(self) -> str:
        """Whose answer is waited for; "" for e-mail, which our own server takes."""
        return "" if self.channel is Channel.MAIL else urlsplit(self.address).hostname or ""

    @property
    def parties(self) -> tuple[str, ...]:
        """Who has a share of what can be sent at once: its account, and the host."""
        return (self.account_id, self.host) if self.host else (self.account_id,)
