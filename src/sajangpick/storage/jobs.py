"""Jobs: what owners and administrators see of the runs. A final state is never left, except by `again`."""

from datetime import datetime

from sqlalchemy import ColumnElement, Update, delete, func, select, update

from sajangpick.domain.job import Job, JobState, Standing
from sajangpick.domain.json import JsonObject
from sajangpick.domain.page import Page
from sajangpick.errors import Conflict
from sajangpick.storage import ledger
from sajangpick.storage.database import Session
from sajangpick.storage.rows import fresh, newest, one, removed
from sajangpick.storage.tables import JobRow

_MISSING = "작업을 찾을 수 없어요."
_OPEN = [state for state in JobState if not state.is_final]
# As many as a sweep looks after at once; the next round takes the rest.
_LOOKED_AFTER = 1_000


async def add(session: Session, job: Job) -> None:
    """Keep a new job."""
    session.add(
        JobRow(
            id=job.id,
            account_id=job.account_id,
            kind=job.kind,
            state=job.state,
            request=job.request,
            credits=job.credits,
            stage=job.stage,
            done=job.done,
            total=job.total,
            result=job.result,
            failure=job.failure,
            failure_detail=job.failure_detail,
            attempt=job.attempt,
            trace=job.trace,
            created_at=job.created_at,
            queued_at=job.created_at,
            cancel_asked_at=job.cancel_asked_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
        )
    )
    await session.flush()


async def read(session: Session, job_id: str, account_id: str | None = None) -> Job:
    """A job, of this account if one is named. Raises NotFound."""
    wanted = select(JobRow).where(JobRow.id == job_id)
    if account_id is not None:
        wanted = wanted.where(JobRow.account_id == account_id)
    return await one(session, wanted, as_job, _MISSING)


async def page(
    session: Session,
    *,
    account_id: str | None = None,
    kind: str | None = None,
    state: JobState | None = None,
    failure: str | None = None,
    held: bool = False,
    after: str | None = None,
    limit: int,
) -> Page[Job]:
    """Jobs, the newest first: everybody's, or one account's; of a kind; in one state; failed for one reason.

    `held`: only those whose credits are still held.
    """
    wanted = select(JobRow)
    if account_id is not None:
        wanted = wanted.where(JobRow.account_id == account_id)
    if kind is not None:
        wanted = wanted.where(JobRow.kind == kind)
    if state is not None:
        wanted = wanted.where(JobRow.state == state)
    if failure is not None:
        wanted = wanted.where(JobRow.failure == failure)
    if held:
        wanted = wanted.where(ledger.is_held())
    return await newest(session, wanted, as_job, key=JobRow.id, after=after, limit=limit)


async def begin(session: Session, job_id: str, now: datetime, *, attempt: int | None = None) -> bool:
    """The job runs; False if it is final, or at another attempt. Beginning again, after a crash, keeps the moment."""
    change = _open(job_id, attempt).values(state=JobState.RUNNING, started_at=func.coalesce(JobRow.started_at, now))
    return await session.scalar(change.returning(JobRow.id)) is not None


async def progress(
    session: Session, job_id: str, stage: str, done: int, total: int, *, attempt: int | None = None
) -> bool:
    """`done` of `total` units of a stage are through; False, and nothing is changed, if the job is not at it."""
    change = _open(job_id, attempt).values(stage=stage, done=done, total=total)
    return await session.scalar(change.returning(JobRow.id)) is not None


async def finish(
    session: Session,
    job_id: str,
    *,
    state: JobState,
    failure: str | None = None,
    detail: str = "",
    result: JsonObject | None = None,
    now: datetime,
    attempt: int | None = None,
) -> bool:
    """The job ends in a final state; False, and nothing is changed, if it had ended, or is at another attempt."""
    change = _open(job_id, attempt).values(
        state=state, failure=failure, failure_detail=detail, result=result, finished_at=now
    )
    return await session.scalar(change.returning(JobRow.id)) is not None


