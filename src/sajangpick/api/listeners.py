"""Where an account is told that a short is ready: webhooks for programs, push for browsers, e-mail."""

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from sajangpick.api.access import Reader, Writer, rate_limited
from sajangpick.api.audit import audit
from sajangpick.api.context import Here
from sajangpick.api.problem import answers
from sajangpick.api.schema import After, Body, Id, Limit, Listing, Resource, Values
from sajangpick.domain.delivery import Delivery, DeliveryState
from sajangpick.domain.listener import Channel, Listener
from sajangpick.errors import BadInput, Conflict, Forbidden, NotFound, NotSignedIn, TooMany
from sajangpick.storage import deliveries, listeners
from sajangpick.storage.database import Session
from sajangpick.telling import listening, push, webhook
from sajangpick.telling.announce import message_to

router = APIRouter(prefix="/api/listeners", tags=["listeners"], responses=answers(NotSignedIn, Forbidden))

# The longest that a push service of today gives is about 500.
Url = Annotated[str, StringConstraints(pattern="^[!-~]*$", min_length=1, max_length=2000)]
Key = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_=-]*$", max_length=200)]


class NewWebhook(Body):
    """An HTTPS address of a program's own."""

    url: Url = Field(examples=["https://example.com/hooks/sajangpick"])


_P256DH = "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM"
_AUTH = "tBHItJI5svbpez7KI4CCXg"


class BrowserKeys(Body):
    """What messages to a browser are sealed with."""

    # As browsers spell it, whatever our names would be.
    p256dh: Key = Field(alias="p256dh", examples=[_P256DH])
    auth: Key = Field(examples=[_AUTH])


class NewBrowser(Body):
    """What `PushSubscription.toJSON()` says, without its expiry."""

    endpoint: Url = Field(examples=["https://fcm.googleapis.com/fcm/send/c1KrmpTuRm"])
    keys: BrowserKeys = Field(examples=[{"p256dh": _P256DH, "auth": _AUTH}])


class MailWish(Body):
    """Whether to be told by e-mail."""

    wanted: bool = Field(examples=[False])


class ListenerResource(Resource):
    """Who is told. Of a browser only its push service is shown: the rest of its address lets one write to it."""

    id: str
    channel: Channel
    address: str = Field(examples=["https://example.com/hooks/sajangpick"])
    created_at: datetime
    disabled_at: datetime | None = Field(description="Since when it is told nothing, because it answered 410 Gone.")


class WebhookWithSecret(ListenerResource):
    """A webhook and its secret, shown now and never again. Messages are signed as standardwebhooks.com says."""

    secret: str = Field(examples=["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"])


class ListenerList(Resource):
    """All listeners of the account, and whether it is told by e-mail."""

    items: list[ListenerResource]
    mail: bool


class PushKey(Resource):
    """What a browser subscribes with."""

    public_key: str = Field(description="`applicationServerKey`, URL-safe base64 without padding.", examples=[_P256DH])


class DeliveryResource(Resource):
    """One message: `id` is what it carries as `webhook-id`, the same at every attempt and replay."""

    id: str
    kind: str = Field(examples=["job.succeeded"])
    body: Values = Field(examples=[{"type": "job.succeeded", "data": {"shortId": "01k2m3n4p5q6r7s8t9v0w1x2y3"}}])
    state: DeliveryState
    attempts: int = Field(examples=[1])
    due_at: datetime = Field(description="When the next attempt is due, while the state is waiting.")
    answer: str = Field(description="What was answered to the last attempt.", examples=["503 try later"])
    created_at: datetime
    delivered_at: datetime | None


@router.get("", operation_id="listListeners", summary="Who is told")
async def list_listeners(caller: Reader, here: Here) -> ListenerList:
    """Webhooks and browsers, the oldest first."""
    async with here.database.reading() as session:
        own = await listeners.of(session, caller.account.id)
    items = [_resource(listener) for listener in own if listener.channel is not Channel.MAIL]
    return ListenerList(items=items, mail=listening.wants_mail(own))


@router.post(
    "/webhooks",
    status_code=201,
    operation_id="addWebhook",
    summary="Add a webhook",
    responses=answers(BadInput, Conflict, TooMany),
    dependencies=[rate_limited("listener", 20)],
)
async def add_webhook(body: NewWebhook, caller: Writer, here: Here) -> WebhookWithSecret:
    """The only time its secret is shown."""
    account_id, now = caller.account.id, datetime.now(UTC)
    async with here.database.writing() as session:
        added = await listening.add_webhook(session, here.settings, account_id=account_id, url=body.url, now=now)
        await audit(session, caller, "webhook.added", added.id, host=urlsplit(added.address).netloc)
    return _with_secret(added)


@router.get("/push-key", operation_id="readPushKey", summary="The key that browsers subscribe with")
async def read_push_key(_: Reader, here: Here) -> PushKey:
    """The same for all browsers, for as long as the installation lives."""
    return PushKey(public_key=(await push.identity(here.settings, here.database)).public_key)


