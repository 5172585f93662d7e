"""Webhooks of vendors where one address is registered for all works: signed as the Standard Webhooks say."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeAlias

from standardwebhooks import Webhook

from sajangpick.domain.json import JsonObject
from sajangpick.sandbox.world import Work, World

Event: TypeAlias = Callable[[], JsonObject | None]
"""What is told of a work's end; None where the vendor tells nothing of it."""

_FORGER = "whsec_" + base64.b64encode(b"a secret that a forger made up").decode()


def announce(world: World, work: Work, event: Event) -> None:
    """Tell of the work's end where its vendor was told to, if it was. A message that is sent twice keeps its id."""
    if work.vendor not in world.webhooks:
        return
    url, secret = world.webhooks[work.vendor]

    async def news() -> list[bytes]:
        told = event()
        return [] if told is None else [json.dumps(told).encode()]

    def sign(body: bytes, forged: bool) -> Mapping[str, str]:
        now = datetime.now(UTC)
        message = f"msg_{hashlib.sha256(body).hexdigest()[:24]}"
        signature = Webhook(_FORGER if forged else secret).sign(message, now, body.decode())
        return {
            "content-type": "application/json",
            "webhook-id": message,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature,
        }

    world.tell(work, url, news=news, sign=sign)
