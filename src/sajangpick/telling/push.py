"""Web push: short messages to browsers, sealed so that only the browser can read them (RFC 8030, 8291, 8292)."""

import asyncio
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parseaddr
from http import HTTPStatus

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from sajangpick.domain.delivery import Delivery
from sajangpick.domain.json import JsonObject
from sajangpick.domain.listener import Listener
from sajangpick.errors import BadInput, Misconfigured
from sajangpick.settings import Settings
from sajangpick.storage import secrets
from sajangpick.storage.database import Database
from sajangpick.telling.outbound import post
from sajangpick.telling.outcome import Outcome, Verdict
from sajangpick.telling.words import words

# A message that did not reach the phone within this is old news.
_KEPT_SECONDS = 24 * 3600
# Push services refuse claims that live longer than a day.
_CLAIM_LIFE = timedelta(hours=12)
_SECRET_NAME = "vapid"
_KEY_BYTES = 32
# A point on P-256, uncompressed, and the secret that RFC 8291 §3.2 asks for.
_POINT_BYTES, _AUTH_BYTES = 65, 16


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are to push services: our key on P-256 (VAPID)."""

    key: ec.EllipticCurvePrivateKey

    @property
    def public_key(self) -> str:
        """What a browser subscribes with: the public point, URL-safe base64 without padding."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return urlsafe_b64encode(point).rstrip(b"=").decode()


async def identity(settings: Settings, database: Database) -> Identity:
    """The key that is set, else one that is made once for all processes."""
    if settings.vapid_private_key is not None:
        return Identity(_parsed(settings.vapid_private_key.get_secret_value()))
    async with database.writing() as session:
        return Identity(_derived(await secrets.made(session, _SECRET_NAME, _make)))


def subscription(p256dh: str, auth: str) -> JsonObject:
    """What a browser's messages are sealed with, checked: BadInput if a push service could not have given it."""
    try:
        point, secret = _decoded(p256dh), _decoded(auth)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise BadInput(
            "The subscription's keys are damaged.", hint="Send PushSubscription.toJSON() as it is."
        ) from error
    if len(point) != _POINT_BYTES or len(secret) != _AUTH_BYTES:
        raise BadInput(
            "The subscription's keys have the wrong length.", hint="Send PushSubscription.toJSON() as it is."
        )
    return {"p256dh": p256dh, "auth": auth}


async def send(
    client: httpx.AsyncClient,
    settings: Settings,
    delivery: Delivery,
    listener: Listener,
    *,
    us: Identity,
    now: datetime,
) -> Outcome:
    """Send one message, sealed for its browser. 404 and 410 mean that the browser does not listen any more."""
    content, headers = await asyncio.to_thread(_sealed, settings, delivery, listener, us, now)
    outcome = await post(client, settings, delivery.address, content=content, headers=headers)
    return replace(outcome, verdict=Verdict.GONE) if outcome.status == HTTPStatus.NOT_FOUND else outcome


def _sealed(
    settings: Settings, delivery: Delivery, listener: Listener, us: Identity, now: datetime
) -> tuple[bytes, dict[str, str]]:
    # Here, because it loads two HTTP clients that we do not use.
    from pywebpush import Vapid, WebPusher

    url = httpx.URL(delivery.address)
    claims = {
        "aud": f"{url.scheme}://{url.netloc.decode('ascii')}",
        "sub": f"mailto:{parseaddr(settings.mail_from)[1]}",
        "exp": int((now + _CLAIM_LIFE).timestamp()),
    }
    headers = {
        **Vapid(us.key).sign(claims),
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        "ttl": str(_KEPT_SECONDS),
        "urgency": "normal",
        # A message that is sent again replaces itself where it still waits for the phone.
        "topic": delivery.id,
    }
    pusher = WebPusher({"endpoint": delivery.address, "keys": listener.secret})
    return bytes(pusher.encode(_content(settings, delivery))["body"]), headers


def _content(settings: Settings, delivery: Delivery) -> bytes:
    told = words(delivery, public_url=settings.public_url)
    message = {"id": delivery.id, "kind": delivery.kind, "title": told.title, "body": told.text, "url": told.url}
    return json.dumps(message, ensure_ascii=False).encode()


def _make() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_numbers().private_value.to_bytes(_KEY_BYTES, "big")


def _derived(raw: bytes) -> ec.EllipticCurvePrivateKey:
    if len(raw) != _KEY_BYTES:
        raise ValueError(f"a key on P-256 is {_KEY_BYTES} bytes")
    return ec.derive_private_key(int.from_bytes(raw, "big"), ec.SECP256R1())


def _parsed(text: str) -> ec.EllipticCurvePrivateKey:
    wrong = Misconfigured(
        "The web push key is neither a PEM key on P-256 nor 32 bytes in URL-safe base64.",
        hint="Mend SAJANGPICK_VAPID_PRIVATE_KEY, or leave it out and one is made.",
    )
    try:
        key = load_pem_private_key(text.encode(), None) if "-----BEGIN" in text else _derived(_decoded(text.strip()))
    except (ValueError, TypeError) as error:
        raise wrong from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise wrong
    return key


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
