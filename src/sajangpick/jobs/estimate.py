"""How long a job will take: from how long each stage took lately."""

import statistics
from collections.abc import Sequence
from typing import cast

from sajangpick.domain.job import Job, JobState

RECENT_JOBS = 30
"""Enough for a median that one odd job does not move."""


def stage_seconds(recent: Sequence[Job]) -> dict[str, float]:
    """The median seconds of each stage, in their order, of jobs that succeeded; empty if none did."""
    timings = [cast(dict[str, float], job.result.get("timings") or {}) for job in recent if job.result]
    stages = list(dict.fromkeys(stage for each in timings for stage in each))
    return {stage: statistics.median(each[stage] for each in timings if stage in each) for stage in stages}


def seconds_left(job: Job, *, stages: dict[str, float], ahead: int, slots: int) -> float | None:
    """How many seconds until the job is done, if `ahead` jobs come first and `slots` run at once.

    None where nobody can know: it is over, or none of its kind was ever made.
    """
    if job.state.is_final or not stages:
        return None
    whole = sum(stages.values())
    if job.state is JobState.QUEUED:
        return whole * (1 + ahead / max(1, slots))
    if job.stage not in stages:
        return whole
    order = list(stages)
    later = order[order.index(job.stage) + 1 :]
    here = stages[job.stage] * (1 - (job.done / job.total if job.total else 0))
    return here + sum(stages[stage] for stage in later)
