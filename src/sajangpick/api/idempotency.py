"""POSTs that cost: a client that repeats one, because the line broke, pays once and gets the same answer again.

An endpoint that costs takes part with two lines: the parameter, and `keep` inside the transaction that does the work.

    @router.post("/shorts", status_code=201, response_model=ShortResource, responses=answers(Conflict))
    async def create_short(order: NewShort, caller: Writer, here: Here, once: Once) -> Response:
        request = await checked(order)                    # slow or refusing work first, outside the transaction
        async with here.database.writing() as session:
            job = await here.jobs.order(session, account=caller.account, ...)
            answer = await once.keep(session, ShortResource(...), status=201, location=f"/api/shorts/{short_id}")
        await here.jobs.wake(job.id)                      # after the commit; harmless if it is lost
        return answer

The application says once what a repeated request gets: `app.add_exception_handler(Answered, replay)`.

With the header `Idempotency-Key` a request is first claimed; a repetition never reaches the endpoint. The answer is
committed with the order or not at all, so a process may die at any point. An error is no answer: nothing was ordered,
the transaction was rolled back and the key is free. Without the header a request is not guarded. Keys are the account's
own and are remembered for a day (`storage.answers`). Name `caller` before `once`, so that who may not is told so first.
"""

import hashlib
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Header
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sajangpick.api.access import Anybody
from sajangpick.api.context import Here
from sajangpick.api.schema import Resource
from sajangpick.domain.answer import Answer
from sajangpick.storage import answers
from sajangpick.storage.answers import Claim
from sajangpick.storage.database import Session

REPLAYED_HEADER = "Idempotency-Replayed"


class Answered(Exception):
    """The request was answered before; carries that answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("answered before")
        self.answer = answer


class Guard:
    """What a guarded endpoint holds."""

    def __init__(self, claim: Claim | None) -> None:
        self._claim = claim
        self.is_kept = False

    async def keep(self, session: Session, resource: Resource, *, status: int, location: str | None = None) -> Response:
        """The response of the endpoint, kept in its transaction for whoever repeats the request.

        Raises Conflict, which must roll the transaction back, if the request was cut off and repeated meanwhile.
        """
        answer = Answer(status, resource.model_dump(mode="json"), location)
        if self._claim is not None:
            await answers.keep(session, self._claim, answer)
            self.is_kept = True
        return _response(answer)


async def replay(_: Request, answered: Exception) -> Response:
    """The answer from before, and a header that says so."""
    assert isinstance(answered, Answered)
    response = _response(answered.answer)
    response.headers[REPLAYED_HEADER] = "true"
    return response


def _response(answer: Answer) -> Response:
    headers = {} if answer.location is None else {"Location": answer.location}
    return JSONResponse(answer.body, answer.status, headers)


async def _once(
    request: Request,
    caller: Anybody,
    here: Here,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=255,
            pattern="^[!-~]+$",
            description="Any new value for a new order; the same value repeats it without paying again.",
            examples=["4f8a1c7e-6a0b-4f0e-9d0f-3a8f1f6f2b11"],
        ),
    ] = None,
) -> AsyncGenerator[Guard]:
    if idempotency_key is None or caller is None:
        yield Guard(None)
        return
    digest = await _digest(request)
    async with here.database.writing() as session:
        claimed = await answers.claim(
            session, caller.account.id, key=idempotency_key, request_sha256=digest, now=datetime.now(UTC)
        )
    if isinstance(claimed, Answer):
        raise Answered(claimed)
    guard = Guard(claimed)
    is_over = False
    try:
        yield guard
        is_over = guard.is_kept
    finally:
        if not is_over:
            async with here.database.writing() as session:
                await answers.drop(session, claimed)


async def _digest(request: Request) -> str:
    """SHA-256 of all that tells one request from another: what it does, to what, and with what."""
    digest = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    digest.update(await request.body())
    return digest.hexdigest()


Once = Annotated[Guard, Depends(_once, scope="function")]
"""The type of an endpoint's parameter that guards it."""
