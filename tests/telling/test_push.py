import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode

import http_ece
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from pydantic import SecretStr
from tests.telling.conftest import AddListener, Clock, read_again, write_to
from tests.telling.endpoint import Endpoint, Received

from sajangpick.domain.delivery import DeliveryState
from sajangpick.domain.listener import Channel, Listener
from sajangpick.errors import BadInput, Misconfigured, NotFound
from sajangpick.settings import Settings
from sajangpick.storage import listeners
from sajangpick.storage.database import Database, open_database
from sajangpick.telling import push
from sajangpick.telling.deliver import deliver_due

pytestmark = pytest.mark.anyio

AUTH = bytes(range(16))


def encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Browser:
    """What a browser keeps to itself, and what it hands to us."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.keys = push.subscription(encoded(point), encoded(AUTH))

    def read(self, received: Received) -> dict[str, str]:
        return json.loads(http_ece.decrypt(received.body, private_key=self.key, auth_secret=AUTH))


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
async def subscribed(listen: AddListener, endpoint: Endpoint, browser: Browser) -> Listener:
    return await listen(Channel.PUSH, endpoint.url, browser.keys)


async def test_only_the_browser_can_read_it_and_it_is_from_us(
    database: Database, open_settings: Settings, endpoint: Endpoint, subscribed: Listener, browser: Browser
) -> None:
    message = await write_to(database, subscribed)
    assert await deliver_due(open_settings, database) == 1
    (received,) = endpoint.received
    assert browser.read(received) == {
        "id": message.id,
        "kind": "job.succeeded",
        "title": "‘새우 파스타’ 영상이 완성됐어요",
        "body": "지금 바로 보고, 내려받아 올릴 수 있어요.",
        "url": "http://127.0.0.1:8000/shorts/s1",
    }
    headers = received.headers
    assert (headers["content-encoding"], headers["topic"], headers["urgency"]) == ("aes128gcm", message.id, "normal")
    assert int(headers["ttl"]) > 0
    us = await push.identity(open_settings, database)
    claims = verified(headers["authorization"], us.public_key)
    assert claims["aud"] == f"http://127.0.0.1:{endpoint.port}"
    assert claims["sub"] == "mailto:no-reply@localhost"
    assert time.time() < claims["exp"] < time.time() + 24 * 3600
    assert (await read_again(database, message)).state is DeliveryState.DELIVERED


def verified(authorization: str, public_key: str) -> dict[str, object]:
    """The claims of a VAPID header (RFC 8292), once its signature was checked as a push service does."""
    scheme, _, rest = authorization.partition(" ")
    parts = dict(part.split("=", 1) for part in rest.split(","))
    assert (scheme, parts["k"]) == ("vapid", public_key)
    signed, _, signature = parts["t"].rpartition(".")
    raw = decoded(signature)
    pair = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(parts["k"]))
    key.verify(pair, signed.encode(), ec.ECDSA(hashes.SHA256()))
    header, claims = (json.loads(decoded(part)) for part in signed.split("."))
    assert header == {"alg": "ES256", "typ": "JWT"}
    return claims


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_forgotten(
    database: Database, open_settings: Settings, endpoint: Endpoint, subscribed: Listener, status: int
) -> None:
    endpoint.statuses = [status]
    message = await write_to(database, subscribed)
    await deliver_due(open_settings, database)
    assert (await read_again(database, message)).state is DeliveryState.FAILED
    async with database.reading() as session:
        with pytest.raises(NotFound):
            await listeners.read(session, subscribed.id)


async def test_old_news_is_not_pushed(
    database: Database, open_settings: Settings, endpoint: Endpoint, subscribed: Listener, clock: Clock
) -> None:
    endpoint.statuses = [503] * 9
    message = await write_to(database, subscribed)
    began = clock.now
    while (kept := await read_again(database, message)).state is DeliveryState.WAITING:
        clock.now = max(clock.now, kept.due_at)
        await deliver_due(open_settings, database, clock=clock)
    assert len(endpoint.received) == 4
    assert (clock.now - began).total_seconds() < 3 * 3600


async def test_all_processes_are_one_sender(service_settings: Settings, database: Database) -> None:
    other = open_database(service_settings)
    ours, theirs = await push.identity(service_settings, database), await push.identity(service_settings, other)
    await other.close()
    assert ours.public_key == theirs.public_key
    assert len(decoded(ours.public_key)) == 65


async def test_a_key_that_is_set_is_used_in_either_form(service_settings: Settings, database: Database) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    raw = encoded(key.private_numbers().private_value.to_bytes(32, "big"))
    public = {
        (
            await push.identity(service_settings.model_copy(update={"vapid_private_key": SecretStr(text)}), database)
        ).public_key
        for text in (pem, raw)
    }
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    assert public == {encoded(point)}


@pytest.mark.parametrize("text", ["not a key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", ""])
async def test_a_key_that_is_none_is_said_to_be(service_settings: Settings, database: Database, text: str) -> None:
    settings = service_settings.model_copy(update={"vapid_private_key": SecretStr(text)})
    with pytest.raises(Misconfigured, match="web push key"):
        await push.identity(settings, database)


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [("", ""), ("AAAA", encoded(AUTH)), (encoded(b"\x04" + bytes(64)), encoded(AUTH)), ("한글", encoded(AUTH))],
)
def test_keys_that_no_browser_made_are_refused(p256dh: str, auth: str) -> None:
    with pytest.raises(BadInput):
        push.subscription(p256dh, auth)


def test_a_secret_of_the_wrong_length_is_refused(browser: Browser) -> None:
    with pytest.raises(BadInput, match="length"):
        push.subscription(str(browser.keys["p256dh"]), encoded(AUTH[:8]))
