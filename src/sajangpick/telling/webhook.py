"""Signed messages to programs, as standardwebhooks.com says, so that receivers find a library in their language."""

import json
import secrets
from base64 import b64encode
from datetime import datetime, timedelta
from importlib.metadata import version

import httpx
from standardwebhooks import Webhook

from sajangpick.domain.delivery import Delivery
from sajangpick.domain.json import JsonObject
from sajangpick.domain.listener import Listener
from sajangpick.settings import Settings
from sajangpick.telling.outbound import post
from sajangpick.telling.outcome import Outcome

# Of the 24 to 64 bytes that the standard allows, as many as the hash has.
_SECRET_BYTES = 32
# A receiver has this long to take up a new secret: until then messages are signed with both.
_OVERLAP = timedelta(hours=24)


def new_secret() -> JsonObject:
    """What a new endpoint's messages are signed with: `current`, the text that the owner is shown once."""
    return {"current": f"whsec_{b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()}"}


def rotated(secret: JsonObject, *, now: datetime) -> JsonObject:
    """A new secret; the old one signs beside it for a day."""
    return {**new_secret(), "previous": secret["current"], "previousUntil": (now + _OVERLAP).isoformat()}


async def send(
    client: httpx.AsyncClient, settings: Settings, delivery: Delivery, listener: Listener, *, now: datetime
) -> Outcome:
    """Send one message, signed for this moment."""
    content = json.dumps(delivery.body, ensure_ascii=False, separators=(",", ":"))
    keys = _keys(listener.secret, now)
    headers = {
        "content-type": "application/json",
        "user-agent": f"Sajangpick/{version('sajangpick')}",
        "webhook-id": delivery.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Webhook(key).sign(delivery.id, now, content) for key in keys),
    }
    return await post(client, settings, delivery.address, content=content.encode(), headers=headers)


def _keys(secret: JsonObject, now: datetime) -> list[str]:
    until = secret.get("previousUntil")
    overlaps = isinstance(until, str) and now < datetime.fromisoformat(until)
    return [str(secret["current"]), *([str(secret["previous"])] if overlaps else [])]