async def ask_cancel(session: Session, job_id: str, now: datetime) -> bool:
    """Note that the owner wants the job stopped; False if it is final. Asking again keeps the first moment."""
    change = _open(job_id).values(cancel_asked_at=func.coalesce(JobRow.cancel_asked_at, now))
    return await session.scalar(change.returning(JobRow.id)) is not None


async def again(session: Session, job_id: str, now: datetime, *, trace: str | None = None) -> Job:
    """Queue a failed or canceled job once more, in the trace of the request that asked for it.

    Raises NotFound, and Conflict `not_retryable` for any other.
    """
    ended = update(JobRow).where(JobRow.id == job_id, JobRow.state.in_([JobState.FAILED, JobState.CANCELED]))
    change = ended.values(
        state=JobState.QUEUED,
        attempt=JobRow.attempt + 1,
        trace=trace,
        queued_at=now,
        stage="",
        done=0,
        total=0,
        result=None,
        failure=None,
        failure_detail="",
        cancel_asked_at=None,
        started_at=None,
        finished_at=None,
    )
    is_queued = await session.scalar(change.returning(JobRow.id)) is not None
    job = await read(session, job_id)
    if not is_queued:
        raise Conflict(
            "이 작업은 다시 시작할 수 없어요.", code="not_retryable", hint="실패했거나 취소된 작업만 다시 할 수 있어요."
        )
    return job


async def ahead(session: Session, job: Job) -> int:
    """How many queued jobs came before this one, everybody's."""
    return await _count(session, JobRow.state == JobState.QUEUED, JobRow.id < job.id)


async def is_at(session: Session, job_id: str, attempt: int) -> bool:
    """Whether this attempt of a job is not over."""
    wanted = select(JobRow.id).where(JobRow.id == job_id, JobRow.attempt == attempt, JobRow.state.in_(_OPEN))
    return await session.scalar(wanted) is not None


async def standing(session: Session) -> Standing:
    """How many jobs wait and run, and since when the first of those that wait does."""
    open_jobs = select(JobRow.state, func.count(), func.min(JobRow.queued_at)).where(JobRow.state.in_(_OPEN))
    rows = {state: (count, first) for state, count, first in await session.execute(open_jobs.group_by(JobRow.state))}
    queued, oldest = rows.get(JobState.QUEUED, (0, None))
    running, _ = rows.get(JobState.RUNNING, (0, None))
    return Standing(queued, running, oldest)


async def open_count(session: Session, account_id: str) -> int:
    """How many of an account's jobs wait or run."""
    return await _count(session, JobRow.account_id == account_id, JobRow.state.in_(_OPEN))


async def unsettled(session: Session, *, before: datetime) -> list[Job]:
    """Jobs that were queued before a moment and are not final, the oldest first; so many at once."""
    wanted = select(JobRow).where(JobRow.state.in_(_OPEN), JobRow.queued_at < before)
    rows = await session.scalars(fresh(wanted.order_by(JobRow.id).limit(_LOOKED_AFTER)))
    return [as_job(row) for row in rows]


async def forget(session: Session, *, before: datetime, limit: int) -> int:
    """Delete jobs that ended before a moment; how many."""
    old = select(JobRow.id).where(JobRow.finished_at < before).order_by(JobRow.finished_at).limit(limit)
    return await removed(session, delete(JobRow).where(JobRow.id.in_(old)), JobRow.id)


def as_job(row: JobRow) -> Job:
    """The noun of a row."""
    return Job(
        id=row.id,
        account_id=row.account_id,
        kind=row.kind,
        state=JobState(row.state),
        request=row.request,
        credits=row.credits,
        created_at=row.created_at,
        stage=row.stage,
        done=row.done,
        total=row.total,
        result=row.result,
        failure=row.failure,
        failure_detail=row.failure_detail,
        attempt=row.attempt,
        trace=row.trace,
        cancel_asked_at=row.cancel_asked_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def _open(job_id: str, attempt: int | None = None) -> Update:
    change = update(JobRow).where(JobRow.id == job_id, JobRow.state.in_(_OPEN))
    return change if attempt is None else change.where(JobRow.attempt == attempt)


async def _count(session: Session, *where: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).select_from(JobRow).where(*where)) or 0
