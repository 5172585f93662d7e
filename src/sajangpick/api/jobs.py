"""Jobs: where each stands, why it failed and what to do then, cancelled, tried again."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from sajangpick.api.access import Reader, Writer, rate_limited
from sajangpick.api.context import Context, Here
from sajangpick.api.idempotency import Once
from sajangpick.api.problem import answers
from sajangpick.api.schema import After, Id, Limit, Listing, Resource, Values
from sajangpick.domain.failure import FAILURES, NextStep
from sajangpick.domain.job import Job, JobState
from sajangpick.errors import Conflict, Forbidden, NotEnoughCredits, NotFound, NotSignedIn, TooMany
from sajangpick.storage import jobs

router = APIRouter(prefix="/api/jobs", tags=["jobs"], responses=answers(NotSignedIn, Forbidden, TooMany))

RETRIES_PER_MINUTE = 10


class FailureResource(Resource):
    """Why a job failed, for the owner in Korean and in English, and the one thing to do next."""

    code: str = Field(examples=["photo_refused"])
    korean: str = Field(examples=["이 사진으로는 영상을 만들 수 없어요."])
    english: str = Field(examples=["This photo cannot become a short."])
    next_step: NextStep
    credit_returned: bool
    detail: str = Field(default="", description="What exactly, where something can be said.")


class JobResource(Resource):
    """A job as it is now: `done` of `total` units of its `stage` are through."""

    id: str
    kind: str = Field(examples=["short"])
    state: JobState
    stage: str = Field(examples=["render"])
    done: int = Field(examples=[120])
    total: int = Field(examples=[240])
    credits: int = Field(
        description="Held when it was ordered; captured when it succeeded, given back otherwise.", examples=[1]
    )
    attempt: int = Field(description="1, and one more for each retry.", examples=[1])
    failure: FailureResource | None = None
    result: Values | None = Field(
        default=None,
        description="What was made; of each part who made it, and whose results were `tried`.",
        examples=[{"videoId": "01k2m3n4p5q6r7s8t9v0w1x2y3", "clip": {"engine": "local:motion", "tried": []}}],
    )
    ahead: int | None = Field(default=None, description="Jobs queued before it, while it waits.", examples=[2])
    eta_seconds: float | None = Field(
        default=None, description="How long until it is done, if anybody can know.", examples=[41.5]
    )
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    cancel_asked_at: datetime | None


@router.get("", operation_id="listJobs", summary="One's jobs, newest first", response_model=Listing[JobResource])
async def list_jobs(
    caller: Reader,
    here: Here,
    after: After = None,
    limit: Limit = 20,
    state: Annotated[JobState | None, Query(description="Only those in this state.")] = None,
) -> Listing[JobResource]:
    """Those in a state, or all."""
    async with here.database.reading() as session:
        page = await jobs.page(session, account_id=caller.account.id, state=state, after=after, limit=limit)
    return Listing(items=[job_resource(job) for job in page.items], next=page.next)


@router.get(
    "/{job_id}",
    operation_id="readJob",
    summary="A job: state, progress, place in the queue",
    response_model=JobResource,
    responses=answers(NotFound),
)
async def read_job(job_id: Id, caller: Reader, here: Here) -> JobResource:
    """Finished jobs are forgotten after a while; their shorts stay."""
    return await described(job_id, here, account_id=caller.account.id)


@router.post(
    "/{job_id}/cancel",
    status_code=202,
    operation_id="cancelJob",
    summary="Stop a job",
    response_model=JobResource,
    responses=answers(NotFound, Conflict),
)
async def cancel_job(job_id: Id, caller: Writer, here: Here) -> JobResource:
    """Within about a second; the credits come back. A conflict (`already_finished`) if it is over."""
    await described(job_id, here, account_id=caller.account.id)
    if not await here.jobs.cancel(job_id):
        raise Conflict("이미 끝난 작업이에요.", code="already_finished", hint="목록을 새로 고쳐 주세요.")
    return await described(job_id, here)


@router.post(
    "/{job_id}/retry",
    status_code=202,
    operation_id="retryJob",
    summary="Try a failed or cancelled job again",
    response_model=JobResource,
    responses=answers(NotFound, Conflict, NotEnoughCredits),
    dependencies=[rate_limited("retry", RETRIES_PER_MINUTE)],
)
async def retry_job(job_id: Id, caller: Writer, here: Here, once: Once) -> Response:
    """The same order once more; its credits are held anew. Send an `Idempotency-Key`: it costs.

    Without it, asked twice, it runs once: the second gets a conflict. So does who asks while we still look into it.
    """
    async with here.database.writing() as session:
        job = await jobs.read(session, job_id, caller.account.id)
        require_retryable(job.state)
        if job.failure is not None and not FAILURES[job.failure].credit_returned:
            raise Conflict("아직 확인하고 있는 작업이에요.", code="not_retryable", hint="조금만 더 기다려 주세요.")
        again = await here.jobs.again(session, job_id)
        resource = job_resource(again, ahead=await jobs.ahead(session, again))
        answer = await once.keep(session, resource, status=202)
    await here.jobs.wake(job_id)
    return answer


async def described(job_id: str, here: Context, *, account_id: str | None = None) -> JobResource:
    """A job with its place and its time; NotFound if it is not that account's."""
    async with here.database.reading() as session:
        job = await jobs.read(session, job_id, account_id)
        ahead = await jobs.ahead(session, job)
    return job_resource(job, ahead=ahead, eta_seconds=await here.jobs.eta_seconds(job))


def require_retryable(state: JobState) -> None:
    """Conflict unless the job is over without a result."""
    if state not in (JobState.FAILED, JobState.CANCELED):
        raise Conflict(
            "이 작업은 다시 시작할 수 없어요.", code="not_retryable", hint="실패했거나 취소된 작업만 다시 할 수 있어요."
        )


def job_resource(job: Job, *, ahead: int | None = None, eta_seconds: float | None = None) -> JobResource:
    """A job as it is answered."""
    return JobResource(
        id=job.id,
        kind=job.kind,
        state=job.state,
        stage=job.stage,
        done=job.done,
        total=job.total,
        credits=job.credits,
        attempt=job.attempt,
        failure=failure_resource(job.failure, job.failure_detail),
        result=job.result,
        ahead=ahead if job.state is JobState.QUEUED else None,
        eta_seconds=None if eta_seconds is None else round(eta_seconds, 1),
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        cancel_asked_at=job.cancel_asked_at,
    )


def failure_resource(code: str | None, detail: str) -> FailureResource | None:
    """A reason as it is answered; None if there is none."""
    if code is None:
        return None
    failure = FAILURES.get(code, FAILURES["internal"])
    return FailureResource(
        code=failure.code,
        korean=failure.korean,
        english=failure.english,
        next_step=failure.next_step,
        credit_returned=failure.credit_returned,
        detail=detail,
    )
