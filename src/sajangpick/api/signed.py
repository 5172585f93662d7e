"""Messages of vendors that sign them as standardwebhooks.com says: who sent one, and whether it is of this moment."""

import binascii
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from sajangpick.errors import Misconfigured

WINDOW = timedelta(minutes=5)
"""How far the time of a message may be from ours, either way."""

_PREFIX = "whsec_"
_SECONDS = re.compile("[0-9]{1,11}")
_ID = re.compile("[!-~]{1,200}")


class Unbelieved(Exception):
    """A message that its vendor did not sign, or not now: the sentence says why."""


def signed_id(secret: str, headers: Mapping[str, str], body: bytes, *, now: datetime) -> str:
    """The id of a message, if one of its signatures was made with `secret` within the window.

    Raises Unbelieved, and Misconfigured for a secret that cannot be one.
    """
    message_id, sent = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    signatures = headers.get("webhook-signature", "").split()
    if not (message_id and sent and signatures):
        raise Unbelieved("The headers webhook-id, webhook-timestamp and webhook-signature are needed.")
    if not _ID.fullmatch(message_id) or not _SECONDS.fullmatch(sent):
        raise Unbelieved("The header webhook-id or webhook-timestamp is none.")
    sent_at = datetime.fromtimestamp(int(sent), UTC)
    if abs(now - sent_at) > WINDOW:
        minutes = WINDOW.total_seconds() / 60
        raise Unbelieved(f"The message is more than {minutes:g} minutes old, or as much ahead of our clock.")
    expected = _key(secret).sign(message_id, sent_at, _text(body)).encode()
    if not any(hmac.compare_digest(expected, each.encode(errors="replace")) for each in signatures):
        raise Unbelieved("No signature of the message was made with the secret that we know.")
    return message_id


def _key(secret: str) -> Webhook:
    """A secret without the prefix is the key itself, as OpenAI's own library reads it."""
    try:
        return Webhook(secret if secret.startswith(_PREFIX) else secret.encode())
    except (binascii.Error, ValueError, EmptyWebhookSecretError) as error:
        raise Misconfigured(
            "The signing secret of a vendor's webhooks is none.", hint="Copy it anew from the vendor's page."
        ) from error


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise Unbelieved("The body is no text, so nobody signed it.") from error
