"""Sending what was announced: claim a message, send it, note how it went; again later if it did not arrive.

At least once: whoever dies between sending and noting leaves the message to be sent again, under the same id, which is
how a receiver knows it. Otherwise once: while a claim lives nobody else gets the message.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx

from sajangpick.domain.delivery import Delivery, DeliveryState
from sajangpick.domain.listener import Channel, Listener
from sajangpick.errors import Misconfigured, NotFound, Refused, SajangpickError
from sajangpick.settings import Settings
from sajangpick.storage import deliveries, listeners
from sajangpick.storage.database import Database
from sajangpick.telemetry import logger
from sajangpick.telemetry.metrics import DELIVERIES, DELIVERIES_WAITING
from sajangpick.telling import push, webhook
from sajangpick.telling.mail import send_mail
from sajangpick.telling.outbound import TIMEOUT_SECONDS, open_client
from sajangpick.telling.outcome import Outcome, Verdict
from sajangpick.telling.words import words

# After each attempt that failed; the last one is two days after the first.
_WAITS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 16 * 3600 + 25 * 60)
)
# A browser is told that a short is ready within the hours in which that is news.
_PUSH_ATTEMPTS = 4
# Longer than an attempt can take, so that a claim runs out only if its holder died.
_LEASE = timedelta(seconds=TIMEOUT_SECONDS * 6)
# Whoever waits for one slow endpoint waits beside others, not before them; and all of one host, or (twice as many) of
# one account, leave room for the others.
_AT_ONCE, _AT_ONCE_TO_HOST = 32, 8
_LOOK_SECONDS = 1.0
# A place that is free is soon taken; but those that become free together are taken together.
_BUSY_LOOK_SECONDS = 0.02
# Counting costs more than looking for what is due.
_COUNT_SECONDS = 15.0
_PAUSE_AFTER_TROUBLE_SECONDS = 5.0

log = logger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class _Deliverer:
    settings: Settings
    database: Database
    client: httpx.AsyncClient
    tasks: asyncio.TaskGroup
    clock: Callable[[], datetime]
    us: push.Identity | None = None
    sending: int = 0
    busy: Counter[str] = field(default_factory=lambda: Counter[str]())
    freed: asyncio.Event = field(default_factory=asyncio.Event)


async def deliver_forever(
    settings: Settings, database: Database, stop: asyncio.Event, *, clock: Callable[[], datetime] = _now
) -> None:
    """Deliver until `stop` is set; then finish what was begun and return. Run one in every process, if you like."""
    async with open_client() as client, asyncio.TaskGroup() as tasks:
        deliverer = _Deliverer(settings, database, client, tasks, clock)
        tasks.create_task(_count_forever(database, stop))
        while not stop.is_set():
            deliverer.freed.clear()
            try:
                await _begin_what_is_due(deliverer, limit=_AT_ONCE - deliverer.sending)
            except Exception:
                # The database is away, usually: messages keep, and so do we.
                log.exception("deliveries.not_claimed")
                await _wait(stop, _PAUSE_AFTER_TROUBLE_SECONDS)
            await _first_of(stop, deliverer.freed)
            if deliverer.freed.is_set():
                await _wait(stop, _BUSY_LOOK_SECONDS)


async def deliver_due(
    settings: Settings, database: Database, *, clock: Callable[[], datetime] = _now, limit: int = _AT_ONCE
) -> int:
    """Deliver up to so many messages that are due now, and return how many there were."""
    async with open_client() as client, asyncio.TaskGroup() as tasks:
        return await _begin_what_is_due(_Deliverer(settings, database, client, tasks, clock), limit=limit)


async def _begin_what_is_due(deliverer: _Deliverer, *, limit: int) -> int:
    begun = 0
    while begun < limit:
        claimed = await _claim(deliverer, limit=limit - begun)
        if not claimed:
            break
        for delivery in claimed:
            deliverer.sending += 1
            deliverer.busy.update(delivery.parties)
            deliverer.tasks.create_task(_deliver(deliverer, delivery))
        begun += len(claimed)
    return begun


async def _claim(deliverer: _Deliverer, *, limit: int) -> list[Delivery]:
    now = deliverer.clock()
    async with deliverer.database.reading() as session:
        if not await deliveries.is_any_due(session, now, busy=deliverer.busy, share=_AT_ONCE_TO_HOST):
            return []
    async with deliverer.database.writing() as session:
        return await deliveries.claim(
            session, now=now, lease=_LEASE, limit=limit, busy=deliverer.busy, share=_AT_ONCE_TO_HOST
        )


async def _deliver(deliverer: _Deliverer, delivery: Delivery) -> None:
    try:
        outcome = await _attempt(deliverer, delivery)
        await _note(deliverer, delivery, outcome)
    except Exception:
        # Whatever it was, the claim runs out and the message is tried again; one bad message stops no other.
        log.exception("delivery.broke", delivery_id=delivery.id, channel=delivery.channel)
        DELIVERIES.labels(channel=delivery.channel, outcome=Verdict.LATER).inc()
    finally:
        deliverer.sending -= 1
        deliverer.busy -= Counter(delivery.parties)
        deliverer.freed.set()


async def _attempt(deliverer: _Deliverer, delivery: Delivery) -> Outcome:
    if delivery.channel is Channel.MAIL:
        return await _mail(deliverer.settings, delivery)
    listener = await _listener(deliverer.database, delivery)
    if listener is None:
        return Outcome(Verdict.NEVER, "not sent: the listener was removed or disabled")
    now = deliverer.clock()
    if delivery.channel is Channel.WEBHOOK:
        return await webhook.send(deliverer.client, deliverer.settings, delivery, listener, now=now)
    if deliverer.us is None:
        deliverer.us = await push.identity(deliverer.settings, deliverer.database)
    return await push.send(deliverer.client, deliverer.settings, delivery, listener, us=deliverer.us, now=now)


async def _listener(database: Database, delivery: Delivery) -> Listener | None:
    async with database.reading() as session:
        try:
            listener = await listeners.read(session, delivery.listener_id or "")
        except NotFound:
            return None
    return listener if listener.disabled_at is None else None


async def _mail(settings: Settings, delivery: Delivery) -> Outcome:
    told = words(delivery, public_url=settings.public_url)
    try:
        await send_mail(
            settings,
            to=delivery.address,
            subject=told.title,
            text=f"{told.title}.\n\n{told.text}\n\n{told.url}",
            message_id=delivery.id,
        )
    except Refused as error:
        return Outcome(Verdict.NEVER, str(error))
    except Misconfigured as error:
        log.error("mail.misconfigured", reason=str(error))
        return Outcome(Verdict.LATER, str(error))
    except SajangpickError as error:
        return Outcome(Verdict.LATER, str(error))
    return Outcome(Verdict.DELIVERED, "handed to the mail server")


async def _note(deliverer: _Deliverer, delivery: Delivery, outcome: Outcome) -> None:
    now = deliverer.clock()
    state, due_at = _next(delivery, outcome, now)
    async with deliverer.database.writing() as session:
        if outcome.verdict is Verdict.GONE and delivery.listener_id is not None:
            if delivery.channel is Channel.PUSH:
                await listeners.remove(session, delivery.listener_id)
            else:
                await listeners.set_disabled(session, delivery.listener_id, now)
        await deliveries.finish(session, delivery, state=state, answer=outcome.answer, now=now, due_at=due_at)
    # `later` is an attempt that failed and will be repeated; the last one of those is `never`.
    gave_up = state is DeliveryState.FAILED and outcome.verdict is Verdict.LATER
    DELIVERIES.labels(channel=delivery.channel, outcome=Verdict.NEVER if gave_up else outcome.verdict).inc()
    say = log.info if state is DeliveryState.DELIVERED else log.warning
    say(
        "delivery.attempted",
        delivery_id=delivery.id,
        channel=delivery.channel,
        kind=delivery.kind,
        attempt=delivery.attempts,
        state=state,
        answer=outcome.answer,
    )


def _next(delivery: Delivery, outcome: Outcome, now: datetime) -> tuple[DeliveryState, datetime]:
    """The state that an attempt leads to, and when the next one is due. `attempts` counts the one just made."""
    if outcome.verdict is Verdict.DELIVERED:
        return DeliveryState.DELIVERED, now
    attempts = _PUSH_ATTEMPTS if delivery.channel is Channel.PUSH else len(_WAITS) + 1
    if outcome.verdict is not Verdict.LATER or delivery.attempts >= attempts:
        return DeliveryState.FAILED, now
    # Up to a tenth more, different for each message, so that those which failed together do not return together.
    spread = 1 + int(delivery.id[-2:], 36) / (36**2 * 10)
    wait = _WAITS[min(delivery.attempts, len(_WAITS)) - 1] * spread
    return DeliveryState.WAITING, now + max(wait, timedelta(seconds=outcome.retry_after_seconds))


async def _count_forever(database: Database, stop: asyncio.Event) -> None:
    while not stop.is_set():
        try:
            async with database.reading() as session:
                DELIVERIES_WAITING.set(await deliveries.waiting(session))
        except Exception:
            log.exception("deliveries.not_counted")
        await _wait(stop, _COUNT_SECONDS)


async def _first_of(stop: asyncio.Event, freed: asyncio.Event) -> None:
    """Wait until one of them is set, a moment at most."""
    waits = [asyncio.create_task(event.wait()) for event in (stop, freed)]
    await asyncio.wait(waits, timeout=_LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
