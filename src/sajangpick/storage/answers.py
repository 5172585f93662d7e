"""Requests that named an Idempotency-Key: one row from the moment a request is taken until its answer expires.

A row without a status is a claim: somebody works on the request now. The claim is written before the work, and filled
in the transaction that does the work, so the order and its answer are there together or not at all. A claim whose
process died is taken over after a while; if that process was only frozen, `keep` refuses it and rolls its order back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, update
from sqlalchemy.exc import IntegrityError

from sajangpick.domain.answer import Answer
from sajangpick.errors import Conflict
from sajangpick.storage.database import Session
from sajangpick.storage.rows import removed
from sajangpick.storage.tables import AnswerRow

ANSWERS_LIVE = timedelta(hours=24)
"""A key may be used for something else after this; longer than any client goes on retrying."""

CLAIMS_LIVE = timedelta(seconds=60)
"""A request that has no answer after this was cut off; longer than a request with its longest wait for a lock takes."""

_LOOK_AGAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to answer a request; `claimed_at` tells it from a later claim of the same key."""

    account_id: str
    key: str
    claimed_at: datetime


async def claim(session: Session, account_id: str, *, key: str, request_sha256: str, now: datetime) -> Claim | Answer:
    """The answer that this request got already, else the right to give it one.

    Commit before the work begins. Raises Conflict with the code `idempotency_mismatch` if the key was used for another
    request, and `idempotency_in_progress` while the same request is worked on.
    """
    row = AnswerRow(account_id=account_id, key=key, request_sha256=request_sha256, created_at=now)
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return await _claim_again(session, row, now=now)
    return Claim(account_id, key, now)


async def _claim_again(session: Session, wanted: AnswerRow, *, now: datetime) -> Claim | Answer:
    identity = (wanted.account_id, wanted.key)
    row = await session.get(AnswerRow, identity, with_for_update=True, populate_existing=True)
    if row is None:  # given up between our two looks
        raise _in_progress()
    if row.created_at > now - ANSWERS_LIVE:
        if row.request_sha256 != wanted.request_sha256:
            raise Conflict(
                "This Idempotency-Key was used for another request.",
                code="idempotency_mismatch",
                hint="Use a new key for a new request, and the same key only to repeat one.",
            )
        if row.status is not None:
            return Answer(row.status, row.body or {}, row.location)
        if row.created_at > now - CLAIMS_LIVE:
            raise _in_progress()
    row.request_sha256, row.created_at = wanted.request_sha256, now
    row.status = row.body = row.location = None
    return Claim(*identity, now)


async def keep(session: Session, claim: Claim, answer: Answer) -> None:
    """Answer the claimed request, in the transaction that does what was asked.

    Raises Conflict, which must roll that transaction back, if the claim grew old and somebody else took it over.
    """
    values = {"status": answer.status, "body": answer.body, "location": answer.location}
    answered = update(AnswerRow).where(_is_open(claim)).values(values)
    if await session.scalar(answered.returning(AnswerRow.key)) is None:
        raise _in_progress()


async def drop(session: Session, claim: Claim) -> None:
    """Give the claim up without an answer: nothing was done, and the key is free. An answered one stays."""
    await session.execute(delete(AnswerRow).where(_is_open(claim)))


async def forget(session: Session, *, before: datetime) -> int:
    """Delete what was claimed or answered earlier; how many rows that were."""
    return await removed(session, delete(AnswerRow).where(AnswerRow.created_at < before), AnswerRow.key)


def _is_open(claim: Claim) -> ColumnElement[bool]:
    return and_(
        AnswerRow.account_id == claim.account_id,
        AnswerRow.key == claim.key,
        AnswerRow.created_at == claim.claimed_at,
        AnswerRow.status.is_(None),
    )


def _in_progress() -> Conflict:
    return Conflict(
        "The same request is being worked on.",
        code="idempotency_in_progress",
        retry_after=_LOOK_AGAIN_SECONDS,
        hint="Send it again with the same key in a moment.",
    )
