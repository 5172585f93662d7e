"""For administrators: the queue, the jobs that are stuck or failed, and what can be done about them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from sajangpick.api.access import Admin
from sajangpick.api.audit import audit, for_admins
from sajangpick.api.context import Here
from sajangpick.api.jobs import JobResource, described, job_resource
from sajangpick.api.ledger import EntryResource
from sajangpick.api.ordered import Ordered
from sajangpick.api.problem import answers
from sajangpick.api.schema import After, Body, Id, Limit, Line, Listing, Resource
from sajangpick.domain.failure import FAILURES
from sajangpick.domain.job import Job, JobState
from sajangpick.errors import BadInput, Conflict, Forbidden, NotEnoughCredits, NotFound, NotSignedIn
from sajangpick.storage import accounts, costs, jobs, ledger
from sajangpick.storage.database import Session

router = APIRouter(
    prefix="/api/admin", tags=["admin"], responses=answers(NotSignedIn, Forbidden), dependencies=[Depends(for_admins)]
)

Minutes = Annotated[int, Query(ge=1, le=60 * 24 * 30, description="Not over after this long.")]


_FAILURE = f"^({'|'.join(FAILURES)})$"


class OwnedJob(JobResource):
    """A job as its administrators see it."""

    account_id: str
    email: str = Field(description="Of the account.", examples=["sajang@example.com"])
    request: Ordered
    prompt: str | None = Field(
        description="What a picture or a clip of the studio is made of; null for a short.",
        examples=["a bowl of noodle soup, close-up, steam rising"],
    )


class AskResource(Resource):
    """One order with an engine, written down before it was sent."""

    engine: str = Field(examples=["vendor:model"])
    won: int = Field(examples=[300])
    created_at: datetime


class JobInFull(OwnedJob):
    """A job with what it moved in the ledger, and what was asked of engines for it; both the oldest first."""

    entries: list[EntryResource]
    asks: list[AskResource]


class Queue(Resource):
    """How much there is to do, and who does it."""

    queued: int = Field(description="Jobs that wait.", examples=[3])
    running: int = Field(examples=[2])
    workers: int = Field(description="Processes that take jobs and were alive a moment ago.", examples=[1])
    oldest_wait_seconds: float | None = Field(
        default=None, description="How long the first in the queue has waited.", examples=[12.5]
    )


class Reason(Body):
    """Why it is done; kept in the audit log, and with the entry."""

    note: Annotated[Line, Field(min_length=1, examples=["상담 3021: 영상이 흐리게 나옴"])]


class RefundResource(Resource):
    """What was given back."""

    job_id: str
    credits: int = Field(examples=[1])


@router.get("/queue", operation_id="readQueue", summary="How long the queue is, and who works on it")
async def read_queue(here: Here) -> Queue:
    """As of now."""
    return Queue.model_validate(await here.jobs.queue())


@router.get("/jobs", operation_id="listAllJobs", summary="Everybody's jobs, newest first")
async def list_all_jobs(
    here: Here,
    after: After = None,
    limit: Limit = 20,
    state: Annotated[JobState | None, Query(description="Only those in this state.")] = None,
    failure: Annotated[str | None, Query(pattern=_FAILURE, description="Only those that failed so.")] = None,
    held: Annotated[bool, Query(description="Only those whose credits are still held.")] = False,
    account: Annotated[Id | None, Query(description="Only those of this account.")] = None,
) -> Listing[OwnedJob]:
    """Those that match every filter given; `failure=needs_review` with `held=true` are those that wait for you."""
    async with here.database.reading() as session:
        page = await jobs.page(
            session, account_id=account, state=state, failure=failure, held=held, after=after, limit=limit
        )
        return Listing(items=await _owned(session, page.items), next=page.next)


@router.get("/jobs/stuck", operation_id="listStuckJobs", summary="Jobs that should be over by now")
async def list_stuck_jobs(
    here: Here,
    minutes: Minutes = 60,
) -> Listing[OwnedJob]:
    """Ordered longer ago than that, and not over."""
    async with here.database.reading() as session:
        stuck = await jobs.unsettled(session, before=datetime.now(UTC) - timedelta(minutes=minutes))
        return Listing(items=await _owned(session, stuck))


@router.get("/jobs/{job_id}", operation_id="readAnyJob", summary="Anybody's job", responses=answers(NotFound))
async def read_any_job(job_id: Id, here: Here) -> JobInFull:
    """With what was ordered, by whom, and what it cost them and us."""
    async with here.database.reading() as session:
        job = await jobs.read(session, job_id)
    eta_seconds = await here.jobs.eta_seconds(job)
    async with here.database.reading() as session:
        (owned,) = await _owned(session, [job], ahead=await jobs.ahead(session, job), eta_seconds=eta_seconds)
        entries, asks = await ledger.of_job(session, job_id), await costs.of_job(session, job_id)
    return JobInFull(
        **dict(owned),
        entries=[EntryResource.model_validate(entry) for entry in entries],
        asks=[AskResource.model_validate(ask) for ask in asks],
    )


@router.post(
    "/jobs/{job_id}/retry",
    status_code=202,
    operation_id="retryAnyJob",
    summary="Try anybody's job again",
    responses=answers(NotFound, Conflict, NotEnoughCredits),
)
async def retry_any_job(job_id: Id, reason: Reason, caller: Admin, here: Here) -> JobResource:
    """Its credits are held anew, from its owner."""
    async with here.database.writing() as session:
        await here.jobs.again(session, job_id)
        await audit(session, caller, "job.retry", job_id, note=reason.note)
    await here.jobs.wake(job_id)
    return await described(job_id, here)


@router.post(
    "/jobs/{job_id}/cancel",
    status_code=202,
    operation_id="cancelAnyJob",
    summary="Stop anybody's job",
    responses=answers(NotFound, Conflict),
)
async def cancel_any_job(job_id: Id, reason: Reason, caller: Admin, here: Here) -> JobResource:
    """Its credits go back to its owner. A conflict (`already_finished`) if it is over."""
    job = await described(job_id, here)
    if job.state.is_final:
        raise Conflict("이미 끝난 작업이에요.", code="already_finished", hint="목록을 새로 고쳐 주세요.")
    async with here.database.writing() as session:
        await audit(session, caller, "job.cancel", job_id, note=reason.note)
    await here.jobs.cancel(job_id)
    return await described(job_id, here)


@router.post(
    "/jobs/{job_id}/refund",
    operation_id="refundJob",
    summary="Give a job's credits back",
    responses=answers(NotFound, BadInput, Conflict),
)
async def refund_job(job_id: Id, reason: Reason, caller: Admin, here: Here) -> RefundResource:
    """Of one that succeeded, or of one that failed and keeps its hold until somebody has looked; once at most.

    A conflict (`still_running`) before it is over, and (`nothing_to_refund`) if its credits came back already.
    """
    async with here.database.writing() as session:
        job = await jobs.read(session, job_id)
        if not job.state.is_final:
            raise Conflict("아직 만드는 중인 작업이에요.", code="still_running", hint="먼저 취소해 주세요.")
        if await ledger.release(session, job_id, attempt=job.attempt, note=reason.note):
            given = job.credits
        else:
            given = (await ledger.refund(session, job_id, note=reason.note)).amount
        await audit(session, caller, "job.refund", job_id, note=reason.note, credits=given)
    return RefundResource(job_id=job_id, credits=given)


async def _owned(
    session: Session, found: Sequence[Job], *, ahead: int | None = None, eta_seconds: float | None = None
) -> list[OwnedJob]:
    emails = await accounts.emails(session, (job.account_id for job in found))
    return [
        OwnedJob.model_validate(
            {
                **dict(job_resource(job, ahead=ahead, eta_seconds=eta_seconds)),
                "account_id": job.account_id,
                "email": emails.get(job.account_id, ""),
                "request": job.request,
                "prompt": job.request.get("prompt"),
            }
        )
        for job in found
    ]
