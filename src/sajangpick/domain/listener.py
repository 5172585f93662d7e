"""Where an account wants to be told that something happened."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sajangpick.domain.json import JsonObject


class Channel(StrEnum):
    """How someone is told."""

    MAIL = "mail"
    PUSH = "push"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Listener:
    """An endpoint of the account's own (webhook), a browser (push), or its e-mail, which listens without a row.

    `address` is a URL, or an e-mail. `secret` is what a message to it is signed or sealed with. A listener that was
    disabled, by its owner or because it said that it is gone, is told nothing.
    """

    id: str
    account_id: str
    channel: Channel
    address: str
    secret: JsonObject
    created_at: datetime
    disabled_at: datetime | None = None
