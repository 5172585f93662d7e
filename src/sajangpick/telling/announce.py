"""Deciding who is told of an event: one message for each address, kept with what it tells of."""

import hashlib
from datetime import datetime

from sajangpick.domain.account import Account
from sajangpick.domain.delivery import Delivery, DeliveryState
from sajangpick.domain.event import Event
from sajangpick.domain.identifier import new_id
from sajangpick.domain.json import JsonObject
from sajangpick.domain.listener import Channel, Listener
from sajangpick.errors import NotFound
from sajangpick.storage import deliveries, jobs, listeners, shorts
from sajangpick.storage.database import Session
from sajangpick.telling.listening import wants_mail

TOLD_KINDS = ("job.succeeded", "job.failed")
"""The events that leave the page: worth an e-mail."""


async def announce(session: Session, event: Event, account: Account) -> int:
    """Keep a message to everyone who listens for the account: its e-mail, its browsers, its endpoints.

    In the caller's transaction, so that what happened and that it will be told are one. An event that is announced
    again is told no second time: one message per event, channel and address. Returns how many were kept.
    """
    if event.kind not in TOLD_KINDS:
        return 0
    data = await _explained(session, event)
    own = await listeners.of(session, account.id)
    addressed = [listener for listener in own if listener.disabled_at is None and listener.channel != Channel.MAIL]
    mailbox = [_mailbox(account, event.created_at)] if wants_mail(own) else []
    kept = 0
    for listener in [*mailbox, *addressed]:
        message = message_to(listener, event.kind, data, now=event.created_at, language=account.language)
        once = f"{account.id}:{event.seq}:{listener.channel}:{_digest(listener.address)}"
        kept += await deliveries.add(session, message, once=once)
    return kept


def message_to(listener: Listener, kind: str, data: JsonObject, *, now: datetime, language: str = "ko") -> Delivery:
    """A message to a listener that is due at once. Its body is what an endpoint gets, and the language for people."""
    body: JsonObject = {"type": kind, "timestamp": now.isoformat(), "data": data}
    return Delivery(
        id=new_id(),
        account_id=listener.account_id,
        # The account's own e-mail listens without a row.
        listener_id=listener.id or None,
        channel=listener.channel,
        address=listener.address,
        kind=kind,
        body=body if listener.channel is Channel.WEBHOOK else {**body, "language": language},
        state=DeliveryState.WAITING,
        attempts=0,
        due_at=now,
        created_at=now,
    )


async def _explained(session: Session, event: Event) -> JsonObject:
    """The event's data, with the menu and the failure's code: what people want to read first."""
    job_id = str(event.data.get("jobId") or "")
    try:
        job, short = await jobs.read(session, job_id), await shorts.of_job(session, job_id)
    except NotFound:
        return event.data
    failure: JsonObject = {} if job.failure is None else {"failure": job.failure}
    return {"menu": short.menu, **failure, **event.data}


def _mailbox(account: Account, now: datetime) -> Listener:
    return Listener("", account.id, Channel.MAIL, account.email, {}, now)


def _digest(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:32]