@router.put(
    "/browsers",
    operation_id="addBrowser",
    summary="Add a browser, or renew it",
    responses=answers(BadInput, TooMany),
    dependencies=[rate_limited("listener", 20)],
)
async def add_browser(body: NewBrowser, caller: Writer, here: Here) -> ListenerResource:
    """Another account that was told at this browser is told there no more."""
    keys, now = push.subscription(body.keys.p256dh, body.keys.auth), datetime.now(UTC)
    async with here.database.writing() as session:
        added = await listening.add_browser(
            session, here.settings, account_id=caller.account.id, endpoint=body.endpoint, keys=keys, now=now
        )
    return _resource(added)


@router.put("/mail", status_code=204, operation_id="setMail", summary="Be told by e-mail, or not")
async def set_mail(body: MailWish, caller: Writer, here: Here) -> None:
    """Letters about the account itself, such as for a new password, come in any case."""
    async with here.database.writing() as session:
        await listening.set_mail(session, caller.account, wanted=body.wanted, now=datetime.now(UTC))


@router.delete(
    "/{listener_id}",
    status_code=204,
    operation_id="removeListener",
    summary="Tell someone no more",
    responses=answers(NotFound),
)
async def remove_listener(listener_id: Id, caller: Writer, here: Here) -> None:
    """What waits for it is given up; the log of its deliveries goes, too."""
    async with here.database.writing() as session:
        listener = await listeners.read(session, listener_id, caller.account.id)
        await listeners.remove(session, listener_id)
        if listener.channel is Channel.WEBHOOK:
            await audit(session, caller, "webhook.removed", listener_id)


@router.post(
    "/{listener_id}/secret",
    operation_id="changeSecret",
    summary="Give a webhook a new secret",
    responses=answers(NotFound, TooMany),
    dependencies=[rate_limited("listener", 20)],
)
async def change_secret(listener_id: Id, caller: Writer, here: Here) -> WebhookWithSecret:
    """For a day messages are signed with the old one as well, so that a receiver may change over."""
    async with here.database.writing() as session:
        listener = await _webhook(session, listener_id, caller.account.id)
        await listeners.set_secret(session, listener.id, webhook.rotated(listener.secret, now=datetime.now(UTC)))
        await audit(session, caller, "webhook.secret_changed", listener.id)
        return _with_secret(await listeners.read(session, listener.id))


@router.post(
    "/{listener_id}/test",
    status_code=202,
    operation_id="testListener",
    summary="Send a message to try it",
    responses=answers(NotFound, TooMany),
    dependencies=[rate_limited("listener-test", 10)],
)
async def test_listener(listener_id: Id, caller: Writer, here: Here) -> DeliveryResource:
    """A message of the type `test`; read how it went in the deliveries."""
    async with here.database.writing() as session:
        listener = await listeners.read(session, listener_id, caller.account.id)
        language = caller.account.language
        message = message_to(listener, "test", {}, now=datetime.now(UTC), language=language)
        await deliveries.add(session, message, once=message.id)
    return _delivery(message)


@router.get(
    "/{listener_id}/deliveries",
    operation_id="listDeliveries",
    summary="What a listener was told",
    responses=answers(NotFound),
)
async def list_deliveries(
    listener_id: Id, caller: Reader, here: Here, after: After = None, limit: Limit = 20
) -> Listing[DeliveryResource]:
    """Newest first, as long as they are kept."""
    account_id = caller.account.id
    async with here.database.reading() as session:
        await listeners.read(session, listener_id, account_id)
        page = await deliveries.page(session, account_id, listener_id=listener_id, after=after, limit=limit)
    return Listing[DeliveryResource](items=[_delivery(delivery) for delivery in page.items], next=page.next)


@router.post(
    "/{listener_id}/deliveries/{delivery_id}/replay",
    status_code=202,
    operation_id="replayDelivery",
    summary="Send a message again",
    responses=answers(NotFound, Conflict, TooMany),
    dependencies=[rate_limited("listener-test", 10)],
)
async def replay_delivery(listener_id: Id, delivery_id: Id, caller: Writer, here: Here) -> DeliveryResource:
    """Under the id it had, so that a receiver who took it knows it."""
    account_id = caller.account.id
    async with here.database.writing() as session:
        await listeners.read(session, listener_id, account_id)
        again = await deliveries.replay(
            session, delivery_id, account_id, listener_id=listener_id, now=datetime.now(UTC)
        )
    return _delivery(again)


async def _webhook(session: Session, listener_id: str, account_id: str) -> Listener:
    listener = await listeners.read(session, listener_id, account_id)
    if listener.channel is not Channel.WEBHOOK:
        raise NotFound("There is no such webhook.", hint="GET /api/listeners lists yours.")
    return listener


def _resource(listener: Listener) -> ListenerResource:
    return ListenerResource.model_validate(_facts(listener))


def _with_secret(listener: Listener) -> WebhookWithSecret:
    return WebhookWithSecret.model_validate({**_facts(listener), "secret": listener.secret["current"]})


def _facts(listener: Listener) -> dict[str, object]:
    parts = urlsplit(listener.address)
    return {
        "id": listener.id,
        "channel": listener.channel,
        "address": f"{parts.scheme}://{parts.netloc}" if listener.channel is Channel.PUSH else listener.address,
        "created_at": listener.created_at,
        "disabled_at": listener.disabled_at,
    }


def _delivery(delivery: Delivery) -> DeliveryResource:
    return DeliveryResource.model_validate(delivery)
