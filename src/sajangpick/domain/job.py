"""One run of a pipeline, and everything that can be said about how it went."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sajangpick.domain.json import JsonObject


class JobState(StrEnum):
    """Where a job stands. The last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def is_final(self) -> bool:
        """True if nothing will happen to the job any more."""
        return self in (JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELED)


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it is now. `credits` were held when it was ordered; `done` of `total` units of `stage` are through.

    `trace` is the place of the request that ordered it in its trace, None if nothing was traced.
    """

    id: str
    account_id: str
    kind: str
    state: JobState
    request: JsonObject
    credits: int
    created_at: datetime
    stage: str = ""
    done: int = 0
    total: int = 0
    result: JsonObject | None = None
    failure: str | None = None
    failure_detail: str = ""
    attempt: int = 1
    trace: str | None = None
    cancel_asked_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How much there is to do: jobs that wait and run, and since when the first of those that wait does."""

    queued: int
    running: int
    oldest_queued_at: datetime | None = None
